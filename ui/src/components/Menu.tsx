import { Menu as Base } from '@base-ui/react/menu';
import { Popover as BasePopover } from '@base-ui/react/popover';
import { Check, type LucideIcon } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import { cx } from '@/lib/cx';
import type { Allowed } from '@/lib/tenantCan';
import { Kbd } from './Kbd';

export interface MenuItem {
  label: string;
  onSelect: () => void;
  icon?: LucideIcon;
  kbd?: string;
  danger?: boolean;
  /** A tick before it: one of several choices, or a thing switched on. */
  checked?: boolean;
  /** A reason is shown under the label and the item does not act. */
  can?: Allowed;
}

export interface MenuProps {
  trigger: ReactElement<Record<string, unknown>>;
  items: readonly (MenuItem | 'separator')[];
  align?: 'start' | 'center' | 'end';
}

const POPUP = 'rounded-lg border border-line-strong bg-raised shadow-raised outline-none';

export function Menu({ trigger, items, align = 'start' }: MenuProps) {
  return (
    <Base.Root modal={false}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={4} align={align} className="z-50">
          <Base.Popup className={cx(POPUP, 'max-h-[70vh] min-w-48 overflow-y-auto p-1')}>
            {items.map((item, at) =>
              item === 'separator' ? (
                // biome-ignore lint/suspicious/noArrayIndexKey: separators have no other identity
                <Base.Separator key={at} className="my-1 h-px bg-line" />
              ) : (
                <Item key={item.label} item={item} />
              ),
            )}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

function Item({ item }: { item: MenuItem }) {
  const reason = typeof item.can === 'string' ? item.can : null;
  const Icon = item.checked ? Check : item.icon;
  return (
    <Base.Item
      disabled={reason !== null}
      onClick={item.onSelect}
      className={cx(
        'flex items-start gap-2 rounded-sm px-2 py-1 text-sm outline-none data-[highlighted]:bg-hover data-[disabled]:text-ink-3',
        item.danger && !reason && 'text-bad-text',
      )}
    >
      <span className="mt-0.5 w-3.5 shrink-0 text-ink-3">
        {Icon && <Icon size={14} strokeWidth={1.75} aria-hidden />}
      </span>
      <span className="min-w-0 flex-1">
        {item.label}
        {reason && <span className="block max-w-60 text-xs">{reason}</span>}
      </span>
      {item.kbd && <Kbd keys={item.kbd} />}
    </Base.Item>
  );
}

export interface PopoverProps {
  trigger: ReactElement<Record<string, unknown>>;
  /** Its accessible name. */
  label: string;
  children: ReactNode;
  align?: 'start' | 'center' | 'end';
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
}

export function Popover({ trigger, label, children, align = 'start', open, onOpenChange }: PopoverProps) {
  return (
    <BasePopover.Root open={open} onOpenChange={onOpenChange}>
      <BasePopover.Trigger render={trigger} />
      <BasePopover.Portal>
        <BasePopover.Positioner sideOffset={4} align={align} className="z-40">
          <BasePopover.Popup aria-label={label} className={cx(POPUP, 'min-w-56 p-3 text-sm')}>
            {children}
          </BasePopover.Popup>
        </BasePopover.Positioner>
      </BasePopover.Portal>
    </BasePopover.Root>
  );
}
