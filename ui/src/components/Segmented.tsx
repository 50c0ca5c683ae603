import { useId } from 'react';
import { cx } from '@/lib/cx';

export interface Segment<T extends string> {
  value: T;
  label: string;
  /** A dot before it, as a class: `bg-bad`. */
  dot?: string;
}

export interface SegmentedProps<T extends string> {
  /** What is chosen: the group's accessible name, shown above unless `bare`. */
  label: string;
  value: T;
  onChange: (value: T) => void;
  segments: readonly Segment<T>[];
  /** Under it, about the present choice. */
  hint?: string;
  bare?: boolean;
  name?: string;
}

/** A few choices side by side, of which one holds: native radios, so the arrow keys work. */
export function Segmented<T extends string>({
  label,
  value,
  onChange,
  segments,
  hint,
  bare,
  name,
}: SegmentedProps<T>) {
  const group = useId();
  return (
    // no legend: WebKit counts its height twice until something else is laid out
    <fieldset
      aria-labelledby={`${group}-label`}
      className="flex min-w-0 flex-col gap-1"
      data-testid={name && `field-${name}`}
    >
      <span id={`${group}-label`} className={bare ? 'sr-only' : 'text-xs font-medium text-ink-2'}>
        {label}
      </span>
      <div className="inline-flex self-start rounded-md border border-line-strong bg-sunken p-px">
        {segments.map(({ value: own, label: word, dot }) => (
          <label
            key={own}
            data-testid={name && `${name}-${own}`}
            className={cx(
              'flex h-[calc(var(--control)-4px)] items-center gap-1.5 rounded-[5px] px-2.5 text-sm whitespace-nowrap has-focus-visible:outline-2 has-focus-visible:outline-accent',
              own === value
                ? 'bg-canvas font-medium text-ink ring-1 ring-line-strong'
                : 'text-ink-2 hover:text-ink',
            )}
          >
            <input
              type="radio"
              className="sr-only"
              name={group}
              value={own}
              checked={own === value}
              onChange={() => onChange(own)}
            />
            {dot && <span aria-hidden className={cx('size-1.5 rounded-full', dot)} />}
            {word}
          </label>
        ))}
      </div>
      {hint && <p className="text-xs text-ink-3">{hint}</p>}
    </fieldset>
  );
}
