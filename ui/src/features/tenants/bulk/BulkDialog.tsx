// A bulk act: the dry run, the reason, the run, the results. Nothing happens before the button that says how many.
import { useMemo, useState } from 'react';
import { Button, Checkbox, Dialog, Field, Input, Select, Textarea } from '@/components';
import { type Me, type TenantRow, useCommand } from '@/ipc';
import { plural } from '@/lib/format';
import type { Allowed } from '@/lib/tenantCan';
import { MOST_SELECTED } from '../selection';
import type { BulkKind } from './BulkBar';
import { BulkTable } from './BulkTable';
import type { BulkAct, Verdict } from './dryRun';
import { type Bulk, useBulk } from './useBulk';

export interface BulkDialogProps {
  kind: BulkKind;
  rows: readonly TenantRow[];
  me: Me;
  onClose: () => void;
}

const TITLE: Record<BulkKind, string> = { suspend: 'Suspend', resume: 'Resume', tier: 'Change the tier of' };

interface Form {
  tier: string;
  reason: string;
  acknowledged: boolean;
  phrase: string;
}

export function BulkDialog({ kind, rows, me, onClose }: BulkDialogProps) {
  const [form, setForm] = useState<Form>({ tier: '', reason: '', acknowledged: false, phrase: '' });
  const act = useMemo<BulkAct>(
    () => (kind === 'tier' ? { kind, tier: form.tier } : { kind }),
    [kind, form.tier],
  );
  // a new object on every render: the dry run is for the one who opened it
  const [asker] = useState(me);
  const bulk = useBulk(rows, act, asker);
  const chosen = bulk.verdicts.filter(
    ({ refused, acknowledge }) => !refused && (!acknowledge.length || form.acknowledged),
  );
  const phrase = me.environment === 'production' ? `${kind} ${chosen.length}` : null;
  const can = mayRun(form, kind, chosen, bulk, phrase);
  const running = bulk.phase === 'running';
  return (
    <Dialog
      open
      size="large"
      onOpenChange={(open) => !open && !running && onClose()}
      title={`${TITLE[kind]} ${plural(rows.length, 'tenant')}`}
      description={`One after the other, each with an audit entry of its own; at most ${MOST_SELECTED} at once.`}
      data-testid="bulk-dialog"
      footer={
        <BulkFooter
          {...{ kind, bulk, chosen, can, onClose }}
          onRun={() => void bulk.run(chosen, form.reason.trim())}
        />
      }
    >
      <div className="flex flex-col gap-3">
        {bulk.phase === 'dry' && <BulkForm {...{ kind, form, setForm, bulk, phrase }} />}
        {(kind !== 'tier' || form.tier) && (
          <BulkTable kind={kind} bulk={bulk} acknowledged={form.acknowledged} />
        )}
      </div>
    </Dialog>
  );
}

function mayRun(
  form: Form,
  kind: BulkKind,
  chosen: readonly Verdict[],
  { planning }: Bulk,
  phrase: string | null,
): Allowed {
  if (kind === 'tier' && !form.tier) return 'Choose the tier.';
  if (planning > 0) return `The dry run is under way: ${plural(planning, 'tenant')} to go.`;
  if (chosen.length === 0) return 'None of these tenants would be changed.';
  if (form.reason.trim().length < 3) return 'Write the reason, 3 to 500 characters.';
  if (phrase && form.phrase.trim() !== phrase) return `This is production: type "${phrase}".`;
  return true;
}

interface BulkFormProps {
  kind: BulkKind;
  form: Form;
  setForm: (form: Form) => void;
  bulk: Bulk;
  phrase: string | null;
}

function BulkForm({ kind, form, setForm, bulk, phrase }: BulkFormProps) {
  const tiers = useCommand('tier_list', {}, { enabled: kind === 'tier' }).data?.tiers ?? [];
  const over = bulk.verdicts.filter(({ refused, acknowledge }) => !refused && acknowledge.length > 0).length;
  const options = [
    { value: '', label: 'Choose a tier' },
    ...tiers.map(({ name }) => ({ value: name, label: name })),
  ];
  return (
    <>
      {kind === 'tier' && (
        <Field label="New tier" name="tier" className="w-60">
          <Select
            value={form.tier}
            onChange={(tier) => setForm({ ...form, tier, acknowledged: false })}
            options={options}
            data-testid="bulk-new-tier"
          />
        </Field>
      )}
      <Field label="Reason" name="reason" hint="3 to 500 characters; it stands in every audit entry.">
        <Textarea
          rows={2}
          maxLength={500}
          value={form.reason}
          onChange={(event) => setForm({ ...form, reason: event.target.value })}
          data-testid="bulk-reason"
        />
      </Field>
      {over > 0 && (
        <Checkbox
          label={`Include ${plural(over, 'tenant')} whose present use is past a new limit. Nothing of theirs is deleted, but they can add nothing more.`}
          checked={form.acknowledged}
          onChange={(acknowledged) => setForm({ ...form, acknowledged })}
        />
      )}
      {phrase && (
        <Field label={`This is production: type "${phrase}"`} name="phrase" className="w-80">
          <Input
            mono
            value={form.phrase}
            onChange={(event) => setForm({ ...form, phrase: event.target.value })}
          />
        </Field>
      )}
    </>
  );
}

const DEED: Record<BulkKind, string> = { suspend: 'Suspend', resume: 'Resume', tier: 'Change' };

interface BulkFooterProps {
  kind: BulkKind;
  bulk: Bulk;
  chosen: readonly Verdict[];
  can: Allowed;
  onRun: () => void;
  onClose: () => void;
}

function BulkFooter({ kind, bulk, chosen, can, onRun, onClose }: BulkFooterProps) {
  if (bulk.phase === 'over')
    return (
      <Button tone="primary" onClick={onClose} data-testid="bulk-close">
        Done
      </Button>
    );
  if (bulk.phase === 'running')
    return (
      <Button onClick={bulk.cancel} busy={bulk.cancelled} data-testid="bulk-cancel">
        {bulk.cancelled ? 'Stopping after this one' : 'Stop'}
      </Button>
    );
  return (
    <>
      <Button onClick={onClose}>Cancel</Button>
      <Button
        tone={kind === 'suspend' ? 'danger' : 'primary'}
        can={can}
        onClick={onRun}
        data-testid="bulk-run"
      >
        {DEED[kind]} {plural(chosen.length, 'tenant')}
      </Button>
    </>
  );
}
