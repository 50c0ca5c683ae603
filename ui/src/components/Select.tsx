import { Select as Base } from '@base-ui/react/select';
import { Check, ChevronDown } from 'lucide-react';
import { cx } from '@/lib/cx';
import { CONTROL } from './Field';

export interface Option<T extends string> {
  value: T;
  label: string;
  /** A second, quieter line. */
  hint?: string;
}

export interface SelectProps<T extends string> {
  value: T;
  onChange: (value: T) => void;
  options: readonly Option<T>[];
  /** Needed outside a Field. */
  'aria-label'?: string;
  disabled?: boolean;
  className?: string;
  'data-testid'?: string;
}

export function Select<T extends string>({
  value,
  onChange,
  options,
  disabled,
  className,
  ...aria
}: SelectProps<T>) {
  return (
    <Base.Root
      value={value}
      onValueChange={(next) => next !== null && onChange(next)}
      items={options.map(({ value, label }) => ({ value, label }))}
      disabled={disabled}
      modal={false}
    >
      <Base.Trigger
        {...aria}
        className={cx(CONTROL, 'flex h-control items-center justify-between gap-2 text-left', className)}
      >
        <span className="truncate">
          <Base.Value />
        </span>
        <Base.Icon className="text-ink-3">
          <ChevronDown size={14} aria-hidden />
        </Base.Icon>
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={4} alignItemWithTrigger={false} className="z-50">
          <Base.Popup className="max-h-80 min-w-(--anchor-width) overflow-y-auto rounded-lg border border-line-strong bg-raised p-1 shadow-raised outline-none">
            {options.map((option) => (
              <OptionItem key={option.value} option={option} />
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

function OptionItem({ option }: { option: Option<string> }) {
  return (
    <Base.Item
      value={option.value}
      className="grid grid-cols-[16px_1fr] items-baseline gap-1 rounded-sm px-1.5 py-1 text-sm outline-none data-[highlighted]:bg-hover"
    >
      <Base.ItemIndicator className="col-start-1 self-center text-accent-text">
        <Check size={13} aria-hidden />
      </Base.ItemIndicator>
      <span className="col-start-2">
        <Base.ItemText>{option.label}</Base.ItemText>
        {option.hint && <span className="block text-xs text-ink-3">{option.hint}</span>}
      </span>
    </Base.Item>
  );
}
