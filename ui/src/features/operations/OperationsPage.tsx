import { getRouteApi } from '@tanstack/react-router';
import { Activity, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import {
  Age,
  Button,
  EmptyState,
  ErrorState,
  OperationHead,
  OperationRow,
  PageHeader,
  SkeletonRows,
  Tabs,
} from '@/components';
import { useCommand } from '@/ipc';
import { plural } from '@/lib/format';
import { useShortcuts } from '@/lib/keys';
import { OPEN } from '@/lib/operations';
import { QuarantineList } from './QuarantineList';
import { StateChips } from './StateChips';
import { ScrubTab } from './scrub/ScrubTab';
import { type OperationsSearch, statesOf } from './search';
import { type Operations, useCounts, useOperations } from './useOperations';

const route = getRouteApi('/shell/operations');

export function OperationsPage() {
  const { view = 'operations' } = route.useSearch();
  const navigate = route.useNavigate();
  const quarantined = useCommand('quarantine_list', {}).data?.rows.length;
  return (
    <div className="flex min-h-0 flex-1 flex-col" data-testid="operations-page">
      <PageHeader title="Operations" aside={<Read />} />
      <Tabs
        label="Operations, quarantine and scrubber"
        value={view}
        onChange={(next) =>
          void navigate({ search: next === 'operations' ? {} : { view: next }, replace: true })
        }
        tabs={[
          { value: 'operations', label: 'Operations' },
          { value: 'quarantine', label: 'Quarantine', badge: quarantined || undefined },
          { value: 'scrub', label: 'Scrubber' },
        ]}
      >
        {view === 'quarantine' && <QuarantineList />}
        {view === 'scrub' && <ScrubTab />}
        {view === 'operations' && <OperationList />}
      </Tabs>
    </div>
  );
}

function Read() {
  const { data } = useCommand('operation_list', OPEN);
  if (!data) return null;
  return (
    <span className="text-xs">
      read <Age at={data.asOf} /> ·{' '}
      <span data-testid="workers">{data.workers === 0 ? 'no worker' : plural(data.workers, 'worker')}</span>
    </span>
  );
}

function OperationList() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const states = statesOf(search.states);
  const operations = useOperations(states, search.tenant ?? null);
  const counts = useCounts(search.tenant ?? null);
  const change = (part: Partial<OperationsSearch>) =>
    void navigate({ search: (former) => ({ ...former, ...part }), replace: true });
  useRowKeys();
  return (
    <div className="flex min-h-full flex-col">
      <NoWorker workers={operations.workers} counts={counts} />
      <StateChips
        chosen={states}
        counts={counts}
        tenant={search.tenant}
        onChange={(next) => change({ states: next.length > 0 ? next.join(',') : undefined })}
        onTenant={(tenant) => change({ tenant })}
      />
      <Rows operations={operations} filtered={states.length > 0 || search.tenant !== undefined} />
    </div>
  );
}

/** Nothing goes on: said before anybody wonders. */
function NoWorker({ workers, counts }: { workers: number | undefined; counts: { queued?: string } }) {
  if (workers !== 0 || !counts.queued || counts.queued === '0') return null;
  return (
    <p
      role="alert"
      data-testid="no-worker"
      className="flex items-start gap-2 border-b bg-warn-soft px-4 py-2 text-sm text-warn-text"
    >
      <TriangleAlert size={14} aria-hidden className="mt-0.5 shrink-0" />
      <span>
        <b className="font-medium">No worker runs, and {counts.queued} on the queue.</b> Nothing is carried
        out until one does: run <code className="font-mono text-xs">tenantryctl worker run</code>, or open the
        console on the machine of the sandbox. What is queued stays queued.
      </span>
    </p>
  );
}

const NONE_MATCHES = (
  <EmptyState icon={Activity} title="No operation matches">
    Choose other states, or all of them.
  </EmptyState>
);
const NONE_YET = (
  <EmptyState icon={Activity} title="No operation yet">
    Provisioning, deletions, restorations and purges are carried out by workers, step by step, and are watched
    here.
  </EmptyState>
);

function Middle({ children }: { children: ReactNode }) {
  return <div className="flex flex-1 flex-col justify-center">{children}</div>;
}

function Rows({ operations, filtered }: { operations: Operations; filtered: boolean }) {
  const { rows, asOf, error, loading, again } = operations;
  if (error && rows.length === 0)
    return (
      <Middle>
        <ErrorState error={error} onRetry={again} />
      </Middle>
    );
  if (loading || !asOf)
    return <SkeletonRows rows={14} columns={[220, 120, 70, 150, 60, 60, 90]} label="Loading operations" />;
  if (rows.length === 0) return <Middle>{filtered ? NONE_MATCHES : NONE_YET}</Middle>;
  return (
    <>
      <OperationHead />
      <ol aria-label="Operations">
        {rows.map((line) => (
          <OperationRow key={line.id} line={line} asOf={asOf} />
        ))}
      </ol>
      <End operations={operations} />
    </>
  );
}

function End({ operations: { rows, hasOlder, loadingOlder, older } }: { operations: Operations }) {
  return (
    <div className="flex h-12 shrink-0 items-center justify-center gap-3 text-xs text-ink-3">
      <span>{hasOlder ? `The newest ${rows.length}` : plural(rows.length, 'operation')}</span>
      {hasOlder && (
        <Button busy={loadingOlder} onClick={older} data-testid="operations-older">
          Older operations
        </Button>
      )}
    </div>
  );
}

/** j and k go from row to row; Enter opens, because the rows are links. */
function useRowKeys(): void {
  const go = (by: 1 | -1) => {
    const links = [
      ...document.querySelectorAll<HTMLElement>('[data-testid="operation-row"] > a:first-child'),
    ];
    const at = links.indexOf(document.activeElement as HTMLElement);
    links[Math.max(0, Math.min(links.length - 1, at + by))]?.focus();
  };
  useShortcuts([
    { keys: 'j', title: 'Next operation', group: 'Operations', run: () => go(1) },
    { keys: 'k', title: 'Operation before', group: 'Operations', run: () => go(-1) },
  ]);
}
