import { getRouteApi, Link } from '@tanstack/react-router';
import { Hourglass, RotateCw, SearchX, TriangleAlert, X } from 'lucide-react';
import {
  Age,
  Button,
  CopyId,
  EmptyState,
  ErrorState,
  OperationBadge,
  Panel,
  RungLadder,
  Skeleton,
  SkeletonRows,
} from '@/components';
import { type OperationView, useCommand, useMe } from '@/ipc';
import { openAct } from '@/lib/acts';
import { cx } from '@/lib/cx';
import { shortId } from '@/lib/format';
import { useShortcuts } from '@/lib/keys';
import { useServerNow } from '@/lib/now';
import { inFlight, isPaused, operationCan, stateWords } from '@/lib/operations';
import { span } from '@/lib/time';
import { Facts } from './Facts';
import { StepTimeline } from './StepTimeline';

const route = getRouteApi('/shell/operations/$operation');
/** Whether its worker still lives is announced by nobody. */
const AGAIN_MS = 10_000;

export function OperationPage() {
  const { operation } = route.useParams();
  const connected = useMe().state === 'connected';
  const { data, error, refetch } = useCommand(
    'operation_show',
    { operation },
    { keep: false, refetchInterval: connected && AGAIN_MS },
  );
  if (data) return <Loaded operation={data} />;
  if (error?.code === 'not_found' || error?.code === 'invalid')
    return (
      <EmptyState
        icon={SearchX}
        title={error.message}
        action={
          <Link to="/operations" className="text-sm text-accent-text underline underline-offset-2">
            Go to the operations
          </Link>
        }
      />
    );
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return (
    <div role="status" aria-label="Loading the operation">
      <div className="flex flex-col gap-3 border-b px-4 py-3.5">
        <Skeleton className="h-4 w-72" />
        <Skeleton className="h-2.5 w-96" />
      </div>
      <SkeletonRows rows={6} columns={[24, 180, 220]} label="Loading steps" />
    </div>
  );
}

function Loaded({ operation }: { operation: OperationView }) {
  return (
    <div
      className="flex min-h-0 flex-1 flex-col"
      data-testid="operation-page"
      data-state={operation.state}
      data-operation={operation.id}
    >
      <Header operation={operation} />
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="grid max-w-[1480px] grid-cols-[minmax(0,1fr)_320px] items-start gap-4 p-4 max-[1100px]:grid-cols-[minmax(0,1fr)_264px]">
          <div className="flex min-w-0 flex-col gap-3">
            <Word operation={operation} />
            <Panel title="Steps" aside={<Age at={operation.asOf} />}>
              <StepTimeline operation={operation} />
            </Panel>
          </div>
          <Facts operation={operation} />
        </div>
      </div>
    </div>
  );
}

function Header({ operation }: { operation: OperationView }) {
  const me = useMe();
  const { id, title, tenant } = operation;
  const cancel = {
    can: operationCan.cancel(operation, me),
    act: () => openAct({ kind: 'cancel_operation', operation: id }),
  };
  const retry = {
    can: operationCan.retry(operation, me),
    act: () => openAct({ kind: 'retry_operation', operation: id }),
  };
  useShortcuts([
    { keys: 'r', title: 'Retry', group: 'This operation', run: () => retry.can === true && retry.act() },
    { keys: 'c', title: 'Cancel', group: 'This operation', run: () => cancel.can === true && cancel.act() },
  ]);
  return (
    <header className="flex shrink-0 flex-col gap-1.5 border-b px-4 pt-3 pb-2.5">
      <div className="flex min-w-0 items-center gap-2.5">
        <h1 className="foreign selectable truncate text-lg font-semibold" title={title}>
          {title}
        </h1>
        <OperationBadge state={operation.state} />
        <div className="ml-auto flex shrink-0 items-center gap-2 pl-3">
          <Button icon={RotateCw} can={retry.can} onClick={retry.act} data-testid="operation-retry" kbd="r">
            Retry…
          </Button>
          <Button icon={X} can={cancel.can} onClick={cancel.act} data-testid="operation-cancel" kbd="c">
            Cancel…
          </Button>
        </div>
      </div>
      <div className="flex min-w-0 items-center gap-x-3 text-xs whitespace-nowrap text-ink-3">
        <CopyId value={id} label="operation id" shown={shortId(id)} />
        <Link
          to="/tenants/$tenant"
          params={{ tenant: tenant.slug }}
          title={tenant.slug}
          className="foreign min-w-0 truncate text-accent-text hover:underline"
        >
          {tenant.name}
        </Link>
        <RungLadder rung={operation.rung} labelled className="text-ink-2" />
        <span className="min-w-0 truncate">
          requested by <span className="foreign">{operation.requestedBy}</span>{' '}
          <Age at={operation.requestedAt} />
        </span>
        <Clock operation={operation} />
      </div>
    </header>
  );
}

/** `12 s so far, usually 34 s`. */
function Clock({
  operation: { state, startedAt, endedAt, expectedSeconds, asOf },
}: {
  operation: OperationView;
}) {
  const going = inFlight({ state });
  const now = useServerNow(asOf, going ? 1000 : 60_000);
  const usual = expectedSeconds === null ? null : `usually ${span(expectedSeconds * 1000)}`;
  if (startedAt === null) return <span className="ml-auto">{usual}</span>;
  if (!going && endedAt === null) return null;
  const took = (endedAt === null ? now : Date.parse(endedAt)) - Date.parse(startedAt);
  return (
    <span className="ml-auto" data-testid="operation-clock">
      <b className="text-sm font-medium text-ink">{span(took)}</b>
      {going ? ' so far' : ''}
      {usual && `, ${usual}`}
    </span>
  );
}

/** How it stands in words, what is waited for, what went wrong and what to do. */
function Word({ operation }: { operation: OperationView }) {
  const { error, remedy, waiting } = operation;
  const paused = isPaused(operation);
  if (error && !inFlight(operation))
    return (
      <div
        role="alert"
        data-testid="operation-error"
        data-paused={paused || undefined}
        className={cx(
          'flex items-start gap-2.5 rounded-lg px-3 py-2.5 text-sm',
          paused ? 'bg-warn-soft text-warn-text' : 'bg-bad-soft text-bad-text',
        )}
      >
        <TriangleAlert size={15} aria-hidden className="mt-0.5 shrink-0" />
        <div className="flex min-w-0 flex-col gap-1">
          <p className="selectable foreign font-medium break-words">{error}</p>
          <p>{stateWords(operation)}</p>
          {remedy && <p className="selectable foreign break-words text-ink">{remedy}</p>}
        </div>
      </div>
    );
  if (!waiting) return null;
  return (
    <p
      role="status"
      data-testid="operation-waiting"
      className="flex items-start gap-2.5 rounded-lg bg-warn-soft px-3 py-2.5 text-sm text-warn-text"
    >
      <Hourglass size={15} aria-hidden className="mt-0.5 shrink-0" />
      <span className="foreign selectable min-w-0 break-words">{waiting}</span>
    </p>
  );
}
