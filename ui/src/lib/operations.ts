// Words and rules for operations: how a state is shown, and what may be done. Comfort only: the database decides.
import type { Me, OperationLine, OperationListRequest, OperationState, OperationStepState } from '@/ipc';
import { type Allowed, mayWrite } from './tenantCan';

/** What is still going on, or waits for somebody. */
export const OPEN_STATES: OperationState[] = ['queued', 'running', 'cancelling', 'stuck'];
/** What is open: asked for in the same words everywhere, so that it is asked once. */
export const OPEN: OperationListRequest = { states: OPEN_STATES, tenant: null, before: null, limit: 100 };
export const IN_FLIGHT: readonly OperationState[] = ['queued', 'running', 'cancelling'];
export const STATES: readonly OperationState[] = [...OPEN_STATES, 'failed', 'cancelled', 'done'];

export const inFlight = ({ state }: { state: OperationState }): boolean => IN_FLIGHT.includes(state);

/** What a state means for the tenant, in a sentence. */
export const STATE_WORDS: Record<OperationState, string> = {
  queued: 'It waits on the queue.',
  running: 'A worker carries it out.',
  cancelling: 'It takes back what it had done.',
  done: 'Every step is done.',
  failed: 'A step failed; what had been made was taken back.',
  cancelled: 'It was cancelled; what had been made was taken back.',
  stuck: 'A step failed, and not all of what had been made could be taken back.',
};

/** It failed and was left as it was: what it made is kept, to be gone on from, or to be taken back. */
export const isPaused = ({ state, canCancel }: Pick<OperationLine, 'state' | 'canCancel'>): boolean =>
  state === 'failed' && canCancel;

/** The same for one operation: what was made may have been kept. */
export const stateWords = (line: Pick<OperationLine, 'state' | 'canCancel'>): string =>
  isPaused(line)
    ? 'A step failed; what had been made is kept: retry it from there, or cancel it to take everything back.'
    : STATE_WORDS[line.state];

export const STEP_WORDS: Record<OperationStepState, string> = {
  waiting: 'not begun',
  running: 'running',
  done: 'done',
  failed: 'failed',
  undoing: 'being taken back',
  undone: 'taken back',
  stuck: 'stuck',
};

type Subject = Pick<OperationLine, 'state' | 'kind' | 'canCancel' | 'canRetry'>;

function whyNotCancel({ state, kind }: Subject): string {
  if (state === 'cancelling') return 'It is being cancelled already.';
  if (state === 'stuck') return 'It is stuck: mend the cause and retry it.';
  if (state !== 'queued' && state !== 'running') return `It is ${state}: there is nothing to cancel.`;
  if (kind === 'restore') return 'A restoration is not cancelled: it brings back what was there.';
  if (kind === 'unarchive')
    return 'Its rows are back and the same: let it end, and delete the tenant anew if it is not wanted.';
  if (kind === 'resize')
    return 'A change of the server is not cancelled: once it has ended, change it again.';
  return 'It is past the point of no return: let it end, and act on what it made.';
}

function whyNotRetry({ state }: Subject): string {
  if (state === 'done') return 'It is done: there is nothing to retry.';
  if (state === 'failed' || state === 'cancelled')
    return 'Another operation on this tenant came after it: request it anew.';
  return 'It is going on: there is nothing to retry.';
}

export const operationCan = {
  cancel: (operation: Subject, me: Me): Allowed => {
    const may = mayWrite(me);
    if (may !== true) return may;
    return operation.canCancel || whyNotCancel(operation);
  },
  retry: (operation: Subject, me: Me): Allowed => {
    const may = mayWrite(me);
    if (may !== true) return may;
    return operation.canRetry || whyNotRetry(operation);
  },
};
