// Moving a column by its header with the pointer. The menu of the header does the same for the keyboard.
import { type PointerEvent, useState } from 'react';
import type { ColumnId } from '../columns';
import type { Columns } from '../useColumns';

/** Pixels before a press becomes a drag. */
const SLACK = 6;

export interface HeaderDrag {
  moving: ColumnId | null;
  /** The header that the column will stand before. */
  before: ColumnId | 'end' | null;
  start: (event: PointerEvent<HTMLElement>, id: ColumnId) => void;
}

export function useHeaderDrag(columns: Columns): HeaderDrag {
  const [drag, setDrag] = useState<{ moving: ColumnId; before: ColumnId | 'end' } | null>(null);

  const start = (down: PointerEvent<HTMLElement>, id: ColumnId) => {
    if (down.button !== 0) return;
    const header = down.currentTarget.closest('[role=row]');
    let before: ColumnId | 'end' | null = null;
    const move = (event: globalThis.PointerEvent) => {
      if (before === null && Math.abs(event.clientX - down.clientX) < SLACK) return;
      before = headerAt(header, event.clientX);
      setDrag({ moving: id, before });
    };
    const stop = (event: Event) => {
      window.removeEventListener('pointermove', move);
      window.removeEventListener('pointerup', stop);
      window.removeEventListener('pointercancel', stop);
      setDrag(null);
      if (event.type !== 'pointerup' || before === null) return;
      swallowClick();
      if (before !== id) columns.move(id, placeBefore(columns.order, id, before));
    };
    window.addEventListener('pointermove', move);
    window.addEventListener('pointerup', stop);
    window.addEventListener('pointercancel', stop);
  };
  return { moving: drag?.moving ?? null, before: drag?.before ?? null, start };
}

function headerAt(row: Element | null, x: number): ColumnId | 'end' {
  for (const header of row?.querySelectorAll<HTMLElement>('[data-column]') ?? []) {
    const { left, width } = header.getBoundingClientRect();
    if (header.dataset.column !== 'select' && x < left + width / 2) return header.dataset.column as ColumnId;
  }
  return 'end';
}

export function placeBefore(order: readonly ColumnId[], id: ColumnId, before: ColumnId | 'end'): number {
  const others = order.filter((other) => other !== id);
  return before === 'end' ? others.length : others.indexOf(before);
}

/** The click that the end of a drag makes sorts nothing. */
function swallowClick(): void {
  const swallow = (event: Event) => event.stopPropagation();
  window.addEventListener('click', swallow, { capture: true, once: true });
  setTimeout(() => window.removeEventListener('click', swallow, { capture: true }), 0);
}
