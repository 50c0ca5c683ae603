// biome-ignore-all lint/a11y/useSemanticElements: a virtual grid is made of boxes; a table lays out every row
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid holds the focus, aria-activedescendant names the row
import { ArrowDown, ArrowUp, ChevronDown } from 'lucide-react';
import { Checkbox, Menu } from '@/components';
import { cx } from '@/lib/cx';
import { type ColumnId, columnOf, nextSort, sortingOf } from '../columns';
import { MOST_SELECTED, type Selection } from '../selection';
import type { Columns } from '../useColumns';
import { pinClass, pinStyle } from './GridRow';
import { headerMenu } from './headerMenu';
import { type HeaderDrag, useHeaderDrag } from './useHeaderDrag';

export interface GridHeaderProps {
  columns: Columns;
  sort: string;
  onSort: (sort: string) => void;
  selection: Selection;
}

export const HEADER_HEIGHT = 32;

export function GridHeader({ columns, sort, onSort, selection }: GridHeaderProps) {
  const drag = useHeaderDrag(columns);
  return (
    <div role="rowgroup" className="sticky top-0 z-20 w-full min-w-(--width)">
      <div
        role="row"
        aria-rowindex={1}
        style={{ height: HEADER_HEIGHT }}
        className="grid w-full grid-cols-(--columns) border-b bg-sunken"
      >
        {columns.shown.map((id, at) =>
          id === 'select' ? (
            <SelectHeader key={id} columns={columns} selection={selection} />
          ) : (
            <ColumnHeader
              key={id}
              id={id}
              at={at}
              columns={columns}
              sort={sort}
              onSort={onSort}
              drag={drag}
            />
          ),
        )}
      </div>
    </div>
  );
}

function SelectHeader({ columns, selection }: Pick<GridHeaderProps, 'columns' | 'selection'>) {
  const { size } = selection.rows;
  return (
    <div
      role="columnheader"
      aria-colindex={1}
      data-column="select"
      className={cx('flex items-center px-2.5', pinClass('select', columns.pinned))}
      style={pinStyle('select', columns.pinned)}
    >
      <Checkbox
        checked={size > 0}
        indeterminate={size > 0}
        aria-label={size > 0 ? 'Clear the selection' : `Select the first ${MOST_SELECTED}`}
        title={size > 0 ? 'Clear the selection' : `Select the first ${MOST_SELECTED}`}
        onChange={() => (size > 0 ? selection.clear() : selection.selectFirst())}
      />
    </div>
  );
}

interface ColumnHeaderProps extends Omit<GridHeaderProps, 'selection'> {
  id: ColumnId;
  at: number;
  drag: HeaderDrag;
}

function ColumnHeader({ id, at, columns, sort, onSort, drag }: ColumnHeaderProps) {
  const column = columnOf(id);
  const { word, down } = sortingOf(sort);
  const sorted = word === id;
  const Arrow = down ? ArrowDown : ArrowUp;
  return (
    <div
      role="columnheader"
      aria-colindex={at + 1}
      aria-sort={sorted ? (down ? 'descending' : 'ascending') : undefined}
      data-column={id}
      className={cx(
        'group relative flex items-center pr-1.5',
        pinClass(id, columns.pinned),
        drag.moving === id && 'bg-hover',
        drag.before === id && 'shadow-[inset_2px_0_0_var(--accent)]',
      )}
      style={pinStyle(id, columns.pinned)}
    >
      <button
        type="button"
        onClick={() => onSort(nextSort(sort, column))}
        onPointerDown={(event) => drag.start(event, id)}
        data-testid={`sort-${id}`}
        className={cx(
          'flex h-full min-w-0 flex-1 items-center gap-1 pl-2.5 text-left text-xs font-medium outline-offset-[-2px] hover:text-ink',
          sorted ? 'text-ink' : 'text-ink-2',
        )}
      >
        <span className="truncate">{column.label}</span>
        {sorted && <Arrow size={12} aria-hidden className="shrink-0 text-accent-text" />}
      </button>
      <HeaderMenu {...{ id, columns, sort, onSort }} />
      <Resizer id={id} columns={columns} />
    </div>
  );
}

function HeaderMenu({
  id,
  columns,
  sort,
  onSort,
}: Pick<ColumnHeaderProps, 'id' | 'columns' | 'sort' | 'onSort'>) {
  const trigger = (
    <button
      type="button"
      aria-label={`Column ${columnOf(id).label}`}
      className="absolute right-1.5 flex size-5 items-center justify-center rounded-sm bg-sunken text-ink-2 opacity-0 group-hover:opacity-100 hover:bg-hover focus-visible:opacity-100 aria-expanded:opacity-100"
    >
      <ChevronDown size={13} aria-hidden />
    </button>
  );
  return <Menu align="end" trigger={trigger} items={headerMenu(id, columns, sort, onSort)} />;
}

/** For the pointer; the menu has wider and narrower. */
function Resizer({ id, columns }: { id: ColumnId; columns: Columns }) {
  const header = columns.table.getFlatHeaders().find((known) => known.column.id === id);
  if (!header) return null;
  const resize = header.getResizeHandler();
  return (
    <div
      aria-hidden
      data-testid={`resize-${id}`}
      onMouseDown={resize}
      onTouchStart={resize}
      onDoubleClick={() => columns.resize(id, null)}
      className={cx(
        'absolute top-0 right-0 z-10 h-full w-1.5 translate-x-1/2 cursor-col-resize',
        'before:absolute before:inset-y-2 before:left-1/2 before:w-px before:bg-line group-hover:before:bg-line-strong hover:before:inset-y-0 hover:before:w-0.5 hover:before:bg-accent',
      )}
    />
  );
}
