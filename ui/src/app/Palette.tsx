import { Dialog as Base } from '@base-ui/react/dialog';
import { useNavigate, useParams } from '@tanstack/react-router';
import { Command } from 'cmdk';
import { Search } from 'lucide-react';
import { useEffect, useState } from 'react';
import { StatusBadge, TierBadge } from '@/components';
import { type TenantRow, useCommand, useMe } from '@/ipc';
import { useDebounced } from '@/lib/useDebounced';
import { showOverlay, useOverlay } from './overlays';
import { type Action, actionsFor } from './paletteActions';

/** Go to, find a tenant (searched on the server), act on the present one. */
export function Palette() {
  const open = useOverlay() === 'palette';
  return (
    <Base.Root open={open} onOpenChange={(next) => showOverlay(next ? 'palette' : null)}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-overlay" />
        <Base.Popup
          data-modal
          data-testid="palette"
          aria-label="Search, go to, act"
          className="fixed top-[12vh] left-1/2 z-40 w-[620px] max-w-[calc(100vw-48px)] -translate-x-1/2 overflow-hidden rounded-lg border border-line-strong border-t-2 border-t-env bg-raised shadow-raised outline-none"
        >
          <PaletteBody />
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

const close = () => showOverlay(null);
const HEADING =
  '[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-ink-3';
const ITEM =
  'flex h-8 items-center gap-2 rounded-md px-2 text-sm data-[selected=true]:bg-selected data-[disabled=true]:text-ink-3';

function PaletteBody() {
  const [text, setText] = useState('');
  const navigate = useNavigate();
  const { tenant } = useParams({ strict: false });
  const actions = actionsFor({ text, tenant, me: useMe(), navigate });
  const { rows, note } = useTenants(text);
  const [at, setAt] = useState('');
  const first = firstOf(rows, actions);
  // Answers come late: Enter always means the first of what is shown now.
  useEffect(() => setAt(first), [first]);
  const choose = (run: () => void) => () => {
    close();
    run();
  };
  return (
    <Command shouldFilter={false} label="Search, go to, act" loop value={at} onValueChange={setAt}>
      <div className="flex items-center gap-2 border-b px-3">
        <Search size={15} aria-hidden className="text-ink-3" />
        <Command.Input
          value={text}
          onValueChange={setText}
          placeholder="A tenant, a page, or a query such as tier:pro usage>90%"
          className="h-11 flex-1 bg-transparent text-base outline-none select-text"
        />
      </div>
      <Command.List className="max-h-[52vh] overflow-y-auto p-1.5">
        {rows.length > 0 && (
          <Command.Group heading="Tenants" className={HEADING}>
            {rows.map((row) => (
              <TenantItem
                key={row.id}
                row={row}
                onSelect={choose(
                  () => void navigate({ to: '/tenants/$tenant', params: { tenant: row.slug } }),
                )}
              />
            ))}
          </Command.Group>
        )}
        <ActionGroups actions={actions} choose={choose} />
        {note && <p className="px-2 py-1.5 text-sm text-ink-3">{note}</p>}
      </Command.List>
    </Command>
  );
}

const tenantValue = ({ id }: TenantRow) => `tenant ${id}`;
const actionValue = (group: string, label: string) => `${group} ${label}`;

function firstOf(rows: readonly TenantRow[], actions: ReadonlyMap<string, readonly Action[]>): string {
  if (rows[0]) return tenantValue(rows[0]);
  for (const [group, [action]] of actions) if (action) return actionValue(group, action.label);
  return '';
}

function useTenants(text: string): { rows: readonly TenantRow[]; note: string | null } {
  const query = useDebounced(text.trim());
  const connected = useMe().state === 'connected';
  const request = { query, sort: '', limit: 50, at: { from: 'start' } } as const;
  const { data, error } = useCommand('tenant_list', request, { enabled: connected && query.length > 0 });
  if (!query) return { rows: [], note: null };
  if (error) return { rows: [], note: `${error.message} ${error.remedy ?? ''}` };
  if (data?.rows.length === 0) return { rows: [], note: `No tenant matches "${query}".` };
  return { rows: data?.rows ?? [], note: null };
}

function TenantItem({ row, onSelect }: { row: TenantRow; onSelect: () => void }) {
  return (
    <Command.Item value={tenantValue(row)} onSelect={onSelect} className={ITEM}>
      <span className="foreign min-w-0 truncate font-medium">{row.name}</span>
      <span className="foreign min-w-0 flex-1 truncate font-mono text-xs text-ink-3">{row.slug}</span>
      <TierBadge tier={row.tier} />
      <StatusBadge status={row.status} />
    </Command.Item>
  );
}

interface ActionGroupsProps {
  actions: ReadonlyMap<string, readonly Action[]>;
  choose: (run: () => void) => () => void;
}

function ActionGroups({ actions, choose }: ActionGroupsProps) {
  return [...actions].map(([group, items]) => (
    <Command.Group key={group} heading={group} className={HEADING}>
      {items.map(({ label, icon: Icon, can = true, run }) => (
        <Command.Item
          key={label}
          value={actionValue(group, label)}
          disabled={can !== true}
          onSelect={choose(run)}
          className={ITEM}
        >
          <Icon size={14} strokeWidth={1.75} aria-hidden className="text-ink-3" />
          <span className="foreign">{label}</span>
          {can !== true && <span className="ml-auto truncate text-xs">{can}</span>}
        </Command.Item>
      ))}
    </Command.Group>
  ));
}
