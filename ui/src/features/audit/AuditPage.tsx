import { getRouteApi } from '@tanstack/react-router';
import { Link2, ScrollText } from 'lucide-react';
import { Age, EmptyState, ErrorState, PageHeader, SkeletonRows, Tooltip } from '@/components';
import { useShortcuts } from '@/lib/keys';
import { EntryDrawer } from './EntryDrawer';
import { FilterBar } from './FilterBar';
import type { AuditSearch } from './search';
import { TrailList } from './TrailList';
import { type Trail, useTrail } from './useTrail';

const route = getRouteApi('/shell/audit');

export function AuditPage() {
  const { entry: number, tenant, who, action, ticket, since, until } = route.useSearch();
  const filter = { tenant, who, action, ticket, since, until };
  const navigate = route.useNavigate();
  const trail = useTrail(filter);
  const change = (part: Partial<AuditSearch>) =>
    void navigate({ search: (former) => ({ ...former, ...part }), replace: true });
  const known = trail.entries.find((entry) => entry.number === number);
  useTrailKeys(trail, number, (entry) => change({ entry }));
  return (
    <div className="flex min-h-0 flex-1 flex-col" data-testid="audit-page">
      <PageHeader
        title="Audit"
        aside={
          trail.asOf && (
            <span className="text-xs">
              read <Age at={trail.asOf} />
            </span>
          )
        }
        actions={<ChainState />}
      />
      <FilterBar filter={filter} onChange={change} />
      <Entries
        trail={trail}
        filtered={Object.values(filter).some(Boolean)}
        selected={number}
        onOpen={(entry) => change({ entry })}
      />
      {number && <EntryDrawer number={number} known={known} onClose={() => change({ entry: undefined })} />}
    </div>
  );
}

/** Honest and small: what holds today, and what does not yet. */
function ChainState() {
  return (
    <Tooltip content="Each entry carries the SHA-256 of itself and the one before it. Checking the chains from here arrives with a later version.">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: its tooltip is reached by keyboard */}
      <span tabIndex={0} className="flex items-center gap-1.5 text-xs text-ink-3" data-testid="chain-state">
        <Link2 size={13} aria-hidden />
        Hash-chained; verification arrives with a later version
      </span>
    </Tooltip>
  );
}

interface EntriesProps {
  trail: Trail;
  filtered: boolean;
  selected: string | undefined;
  onOpen: (number: string) => void;
}

function Entries({ trail, filtered, selected, onOpen }: EntriesProps) {
  if (trail.entries.length > 0)
    return <TrailList trail={trail} selected={selected} onOpen={(entry) => onOpen(entry.number)} />;
  if (trail.error) return <ErrorState error={trail.error} onRetry={trail.again} />;
  if (trail.loading) return <SkeletonRows rows={16} columns={[50, 70, 70, 110, 120, 200, 220]} />;
  return filtered ? (
    <EmptyState icon={ScrollText} title="No entry matches">
      Widen the time, or clear a filter. Actions match by their beginning, the others in full.
    </EmptyState>
  ) : (
    <EmptyState icon={ScrollText} title="Nothing has been done yet">
      Every change to a tenant, a limit or a tier is written here by the database, with who and why.
    </EmptyState>
  );
}

function useTrailKeys(
  { entries }: Trail,
  number: string | undefined,
  open: (number: string | undefined) => void,
) {
  const at = entries.findIndex((entry) => entry.number === number);
  const go = (to: number) => {
    const entry = entries[Math.max(0, Math.min(entries.length - 1, to))];
    if (entry) open(entry.number);
  };
  useShortcuts([
    { keys: 'j', title: 'Next entry', group: 'Audit', run: () => go(at + 1) },
    { keys: 'k', title: 'Entry before', group: 'Audit', run: () => go(at - 1) },
    {
      keys: '/',
      title: 'Filter by who',
      group: 'Audit',
      run: () => document.getElementById('audit-who')?.focus(),
    },
    { keys: 'Escape', title: 'Close the entry', group: 'Audit', run: () => open(undefined) },
  ]);
}
