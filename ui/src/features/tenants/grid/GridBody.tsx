// biome-ignore-all lint/a11y/useSemanticElements: a virtual grid is made of boxes; a table lays out every row
// The rows in view. Elements are used again as rows come and go: an element's key is its place among SLOTS, not its row.
import { useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffect } from 'react';
import { useNow } from '@/lib/now';
import type { Cursor } from '../cursor';
import type { RangeSource } from '../range';
import type { Selection } from '../selection';
import type { Columns } from '../useColumns';
import type { TenantRows } from '../useTenantRows';
import { GridRow } from './GridRow';
import { blockAt, heightOf, type Layout, rangeOf } from './geometry';

const OVERSCAN = 6;
/** More than rows on the tallest screen. */
const SLOTS = 160;

export interface GridBodyProps {
  scroller: RefObject<HTMLDivElement | null>;
  layout: Layout;
  tenants: TenantRows;
  columns: Columns;
  selection: Selection;
  cursor: Cursor;
  range: RangeSource;
}

export function GridBody({ scroller, layout, tenants, columns, selection, cursor, range }: GridBodyProps) {
  const height = heightOf(layout);
  const virtual = useVirtualizer({
    count: layout.rows,
    getScrollElement: () => scroller.current,
    estimateSize: () => height / Math.max(1, layout.rows),
    initialRect: { width: 1000, height: layout.view },
    initialOffset: () => scroller.current?.scrollTop ?? 0,
    // which rows are in view is a matter of the scale, which the virtualizer does not know
    rangeExtractor: () => indexes(layout, scroller.current?.scrollTop ?? 0),
  });
  // rows have one height: what was measured under another density is forgotten
  // biome-ignore lint/correctness/useExhaustiveDependencies: by the height
  useEffect(() => virtual.measure(), [layout.rowHeight, layout.rows]);
  const scrollTop = scroller.current?.scrollTop ?? 0;
  const shown = virtual.getVirtualItems();
  const { first, last } = rangeOf(layout, scrollTop);
  const block = blockAt(layout, first, scrollTop);
  const { pages, version } = tenants;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a page that came or went is asked for again by the version
  useEffect(() => {
    pages.want(first, last, layout.rows);
    range.tell(first, last);
  }, [pages, version, first, last, layout.rows, range]);
  const now = useNow(30_000);
  return (
    <div className="relative w-full min-w-(--width) overflow-clip" style={{ height }}>
      <div role="rowgroup" className="relative w-full" style={{ transform: `translateY(${block.top}px)` }}>
        {shown.map(({ index }) => {
          const row = pages.row(index);
          return (
            <GridRow
              key={index % SLOTS}
              index={index}
              top={(index - block.first) * layout.rowHeight}
              row={row}
              columns={columns.shown}
              pinned={columns.pinned}
              selected={row !== undefined && selection.has(row.id)}
              active={cursor.index === index}
              now={now}
            />
          );
        })}
      </div>
    </div>
  );
}

function indexes(layout: Layout, scrollTop: number): number[] {
  if (layout.rows === 0) return [];
  const { first, last } = rangeOf(layout, scrollTop);
  const from = Math.max(0, first - OVERSCAN);
  const to = Math.min(layout.rows - 1, last + OVERSCAN, from + SLOTS - 1);
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}
