import type { ReactNode } from 'react';
import type { Environment, StatusName } from '@/ipc';
import { cx } from '@/lib/cx';

export type Tone = 'neutral' | 'accent' | 'ok' | 'warn' | 'bad' | 'info';

const SOFT: Record<Tone, string> = {
  neutral: 'bg-hover text-ink-2',
  accent: 'bg-accent-soft text-accent-text',
  ok: 'bg-ok-soft text-ok-text',
  warn: 'bg-warn-soft text-warn-text',
  bad: 'bg-bad-soft text-bad-text',
  info: 'bg-info-soft text-info-text',
};

const DOT: Record<Tone, string> = {
  neutral: 'bg-ink-3',
  accent: 'bg-accent',
  ok: 'bg-ok',
  warn: 'bg-warn',
  bad: 'bg-bad',
  info: 'bg-info',
};

export interface BadgeProps {
  tone?: Tone;
  dot?: boolean;
  children: ReactNode;
  className?: string;
}

export function Badge({ tone = 'neutral', dot, children, className }: BadgeProps) {
  return (
    <span
      className={cx(
        'inline-flex h-5 items-center gap-1.5 rounded-full px-2 text-xs whitespace-nowrap',
        SOFT[tone],
        className,
      )}
    >
      {dot && <span className={cx('size-1.5 rounded-full', DOT[tone])} />}
      {children}
    </span>
  );
}

const STATUS_TONE: Record<StatusName, Tone> = {
  provisioning: 'info',
  active: 'ok',
  suspended: 'bad',
  migrating: 'warn',
  deleting: 'bad',
  deleted: 'neutral',
  failed: 'bad',
};

export function StatusBadge({ status }: { status: StatusName }) {
  return (
    <Badge tone={STATUS_TONE[status]} dot>
      {status}
    </Badge>
  );
}

/** Tiers are rows, not constants: any word is shown. The top tier stands out a little. */
export function TierBadge({ tier }: { tier: string }) {
  return (
    <span
      className={cx(
        'inline-flex h-5 items-center rounded-sm border px-1.5 text-xs whitespace-nowrap',
        tier === 'enterprise' ? 'border-control-line font-medium text-ink' : 'border-line-strong text-ink-2',
      )}
    >
      {tier}
    </span>
  );
}

const ENVIRONMENT_TONE: Record<Environment, Tone> = {
  production: 'bad',
  staging: 'warn',
  development: 'info',
  sandbox: 'ok',
};

/** The environment's badge: of the present connection in the top bar, of a profile on the Connect page. */
export function EnvironmentBadge({ environment }: { environment: Environment }) {
  return (
    <Badge
      tone={ENVIRONMENT_TONE[environment]}
      dot
      className="rounded-sm font-semibold tracking-wide uppercase"
    >
      {environment}
    </Badge>
  );
}
