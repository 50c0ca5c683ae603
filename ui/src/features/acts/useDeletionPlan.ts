// What a deletion would do, as it was shown once: the challenge that comes with it is good for ten minutes.
import { useQuery } from '@tanstack/react-query';
import { type CommandError, call, type DeletionAct, type DeletionPlan } from '@/ipc';

export interface Planned {
  plan: DeletionPlan | null;
  error: CommandError | null;
  reading: boolean;
  /** By this machine's clock, which may differ from the one the challenge expires by. */
  holdsUntil: number;
  /** Look again: another challenge. */
  again: () => void;
}

/** As long as the database lets a challenge live. */
const HOLDS_MS = 600_000;

/** Kept by no noun: what becomes stale must not change it under somebody's hands. */
export function useDeletionPlan(tenant: string, act: DeletionAct, enabled: boolean): Planned {
  const query = useQuery<DeletionPlan, CommandError>({
    queryKey: ['deletion-plan', tenant, act],
    queryFn: () => call('tenant_plan_deletion', { tenant, act }),
    networkMode: 'always',
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    enabled,
  });
  return {
    plan: query.data ?? null,
    error: query.error,
    reading: query.isFetching,
    holdsUntil: query.dataUpdatedAt + HOLDS_MS,
    again: () => void query.refetch(),
  };
}
