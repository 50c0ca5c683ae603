import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from '@/lib/cx';

export interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  description?: ReactNode;
  children: ReactNode;
  /** Buttons, the deed last. */
  footer?: ReactNode;
  size?: 'small' | 'medium' | 'large';
  'data-testid'?: string;
}

const WIDTH = { small: 'w-[420px]', medium: 'w-[600px]', large: 'w-[860px]' };

/** A modal dialog. It carries the environment's line: production is a state of the whole app. */
export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  children,
  footer,
  size = 'medium',
  ...rest
}: DialogProps) {
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-overlay" />
        <Base.Popup
          data-modal
          data-testid={rest['data-testid']}
          className={cx(
            'fixed top-[10vh] left-1/2 z-40 flex max-h-[80vh] max-w-[calc(100vw-48px)] -translate-x-1/2 flex-col overflow-hidden rounded-lg border border-line-strong border-t-2 border-t-env bg-raised shadow-raised outline-none',
            WIDTH[size],
          )}
        >
          <Heading title={title} description={description} />
          <div className="min-h-0 flex-1 overflow-y-auto px-4 py-3">{children}</div>
          {footer && <div className="flex items-center justify-end gap-2 border-t px-4 py-3">{footer}</div>}
          <Close />
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

export interface DrawerProps extends Omit<DialogProps, 'size'> {
  /** False: the page behind stays in use, as the grid under a preview. */
  modal?: boolean;
  width?: number;
}

/** A panel at the right edge. */
export function Drawer({
  open,
  onOpenChange,
  title,
  description,
  children,
  footer,
  modal = true,
  width = 440,
  ...rest
}: DrawerProps) {
  return (
    <Base.Root open={open} onOpenChange={onOpenChange} modal={modal} disablePointerDismissal={!modal}>
      <Base.Portal>
        {modal && <Base.Backdrop className="fixed inset-0 z-30 bg-overlay" />}
        <Base.Popup
          data-modal={modal || undefined}
          data-testid={rest['data-testid']}
          initialFocus={modal ? undefined : false}
          finalFocus={modal ? undefined : false}
          style={{ width }}
          className={cx(
            'fixed right-0 bottom-0 z-30 flex max-w-[calc(100vw-48px)] flex-col border-l border-line-strong bg-raised shadow-raised outline-none',
            // beside the page, not over the bar that says where one is and how the connection stands
            modal ? 'top-[3px]' : 'top-[47px]',
          )}
        >
          <Heading title={title} description={description} />
          <div className="min-h-0 flex-1 overflow-y-auto px-4 py-3">{children}</div>
          {footer && <div className="flex items-center justify-end gap-2 border-t px-4 py-3">{footer}</div>}
          <Close />
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

function Heading({ title, description }: Pick<DialogProps, 'title' | 'description'>) {
  return (
    <div className="shrink-0 border-b py-3 pr-12 pl-4">
      <div className="min-w-0">
        <Base.Title className="foreign truncate text-base font-semibold">{title}</Base.Title>
        {description && (
          <Base.Description className="mt-0.5 text-sm text-ink-2">{description}</Base.Description>
        )}
      </div>
    </div>
  );
}

/** Last in the order of focus, so that a dialog opens on its first field. */
function Close() {
  return (
    <Base.Close
      aria-label="Close"
      className="absolute top-2.5 right-2.5 flex size-7 items-center justify-center rounded-md text-ink-2 hover:bg-hover hover:text-ink"
    >
      <X size={15} strokeWidth={1.75} aria-hidden />
    </Base.Close>
  );
}
