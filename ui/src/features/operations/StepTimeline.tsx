import { Check, Circle, CircleDot, type LucideIcon, OctagonAlert, RotateCcw, Undo2, X } from 'lucide-react';
import { Badge, CopyId } from '@/components';
import type { OperationStep, OperationStepState, OperationView } from '@/ipc';
import { cx } from '@/lib/cx';
import { useServerNow } from '@/lib/now';
import { inFlight, STEP_WORDS } from '@/lib/operations';
import { span } from '@/lib/time';
import { CallLine } from './CallLine';

const LOOK: Record<OperationStepState, { icon: LucideIcon; ring: string; bar: string; word: string }> = {
  waiting: { icon: Circle, ring: 'border-line-strong text-ink-3', bar: 'bg-bar', word: 'text-ink-3' },
  running: {
    icon: CircleDot,
    ring: 'border-info bg-info-soft text-info-text',
    bar: 'bg-info',
    word: 'text-info-text',
  },
  done: { icon: Check, ring: 'border-ok bg-ok-soft text-ok-text', bar: 'bg-ok', word: 'text-ink-3' },
  failed: { icon: X, ring: 'border-bad bg-bad-soft text-bad-text', bar: 'bg-bad', word: 'text-bad-text' },
  undoing: {
    icon: RotateCcw,
    ring: 'border-warn bg-warn-soft text-warn-text',
    bar: 'bg-warn',
    word: 'text-warn-text',
  },
  undone: { icon: Undo2, ring: 'border-line-strong bg-hover text-ink-2', bar: 'bg-bar', word: 'text-ink-3' },
  stuck: {
    icon: OctagonAlert,
    ring: 'border-bad bg-bad-soft text-bad-text',
    bar: 'bg-bad',
    word: 'text-bad-text',
  },
};

/** Each step under the other: how it stands, how long it took against the usual, what it did or why it did not. */
export function StepTimeline({ operation }: { operation: OperationView }) {
  const going = inFlight(operation);
  const now = useServerNow(operation.asOf, going ? 1000 : 60_000);
  const took = operation.steps.map((step) => tookOf(step, going ? now : null));
  const most = Math.max(
    1,
    ...took.map((ms) => ms ?? 0),
    ...operation.steps.map((s) => (s.expectedSeconds ?? 0) * 1000),
  );
  return (
    <ol aria-label="Steps" className="py-1" data-testid="steps">
      {operation.steps.map((step, at) => (
        <Step
          key={step.name}
          step={step}
          took={took[at] ?? null}
          most={most}
          last={at === operation.steps.length - 1}
        />
      ))}
    </ol>
  );
}

/** Milliseconds, so far or in all; null: not begun, or nobody knows when it ended. */
function tookOf({ startedAt, endedAt }: OperationStep, now: number | null): number | null {
  if (startedAt === null) return null;
  const end = endedAt === null ? now : Date.parse(endedAt);
  return end === null ? null : Math.max(0, end - Date.parse(startedAt));
}

interface StepProps {
  step: OperationStep;
  took: number | null;
  /** The longest of all, in milliseconds: the width of the bars. */
  most: number;
  last: boolean;
}

function Step({ step, took, most, last }: StepProps) {
  const { icon: Icon, ring, word } = LOOK[step.state];
  return (
    <li
      data-testid={`step-${step.name}`}
      data-state={step.state}
      className="relative grid grid-cols-[22px_minmax(0,1fr)_minmax(120px,220px)] gap-x-3 px-3 py-2"
      aria-current={step.state === 'running' ? 'step' : undefined}
    >
      {!last && (
        <span aria-hidden className="absolute top-7 bottom-[-8px] left-[22.5px] w-px bg-line-strong" />
      )}
      <span
        aria-hidden
        className={cx(
          'relative flex size-[22px] items-center justify-center rounded-full border bg-canvas',
          ring,
        )}
      >
        <Icon size={12} strokeWidth={2.25} />
      </span>
      <div className="flex min-w-0 flex-col gap-0.5">
        <p className="flex min-w-0 items-baseline gap-2 leading-[22px]">
          <span className={cx('truncate font-medium', step.state === 'waiting' && 'text-ink-2')}>
            {step.title}
          </span>
          <span className="truncate font-mono text-2xs text-ink-3">{step.name}</span>
          {step.attempt > 1 && (
            <Badge tone={step.state === 'done' ? 'neutral' : 'warn'} className="h-4 shrink-0 px-1.5 text-2xs">
              attempt {step.attempt}
            </Badge>
          )}
        </p>
        <Detail step={step} />
        {step.error && (
          <p className="foreign selectable break-words text-bad-text">
            {step.state === 'running' ? 'Last time: ' : ''}
            {step.error}
          </p>
        )}
        {step.resource && <Left resource={step.resource} />}
      </div>
      <div className="flex flex-col gap-1 pt-0.5 text-xs">
        <p className="flex justify-between gap-2 whitespace-nowrap">
          <span className={word}>{STEP_WORDS[step.state]}</span>
          <Took step={step} took={took} />
        </p>
        <Lengths step={step} took={took} most={most} />
      </div>
      {step.call && <CallLine call={step.call} />}
    </li>
  );
}

/** What it did; while it waits, what for, told again as it changes. */
function Detail({ step: { name, state, detail } }: { step: OperationStep }) {
  const live = state === 'running';
  if (!detail) return null;
  return (
    <p
      aria-live={live ? 'polite' : undefined}
      data-testid={live ? `waits-${name}` : undefined}
      className={cx('foreign selectable break-words', live ? 'text-info-text' : 'text-ink-2')}
    >
      {detail}
    </p>
  );
}

function Took({ step: { expectedSeconds }, took }: Pick<StepProps, 'step' | 'took'>) {
  const usual = expectedSeconds === null ? null : span(expectedSeconds * 1000);
  if (took === null) return <span className="text-ink-3">{usual && `usually ${usual}`}</span>;
  return (
    <span title={usual ? `usually ${usual}` : undefined}>
      <span className="text-ink">{span(took)}</span>
      {usual && <span className="text-ink-3"> / {usual}</span>}
    </span>
  );
}

/** What it took, over the faint length of what it usually takes. */
function Lengths({ step, took, most }: Pick<StepProps, 'step' | 'took' | 'most'>) {
  const share = (ms: number) => `${Math.min(100, (ms / most) * 100)}%`;
  return (
    <span aria-hidden className="relative block h-1.5">
      {step.expectedSeconds !== null && (
        <span
          className="absolute inset-y-0 left-0 rounded-full bg-bar-track"
          style={{ width: share(step.expectedSeconds * 1000) }}
        />
      )}
      {took !== null && (
        <span
          className={cx('absolute top-px bottom-px left-0 min-w-1 rounded-full', LOOK[step.state].bar)}
          style={{ width: share(took) }}
        />
      )}
    </span>
  );
}

function Left({ resource }: { resource: string }) {
  return (
    <p
      data-testid="step-resource"
      className="mt-1 flex min-w-0 items-center gap-2 rounded-md border border-bad px-2 py-1 text-sm"
    >
      <span className="shrink-0 text-bad-text">Left behind</span>
      <CopyId value={resource} label="what was left behind" className="min-w-0" />
    </p>
  );
}
