import { Field as Base } from '@base-ui/react/field';
import { type ComponentPropsWithRef, type ReactNode, useId } from 'react';
import { cx } from '@/lib/cx';

export interface FieldProps {
  label: ReactNode;
  /** What is asked, in a few words; stays visible. */
  hint?: ReactNode;
  /** Why the value was refused, and what would be right. */
  error?: ReactNode;
  /** The request's name of the field: tests and error routing find it by this. */
  name?: string;
  optional?: boolean;
  children: ReactNode;
  className?: string;
}

/** Label, control, hint and error, tied together for screen readers. */
export function Field({ label, hint, error, name, optional, children, className }: FieldProps) {
  return (
    <Base.Root
      invalid={Boolean(error)}
      className={cx('flex flex-col gap-1', className)}
      data-testid={name && `field-${name}`}
    >
      <Base.Label className="flex items-baseline gap-1.5 text-xs font-medium text-ink-2">
        {label}
        {optional && <span className="font-normal text-ink-3">optional</span>}
      </Base.Label>
      {children}
      {hint && !error && <Base.Description className="text-xs text-ink-3">{hint}</Base.Description>}
      {error && (
        <Base.Error
          match
          className="text-xs text-bad-text"
          role="alert"
          data-testid={name && `error-${name}`}
        >
          {error}
        </Base.Error>
      )}
    </Base.Root>
  );
}

export const CONTROL =
  'w-full rounded-md border border-line-strong bg-canvas px-2 text-sm text-ink hover:border-control-line focus-visible:border-accent data-[invalid]:border-bad disabled:bg-hover disabled:text-ink-3 select-text';

export function Input({ className, mono, ...props }: ComponentPropsWithRef<'input'> & { mono?: boolean }) {
  return (
    <Base.Control
      autoComplete="off"
      spellCheck={false}
      {...props}
      className={cx(CONTROL, 'h-control', mono && 'font-mono text-xs', className)}
    />
  );
}

export function Textarea({ className, ...props }: ComponentPropsWithRef<'textarea'>) {
  return (
    <Base.Control
      render={
        <textarea rows={3} spellCheck={false} {...props} className={cx(CONTROL, 'py-1.5', className)} />
      }
    />
  );
}

export interface CheckboxProps extends Omit<ComponentPropsWithRef<'input'>, 'type' | 'onChange'> {
  /** Beside the box; without it give `aria-label`. */
  label?: ReactNode;
  onChange?: (checked: boolean) => void;
  indeterminate?: boolean;
}

/** A native box: one element, because the grid shows it on every row. */
export function Checkbox({ label, onChange, indeterminate = false, className, ...props }: CheckboxProps) {
  const id = useId();
  const box = (
    <input
      id={id}
      {...props}
      type="checkbox"
      ref={(element) => {
        if (element) element.indeterminate = indeterminate;
      }}
      onChange={(event) => onChange?.(event.target.checked)}
      className={cx('tick shrink-0', className)}
    />
  );
  if (!label) return box;
  return (
    <label htmlFor={props.id ?? id} className="flex items-start gap-2 text-sm [&>input]:mt-0.5">
      {box}
      <span>{label}</span>
    </label>
  );
}
