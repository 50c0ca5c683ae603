import { Check, CircleSlash, type LucideIcon, TriangleAlert, X } from 'lucide-react';
import { ErrorState, Panel, Skeleton } from '@/components';
import type { CommandError, ProfileReport, ProfileStep, StepState } from '@/ipc';
import { cx } from '@/lib/cx';
import { fieldName } from './draft';
import { STEP_WORD } from './words';

export interface TestReportProps {
  report: ProfileReport | null;
  busy: boolean;
  error: CommandError | null;
  /** Goes to the field that a step found wrong. */
  onField?: (field: string) => void;
}

const SIGN: Record<StepState, { icon: LucideIcon; tone: string }> = {
  passed: { icon: Check, tone: 'text-ok-text' },
  warned: { icon: TriangleAlert, tone: 'text-warn-text' },
  failed: { icon: X, tone: 'text-bad-text' },
  skipped: { icon: CircleSlash, tone: 'text-ink-3' },
};

/** What the test found, step by step; the first failed one is the answer. */
export function TestReport({ report, busy, error, onField }: TestReportProps) {
  if (!busy && !report && !error) return null;
  const verdict = busy ? 'testing' : report?.ok ? 'it works' : 'it does not work';
  return (
    <div data-testid="profile-report" data-ok={report?.ok} role="status" aria-busy={busy}>
      <Panel title="Test" aside={verdict}>
        {error ? (
          <div className="p-3">
            <ErrorState inline error={error} />
          </div>
        ) : busy || !report ? (
          <Waiting />
        ) : (
          <ol className="py-1">
            {report.steps.map((step) => (
              <Step key={step.name} step={step} onField={onField} />
            ))}
          </ol>
        )}
      </Panel>
    </div>
  );
}

function Step({ step, onField }: { step: ProfileStep; onField?: (field: string) => void }) {
  const { name, state, message, remedy, field } = step;
  const { icon: Icon, tone } = SIGN[state];
  return (
    <li
      data-state={state}
      className={cx(
        'grid grid-cols-[16px_150px_minmax(0,1fr)] gap-2 px-3 py-1.5 text-sm',
        state === 'failed' && 'bg-bad-soft',
      )}
    >
      <Icon size={14} className={cx('mt-0.5', tone)} role="img" aria-label={STEP_WORD[state]} />
      <span className={cx('font-medium', state === 'skipped' && 'text-ink-3')}>{name}</span>
      <span className="selectable min-w-0">
        <span className={cx('foreign break-words', state === 'failed' ? tone : 'text-ink-2')}>{message}</span>
        {remedy && <span className="foreign block break-words text-ink">{remedy}</span>}
        {field && onField && (
          <button
            type="button"
            onClick={() => onField(fieldName(field))}
            className="mt-0.5 block text-xs font-medium text-accent-text hover:underline"
          >
            Go to this field
          </button>
        )}
      </span>
    </li>
  );
}

function Waiting() {
  return (
    <div className="flex flex-col gap-3 p-3">
      {[180, 220, 260, 150, 200].map((width) => (
        <span key={width} style={{ width }}>
          <Skeleton className="h-2.5 w-full" />
        </span>
      ))}
    </div>
  );
}
