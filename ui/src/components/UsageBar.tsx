import type { LimitText, Quantity } from '@/ipc';
import { cx } from '@/lib/cx';
import { limitText, percent, permille, quantity, UNLIMITED, type UnitKind } from '@/lib/format';

export interface UsageProps {
  used: Quantity;
  limit: LimitText;
  unit?: UnitKind;
}

/** Below 80 % nothing, from 80 % amber, from 100 % red. */
export function fillOf(thousandths: number): string {
  if (thousandths >= 1000) return 'bg-bad';
  return thousandths >= 800 ? 'bg-warn' : 'bg-bar';
}

export function Bar({ thousandths, className }: { thousandths: number; className?: string }) {
  return (
    <span aria-hidden className={cx('inline-block h-1 overflow-hidden rounded-full bg-bar-track', className)}>
      <span
        className={cx('block h-full rounded-full', fillOf(thousandths))}
        style={{ width: `${Math.min(100, thousandths / 10)}%` }}
      />
    </span>
  );
}

/** Use against a limit on one line, for grids: bar, use, limit. An override is marked by a dot. */
export function UsageBar({
  used,
  limit,
  unit = 'count',
  overridden,
  className,
}: UsageProps & { overridden?: boolean; className?: string }) {
  const full = permille(used, limit);
  const words = `${quantity(used, unit)} of ${limitText(limit, unit)}`;
  const title =
    limit === UNLIMITED ? words : `${words}, ${percent(full)}${overridden ? ', by an override' : ''}`;
  return (
    <span className={cx('inline-flex min-w-0 items-center gap-2 whitespace-nowrap', className)} title={title}>
      {limit === UNLIMITED ? <span className="w-10" /> : <Bar thousandths={full} className="w-10 shrink-0" />}
      <span className="truncate text-sm">
        {shortUsed(used, limit, unit)}
        <span className="text-ink-3">
          {limit === UNLIMITED ? '' : '/'}
          {limit === UNLIMITED ? (unit === 'bytes' ? ' GB' : '') : limitText(limit, unit)}
        </span>
      </span>
      {overridden && (
        <span role="img" aria-label="override" className="size-1.5 shrink-0 rounded-full bg-accent" />
      )}
    </span>
  );
}

/** The unit stands once, behind the limit, when both carry the same one. */
function shortUsed(used: Quantity, limit: LimitText, unit: UnitKind): string {
  const text = quantity(used, unit);
  if (unit !== 'bytes') return text;
  const shared = limit === UNLIMITED ? 'GB' : limitText(limit, unit).split(' ')[1];
  return text.endsWith(` ${shared}`) ? text.slice(0, -3) : text;
}
