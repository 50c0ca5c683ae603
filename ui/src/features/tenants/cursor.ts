// The row that keys act on. It is a position, not a tenant: rows may change under it, and it never jumps.
import { type RefObject, useCallback, useEffect, useMemo, useState } from 'react';
import { type Layout, rangeOf, scrollTopFor } from './grid/geometry';

export interface Cursor {
  index: number | null;
  set: (index: number) => void;
  /** By so many rows; without a cursor, onto the first row in view. Returns where it came to. */
  by: (rows: number) => number;
  /** To the last row: as soon as it is known where that is. */
  toEnd: () => void;
  /** Rows in view. */
  page: number;
}

/** Where the grid was left, so that coming back from a tenant finds it as it was. */
let left: { key: string; scrollTop: number; index: number | null } | null = null;

export function useCursor(
  key: string,
  scroller: RefObject<HTMLDivElement | null>,
  layout: Layout,
  counted: boolean,
): Cursor {
  const [at, setAt] = useState(() => ({ key, index: left?.key === key ? left.index : null }));
  const [wantsEnd, setWantsEnd] = useState(false);
  const index = at.key === key && at.index !== null && at.index < layout.rows ? at.index : null;
  useReturn(key, scroller, index, layout.rows > 0);

  const set = useCallback(
    (to: number) => {
      const next = Math.max(0, Math.min(layout.rows - 1, to));
      setAt({ key, index: next });
      setWantsEnd(false);
      const element = scroller.current;
      if (element) element.scrollTop = scrollTopFor(layout, next, element.scrollTop);
      return next;
    },
    [key, layout, scroller],
  );
  useEffect(() => {
    if (wantsEnd && counted && layout.rows > 0) set(layout.rows - 1);
  }, [wantsEnd, counted, layout.rows, set]);

  return useMemo(() => {
    const inView = () => rangeOf(layout, scroller.current?.scrollTop ?? 0);
    return {
      index,
      set,
      by: (rows) => set(index === null ? inView().first : index + rows),
      toEnd: () => setWantsEnd(true),
      page: Math.max(1, Math.floor(layout.view / layout.rowHeight) - 1),
    };
  }, [index, set, layout, scroller]);
}

/** Another query or sort begins at the top; the same one, where it was left. */
function useReturn(
  key: string,
  scroller: RefObject<HTMLDivElement | null>,
  index: number | null,
  filled: boolean,
): void {
  useEffect(() => {
    const element = scroller.current;
    if (!element || !filled) return;
    element.scrollTop = left?.key === key ? left.scrollTop : 0;
  }, [key, scroller, filled]);
  useEffect(() => {
    const element = scroller.current;
    const keep = () => {
      if (element && filled) left = { key, index, scrollTop: element.scrollTop };
    };
    keep();
    element?.addEventListener('scroll', keep, { passive: true });
    return () => element?.removeEventListener('scroll', keep);
  }, [key, index, scroller, filled]);
}

/** For tests: nothing was left. */
export function forgetPlace(): void {
  left = null;
}
