// What the route of the operations holds.
import type { OperationState } from '@/ipc';
import { STATES } from '@/lib/operations';

export const OPERATION_VIEWS = ['operations', 'quarantine'] as const;

export type OperationView = (typeof OPERATION_VIEWS)[number];

export interface OperationsSearch {
  /** None: the operations. */
  view?: OperationView;
  /** Comma-separated states; none: all. */
  states?: string;
  /** Only this tenant's: id or slug. */
  tenant?: string;
}

export function readOperationsSearch(raw: Record<string, unknown>): OperationsSearch {
  const states = statesOf(typeof raw.states === 'string' ? raw.states : '');
  return {
    view: raw.view === 'quarantine' ? 'quarantine' : undefined,
    states: states.length > 0 ? states.join(',') : undefined,
    tenant: typeof raw.tenant === 'string' && raw.tenant.trim() ? raw.tenant.trim() : undefined,
  };
}

/** The known states of a comma-separated list, each once, in the order of the chips. */
export function statesOf(text = ''): OperationState[] {
  const said = new Set(text.split(','));
  return STATES.filter((state) => said.has(state));
}
