// What a bulk act would do to each tenant, before it does anything: from the allow table, and for tiers from the plan.
import { asCommandError, call, type LimitKey, type Me, type Quantity, type TenantRow } from '@/ipc';
import { LIMIT_LABEL } from '@/lib/format';
import { tenantCan } from '@/lib/tenantCan';

export type BulkAct = { kind: 'suspend' } | { kind: 'resume' } | { kind: 'tier'; tier: string };

export interface Verdict {
  row: TenantRow;
  /** What it would become, in words. */
  becomes: string;
  /** Why nothing would be done; none: it would. */
  refused: string | null;
  /** Limits that present use exceeds on the new tier: they must be acknowledged. */
  acknowledge: readonly LimitKey[];
  /** It will move to another rung, by an operation of its own. */
  moves: string | null;
  /** The version this was decided on. */
  version: Quantity;
}

export function verdictOf(row: TenantRow, act: BulkAct, me: Me): Verdict {
  const base = { row, acknowledge: [], moves: null, version: row.version };
  if (act.kind === 'suspend')
    return { ...base, becomes: 'suspended', refused: reason(tenantCan.suspend(row, me)) };
  if (act.kind === 'resume')
    return { ...base, becomes: 'active', refused: reason(tenantCan.resume(row, me)) };
  const same = row.tier === act.tier ? `It is on ${act.tier} already.` : null;
  return { ...base, becomes: act.tier, refused: reason(tenantCan.changeTier(row, me)) ?? same };
}

const reason = (allowed: true | string): string | null => (allowed === true ? null : allowed);

/** Asks the server what the change of tier would do; its refusal is the verdict. */
export async function withPlan(verdict: Verdict, tier: string): Promise<Verdict> {
  if (verdict.refused) return verdict;
  try {
    const plan = await call('tenant_plan_tier', { tenant: verdict.row.id, tier });
    return { ...verdict, acknowledge: plan.acknowledge, moves: plan.movesTo, version: plan.version };
  } catch (error) {
    return { ...verdict, refused: asCommandError('tenant_plan_tier', error).message };
  }
}

/** The sentence beside a verdict that would be carried out. */
export function effectOf({ acknowledge, moves }: Verdict): string {
  const over = acknowledge.map((limit) => LIMIT_LABEL[limit]).join(', ');
  return [over && `Present use is past the new limit of ${over}.`, moves && `Will move to ${moves}.`]
    .filter(Boolean)
    .join(' ');
}

/** Does it to one tenant. */
export function perform({ row, acknowledge, version }: Verdict, act: BulkAct, why: string): Promise<unknown> {
  const change = { tenant: row.id, reason: why, version };
  if (act.kind === 'suspend') return call('tenant_suspend', change);
  if (act.kind === 'resume') return call('tenant_resume', change);
  return call('tenant_set_tier', { ...change, tier: act.tier, acknowledge: [...acknowledge] });
}
