import { useState } from 'react';
import { Button, Dialog, ErrorState, Field, Input, notify, Switch } from '@/components';
import { type SavedView, useChange, type ViewSave } from '@/ipc';
import { plural } from '@/lib/format';
import { sortLabel } from './columns';

export interface SaveViewDialogProps {
  present: Pick<ViewSave, 'query' | 'sort' | 'columns'>;
  /** One's own view that is shown: its name is offered. */
  former: SavedView | undefined;
  /** Names of one's own views: saving one again replaces it. */
  taken: readonly string[];
  onClose: () => void;
  onSaved: (view: SavedView) => void;
}

export function SaveViewDialog({ present, former, taken, onClose, onSaved }: SaveViewDialogProps) {
  const [name, setName] = useState(former?.name ?? '');
  const [shared, setShared] = useState(former?.shared ?? false);
  const save = useChange('view_save');
  const wished = name.trim();
  const submit = () =>
    save.mutate(
      { ...present, name: wished, shared },
      {
        onSuccess: ({ views }) => {
          notify.done(`View "${wished}" saved.`);
          onClose();
          const saved = views.find((view) => view.mine && view.name === wished);
          if (saved) onSaved(saved);
        },
      },
    );
  const nameError = save.error?.field === 'name' ? save.error : null;
  const replaces = taken.includes(wished);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Save this view"
      size="small"
      data-testid="view-save-dialog"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            tone="primary"
            busy={save.isPending}
            can={wished ? true : 'Give the view a name.'}
            onClick={submit}
            data-testid="view-save-submit"
          >
            {replaces ? 'Replace' : 'Save'}
          </Button>
        </>
      }
    >
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (wished && !save.isPending) submit();
        }}
      >
        <Field
          name="name"
          label="Name"
          error={nameError && `${nameError.message} ${nameError.remedy ?? ''}`}
          hint={replaces ? 'You have a view of this name: it is replaced.' : undefined}
        >
          <Input value={name} onChange={(event) => setName(event.target.value)} maxLength={80} />
        </Field>
        <Switch label="Others may see and use it" checked={shared} onChange={setShared} />
        <dl className="grid grid-cols-[80px_minmax(0,1fr)] gap-y-1 text-sm">
          <dt className="text-ink-3">Filter</dt>
          <dd className="foreign truncate font-mono text-xs leading-[18px]">
            {present.query || 'all tenants'}
          </dd>
          <dt className="text-ink-3">Sort</dt>
          <dd>{sortLabel(present.sort)}</dd>
          <dt className="text-ink-3">Columns</dt>
          <dd>{plural(present.columns.length, 'column')}, in their present order</dd>
        </dl>
        {save.error && !nameError && <ErrorState inline error={save.error} />}
      </form>
    </Dialog>
  );
}
