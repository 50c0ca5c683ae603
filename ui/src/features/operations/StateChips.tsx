import { X } from 'lucide-react';
import type { OperationState } from '@/ipc';
import { cx } from '@/lib/cx';
import { STATES } from '@/lib/operations';

const DOT: Record<OperationState, string> = {
  queued: 'bg-ink-3',
  running: 'bg-info',
  cancelling: 'bg-warn',
  stuck: 'bg-bad',
  failed: 'bg-bad',
  cancelled: 'bg-ink-3',
  done: 'bg-ok',
};

export interface StateChipsProps {
  chosen: readonly OperationState[];
  counts: Partial<Record<OperationState, string>>;
  tenant: string | undefined;
  onChange: (states: OperationState[]) => void;
  onTenant: (tenant: undefined) => void;
}

/** The states as switches, each with how many there are; several hold together. */
export function StateChips({ chosen, counts, tenant, onChange, onTenant }: StateChipsProps) {
  const flip = (state: OperationState) =>
    onChange(chosen.includes(state) ? chosen.filter((one) => one !== state) : [...chosen, state]);
  return (
    <search
      aria-label="Filter the operations"
      className="flex shrink-0 flex-wrap items-center gap-1.5 border-b px-4 py-2"
    >
      <Chip pressed={chosen.length === 0} onPress={() => onChange([])} testId="state-all">
        All
      </Chip>
      {STATES.map((state) => (
        <Chip
          key={state}
          pressed={chosen.includes(state)}
          onPress={() => flip(state)}
          testId={`state-${state}`}
        >
          <span
            aria-hidden
            className={cx('size-1.5 rounded-full', counts[state] === '0' ? 'bg-bar-track' : DOT[state])}
          />
          {state}
          <span className="min-w-2 text-right text-ink-3">{counts[state]}</span>
        </Chip>
      ))}
      {tenant && (
        <button
          type="button"
          onClick={() => onTenant(undefined)}
          data-testid="operations-tenant"
          className="ml-2 flex h-6 min-w-0 items-center gap-1.5 rounded-full border border-accent bg-accent-soft px-2 text-xs text-accent-text"
        >
          <span className="truncate">
            of <span className="foreign font-mono">{tenant}</span>
          </span>
          <X size={12} aria-label="Remove" />
        </button>
      )}
    </search>
  );
}

interface ChipProps {
  pressed: boolean;
  onPress: () => void;
  testId: string;
  children: React.ReactNode;
}

function Chip({ pressed, onPress, testId, children }: ChipProps) {
  return (
    <button
      type="button"
      aria-pressed={pressed}
      onClick={onPress}
      data-testid={testId}
      className={cx(
        'flex h-6 items-center gap-1.5 rounded-full border px-2.5 text-xs',
        pressed
          ? 'border-accent bg-accent-soft font-medium text-ink'
          : 'border-line-strong text-ink-2 hover:bg-hover hover:text-ink',
      )}
    >
      {children}
    </button>
  );
}
