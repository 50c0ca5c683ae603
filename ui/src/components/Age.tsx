import type { Timestamp } from '@/ipc';
import { cx } from '@/lib/cx';
import { useNow } from '@/lib/now';
import { exact, relative } from '@/lib/time';

export interface AgeProps {
  at: Timestamp | null;
  /** Shown instead when there is none. */
  none?: string;
  className?: string;
}

/** "12 s ago", ticking; the exact moment on hover. */
export function Age({ at, none = 'never', className }: AgeProps) {
  const recent = at !== null && Math.abs(Date.now() - Date.parse(at)) < 120_000;
  const now = useNow(recent ? 1000 : 30_000);
  if (at === null) return <span className={cx('text-ink-3', className)}>{none}</span>;
  return (
    <time dateTime={at} title={exact(at)} className={cx('whitespace-nowrap', className)}>
      {relative(at, now)}
    </time>
  );
}
