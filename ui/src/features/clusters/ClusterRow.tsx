import { Link } from '@tanstack/react-router';
import { Settings2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { Badge, Bar, Button, Tooltip } from '@/components';
import { type ClusterLine, type InstanceSettingsView, useMe } from '@/ipc';
import { openAct } from '@/lib/acts';
import { cx } from '@/lib/cx';
import { count, percent, permille, plural } from '@/lib/format';
import { mayWrite } from '@/lib/tenantCan';

const COLUMNS =
  'grid grid-cols-[minmax(150px,1.2fr)_minmax(170px,1fr)_96px_minmax(220px,2.2fr)_108px] items-center gap-4 px-4 text-sm';

export function ClusterHead() {
  return (
    <div aria-hidden className={cx(COLUMNS, 'h-8 border-b text-xs font-medium text-ink-2')}>
      <span>Cluster</span>
      <span>Tenants</span>
      <span>New tenants</span>
      <span>Servers of tenants' own</span>
    </div>
  );
}

/** One cluster: how full it is, and how servers of its tenants' own are made. */
export function ClusterRow({ cluster }: { cluster: ClusterLine }) {
  const { name, region, here, acceptsTenants, instances } = cluster;
  return (
    <li
      data-testid={`cluster-${name}`}
      data-provider={instances?.provider ?? 'none'}
      className={cx(COLUMNS, 'min-h-16 border-b py-2 hover:bg-hover')}
    >
      <span className="min-w-0">
        <span className="flex min-w-0 items-center gap-2">
          <span className="foreign selectable truncate font-medium" title={name}>
            {name}
          </span>
          {here && (
            <Tooltip content="The control database is on it.">
              <Badge className="h-4 shrink-0 px-1.5 text-2xs">control</Badge>
            </Tooltip>
          )}
        </span>
        <span className="foreign block truncate font-mono text-2xs text-ink-3">{region}</span>
      </span>
      <Room cluster={cluster} />
      <span className={acceptsTenants ? 'text-ink-2' : 'text-warn-text'}>
        {acceptsTenants ? 'placed here' : 'not placed'}
      </span>
      <Instances instances={instances} />
      <Change name={name} />
    </li>
  );
}

function Room({ cluster: { name, tenants, capacity } }: { cluster: ClusterLine }) {
  const full = permille(tenants, capacity);
  return (
    <Link
      to="/tenants"
      search={{ query: `cluster:${name}` }}
      className="flex min-w-0 flex-col gap-1 rounded-sm hover:underline"
    >
      <span className="flex items-baseline justify-between gap-2">
        <span className="truncate">
          {count(tenants)} <span className="text-ink-3">of {plural(capacity, 'tenant')}</span>
        </span>
        <span className="shrink-0 text-xs text-ink-2">{percent(full)}</span>
      </span>
      <Bar thousandths={full} className="w-full" />
    </Link>
  );
}

function Change({ name }: { name: string }) {
  return (
    <Button
      icon={Settings2}
      can={mayWrite(useMe())}
      onClick={() => openAct({ kind: 'set_instances', cluster: name })}
      className="w-full"
      data-testid={`cluster-edit-${name}`}
      aria-label={`Change how servers are made on ${name}`}
    >
      Change…
    </Button>
  );
}

function Instances({ instances }: { instances: InstanceSettingsView | null }) {
  if (!instances)
    return (
      <span className="min-w-0">
        <span className="block text-ink-2">not made here</span>
        <span className="block text-xs text-ink-3">A tenant on the rung instance is refused.</span>
      </span>
    );
  const { provider, region, engineVersion, environment } = instances;
  const made = provider === 'rds' ? 'by AWS RDS' : 'on this machine';
  return (
    <span className="min-w-0">
      <span className="flex min-w-0 flex-wrap items-baseline gap-x-2">
        <span className="font-medium">{made}</span>
        {region && <span className="foreign font-mono text-xs text-ink-2">{region}</span>}
        <span className="text-xs text-ink-2">
          PostgreSQL {engineVersion ?? '18.4'}
          {provider === 'rds' && environment && (
            <>
              {' '}
              · <span className="foreign">{environment}</span>
            </>
          )}
        </span>
      </span>
      {provider === 'rds' ? (
        <Network instances={instances} />
      ) : (
        <span className="block text-xs text-ink-3">for a sandbox: seconds, and no costs</span>
      )}
    </span>
  );
}

/** Where AWS puts them, and whom their alarms tell; what is missing is said. */
function Network({ instances }: { instances: InstanceSettingsView }) {
  const { subnetGroup, securityGroups, alarmTopic, kmsKey } = instances;
  const parts: [string, ReactNode, string][] = [
    ['subnets', subnetGroup ?? 'of the account', subnetGroup ?? 'the default subnet group'],
    [
      'groups',
      securityGroups.length > 0 ? count(securityGroups.length) : 'the default',
      securityGroups.join(' ') || 'the default security group',
    ],
    ['alarms', alarmTopic ? alarmTopic.split(':').at(-1) : 'tell nobody', alarmTopic ?? 'no topic is set'],
    ['key', kmsKey ?? 'of RDS', kmsKey ?? 'the key of RDS'],
  ];
  return (
    <span className="flex min-w-0 flex-wrap gap-x-3 text-xs text-ink-3">
      {parts.map(([name, value, whole]) => (
        <span key={name} title={whole} className="max-w-full truncate">
          {name}{' '}
          <span className={cx('foreign', name === 'alarms' && !alarmTopic ? 'text-warn-text' : 'text-ink-2')}>
            {value}
          </span>
        </span>
      ))}
    </span>
  );
}
