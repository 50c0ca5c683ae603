import { cx } from '@/lib/cx';

/** The shape of what is coming. Size it by `className`; it does not pulse, because nothing should move without news. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={cx('block rounded-sm bg-bar-track', className ?? 'h-3 w-24')} />;
}

export interface SkeletonRowsProps {
  rows?: number;
  /** Width of each column's bar in pixels. */
  columns?: readonly number[];
  label?: string;
}

/** Rows of a grid that is loading. */
export function SkeletonRows({
  rows = 12,
  columns = [140, 96, 64, 64, 96],
  label = 'Loading',
}: SkeletonRowsProps) {
  return (
    <div role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are alike
        <div key={row} className="flex h-row items-center gap-6 border-b px-4">
          {columns.map((width, column) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the columns never change places
            <span key={column} style={{ width: width * (0.7 + ((row * 7 + column * 3) % 4) / 10) }}>
              <Skeleton className="h-2.5 w-full" />
            </span>
          ))}
        </div>
      ))}
    </div>
  );
}
