import { useId } from 'react';
import type { TierView } from '@/ipc';
import { cx } from '@/lib/cx';
import { LIMIT_LABEL, limitText, midSentence, unitOf } from '@/lib/format';

export interface TierChoiceProps {
  tiers: readonly TierView[];
  /** The present tier: shown, not to be chosen. */
  present?: string;
  value: string;
  onChange: (tier: string) => void;
  error: string | undefined;
}

/** The tiers side by side with what they give: native radios. */
export function TierChoice({ tiers, present, value, onChange, error }: TierChoiceProps) {
  const group = useId();
  return (
    // no legend: WebKit counts its height twice until something else is laid out, and the buttons jump
    <fieldset aria-labelledby={`${group}-label`} className="min-w-0" data-testid="act-tier">
      <span id={`${group}-label`} className="mb-1 block text-xs font-medium text-ink-2">
        Tier
      </span>
      <div
        data-testid="field-tier"
        className="grid gap-2"
        style={{ gridTemplateColumns: `repeat(${Math.min(4, Math.max(2, tiers.length))}, minmax(0, 1fr))` }}
      >
        {tiers.map((tier) => (
          <Card
            key={tier.name}
            tier={tier}
            group={group}
            present={tier.name === present}
            chosen={tier.name === value}
            onChoose={() => onChange(tier.name)}
          />
        ))}
      </div>
      {error && (
        <p role="alert" data-testid="error-tier" className="mt-1 text-xs text-bad-text">
          {error}
        </p>
      )}
    </fieldset>
  );
}

interface CardProps {
  tier: TierView;
  group: string;
  present: boolean;
  chosen: boolean;
  onChoose: () => void;
}

function Card({ tier, group, present, chosen, onChoose }: CardProps) {
  return (
    <label
      data-testid={`act-tier-${tier.name}`}
      className={cx(
        'flex min-w-0 flex-col gap-1 rounded-md border px-2.5 py-2 has-focus-visible:outline-2 has-focus-visible:outline-accent',
        chosen
          ? 'border-accent bg-accent-soft'
          : present
            ? 'border-line bg-sunken text-ink-3'
            : 'border-line-strong hover:bg-hover',
      )}
    >
      <input
        type="radio"
        name={group}
        value={tier.name}
        checked={chosen}
        disabled={present}
        onChange={onChoose}
        className="sr-only"
      />
      <span className="flex items-baseline justify-between gap-2">
        <span className={cx('foreign truncate text-sm font-medium', !present && 'text-ink')}>
          {tier.name}
        </span>
        <span className="shrink-0 text-2xs text-ink-3">{present ? 'now' : `cost ${tier.costClass}`}</span>
      </span>
      <span className="text-xs text-ink-2">
        {summary(tier).map((line) => (
          <span key={line} className="block truncate">
            {line}
          </span>
        ))}
      </span>
    </label>
  );
}

/** What it gives, a line a limit; one line when nothing is limited. */
function summary({ limits }: TierView): string[] {
  if (limits.every(({ value }) => value === 'unlimited')) return ['everything unlimited'];
  return limits.map(({ name, value }) => {
    const words = name === 'api_calls_month' ? 'calls a month' : midSentence(LIMIT_LABEL[name]);
    return `${limitText(value, unitOf(name))} ${words}`;
  });
}
