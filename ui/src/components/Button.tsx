import type { LucideIcon } from 'lucide-react';
import { type ComponentPropsWithRef, type MouseEvent, useId } from 'react';
import { cx } from '@/lib/cx';
import type { Allowed } from '@/lib/tenantCan';
import { Kbd } from './Kbd';
import { Tooltip } from './Tooltip';

export type ButtonTone = 'primary' | 'plain' | 'quiet' | 'danger';

export interface ButtonProps extends ComponentPropsWithRef<'button'> {
  tone?: ButtonTone;
  icon?: LucideIcon;
  /** From an allow table: a reason keeps the button from acting and is told on hover, focus and to screen readers. */
  can?: Allowed;
  /** The change is under way: it does not act again. */
  busy?: boolean;
  /** The shortcut, shown at the end. */
  kbd?: string;
}

const TONE: Record<ButtonTone, string> = {
  primary: 'border-transparent bg-accent text-on-accent hover:bg-accent-hover',
  plain: 'border-line-strong bg-canvas text-ink hover:bg-hover',
  quiet: 'border-transparent bg-transparent text-ink-2 hover:bg-hover hover:text-ink',
  danger: 'border-bad bg-canvas text-bad-text hover:bg-bad-soft',
};

const SHAPE =
  'inline-flex h-control shrink-0 items-center justify-center gap-1.5 whitespace-nowrap rounded-md border px-2.5 text-sm font-medium';
const OFF = 'border-line bg-hover text-ink-3 cursor-not-allowed';

/** A button that is refused stays focusable, so that its reason can be read by everybody. */
export function Button({
  tone = 'plain',
  icon: Icon,
  can = true,
  busy,
  kbd,
  className,
  children,
  ...rest
}: ButtonProps) {
  const reasonId = useId();
  const reason = can === true ? null : can;
  const off = reason !== null || busy || rest.disabled;
  const { disabled: _, onClick, ...props } = rest;
  const press = (event: MouseEvent<HTMLButtonElement>) => (off ? event.preventDefault() : onClick?.(event));
  const button = (
    <button
      type="button"
      {...props}
      onClick={press}
      aria-disabled={off || undefined}
      aria-busy={busy || undefined}
      aria-describedby={reason ? reasonId : props['aria-describedby']}
      className={cx(SHAPE, off ? OFF : TONE[tone], className)}
    >
      {Icon && <Icon size={14} strokeWidth={1.75} aria-hidden />}
      {children}
      {reason && (
        <span id={reasonId} className="sr-only">
          {reason}
        </span>
      )}
      {kbd && <Kbd keys={kbd} />}
    </button>
  );
  return reason ? <Tooltip content={reason}>{button}</Tooltip> : button;
}
