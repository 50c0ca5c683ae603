// The columns as this person arranged them on this machine: order, widths, pins, what is hidden. TanStack Table holds
// and checks the arrangement; the rows are drawn from `shown` and the CSS variables, never cell by cell through the table.
import {
  columnOrderingFeature,
  columnPinningFeature,
  columnResizingFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { type CSSProperties, useEffect, useMemo } from 'react';
import type { TenantRow } from '@/ipc';
import { COLUMNS, type ColumnId, columnOf, isColumnId, MOVABLE } from './columns';

const features = tableFeatures({
  columnOrderingFeature,
  columnPinningFeature,
  columnSizingFeature,
  columnResizingFeature,
  columnVisibilityFeature,
});

const DEFINITIONS = COLUMNS.map(({ id, label, size, minSize }) => ({
  id,
  header: label,
  size,
  minSize,
  maxSize: 900,
  enableHiding: id !== 'select' && id !== 'name',
}));
const NO_ROWS: TenantRow[] = [];
const KEY = 'tenantry.tenants.columns';

interface Arrangement {
  order: ColumnId[];
  hidden: ColumnId[];
  pinned: ColumnId[];
  sizes: Record<string, number>;
}

const ORIGINAL: Arrangement = { order: [...MOVABLE], hidden: [], pinned: ['name'], sizes: {} };

export function useColumns() {
  const kept = useMemo(keptArrangement, []);
  const table = useTable({
    features,
    columns: DEFINITIONS,
    data: NO_ROWS,
    columnResizeMode: 'onChange',
    initialState: {
      columnOrder: ['select', ...kept.order],
      columnVisibility: hiddenState(kept.hidden),
      columnPinning: { start: ['select', ...kept.pinned], end: [] },
      columnSizing: kept.sizes,
    },
  });
  const { columnOrder, columnVisibility, columnPinning, columnSizing } = table.state;
  const order: ColumnId[] = columnOrder.filter(isColumnId).filter((id) => id !== 'select');
  const hidden: ColumnId[] = order.filter((id) => columnVisibility[id] === false);
  const pinned: ColumnId[] = useMemo(
    () => columnPinning.start.filter(isColumnId).filter((id) => id !== 'select'),
    [columnPinning.start],
  );
  const arrangement = JSON.stringify({ order, hidden, pinned, sizes: columnSizing } satisfies Arrangement);
  useEffect(() => localStorage.setItem(KEY, arrangement), [arrangement]);
  const visible = table.getVisibleLeafColumns();
  const word = visible.map(({ id }) => id).join(' ');
  const shown = useMemo(() => word.split(' ').filter(isColumnId), [word]);
  return {
    table,
    order,
    hidden,
    pinned,
    /** Visible ids, pinned first: the same array until the arrangement changes. */
    shown,
    style: cssOf(visible),
    apply: (columns: readonly string[]) => {
      const wished = columns.filter(isColumnId).filter((id) => id !== 'select');
      const set = new Set<ColumnId>(wished.length > 0 ? ['name', ...wished] : MOVABLE);
      const rest = MOVABLE.filter((id) => !set.has(id));
      table.setColumnOrder(['select', ...(wished.length > 0 ? set : MOVABLE), ...rest]);
      table.setColumnVisibility(hiddenState(rest));
    },
    move: (id: ColumnId, to: number) => {
      const others = order.filter((other) => other !== id);
      others.splice(Math.max(0, Math.min(others.length, to)), 0, id);
      table.setColumnOrder(['select', ...others]);
    },
    toggle: (id: ColumnId) => table.getColumn(id)?.toggleVisibility(),
    pin: (id: ColumnId, on: boolean) => table.getColumn(id)?.pin(on ? 'start' : false),
    resize: (id: ColumnId, size: number | null) => {
      const { minSize } = columnOf(id);
      if (size === null) table.getColumn(id)?.resetSize();
      else table.setColumnSizing((sizes) => ({ ...sizes, [id]: Math.max(minSize, Math.round(size)) }));
    },
    reset: () => {
      table.setColumnOrder(['select', ...ORIGINAL.order]);
      table.setColumnVisibility({});
      table.setColumnPinning({ start: ['select', ...ORIGINAL.pinned], end: [] });
      table.setColumnSizing({});
    },
  };
}

export type Columns = ReturnType<typeof useColumns>;

type Sized = {
  id: string;
  getSize: () => number;
  getStart: (at: 'start') => number;
  getIsPinned: () => unknown;
};

/** Widths and pin offsets as variables of the grid: a column that is resized renders no row again. */
function cssOf(visible: readonly Sized[]): CSSProperties {
  const sizes = visible.map((column) => column.getSize());
  const pins = visible
    .filter((column) => column.getIsPinned())
    .map((column) => [`--pin-${column.id}`, `${column.getStart('start')}px`]);
  return {
    '--columns': `${sizes.map((size) => `${size}px`).join(' ')} minmax(0, 1fr)`,
    '--width': `${sizes.reduce((sum, size) => sum + size, 0)}px`,
    ...Object.fromEntries(pins),
  } as CSSProperties;
}

function hiddenState(hidden: readonly ColumnId[]): Record<string, boolean> {
  return Object.fromEntries(hidden.map((id) => [id, false]));
}

function keptArrangement(): Arrangement {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Record<keyof Arrangement, unknown>>;
    const ids = (list: unknown, otherwise: ColumnId[]) =>
      Array.isArray(list)
        ? [...new Set(list.filter((id): id is ColumnId => MOVABLE.includes(id)))]
        : otherwise;
    const order = ids(kept.order, ORIGINAL.order);
    const sizes = Object.entries(kept.sizes ?? {}).filter(
      (entry): entry is [string, number] => isColumnId(entry[0]) && Number.isFinite(entry[1]),
    );
    return {
      order: [...order, ...MOVABLE.filter((id) => !order.includes(id))],
      hidden: ids(kept.hidden, []).filter((id) => id !== 'name'),
      pinned: ids(kept.pinned, ORIGINAL.pinned),
      sizes: Object.fromEntries(sizes),
    };
  } catch {
    return ORIGINAL;
  }
}
