import type { LucideIcon } from 'lucide-react';
import { Check, Copy, RotateCw } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { asCommandError } from '@/ipc';
import { copyText } from '@/lib/copyText';
import { Button } from './Button';

export interface EmptyStateProps {
  icon?: LucideIcon;
  title: string;
  /** Why it is empty, and what to do. */
  children?: ReactNode;
  action?: ReactNode;
}

export function EmptyState({ icon: Icon, title, children, action }: EmptyStateProps) {
  return (
    <div
      className="flex h-full flex-col items-center justify-center gap-2 p-8 text-center"
      data-testid="empty-state"
    >
      {Icon && <Icon size={20} strokeWidth={1.5} className="text-ink-3" aria-hidden />}
      <p className="text-sm font-medium">{title}</p>
      {children && <div className="max-w-96 text-sm text-ink-2">{children}</div>}
      {action && <div className="mt-2">{action}</div>}
    </div>
  );
}

export interface ErrorStateProps {
  error: unknown;
  onRetry?: () => void;
  /** One line inside a panel rather than a whole page. */
  inline?: boolean;
}

/** What went wrong in a sentence, what would be right, and two ways on. */
export function ErrorState({ error, onRetry, inline }: ErrorStateProps) {
  const known = asCommandError('console', error);
  const actions = (
    <div className="flex gap-2">
      {onRetry && (
        <Button icon={RotateCw} onClick={onRetry}>
          Try again
        </Button>
      )}
      <CopyDetails details={known.details()} />
    </div>
  );
  if (inline) {
    return (
      <div
        role="alert"
        data-testid="error-state"
        className="flex items-center gap-3 rounded-md bg-bad-soft px-3 py-2 text-sm text-bad-text"
      >
        <p className="selectable flex-1">
          {known.message} {known.remedy}
        </p>
        {actions}
      </div>
    );
  }
  return (
    <div
      role="alert"
      data-testid="error-state"
      className="flex h-full flex-col items-center justify-center gap-2 p-8 text-center"
    >
      <p className="selectable max-w-120 text-sm font-medium text-bad-text">{known.message}</p>
      {known.remedy && <p className="selectable max-w-120 text-sm text-ink-2">{known.remedy}</p>}
      <div className="mt-2">{actions}</div>
    </div>
  );
}

export function CopyDetails({ details }: { details: string }) {
  const [copied, setCopied] = useState(false);
  const copy = () => void copyText(details).then(() => setCopied(true));
  return (
    <Button tone="quiet" icon={copied ? Check : Copy} onClick={copy}>
      {copied ? 'Copied' : 'Copy details'}
    </Button>
  );
}
