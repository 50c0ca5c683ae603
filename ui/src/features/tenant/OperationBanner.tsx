import { Link } from '@tanstack/react-router';
import { ArrowRight } from 'lucide-react';
import { ElapsedBar, OperationBadge, StepsBar } from '@/components';
import { type OperationView, useCommand } from '@/ipc';
import { cx } from '@/lib/cx';

/** What is being done to this tenant now, on every tab. */
export function OperationBanner({ operation }: { operation: string }) {
  const { data } = useCommand('operation_show', { operation });
  const stuck = data?.state === 'stuck';
  return (
    <Link
      to="/operations/$operation"
      params={{ operation }}
      data-testid="operation-banner"
      data-state={data?.state}
      className={cx(
        'flex min-h-9 shrink-0 items-center gap-3 border-b px-4 py-1.5 text-sm -outline-offset-2',
        stuck ? 'bg-bad-soft text-bad-text' : 'bg-info-soft text-info-text',
      )}
    >
      {data ? <Words operation={data} /> : <span className="flex-1">An operation on it is going on.</span>}
      <span className="flex shrink-0 items-center gap-1 font-medium">
        Steps <ArrowRight size={14} aria-hidden />
      </span>
    </Link>
  );
}

function Words({ operation }: { operation: OperationView }) {
  const { title, step, waiting, error, state, stepsDone, stepsTotal } = operation;
  const stuck = state === 'stuck';
  const words = (stuck && error) || waiting || step;
  return (
    <>
      <OperationBadge state={state} />
      <span className="min-w-0 flex-1 truncate">
        <b className="foreign font-medium">{title}</b>
        {words && <span className="foreign">: {words}</span>}
      </span>
      {!stuck && (
        <span className="shrink-0 text-xs">
          step {Math.min(stepsDone + 1, stepsTotal)} of {stepsTotal}
        </span>
      )}
      <StepsBar line={operation} className="w-24 shrink-0 max-[1100px]:hidden" />
      {!stuck && (
        <ElapsedBar line={operation} asOf={operation.asOf} className="w-28 shrink-0 text-xs text-ink" />
      )}
    </>
  );
}
