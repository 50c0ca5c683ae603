import { getRouteApi } from '@tanstack/react-router';
import { Download } from 'lucide-react';
import { useRef, useState } from 'react';
import { Button, PageHeader } from '@/components';
import { type Me, type TenantRow, useMe } from '@/ipc';
import { BulkBar, type BulkKind } from './bulk/BulkBar';
import { BulkDialog } from './bulk/BulkDialog';
import { ColumnMenu } from './ColumnMenu';
import { knownSort } from './columns';
import { ExportDialog } from './ExportDialog';
import { FilterBar } from './FilterBar';
import { Grid } from './grid/Grid';
import { Preview } from './Preview';
import { NewTenant, Rows, Total } from './Rows';
import { StatusBar } from './StatusBar';
import { useSelection } from './selection';
import { useColumns } from './useColumns';
import { useGridKeys } from './useGridKeys';
import { useGoing, usePlace, useSayFilled } from './usePlace';
import { type TenantRows, useTenantRows } from './useTenantRows';
import { ViewMenu } from './ViewMenu';

const route = getRouteApi('/shell/tenants');

/** A dialog keeps the rows it was opened for, whatever the selection becomes. */
type Open = { kind: 'export' } | { kind: BulkKind; rows: readonly TenantRow[] } | null;

export function TenantsPage() {
  const { query = '', view, preview, ...search } = route.useSearch();
  const sort = knownSort(search.sort);
  const me = useMe();
  const { onSearch, onOpen } = useGoing();
  const tenants = useTenantRows(query, sort);
  const columns = useColumns();
  const selection = useSelection(tenants.pages);
  const input = useRef<HTMLInputElement>(null);
  const [open, setOpen] = useState<Open>(null);
  const { scroller, layout, cursor, range } = usePlace(tenants);
  const onPreview = (slug: string | undefined) => onSearch({ preview: slug });
  const rowAt = (index: number) => tenants.pages.row(index);
  const focusQuery = () => input.current?.select();
  useGridKeys({ me, cursor, selection, preview, onOpen, rowAt, onPreview, focusQuery });
  useSayFilled(!tenants.loading);
  const onQuery = (next: string) => onSearch({ query: next || undefined });
  const onPick = (index: number) => {
    const slug = rowAt(index)?.slug;
    if (preview && slug) onPreview(slug);
  };
  return (
    <>
      <Header
        {...{ tenants, query, sort, view, columns, me, onSearch }}
        onExport={() => setOpen({ kind: 'export' })}
      />
      <FilterBar
        {...{ query, onQuery, input }}
        error={tenants.error?.field === 'query' ? tenants.error : null}
        onLeave={() => scroller.current?.focus({ preventScroll: true })}
      />
      <div className="flex min-h-0 flex-1">
        <div className="flex min-w-0 flex-1 flex-col">
          <Rows {...{ tenants, me, onQuery }}>
            <Grid
              {...{ scroller, layout, tenants, columns, selection, cursor, sort, onOpen, onPick, range }}
              onSort={(next) => onSearch({ sort: next })}
            />
          </Rows>
        </div>
        {preview && <Preview {...{ slug: preview, me, onOpen }} onClose={() => onPreview(undefined)} />}
      </div>
      {selection.rows.size > 0 && (
        <BulkBar
          {...{ selection, me }}
          onBulk={(kind) => setOpen({ kind, rows: [...selection.rows.values()] })}
        />
      )}
      <StatusBar {...{ tenants, range, sort }} />
      {open && <Dialogs {...{ open, tenants, me }} onClose={() => setOpen(null)} />}
    </>
  );
}

interface HeaderProps extends Omit<Parameters<typeof ViewMenu>[0], 'chosen' | 'present' | 'onApply'> {
  tenants: TenantRows;
  query: string;
  sort: string;
  view: string | undefined;
  columns: ReturnType<typeof useColumns>;
  onSearch: ReturnType<typeof useGoing>['onSearch'];
  onExport: () => void;
}

function Header({ tenants, query, sort, view, columns, me, onSearch, onExport }: HeaderProps) {
  return (
    <PageHeader
      title="Tenants"
      aside={<Total tenants={tenants} />}
      actions={
        <>
          <ViewMenu
            chosen={view}
            present={{ query, sort, columns: columns.shown.filter((id) => id !== 'select') }}
            me={me}
            onApply={(saved) => {
              columns.apply(saved?.columns ?? []);
              onSearch({
                query: saved?.query || undefined,
                sort: saved?.sort || undefined,
                view: saved?.name,
              });
            }}
          />
          <ColumnMenu columns={columns} />
          <Button icon={Download} data-testid="export-open" onClick={onExport}>
            Export
          </Button>
          <NewTenant me={me} />
        </>
      }
    />
  );
}

interface DialogsProps {
  open: NonNullable<Open>;
  tenants: TenantRows;
  me: Me;
  onClose: () => void;
}

function Dialogs({ open, tenants, me, onClose }: DialogsProps) {
  if (open.kind === 'export')
    return <ExportDialog {...tenants.pages.asked} total={tenants.total} onClose={onClose} />;
  return <BulkDialog kind={open.kind} rows={open.rows} me={me} onClose={onClose} />;
}
