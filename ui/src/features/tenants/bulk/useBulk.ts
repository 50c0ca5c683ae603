// A bulk act from dry run to the last row: one tenant after the other, so that a cancel leaves a clear line.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { asCommandError, type Me, markStale, type TenantRow } from '@/ipc';
import { type BulkAct, perform, type Verdict, verdictOf, withPlan } from './dryRun';

export type Outcome = { state: 'running' } | { state: 'done' } | { state: 'failed'; message: string };

export interface Bulk {
  verdicts: readonly Verdict[];
  /** Plans still to come. */
  planning: number;
  outcomes: ReadonlyMap<string, Outcome>;
  phase: 'dry' | 'running' | 'over';
  /** It was cancelled: the rest was left as it was. */
  cancelled: boolean;
  run: (chosen: readonly Verdict[], reason: string) => Promise<void>;
  cancel: () => void;
}

export function useBulk(rows: readonly TenantRow[], act: BulkAct, me: Me): Bulk {
  const { verdicts, planning } = useVerdicts(rows, act, me);
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, Outcome>>(new Map());
  const [phase, setPhase] = useState<Bulk['phase']>('dry');
  const stopped = useRef(false);
  const [cancelled, setCancelled] = useState(false);
  const queries = useQueryClient();

  const run: Bulk['run'] = async (chosen, why) => {
    setPhase('running');
    const tell = (id: string, outcome: Outcome) => setOutcomes((all) => new Map(all).set(id, outcome));
    for (const verdict of chosen) {
      if (stopped.current) break;
      tell(verdict.row.id, { state: 'running' });
      try {
        await perform(verdict, act, why);
        tell(verdict.row.id, { state: 'done' });
      } catch (error) {
        const { message, remedy } = asCommandError(`bulk ${act.kind}`, error);
        tell(verdict.row.id, { state: 'failed', message: [message, remedy].filter(Boolean).join(' ') });
      }
    }
    setPhase('over');
    await markStale(queries, ['tenants', 'fleet', 'audit']);
  };
  const cancel = () => {
    stopped.current = true;
    setCancelled(true);
  };
  return { verdicts, planning, outcomes, phase, cancelled, run, cancel };
}

/** Refusals are there at once; the plans of tiers come in one by one. */
function useVerdicts(rows: readonly TenantRow[], act: BulkAct, me: Me) {
  const tier = act.kind === 'tier' ? act.tier : null;
  const [plans, setPlans] = useState<ReadonlyMap<string, Verdict>>(new Map());
  const base = useMemo(() => rows.map((row) => verdictOf(row, act, me)), [rows, act, me]);
  useEffect(() => {
    setPlans(new Map());
    if (tier === null || tier === '') return;
    let stale = false;
    void (async () => {
      for (const verdict of base.filter(({ refused }) => !refused)) {
        const planned = await withPlan(verdict, tier);
        if (stale) return;
        setPlans((all) => new Map(all).set(planned.row.id, planned));
      }
    })();
    return () => {
      stale = true;
    };
  }, [base, tier]);
  const verdicts = useMemo(() => base.map((verdict) => plans.get(verdict.row.id) ?? verdict), [base, plans]);
  const open = tier === null ? 0 : base.filter(({ refused, row }) => !refused && !plans.has(row.id)).length;
  return { verdicts, planning: open };
}
