// What the route of the operations holds.
import type { OperationState } from '@/ipc';
import { STATES } from '@/lib/operations';
import { OUTCOMES, type Outcome } from '@/lib/scrub';

export const OPERATION_VIEWS = ['operations', 'quarantine', 'scrub'] as const;

export type OperationView = (typeof OPERATION_VIEWS)[number];

export interface OperationsSearch {
  /** None: the operations. */
  view?: OperationView;
  /** Comma-separated states; none: all. */
  states?: string;
  /** Only this tenant's: id or slug. */
  tenant?: string;
  /** Of the scrub: only findings that stand like this. */
  outcome?: Outcome;
}

export function readOperationsSearch(raw: Record<string, unknown>): OperationsSearch {
  const states = statesOf(typeof raw.states === 'string' ? raw.states : '');
  return {
    view: OPERATION_VIEWS.find((view) => view === raw.view && view !== 'operations'),
    states: states.length > 0 ? states.join(',') : undefined,
    tenant: typeof raw.tenant === 'string' && raw.tenant.trim() ? raw.tenant.trim() : undefined,
    outcome: OUTCOMES.find((outcome) => outcome === raw.outcome),
  };
}

/** The known states of a comma-separated list, each once, in the order of the chips. */
export function statesOf(text = ''): OperationState[] {
  const said = new Set(text.split(','));
  return STATES.filter((state) => said.has(state));
}
