// The tenants that were picked, by id: they stay picked when rows, query or sort change.
import { useCallback, useMemo, useRef, useState } from 'react';
import { notify } from '@/components';
import { asCommandError, call, type TenantRow } from '@/ipc';
import type { TenantPages } from './pages';

/** More than this is not looked through row by row, and bulk acts run row by row. */
export const MOST_SELECTED = 200;

const NONE: ReadonlyMap<string, TenantRow> = new Map();

export interface Selection {
  rows: ReadonlyMap<string, TenantRow>;
  has: (id: string) => boolean;
  toggle: (index: number) => void;
  /** From the row that was toggled last to this one. */
  extend: (index: number) => void;
  /** The first rows, as many as may be. */
  selectFirst: () => void;
  clear: () => void;
}

export function useSelection(pages: TenantPages): Selection {
  const [rows, setRows] = useState(NONE);
  const anchor = useRef<number | null>(null);

  const add = useCallback((more: readonly TenantRow[]) => {
    setRows((present) => {
      const next = new Map(present);
      for (const row of more) if (next.size < MOST_SELECTED || next.has(row.id)) next.set(row.id, row);
      return next;
    });
  }, []);

  /** Rows that are not read yet are read now. */
  const addRange = useCallback(
    async (from: number, to: number) => {
      const last = Math.min(to, from + MOST_SELECTED - 1);
      if (last < to) notify.info(`At most ${MOST_SELECTED} tenants can be selected at once.`);
      const known = Array.from({ length: last - from + 1 }, (_, at) => pages.row(from + at));
      if (known.every((row) => row !== undefined)) return add(known);
      try {
        const at = from === 0 ? ({ from: 'start' } as const) : ({ from: 'position', index: from } as const);
        add((await call('tenant_list', { ...pages.asked, limit: last - from + 1, at })).rows);
      } catch (error) {
        notify.failed(asCommandError('tenant_list', error));
      }
    },
    [add, pages],
  );

  return useMemo(
    () => ({
      rows,
      has: (id) => rows.has(id),
      toggle: (index) => {
        const row = pages.row(index);
        if (!row) return;
        anchor.current = index;
        if (!rows.has(row.id) && rows.size >= MOST_SELECTED)
          return notify.info(`At most ${MOST_SELECTED} tenants can be selected at once.`);
        const next = new Map(rows);
        if (!next.delete(row.id)) next.set(row.id, row);
        setRows(next);
      },
      extend: (index) => {
        const from = anchor.current ?? index;
        anchor.current ??= index;
        void addRange(Math.min(from, index), Math.max(from, index));
      },
      selectFirst: () => void addRange(0, MOST_SELECTED - 1),
      clear: () => {
        anchor.current = null;
        setRows(NONE);
      },
    }),
    [rows, pages, addRange],
  );
}
