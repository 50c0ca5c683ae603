// Dialogs that several pages open: a feature asks for one here, app/ActOutlet shows it.
import { useSyncExternalStore } from 'react';
import type { LimitKey, ScrubDecision } from '@/ipc';

export type Act =
  | { kind: 'new_tenant' }
  /** `tier`: chosen to begin with. */
  | { kind: 'change_tier'; tenant: string; tier?: string }
  | { kind: 'set_limit'; tenant: string; limit: LimitKey }
  | { kind: 'clear_limit'; tenant: string; limit: LimitKey }
  | { kind: 'suspend'; tenant: string }
  | { kind: 'resume'; tenant: string }
  | { kind: 'resize'; tenant: string }
  | { kind: 'delete'; tenant: string }
  | { kind: 'purge'; tenant: string }
  | { kind: 'restore'; tenant: string }
  /** `operation`: its id. */
  | { kind: 'cancel_operation'; operation: string }
  | { kind: 'retry_operation'; operation: string }
  /** Looks for orphans. */
  | { kind: 'scrub' }
  /** `numbers`: of the findings that were chosen. */
  | { kind: 'scrub_decide'; scrub: string; numbers: number[]; decision: ScrubDecision }
  | { kind: 'scrub_purge'; scrub: string }
  /** How servers of a cluster's tenants are made. */
  | { kind: 'set_instances'; cluster: string };

let present: Act | null = null;
const watchers = new Set<() => void>();

function change(act: Act | null): void {
  present = act;
  for (const watch of watchers) watch();
}

export const openAct = (act: Act): void => change(act);
export const closeAct = (): void => change(null);

export function useAct(): Act | null {
  return useSyncExternalStore(
    (watch) => {
      watchers.add(watch);
      return () => watchers.delete(watch);
    },
    () => present,
  );
}
