import type { Timestamp } from '@/ipc';
import { cx } from '@/lib/cx';
import { useServerNow } from '@/lib/now';
import { exact, span } from '@/lib/time';

export interface CountdownProps {
  until: Timestamp;
  /** When `until` was read, by the clock it is meant by. */
  asOf: Timestamp;
  /** Shown once it is over. */
  over: string;
  className?: string;
}

/** What is left, ticking; the exact moment on hover. */
export function Countdown({ until, asOf, over, className }: CountdownProps) {
  const near = Date.parse(until) - Date.now() < 3_600_000;
  const left = Date.parse(until) - useServerNow(asOf, near ? 1000 : 30_000);
  return (
    <time dateTime={until} title={exact(until)} className={cx('whitespace-nowrap', className)}>
      {left <= 0 ? over : span(Math.ceil(left / 1000) * 1000)}
    </time>
  );
}
