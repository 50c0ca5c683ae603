import { ArrowRight } from 'lucide-react';
import { Checkbox, CopyId, RungLadder } from '@/components';
import type { LimitChangeView, LimitKey, Rehearsal, RehearsedLimit, TierPlanView } from '@/ipc';
import { cx } from '@/lib/cx';
import { LIMIT_LABEL, limitText, plural, quantity, UNLIMITED, unitOf, whole } from '@/lib/format';
import { HitDays } from './HitDays';

const HEAD = 'px-2.5 py-1.5 text-xs font-medium text-ink-2';

export interface TierPlanProps {
  plan: TierPlanView;
  rehearsal: Rehearsal | undefined;
  rehearsalFailed: boolean;
}

/** Each limit before and after, with the present use and the last 30 days against it. */
export function TierPlan({ plan, rehearsal, rehearsalFailed }: TierPlanProps) {
  return (
    <section className="flex flex-col gap-1.5">
      <div className="overflow-x-auto rounded-md border">
        <table className="w-full text-sm" data-testid="act-plan">
          <caption className="sr-only">
            What changes from {plan.from} to {plan.to}
          </caption>
          <thead className="border-b bg-sunken">
            <tr>
              <th className={cx(HEAD, 'text-left')}>Limit</th>
              <th className={cx(HEAD, 'text-right')}>Now</th>
              <th className={cx(HEAD, 'w-6')}>
                <span className="sr-only">becomes</span>
              </th>
              <th className={cx(HEAD, 'text-right')}>After</th>
              <th className={cx(HEAD, 'text-right')}>In use</th>
              <th className={cx(HEAD, 'text-right')}>Peak, 30 d</th>
              <th className={cx(HEAD, 'text-left')}>Would have been hit</th>
            </tr>
          </thead>
          <tbody className="divide-y">
            {plan.limits.map((limit) => (
              <Row
                key={limit.name}
                limit={limit}
                rehearsed={rehearsal?.limits.find(({ name }) => name === limit.name)}
                rehearsal={rehearsal}
              />
            ))}
          </tbody>
        </table>
      </div>
      <p className="text-xs text-ink-3" data-testid="act-rehearsal">
        {rehearsalWords(plan, rehearsal, rehearsalFailed)}
      </p>
    </section>
  );
}

function rehearsalWords({ to }: TierPlanView, rehearsal: Rehearsal | undefined, failed: boolean): string {
  if (!rehearsal) return failed ? 'The past usage could not be read.' : 'Rehearsing on the past usage.';
  if (rehearsal.sampledDays === 0)
    return `No day of the last ${rehearsal.days} was sampled: nothing can be rehearsed.`;
  const hit = rehearsal.limits.filter(({ hitDays }) => hitDays.length > 0);
  const on = `${rehearsal.sampledDays} sampled of ${plural(rehearsal.days, 'day')}`;
  if (hit.length === 0) return `Rehearsed on ${on}: no limit of ${to} would have been hit.`;
  return `Rehearsed on ${on}: ${plural(hit.length, 'limit')} of ${to} would have been hit.`;
}

interface RowProps {
  limit: LimitChangeView;
  rehearsed: RehearsedLimit | undefined;
  rehearsal: Rehearsal | undefined;
}

function Row({ limit: { name, before, after, overridden, used, exceeded }, rehearsed, rehearsal }: RowProps) {
  const unit = unitOf(name);
  return (
    <tr className={cx(exceeded && 'shadow-[inset_2px_0_0_var(--bad)]')} data-exceeded={exceeded || undefined}>
      <th scope="row" className="px-2.5 py-1.5 text-left font-medium whitespace-nowrap">
        {LIMIT_LABEL[name]}
        {overridden && <span className="block text-xs font-normal text-ink-3">an override stands</span>}
      </th>
      <td className="px-2.5 py-1.5 text-right whitespace-nowrap text-ink-2">{limitText(before, unit)}</td>
      <td className="py-1.5 text-ink-3">
        <ArrowRight size={13} aria-hidden />
      </td>
      <td className={cx('px-2.5 py-1.5 text-right font-medium whitespace-nowrap', toneOf(before, after))}>
        {before === after ? <span className="font-normal text-ink-3">same</span> : limitText(after, unit)}
      </td>
      <td className="px-2.5 py-1.5 text-right whitespace-nowrap">
        <span className={cx(exceeded && 'font-medium text-bad-text')}>{quantity(used, unit)}</span>
        {exceeded && <span className="block text-xs text-bad-text">more than allowed</span>}
      </td>
      <td className="px-2.5 py-1.5 text-right whitespace-nowrap text-ink-2">
        {rehearsed ? quantity(rehearsed.peak, unit) : '–'}
      </td>
      <td className="px-2.5 py-1.5 whitespace-nowrap">
        {rehearsed && rehearsal ? <HitDays rehearsed={rehearsed} rehearsal={rehearsal} /> : '–'}
      </td>
    </tr>
  );
}

