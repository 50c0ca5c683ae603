// biome-ignore-all lint/a11y/useSemanticElements: a virtual grid is made of boxes; a table lays out every row
// The grid: one element scrolls, holds the focus and hears the clicks of all rows; `aria-activedescendant` names the row.
import { type MouseEvent, type RefObject, useCallback, useLayoutEffect, useState } from 'react';
import type { Cursor } from '../cursor';
import type { RangeSource } from '../range';
import type { Selection } from '../selection';
import type { Columns } from '../useColumns';
import type { TenantRows } from '../useTenantRows';
import { GridBody } from './GridBody';
import { GridHeader, HEADER_HEIGHT } from './GridHeader';
import { rowId } from './GridRow';
import type { Layout } from './geometry';

export interface GridProps {
  scroller: RefObject<HTMLDivElement | null>;
  layout: Layout;
  tenants: TenantRows;
  columns: Columns;
  selection: Selection;
  cursor: Cursor;
  sort: string;
  onSort: (sort: string) => void;
  onOpen: (slug: string) => void;
  /** A row was chosen with the pointer. */
  onPick: (index: number) => void;
  range: RangeSource;
}

export function Grid(props: GridProps) {
  // the rows are mounted before the element that scrolls them: they render again when it is there
  const [, mounted] = useState<HTMLElement | null>(null);
  const { scroller, tenants, columns, selection, cursor, sort, onSort } = props;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys come through the registry of shortcuts
    <div
      ref={useCallback(
        (element: HTMLDivElement | null) => {
          scroller.current = element;
          mounted(element);
        },
        [scroller],
      )}
      role="grid"
      tabIndex={0}
      aria-label="Tenants"
      aria-multiselectable
      aria-rowcount={tenants.total === null ? -1 : tenants.total + 1}
      aria-colcount={columns.shown.length}
      aria-busy={(tenants.loading || tenants.behind) && !tenants.error}
      aria-activedescendant={cursor.index === null ? undefined : rowId(cursor.index)}
      data-testid="tenants-grid"
      style={columns.style}
      onClick={(event) => press(event, props)}
      onDoubleClick={(event) => open(event, props)}
      className="relative min-h-0 flex-1 overflow-auto outline-none focus-visible:shadow-[inset_0_0_0_1px_var(--line-strong)]"
    >
      <GridHeader columns={columns} sort={sort} onSort={onSort} selection={selection} />
      <GridBody {...props} />
    </div>
  );
}

/** Height of what can be seen of the rows. */
export function useViewHeight(scroller: RefObject<HTMLDivElement | null>, present: boolean): number {
  const [view, setView] = useState(640);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element || !present) return;
    const measure = () => element.clientHeight > 0 && setView(element.clientHeight - HEADER_HEIGHT);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller, present]);
  return view;
}

function rowOf(event: MouseEvent): { index: number; target: HTMLElement } | null {
  const target = event.target as HTMLElement;
  const row = target.closest<HTMLElement>('[data-row-index]');
  return row ? { index: Number(row.dataset.rowIndex), target } : null;
}

function press(event: MouseEvent, { scroller, selection, cursor, onOpen, onPick }: GridProps): void {
  const row = rowOf(event);
  if (!row) return;
  const link = row.target.closest<HTMLElement>('[data-open]');
  const plain = !event.shiftKey && !event.ctrlKey && !event.metaKey;
  if (link) event.preventDefault();
  if (link?.dataset.open && plain) {
    onOpen(link.dataset.open);
    return;
  }
  // elements of rows are used again for other rows: the focus stays on the grid
  scroller.current?.focus({ preventScroll: true });
  cursor.set(row.index);
  onPick(row.index);
  if (event.shiftKey) selection.extend(row.index);
  else if (event.ctrlKey || event.metaKey || row.target.closest('[type=checkbox]'))
    selection.toggle(row.index);
}

function open(event: MouseEvent, { tenants, onOpen }: GridProps): void {
  const row = rowOf(event);
  if (!row || row.target.closest('[type=checkbox]')) return;
  const slug = tenants.pages.row(row.index)?.slug;
  if (slug) onOpen(slug);
}
