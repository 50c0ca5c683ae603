import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { ErrorState, notify, Skeleton } from '@/components';
import { type CommandError, type LimitKey, type TierPlanView, useCommand, useMe } from '@/ipc';
import { openAct } from '@/lib/acts';
import { LIMIT_LABEL, midSentence } from '@/lib/format';
import { tenantCan } from '@/lib/tenantCan';
import { ActFrame } from './ActFrame';
import { isolated } from './changes';
import { CHANGED, Conflict, Note, ReasonField, reasonLack, Who } from './parts';
import { TierChoice } from './TierChoice';
import { Acknowledge, PlanFacts, SqlToRun, TierPlan } from './TierPlan';
import { conflictOf, useDeed } from './useDeed';
import type { Subject } from './useSubject';

export interface TierFormProps {
  subject: Subject;
  /** Chosen to begin with. */
  wished: string | undefined;
  onClose: () => void;
}

const NOTHING: ReadonlySet<LimitKey> = new Set();

/** Another tier, with everything it changes before it is done. */
export function TierForm({ subject, wished, onClose }: TierFormProps) {
  const { tenant } = subject;
  const me = useMe();
  const tiers = useCommand('tier_list', {});
  const [tier, setTier] = useState(wished === tenant.tier ? '' : (wished ?? ''));
  const [reason, setReason] = useState('');
  const [said, setSaid] = useState(NOTHING);
  const plan = useCommand(
    'tenant_plan_tier',
    { tenant: tenant.id, tier },
    { enabled: tier !== '', keep: false },
  );
  const deed = useDeed('tenant_set_tier', ['tier', 'reason', 'acknowledge'], (after) => {
    onClose();
    notify.done(`${isolated(tenant.name)} is on ${after.tier} now.`, `It was on ${tenant.tier}.`, {
      label: 'Change back',
      run: () => openAct({ kind: 'change_tier', tenant: tenant.slug, tier: tenant.tier }),
    });
  });
  const { changed, conflict } = conflictOf(subject, deed);
  const acknowledge = plan.data?.acknowledge.filter((name) => said.has(name)) ?? [];
  const choose = (next: string) => {
    setTier(next);
    setSaid(NOTHING);
    deed.forget();
  };
  const acknowledgeOne = (name: LimitKey, yes: boolean) => {
    setSaid((present) => new Set(yes ? [...present, name] : [...present].filter((one) => one !== name)));
    deed.forget();
  };
  const submit = () => {
    if (plan.data) deed.run({ tenant: tenant.id, tier, reason, acknowledge, version: plan.data.version });
  };
  return (
    <ActFrame
      title="Change tier"
      description={<Who tenant={tenant} />}
      size="large"
      deed="Change tier"
      can={tenantCan.changeTier(changed ?? tenant, me)}
      missing={changed ? CHANGED : lackOf(tier, plan.data, tenant.version, said, reason)}
      busy={deed.busy}
      error={conflict.refusal && changed ? null : deed.rest}
      refused={deed.refused}
      confirmation={
        <>
          Change <span className="foreign">{tenant.name}</span> from {tenant.tier} to {tier}?
        </>
      }
      onEdit={deed.forget}
      onSubmit={submit}
      onClose={onClose}
    >
      <Conflict subject={subject} {...conflict} again="Reload plan" />
      <Answer query={tiers} className="h-[124px]">
        {({ tiers: known }) => (
          <TierChoice
            tiers={known}
            present={tenant.tier}
            value={tier}
            onChange={choose}
            error={deed.at('tier')}
          />
        )}
      </Answer>
      {tier === '' ? (
        <Note>Choose a tier to see what would change, and what the last 30 days would have said to it.</Note>
      ) : (
        <Answer query={plan} className="h-44">
          {(known) => (
            <>
              <Planned plan={known} tenant={tenant.id} />
              <Acknowledge
                plan={known}
                said={said}
                error={deed.at('acknowledge')}
                onChange={acknowledgeOne}
              />
            </>
          )}
        </Answer>
      )}
      <ReasonField
        value={reason}
        onChange={setReason}
        error={deed.at('reason')}
        placeholder="Signed the order form for more users."
      />
      {plan.data && <SqlToRun sql={plan.data.sql} />}
    </ActFrame>
  );
}

interface AnswerProps<T> {
  query: UseQueryResult<T, CommandError>;
  /** The height of what is coming. */
  className: string;
  children: (data: T) => ReactNode;
}

/** An answer, or its shape, or why there is none. */
function Answer<T>({ query, className, children }: AnswerProps<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.error) return <ErrorState error={query.error} onRetry={() => void query.refetch()} inline />;
  return <Skeleton className={`${className} w-full`} />;
}

function Planned({ plan, tenant }: { plan: TierPlanView; tenant: string }) {
  const rehearsal = useCommand('tenant_rehearse', { tenant, tier: plan.to, days: 30 }, { keep: false });
  return (
    <>
      <PlanFacts plan={plan} />
      <TierPlan plan={plan} rehearsal={rehearsal.data} rehearsalFailed={rehearsal.error !== null} />
    </>
  );
}

function lackOf(
  tier: string,
  plan: TierPlanView | undefined,
  version: string,
  said: ReadonlySet<LimitKey>,
  reason: string,
): string | null {
  if (tier === '') return 'Choose a tier.';
  if (!plan) return 'The plan is being made.';
  if (plan.version !== version) return CHANGED;
  const unsaid = plan.acknowledge.filter((name) => !said.has(name));
  if (unsaid.length > 0)
    return `Acknowledge what is over: ${unsaid.map((name) => midSentence(LIMIT_LABEL[name])).join(', ')}.`;
  return reasonLack(reason);
}
