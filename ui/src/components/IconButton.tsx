import type { LucideIcon } from 'lucide-react';
import type { ComponentPropsWithRef } from 'react';
import { cx } from '@/lib/cx';
import { Tooltip } from './Tooltip';

export interface IconButtonProps extends Omit<ComponentPropsWithRef<'button'>, 'children'> {
  icon: LucideIcon;
  /** What it does: its accessible name and its tooltip. */
  label: string;
  pressed?: boolean;
  small?: boolean;
}

export function IconButton({ icon: Icon, label, pressed, small, className, ...props }: IconButtonProps) {
  return (
    <Tooltip content={label}>
      <button
        type="button"
        aria-label={label}
        aria-pressed={pressed}
        {...props}
        className={cx(
          'inline-flex shrink-0 items-center justify-center rounded-md text-ink-2 hover:bg-hover hover:text-ink disabled:text-ink-3',
          small ? 'size-5' : 'size-control',
          pressed && 'bg-selected text-accent-text',
          className,
        )}
      >
        <Icon size={small ? 12 : 15} strokeWidth={1.75} aria-hidden />
      </button>
    </Tooltip>
  );
}
