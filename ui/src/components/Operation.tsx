// How operations look wherever they are shown.
import type { OperationLine, OperationState, Timestamp } from '@/ipc';
import { cx } from '@/lib/cx';
import { useServerNow } from '@/lib/now';
import { inFlight, STATE_WORDS } from '@/lib/operations';
import { span } from '@/lib/time';
import { Badge, type Tone } from './Badge';

const TONE: Record<OperationState, Tone> = {
  queued: 'neutral',
  running: 'info',
  cancelling: 'warn',
  done: 'ok',
  failed: 'bad',
  cancelled: 'neutral',
  stuck: 'bad',
};

export function OperationBadge({ state }: { state: OperationState }) {
  return (
    <span title={STATE_WORDS[state]} className="inline-flex" data-testid="operation-state">
      <Badge tone={TONE[state]} dot className={state === 'stuck' ? 'font-semibold' : undefined}>
        {state}
      </Badge>
    </span>
  );
}

const FILL: Record<OperationState, string> = {
  queued: 'bg-bar',
  running: 'bg-info',
  cancelling: 'bg-warn',
  done: 'bg-ok',
  failed: 'bg-bad',
  cancelled: 'bg-bar',
  stuck: 'bg-bad',
};

/** One piece a step: filled when done, half when it is the present one. */
export function StepsBar({ line, className }: { line: OperationLine; className?: string }) {
  const { stepsDone, stepsTotal, state } = line;
  const present = state === 'done' || state === 'cancelled' || state === 'queued' ? -1 : stepsDone;
  return (
    <span aria-hidden className={cx('flex gap-0.5', className)}>
      {Array.from({ length: stepsTotal }, (_, at) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: steps never change places
          key={at}
          className="h-1 min-w-1 flex-1 overflow-hidden rounded-full bg-bar-track"
        >
          <span
            className={cx('block h-full', FILL[state])}
            style={{ width: at < stepsDone ? '100%' : at === present ? '40%' : '0' }}
          />
        </span>
      ))}
    </span>
  );
}

export interface ElapsedBarProps {
  line: Pick<OperationLine, 'state' | 'startedAt' | 'endedAt' | 'expectedSeconds'>;
  asOf: Timestamp;
  className?: string;
}

/** How long it has taken against what such ones took in the middle. It ticks while it goes on. */
export function ElapsedBar({
  line: { state, startedAt, endedAt, expectedSeconds },
  asOf,
  className,
}: ElapsedBarProps) {
  const going = inFlight({ state }) && startedAt !== null;
  const now = useServerNow(asOf, going ? 1000 : 60_000);
  const expected = expectedSeconds === null ? null : expectedSeconds * 1000;
  const usual = expected === null ? '' : `usually ${span(expected)}`;
  if (startedAt === null)
    return <span className={cx('truncate text-ink-3', className)}>{usual || 'not begun'}</span>;
  if (!going && endedAt === null)
    return <span className={cx('truncate text-ink-3', className)}>stands still</span>;
  const took = (endedAt === null ? now : Date.parse(endedAt)) - Date.parse(startedAt);
  const late = expected !== null && took > expected * 2;
  return (
    <span className={cx('flex min-w-0 flex-col gap-0.5', className)} title={usual || undefined}>
      <span className="truncate leading-4">
        {span(took)}
        {expected !== null && <span className="text-ink-3"> / {span(expected)}</span>}
      </span>
      {expected !== null && going && (
        <span aria-hidden className="block h-0.5 w-full max-w-28 rounded-full bg-bar-track">
          <span
            className={cx('block h-full rounded-full', late ? 'bg-warn' : 'bg-bar')}
            style={{ width: `${Math.min(100, (took / expected) * 100)}%` }}
          />
        </span>
      )}
    </span>
  );
}
