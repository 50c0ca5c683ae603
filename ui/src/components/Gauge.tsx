import type { ReactNode } from 'react';
import type { LimitText, Quantity } from '@/ipc';
import { cx } from '@/lib/cx';
import { limitText, percent, permille, quantity, UNLIMITED, type UnitKind } from '@/lib/format';
import { fillOf } from './UsageBar';

export interface GaugeProps {
  label: string;
  used: Quantity;
  limit: LimitText;
  unit?: UnitKind;
  /** Beside the label: an override's badge. */
  mark?: ReactNode;
  /** Under the bar: a sparkline, an end. */
  children?: ReactNode;
}

/** One limit, large: how much of it is used, with marks at 80 and 100 %. Past the limit the scale grows. */
export function Gauge({ label, used, limit, unit = 'count', mark, children }: GaugeProps) {
  const unlimited = limit === UNLIMITED;
  const full = permille(used, limit);
  const scale = Math.max(1000, full);
  const at = (thousandths: number) => `${(thousandths / scale) * 100}%`;
  return (
    <section className="flex min-w-0 flex-col gap-2 rounded-lg border p-3" aria-label={label}>
      <header className="flex items-center justify-between gap-2 text-xs text-ink-2">
        <span className="flex items-center gap-1.5 font-medium">
          {label} {mark}
        </span>
        <span className={cx(full >= 1000 ? 'text-bad-text' : full >= 800 ? 'text-warn-text' : 'text-ink-3')}>
          {unlimited ? UNLIMITED : percent(full)}
        </span>
      </header>
      <p className="truncate text-lg font-semibold">
        {quantity(used, unit)}{' '}
        {!unlimited && <span className="text-sm font-normal text-ink-3">of {limitText(limit, unit)}</span>}
      </p>
      <div aria-hidden className="relative h-1.5 rounded-full bg-bar-track">
        {!unlimited && (
          <div className={cx('h-full rounded-full', fillOf(full))} style={{ width: at(full) }} />
        )}
        {!unlimited && (
          <span className="absolute -inset-y-0.5 w-px bg-control-line" style={{ left: at(800) }} />
        )}
        {!unlimited && full > 1000 && (
          <span className="absolute -inset-y-1 w-px bg-ink" style={{ left: at(1000) }} />
        )}
      </div>
      {children}
    </section>
  );
}

export interface SparklineProps {
  /** Oldest first; null: no sample, a gap. */
  values: readonly (number | null)[];
  /** What it shows, in words. */
  label: string;
  width?: number;
  height?: number;
}

/** A line without axes: the trend only. */
export function Sparkline({ values, label, width = 160, height = 24 }: SparklineProps) {
  const known = values.filter((value) => value !== null);
  const top = Math.max(...known, 1);
  const step = width / Math.max(1, values.length - 1);
  let pen = 'M';
  const path = values
    .map((value, at) => {
      if (value === null) {
        pen = 'M';
        return '';
      }
      const point = `${pen}${(at * step).toFixed(1)} ${(height - 2 - (value / top) * (height - 4)).toFixed(1)}`;
      pen = 'L';
      return point;
    })
    .join('');
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      className="w-full"
      style={{ height }}
    >
      {known.length > 1 && (
        <path d={path} className="fill-none stroke-bar" strokeWidth="1.5" vectorEffect="non-scaling-stroke" />
      )}
    </svg>
  );
}