function toneOf(before: string, after: string): string {
  if (before === after) return '';
  const [was, is] = [whole(before), whole(after)];
  const grows = after === UNLIMITED || (was !== null && is !== null && is > was);
  return grows ? 'text-ok-text' : 'text-warn-text';
}

/** Rung, machine and cost: what moves beside the limits. */
export function PlanFacts({ plan }: { plan: TierPlanView }) {
  const { rung, movesTo, instanceClass, costClass } = plan;
  return (
    <dl className="flex flex-wrap gap-x-8 gap-y-2 text-sm" data-testid="act-facts">
      <Fact name="Rung">
        <RungLadder rung={rung} labelled />
        {movesTo && (
          <span className="ml-2 text-warn-text">
            will move to {movesTo}: the move is a separate operation
          </span>
        )}
      </Fact>
      <Fact name="Cost class">
        <Became {...costClass} />
      </Fact>
      {(rung === 'instance' || movesTo === 'instance') && (
        <Fact name="Instance class">
          <Became {...instanceClass} />
          {rung === 'instance' && instanceClass.before !== instanceClass.after && (
            <span className="ml-2 text-warn-text">an operation changes it in its maintenance window</span>
          )}
        </Fact>
      )}
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className="flex items-center gap-2">
      <dt className="text-xs text-ink-3">{name}</dt>
      <dd className="flex items-center">{children}</dd>
    </div>
  );
}

function Became({ before, after }: { before: string | null; after: string | null }) {
  if (before === after) return <span className="text-ink-2">{after ?? 'none'}</span>;
  return (
    <span>
      <span className="text-ink-3">{before ?? 'none'}</span> →{' '}
      <b className="font-medium">{after ?? 'none'}</b>
    </span>
  );
}

interface AcknowledgeProps {
  plan: TierPlanView;
  said: ReadonlySet<LimitKey>;
  onChange: (limit: LimitKey, said: boolean) => void;
  error: string | undefined;
}

/** A box a limit that present use already exceeds. */
export function Acknowledge({ plan, said, onChange, error }: AcknowledgeProps) {
  if (plan.acknowledge.length === 0 && !error) return null;
  return (
    <fieldset
      className="flex flex-col gap-1.5 rounded-md bg-bad-soft px-3 py-2.5"
      data-testid="field-acknowledge"
    >
      <legend className="sr-only">Limits that present use already exceeds</legend>
      <p className="text-sm font-medium text-bad-text">
        Present use is more than {plan.to} allows. Nothing is deleted, but more is refused until use is below
        it.
      </p>
      {plan.acknowledge.map((name) => (
        <Checkbox
          key={name}
          checked={said.has(name)}
          data-testid={`act-acknowledge-${name}`}
          onChange={(checked) => onChange(name, checked)}
          label={acknowledged(plan, name)}
        />
      ))}
      {error && (
        <p role="alert" data-testid="error-acknowledge" className="text-xs text-bad-text">
          {error}
        </p>
      )}
    </fieldset>
  );
}

function acknowledged({ limits }: TierPlanView, name: LimitKey): string {
  const limit = limits.find((one) => one.name === name);
  if (!limit) return `I know that ${LIMIT_LABEL[name]} is over its limit`;
  const unit = unitOf(name);
  return `${LIMIT_LABEL[name]}: I know that ${quantity(limit.used, unit)} are in use and ${limitText(limit.after, unit)} will be allowed`;
}

export function SqlToRun({ sql }: { sql: string }) {
  return (
    <details className="group text-sm" data-testid="act-sql">
      <summary className="w-fit rounded-sm text-xs font-medium text-ink-2 hover:text-ink">
        Show the SQL
      </summary>
      <div className="mt-1.5 flex items-start gap-2 rounded-md border bg-sunken px-3 py-2">
        <pre className="selectable min-w-0 flex-1 overflow-x-auto font-mono text-xs whitespace-pre-wrap">
          {sql}
        </pre>
        <CopyId value={sql} label="SQL" shown="copy" className="shrink-0" />
      </div>
    </details>
  );
}
