import { ArrowRight, Check, Circle, CircleDot, Minus, X } from 'lucide-react';
import { cx } from '@/lib/cx';
import { count, plural } from '@/lib/format';
import type { BulkKind } from './BulkBar';
import { effectOf, type Verdict } from './dryRun';
import type { Bulk, Outcome } from './useBulk';

export interface BulkTableProps {
  kind: BulkKind;
  bulk: Bulk;
  acknowledged: boolean;
}

/** What would happen to each tenant, then what did. At most 200 rows: no need of a virtual list. */
export function BulkTable({ kind, bulk, acknowledged }: BulkTableProps) {
  return (
    <section className="flex flex-col gap-1.5">
      <p role="status" className="text-sm font-medium" data-testid="bulk-summary">
        {summary(bulk, acknowledged)}
      </p>
      <section
        className="max-h-[38vh] overflow-y-auto rounded-md border"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard
        tabIndex={0}
        aria-label="Tenants"
      >
        <table className="w-full table-fixed text-sm">
          <thead className="sticky top-0 bg-sunken text-left text-xs text-ink-2">
            <tr>
              <th className="w-64 px-2.5 py-1.5 font-medium">Tenant</th>
              <th className="w-52 px-2.5 py-1.5 font-medium">{kind === 'tier' ? 'Tier' : 'Status'}</th>
              <th className="px-2.5 py-1.5 font-medium">{bulk.phase === 'dry' ? 'Dry run' : 'Result'}</th>
            </tr>
          </thead>
          <tbody>
            {bulk.verdicts.map((verdict) => (
              <Row
                key={verdict.row.id}
                {...{ kind, verdict, acknowledged }}
                outcome={bulk.outcomes.get(verdict.row.id)}
                over={bulk.phase === 'over'}
              />
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}

function summary({ phase, verdicts, outcomes, planning, cancelled }: Bulk, acknowledged: boolean): string {
  const all = [...outcomes.values()];
  const done = all.filter(({ state }) => state === 'done').length;
  const failed = all.filter(({ state }) => state === 'failed').length;
  const would = verdicts.filter((verdict) => takesPart(verdict, acknowledged)).length;
  if (phase === 'running') return `${count(done + failed)} of ${plural(would, 'tenant')} done`;
  if (phase === 'over') {
    const left = would - done - failed;
    return [
      `${plural(done, 'tenant')} changed`,
      failed > 0 && `${count(failed)} failed`,
      cancelled && left > 0 && `${count(left)} not begun, because you stopped it`,
    ]
      .filter(Boolean)
      .join(', ');
  }
  if (planning > 0) return `Dry run: ${plural(planning, 'tenant')} to go`;
  return `${plural(would, 'tenant')} would be changed, ${count(verdicts.length - would)} would not`;
}

function takesPart({ refused, acknowledge }: Verdict, acknowledged: boolean): boolean {
  return !refused && (acknowledge.length === 0 || acknowledged);
}

interface RowProps {
  kind: BulkKind;
  verdict: Verdict;
  acknowledged: boolean;
  outcome: Outcome | undefined;
  over: boolean;
}

function Row({ kind, verdict, acknowledged, outcome, over }: RowProps) {
  const { row, becomes, refused } = verdict;
  const on = takesPart(verdict, acknowledged);
  return (
    <tr className="border-t align-top" data-testid="bulk-row" data-slug={row.slug} data-allowed={on}>
      <td className="px-2.5 py-1.5">
        <span className="foreign block truncate" title={row.name}>
          {row.name}
        </span>
      </td>
      <td className={cx('px-2.5 py-1.5 whitespace-nowrap', !on && 'text-ink-3')}>
        {kind === 'tier' ? row.tier : row.status}
        {on && (
          <>
            <ArrowRight size={12} aria-label="to" className="mx-1 inline text-ink-3" />
            {becomes}
          </>
        )}
      </td>
      <td className="px-2.5 py-1.5">
        {outcome ? <Result outcome={outcome} /> : <Foreseen {...{ verdict, on, over, refused }} />}
      </td>
    </tr>
  );
}

function Foreseen({
  verdict,
  on,
  over,
  refused,
}: {
  verdict: Verdict;
  on: boolean;
  over: boolean;
  refused: string | null;
}) {
  if (refused) return <Line icon={Minus} tone="text-ink-3" text={refused} />;
  if (over) return <Line icon={Minus} tone="text-ink-3" text="Left as it was." />;
  const effect = effectOf(verdict);
  if (on) return <Line icon={Circle} tone="text-ink-2" text={effect || 'Will be changed.'} />;
  return <Line icon={Minus} tone="text-warn-text" text={`${effect} Left out unless you include it.`} />;
}

function Result({ outcome }: { outcome: Outcome }) {
  if (outcome.state === 'running') return <Line icon={CircleDot} tone="text-accent-text" text="Under way" />;
  if (outcome.state === 'done') return <Line icon={Check} tone="text-ok-text" text="Done" />;
  return <Line icon={X} tone="text-bad-text" text={outcome.message} />;
}

function Line({ icon: Icon, tone, text }: { icon: typeof Check; tone: string; text: string }) {
  return (
    <span className={cx('selectable flex gap-1.5', tone)}>
      <Icon size={13} aria-hidden className="mt-[3px] shrink-0" />
      {text}
    </span>
  );
}
