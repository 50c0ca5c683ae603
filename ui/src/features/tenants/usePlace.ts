// Where in the rows one is: scroll, range in view, cursor; and the ways from here.
import { useNavigate } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { call } from '@/ipc';
import { usePreferences } from '@/lib/preferences';
import { useCursor } from './cursor';
import { useViewHeight } from './grid/Grid';
import { useRangeSource } from './range';
import type { TenantsSearch } from './search';
import type { TenantRows } from './useTenantRows';

const ROW_HEIGHT = { compact: 32, comfortable: 40 } as const;

export function usePlace({ pages, rows, total, loading }: TenantRows) {
  const scroller = useRef<HTMLDivElement>(null);
  const rowHeight = ROW_HEIGHT[usePreferences().density];
  const view = useViewHeight(scroller, !loading && rows > 0);
  const layout = useMemo(() => ({ rows, rowHeight, view }), [rows, rowHeight, view]);
  const cursor = useCursor(`${pages.asked.sort} ${pages.asked.query}`, scroller, layout, total !== null);
  return { scroller, layout, cursor, range: useRangeSource() };
}

export function useGoing() {
  const navigate = useNavigate();
  const onOpen = useCallback(
    (tenant: string) => void navigate({ to: '/tenants/$tenant', params: { tenant } }),
    [navigate],
  );
  /** What is shown is no place of its own in the history: Back leaves the page. */
  const onSearch = useCallback(
    (change: TenantsSearch) =>
      void navigate({ to: '/tenants', replace: true, search: (present) => ({ ...present, ...change }) }),
    [navigate],
  );
  return { onOpen, onSearch };
}

let said = false;

/** Says once that a page stands filled, for whoever measures the start. */
export function useSayFilled(filled: boolean): void {
  useEffect(() => {
    if (!filled || said) return;
    said = true;
    requestAnimationFrame(() => void call('app_ready', { shown: 'filled' }).catch(() => undefined));
  }, [filled]);
}
