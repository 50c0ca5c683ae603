// All that can be done with a column, by name: what the pointer does by dragging is here too.
import { ArrowDown, ArrowLeft, ArrowRight, ArrowUp, EyeOff, Minus, Pin, PinOff, Plus } from 'lucide-react';
import type { MenuItem } from '@/components';
import { type ColumnId, columnOf, sortingOf, sortText } from '../columns';
import type { Columns } from '../useColumns';

/** Pixels a column grows by. */
const STEP = 24;

type Items = (MenuItem | 'separator')[];

export function headerMenu(
  id: ColumnId,
  columns: Columns,
  sort: string,
  onSort: (sort: string) => void,
): Items {
  return [
    ...sortItems(id, sort, onSort),
    'separator',
    ...placeItems(id, columns),
    'separator',
    ...sizeItems(id, columns),
  ];
}

function sortItems(id: ColumnId, sort: string, onSort: (sort: string) => void): Items {
  const present = sortingOf(sort);
  const also = columnOf(id).alsoSorts;
  const item = (word: string, down: boolean, label: string): MenuItem => ({
    label,
    icon: down ? ArrowDown : ArrowUp,
    checked: present.word === word && present.down === down,
    onSelect: () => onSort(sortText({ word, down })),
  });
  return [
    item(id, false, 'Sort ascending'),
    item(id, true, 'Sort descending'),
    ...(also
      ? [
          item(also.word, false, `Sort by ${also.label}, ascending`),
          item(also.word, true, `Sort by ${also.label}, descending`),
        ]
      : []),
  ];
}

function placeItems(id: ColumnId, columns: Columns): Items {
  const shown = columns.order.filter((other) => !columns.hidden.includes(other));
  const at = shown.indexOf(id);
  const place = (neighbour: ColumnId | undefined) => (neighbour ? columns.order.indexOf(neighbour) : 0);
  const isPinned = columns.pinned.includes(id);
  return [
    {
      label: 'Move left',
      icon: ArrowLeft,
      can: at > 0 ? true : 'It is the first.',
      onSelect: () => columns.move(id, place(shown[at - 1])),
    },
    {
      label: 'Move right',
      icon: ArrowRight,
      can: at < shown.length - 1 ? true : 'It is the last.',
      onSelect: () => columns.move(id, place(shown[at + 1])),
    },
    {
      label: isPinned ? 'Unpin' : 'Pin to the left',
      icon: isPinned ? PinOff : Pin,
      onSelect: () => columns.pin(id, !isPinned),
    },
  ];
}

function sizeItems(id: ColumnId, columns: Columns): Items {
  const size = columns.table.getColumn(id)?.getSize() ?? columnOf(id).size;
  const items: Items = [
    { label: 'Wider', icon: Plus, onSelect: () => columns.resize(id, size + STEP) },
    { label: 'Narrower', icon: Minus, onSelect: () => columns.resize(id, size - STEP) },
    { label: 'Original width', onSelect: () => columns.resize(id, null) },
  ];
  if (id === 'name') return items;
  return [...items, 'separator', { label: 'Hide', icon: EyeOff, onSelect: () => columns.toggle(id) }];
}
