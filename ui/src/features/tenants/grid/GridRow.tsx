// biome-ignore-all lint/a11y/useSemanticElements: a virtual grid is made of boxes; a table lays out every row
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid holds the focus, aria-activedescendant names the row
import { memo } from 'react';
import { Skeleton } from '@/components';
import type { TenantRow } from '@/ipc';
import { cx } from '@/lib/cx';
import type { ColumnId } from '../columns';
import { CELLS, SKELETON } from './cells';

export interface GridRowProps {
  index: number;
  top: number;
  /** Not read yet: the row's place is shown. */
  row: TenantRow | undefined;
  columns: readonly ColumnId[];
  pinned: readonly ColumnId[];
  selected: boolean;
  active: boolean;
  now: number;
}

export const rowId = (index: number): string => `tenant-row-${index}`;

const CELL = 'flex h-full min-w-0 items-center overflow-hidden px-2.5 text-sm';

/** Clicks are heard by the grid, so that a row holds nothing but what it shows. */
export const GridRow = memo(function GridRow({
  index,
  top,
  row,
  columns,
  pinned,
  selected,
  active,
  now,
}: GridRowProps) {
  return (
    <div
      id={rowId(index)}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      aria-busy={row ? undefined : true}
      data-testid="tenant-row"
      data-row-index={index}
      data-slug={row?.slug}
      style={{ top }}
      className={cx(
        'absolute left-0 grid h-row w-full grid-cols-(--columns) border-b',
        selected ? 'bg-selected' : active ? 'bg-hover' : 'bg-canvas hover:bg-hover',
      )}
    >
      {columns.map((id, at) => (
        <div
          key={id}
          role="gridcell"
          aria-colindex={at + 1}
          className={cx(
            CELL,
            pinClass(id, pinned),
            active && at === 0 && 'shadow-[inset_2px_0_0_var(--accent)]',
          )}
          style={pinStyle(id, pinned)}
        >
          {id === 'select' ? (
            <input
              type="checkbox"
              tabIndex={-1}
              readOnly
              disabled={!row}
              checked={selected}
              aria-label={row ? `Select ${row.name}` : 'Select'}
              className="tick"
            />
          ) : row ? (
            CELLS[id](row, now)
          ) : (
            <Skeleton className={cx('h-2', SKELETON[id])} />
          )}
        </div>
      ))}
    </div>
  );
});

/** Pinned cells lie above the others and cover them. The last one draws the border. */
export function pinClass(id: ColumnId, pinned: readonly ColumnId[]): string {
  if (id !== 'select' && !pinned.includes(id)) return '';
  const last = pinned.at(-1) ?? 'select';
  return cx('sticky z-10 bg-inherit', id === last && 'border-r');
}

export function pinStyle(id: ColumnId, pinned: readonly ColumnId[]) {
  return id === 'select' || pinned.includes(id) ? { left: `var(--pin-${id})` } : undefined;
}
