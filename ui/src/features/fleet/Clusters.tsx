import { Link } from '@tanstack/react-router';
import { Bar, Panel } from '@/components';
import type { ClusterView } from '@/ipc';
import { count, percent, permille, plural } from '@/lib/format';
import { room } from './figures';

/** The servers, and how much room each has left. */
export function Clusters({ clusters }: { clusters: readonly ClusterView[] }) {
  return (
    <Panel
      title="Clusters"
      aside={
        <Link to="/clusters" className="text-accent-text hover:underline">
          {plural(clusters.length, 'server')}
        </Link>
      }
    >
      {clusters.length === 0 ? (
        <p className="px-3 py-3 text-sm text-ink-3">No server is registered.</p>
      ) : (
        <ul className="py-1" data-testid="fleet-clusters">
          {clusters.map((cluster) => (
            <li key={cluster.name}>
              <Cluster cluster={cluster} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Cluster({ cluster: { name, region, tenants, capacity, schemaVersion } }: { cluster: ClusterView }) {
  const full = permille(tenants, capacity);
  return (
    <Link
      to="/tenants"
      search={{ query: `cluster:${name}` }}
      className="grid h-11 grid-cols-[minmax(0,1.2fr)_minmax(0,1fr)_64px_56px] items-center gap-3 px-3 text-sm -outline-offset-2 hover:bg-hover"
    >
      <span className="min-w-0">
        <span className="foreign block truncate font-medium">{name}</span>
        <span className="block truncate font-mono text-2xs text-ink-3">
          {region} · schema {schemaVersion}
        </span>
      </span>
      <span className="min-w-0">
        <span className="block truncate">{count(room(tenants, capacity))} free</span>
        <span className="block truncate text-2xs text-ink-3">
          {count(tenants)} of {count(capacity)} tenants
        </span>
      </span>
      <Bar thousandths={full} className="w-full" />
      <span className="text-right text-ink-2">{percent(full)}</span>
    </Link>
  );
}
