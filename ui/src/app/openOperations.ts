// What is going on or stuck, for the top bar and for whoever waits for its own to end.
import { useCommand, useMe } from '@/ipc';
import { OPEN } from '@/lib/operations';

/** The newest, whatever became of them: what ends between two looks is among them. */
const NEWEST = { states: [], tenant: null, before: null, limit: 20 };

export function useOpenOperations() {
  return useCommand('operation_list', OPEN, { enabled: useMe().roles.length > 0 });
}

export function useNewestOperations() {
  return useCommand('operation_list', NEWEST, { enabled: useMe().roles.length > 0 });
}
