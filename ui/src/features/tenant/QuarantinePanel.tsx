import { Age, Button, Countdown, ErrorState, Panel, Skeleton } from '@/components';
import { type QuarantineLine, type TenantView, useCommand, useMe } from '@/ipc';
import { openAct } from '@/lib/acts';
import { bytes, count } from '@/lib/format';
import { useServerNow } from '@/lib/now';
import { quarantineCan } from '@/lib/quarantineCan';
import { exact } from '@/lib/time';
import { Fact, Facts, None } from './Facts';

/** A tenant that is deleted and may still come back: until when, what is kept, and both ways out. */
export function QuarantinePanel({ tenant }: { tenant: TenantView }) {
  const { data, error, refetch } = useCommand('quarantine_list', {});
  const line = data?.rows.find((row) => row.tenant.id === tenant.id);
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} inline />;
  if (!data) return <Skeleton className="h-40 w-full" />;
  if (!line)
    return (
      <p className="rounded-lg border px-4 py-3 text-sm text-ink-2" data-testid="not-in-quarantine">
        {tenant.operation
          ? 'It is on its way: what can be done next stands here when its operation has ended.'
          : 'It is being deleted, and not in quarantine.'}
      </p>
    );
  return <Kept line={line} asOf={data.asOf} busy={tenant.operation !== null} />;
}

function Kept({ line, asOf, busy }: { line: QuarantineLine; asOf: string; busy: boolean }) {
  const me = useMe();
  const now = useServerNow(asOf);
  const { slug } = line.tenant;
  const purge = quarantineCan.purge(line, busy, me, now);
  return (
    <Panel title="In quarantine" className="overflow-hidden">
      <div data-testid="quarantine-panel" className="flex flex-col">
        <div className="flex items-center gap-4 border-b bg-warn-soft px-4 py-3 text-warn-text">
          <div className="min-w-0 flex-1">
            <p className="text-xs">It may be purged</p>
            <p className="text-xl font-semibold" data-testid="quarantine-countdown">
              {Date.parse(line.until) > now && 'in '}
              <Countdown until={line.until} asOf={asOf} over="now" />
            </p>
            <p className="text-xs">from {exact(line.until)} on, by somebody else than who deleted it</p>
          </div>
          <Button
            tone="primary"
            can={quarantineCan.restore(busy, me)}
            onClick={() => openAct({ kind: 'restore', tenant: slug })}
            data-testid="danger-restore"
          >
            Restore…
          </Button>
          <Button
            tone="danger"
            can={purge}
            onClick={() => openAct({ kind: 'purge', tenant: slug })}
            data-testid="danger-purge"
          >
            Purge…
          </Button>
        </div>
        {purge !== true && <p className="border-b px-4 py-2 text-sm text-ink-2">Purge: {purge}</p>}
        <Facts>
          <Fact name="Deleted">
            <Age at={line.since} /> by <span className="foreign font-medium">{line.deletedBy}</span>
          </Fact>
          <Fact name="Because">
            <span className="foreign selectable break-words">{line.reason}</span>
          </Fact>
          <Fact name="Was before">{line.was}</Fact>
          <Fact name="Kept as">
            <span className="foreign selectable font-mono text-xs break-all">{line.kept}</span>
          </Fact>
          <Fact name="Rows">{line.rows === null ? <None>not counted</None> : count(line.rows)}</Fact>
          <Fact name="Size">{line.bytes === null ? <None>not measured</None> : bytes(line.bytes)}</Fact>
        </Facts>
      </div>
    </Panel>
  );
}
