import type { ReactNode } from 'react';
import { Age, Panel } from '@/components';
import type { OperationView } from '@/ipc';
import { plural } from '@/lib/format';
import { stateWords } from '@/lib/operations';

/** Why, by whom and by which worker. */
export function Facts({ operation }: { operation: OperationView }) {
  const { reason, requestedBy, requestedAt, startedAt, endedAt, worker, run, stepsDone } = operation;
  return (
    <Panel title="About">
      <dl className="grid grid-cols-[80px_minmax(0,1fr)] gap-x-3 gap-y-1.5 p-3 text-sm">
        <Fact name="State">{stateWords(operation)}</Fact>
        <Fact name="Steps">
          {stepsDone} of {plural(operation.stepsTotal, 'step')} done
        </Fact>
        <Fact name="Reason">
          <span className="foreign selectable break-words">{reason}</span>
        </Fact>
        <Fact name="By">
          <span className="foreign selectable break-words">{requestedBy}</span>
        </Fact>
        <Fact name="Requested">
          <Age at={requestedAt} />
        </Fact>
        <Fact name="Begun">
          <Age at={startedAt} none="not yet" />
        </Fact>
        <Fact name="Ended">
          <Age at={endedAt} none="not yet" />
        </Fact>
        <Fact name="Worker">
          {worker ? (
            <span className="foreign selectable font-mono text-xs break-all">{worker}</span>
          ) : (
            <span className="text-ink-3">none</span>
          )}
        </Fact>
        <Fact name="Run">
          {run} <span className="text-ink-3">{run > 1 ? 'retried, or taken over' : 'the first'}</span>
        </Fact>
      </dl>
    </Panel>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}
