// The keys of the grid, as the cheat sheet lists them.
import { notify } from '@/components';
import type { Me, TenantRow } from '@/ipc';
import { openAct } from '@/lib/acts';
import { type Shortcut, useShortcuts } from '@/lib/keys';
import { tenantCan } from '@/lib/tenantCan';
import type { Cursor } from './cursor';
import type { Selection } from './selection';

export interface GridKeys {
  me: Me;
  cursor: Cursor;
  selection: Selection;
  rowAt: (index: number) => TenantRow | undefined;
  onOpen: (slug: string) => void;
  onPreview: (slug: string | undefined) => void;
  /** Slug in the preview. */
  preview: string | undefined;
  focusQuery: () => void;
}

export function useGridKeys(keys: GridKeys): void {
  useShortcuts([...moves(keys), ...deeds(keys)]);
}

/** With Shift the rows on the way are selected; with an open preview, it follows. */
function moves({ cursor, selection, rowAt, preview, onPreview }: GridKeys): Shortcut[] {
  const by = (rows: number) => (event: KeyboardEvent) => {
    if (event.shiftKey && cursor.index !== null) selection.extend(cursor.index);
    const to = cursor.by(rows);
    if (event.shiftKey) selection.extend(to);
    const slug = rowAt(to)?.slug;
    if (preview && slug) onPreview(slug);
  };
  const group = 'Tenants';
  return [
    { keys: 'j', title: 'Next row', group, run: by(1) },
    { keys: 'k', title: 'Row before', group, run: by(-1) },
    { keys: 'ArrowDown', title: 'Next row; with Shift, select', group, run: by(1) },
    { keys: 'ArrowUp', title: 'Row before; with Shift, select', group, run: by(-1) },
    { keys: 'PageDown', title: 'A page down', group, run: by(cursor.page) },
    { keys: 'PageUp', title: 'A page up', group, run: by(-cursor.page) },
    { keys: 'Home', title: 'First row', group, run: () => cursor.set(0) },
    { keys: 'End', title: 'Last row', group, run: () => cursor.toEnd() },
  ];
}

/** Opens the dialog, or says why not. */
export function changeTier(row: TenantRow, me: Me): void {
  const can = tenantCan.changeTier(row, me);
  if (can === true) openAct({ kind: 'change_tier', tenant: row.slug });
  else notify.info(can);
}

function deeds({
  me,
  cursor,
  selection,
  rowAt,
  onOpen,
  onPreview,
  preview,
  focusQuery,
}: GridKeys): Shortcut[] {
  const here = () => (cursor.index === null ? undefined : rowAt(cursor.index));
  const withRow = (run: (row: TenantRow) => void) => () => {
    const row = here();
    if (row) run(row);
  };
  const group = 'Tenants';
  return [
    { keys: 'Enter', title: 'Open the tenant', group, run: withRow(({ slug }) => onOpen(slug)) },
    {
      keys: 'Space',
      title: 'Preview',
      group,
      run: withRow(({ slug }) => onPreview(preview === slug ? undefined : slug)),
    },
    {
      keys: 'e',
      title: 'Change tier',
      group,
      run: withRow((row) => changeTier(row, me)),
    },
    {
      keys: 'x',
      title: 'Select',
      group,
      run: () => cursor.index !== null && selection.toggle(cursor.index),
    },
    { keys: '/', title: 'Filter', group, run: focusQuery },
    {
      keys: 'Escape',
      title: 'Close the preview, clear the selection',
      group,
      run: () => (preview ? onPreview(undefined) : selection.clear()),
    },
  ];
}
