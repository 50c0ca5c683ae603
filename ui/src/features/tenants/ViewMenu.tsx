// Saved views: what is asked, in which order, with which columns. One's own to save and delete, others' to use.
import { Bookmark, Check, Plus, Trash2, Users } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Button, ErrorState, IconButton, notify, Popover, Skeleton } from '@/components';
import { type Me, type SavedView, useChange, useCommand, type ViewSave } from '@/ipc';
import { cx } from '@/lib/cx';
import type { Allowed } from '@/lib/tenantCan';
import { SaveViewDialog } from './SaveViewDialog';

export interface ViewMenuProps {
  /** Name of the view that was chosen. */
  chosen: string | undefined;
  /** What would be saved now. */
  present: Pick<ViewSave, 'query' | 'sort' | 'columns'>;
  me: Me;
  /** None: all tenants, as at first. */
  onApply: (view: SavedView | null) => void;
}

/** Any group may keep views; a read-only or lost connection keeps nothing. */
function canSave(me: Me): Allowed {
  if (me.state !== 'connected') return 'Views are kept on the server, which is away.';
  return me.safeMode === 'read_only'
    ? 'This profile is read-only: its safe mode refuses every change.'
    : true;
}

export function ViewMenu({ chosen, present, me, onApply }: ViewMenuProps) {
  const [open, setOpen] = useState(false);
  const [saving, setSaving] = useState(false);
  const { data, error, refetch } = useCommand('view_list', {});
  const remove = useDelete();
  const views = data?.views ?? [];
  const view = views.find(({ name }) => name === chosen);
  const apply = (next: SavedView | null) => {
    setOpen(false);
    onApply(next);
  };
  const rows = (list: readonly SavedView[]) =>
    list.map((one) => (
      <ViewRow
        key={`${one.owner} ${one.name}`}
        view={one}
        chosen={one === view}
        onApply={() => apply(one)}
        onDelete={one.mine && canSave(me) === true ? () => remove(one) : undefined}
      />
    ));
  return (
    <>
      <Popover
        trigger={<Trigger view={view} present={present} />}
        label="Views"
        open={open}
        onOpenChange={setOpen}
      >
        <div className="-m-1.5 flex max-h-[60vh] w-72 flex-col overflow-y-auto">
          <ViewRow label="All tenants" chosen={!view} onApply={() => apply(null)} />
          {error && !data && <ErrorState inline error={error} onRetry={() => void refetch()} />}
          {!data && !error && <Skeleton className="m-2 h-2.5 w-40" />}
          <Section title="Mine">{rows(views.filter(({ mine }) => mine))}</Section>
          <Section title="Shared by others">{rows(views.filter(({ mine }) => !mine))}</Section>
          <div className="mt-1.5 border-t pt-1.5">
            <Button
              tone="quiet"
              icon={Plus}
              can={canSave(me)}
              data-testid="view-save"
              onClick={() => {
                setOpen(false);
                setSaving(true);
              }}
            >
              Save this view…
            </Button>
          </div>
        </div>
      </Popover>
      {saving && (
        <SaveViewDialog
          {...{ present }}
          former={view?.mine ? view : undefined}
          taken={views.filter(({ mine }) => mine).map(({ name }) => name)}
          onClose={() => setSaving(false)}
          onSaved={apply}
        />
      )}
    </>
  );
}

/** The words of the button; `edited` when what is shown is no longer what was saved. */
function Trigger({
  view,
  present,
  ...props
}: Pick<ViewMenuProps, 'present'> & { view: SavedView | undefined }) {
  const edited = view && (view.query !== present.query || (view.sort || 'name') !== present.sort);
  return (
    <Button icon={Bookmark} data-testid="view-menu" {...props}>
      <span className="foreign max-w-44 truncate">{view?.name ?? 'Views'}</span>
      {edited && <span className="font-normal text-ink-3">edited</span>}
    </Button>
  );
}

/** Gone at once, and back by Undo. */
function useDelete(): (view: SavedView) => void {
  const remove = useChange('view_delete');
  const save = useChange('view_save');
  return ({ owner: _, mine: __, ...view }) => {
    const restore = () => save.mutate(view, { onError: notify.failed });
    remove.mutate(
      { name: view.name },
      { onSuccess: () => notify.undoable(`View "${view.name}" deleted.`, restore), onError: notify.failed },
    );
  };
}

function Section({ title, children }: { title: string; children: ReactNode[] }) {
  if (children.length === 0) return null;
  return (
    <section>
      <h3 className="px-2 pt-2 pb-1 text-xs font-medium text-ink-3">{title}</h3>
      {children}
    </section>
  );
}

interface ViewRowProps {
  view?: SavedView;
  label?: string;
  chosen: boolean;
  onApply: () => void;
  onDelete?: () => void;
}

function ViewRow({ view, label, chosen, onApply, onDelete }: ViewRowProps) {
  const Sign = chosen ? Check : view?.shared ? Users : null;
  return (
    <div className="group flex items-center gap-1 rounded-sm pr-1 hover:bg-hover">
      <button
        type="button"
        onClick={onApply}
        aria-current={chosen || undefined}
        className="flex min-w-0 flex-1 items-baseline gap-2 rounded-sm px-2 py-1 text-left outline-offset-[-2px]"
      >
        <span className="w-3.5 shrink-0 self-center text-ink-3">
          {Sign && <Sign size={13} aria-hidden className={cx(chosen && 'text-accent-text')} />}
        </span>
        <span className="foreign max-w-40 shrink-0 truncate text-sm">{view?.name ?? label}</span>
        {view && (
          <span className="foreign truncate font-mono text-2xs text-ink-3">
            {view.query || 'all'}
            {!view.mine && ` · ${view.owner}`}
          </span>
        )}
      </button>
      {onDelete && view && (
        <IconButton small icon={Trash2} label={`Delete ${view.name}`} onClick={onDelete} />
      )}
    </div>
  );
}
