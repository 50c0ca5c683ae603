import { useState } from 'react';
import { Checkbox, Field, Input, notify, Select } from '@/components';
import { type LimitKey, type LimitView, useMe } from '@/ipc';
import { openAct } from '@/lib/acts';
import { count, LIMIT_LABEL, limitText, midSentence, UNLIMITED, unitOf } from '@/lib/format';
import { tenantCan } from '@/lib/tenantCan';
import { exact } from '@/lib/time';
import { ActFrame } from './ActFrame';
import { isolated } from './changes';
import { LimitPreview } from './LimitPreview';
import { CHANGED, Conflict, ReasonField, reasonLack, Who } from './parts';
import { readUntil, type Until, UntilField } from './UntilField';
import { conflictOf, useDeed } from './useDeed';
import type { Subject } from './useSubject';
import { localInput, type Parsed, parseLimit, typedLimit } from './values';

export interface SetLimitFormProps {
  subject: Subject;
  wished: LimitKey;
  onClose: () => void;
}

interface Draft {
  limit: LimitKey;
  typed: string;
  unlimited: boolean;
  until: Until;
  reason: string;
}

/** The form begins with what is in force, so that an edit is an edit. */
function draftOf(limit: LimitView | undefined, name: LimitKey): Omit<Draft, 'reason'> {
  const override = limit?.overrideDetail;
  return {
    limit: name,
    typed: limit && override ? typedLimit(limit.effective, unitOf(name)) : '',
    unlimited: Boolean(override) && limit?.effective === UNLIMITED,
    until: override?.until
      ? { kind: 'moment', typed: localInput(new Date(override.until)) }
      : { kind: 'none', typed: '' },
  };
}

/** Overrides one limit of one tenant, for ever or until a moment. */
export function SetLimitForm({ subject, wished, onClose }: SetLimitFormProps) {
  const { tenant } = subject;
  const me = useMe();
  const limitOf = (name: LimitKey) => tenant.limits.find((one) => one.name === name);
  const [draft, setDraft] = useState<Draft>(() => ({ ...draftOf(limitOf(wished), wished), reason: '' }));
  const edit = (part: Partial<Draft>) => setDraft((present) => ({ ...present, ...part }));
  const limit = limitOf(draft.limit);
  const unit = unitOf(draft.limit);
  const parsed: Parsed = draft.unlimited ? { ok: UNLIMITED } : parseLimit(draft.typed, unit);
  const value = 'ok' in parsed ? parsed.ok : null;
  const label = LIMIT_LABEL[draft.limit];
  const deed = useDeed('tenant_set_limit', ['limit', 'value', 'until', 'reason'], (after) => {
    onClose();
    const until = after.limits.find(({ name }) => name === draft.limit)?.overrideDetail?.until;
    notify.done(
      `${label} of ${isolated(tenant.name)}: ${limitText(value ?? '', unit)}.`,
      until ? `Until ${exact(until)}.` : 'Until somebody clears it.',
      {
        label: 'Clear it',
        run: () => openAct({ kind: 'clear_limit', tenant: tenant.slug, limit: draft.limit }),
      },
    );
  });
  const submit = () => {
    const until = readUntil(draft.until, Date.now());
    if (value === null || !('at' in until)) return;
    const { limit: name, reason } = draft;
    deed.run({ tenant: tenant.id, limit: name, value, reason, until: until.at, version: tenant.version });
  };
  const { changed, conflict } = conflictOf(subject, deed);
  return (
    <ActFrame
      title="Override a limit"
      description={<Who tenant={tenant} />}
      deed="Override"
      can={tenantCan.setLimit(changed ?? tenant, me)}
      missing={changed ? CHANGED : lackOf(draft, parsed)}
      busy={deed.busy}
      error={conflict.refusal && changed ? null : deed.rest}
      refused={deed.refused}
      confirmation={
        <>
          Set {midSentence(label)} of <span className="foreign">{tenant.name}</span> to{' '}
          {limitText(value ?? '', unit)}?
        </>
      }
      onEdit={deed.forget}
      onSubmit={submit}
      onClose={onClose}
    >
      <Conflict subject={subject} {...conflict} again="Go on from there" />
      <div className="grid grid-cols-2 items-start gap-4">
        <Field label="Limit" name="limit" error={deed.at('limit')}>
          <Select
            value={draft.limit}
            onChange={(name) => edit(draftOf(limitOf(name), name))}
            data-testid="act-limit"
            options={tenant.limits.map(({ name, effective }) => ({
              value: name,
              label: LIMIT_LABEL[name],
              hint: limitText(effective, unitOf(name)),
            }))}
          />
        </Field>
        <ValueField draft={draft} parsed={parsed} error={deed.at('value')} onChange={edit} />
      </div>
      {limit && <LimitPreview limit={limit} after={value} from="by this override" />}
      <UntilField value={draft.until} onChange={(until) => edit({ until })} error={deed.at('until')} />
      <ReasonField
        value={draft.reason}
        onChange={(reason) => edit({ reason })}
        error={deed.at('reason')}
        placeholder="Stocktaking until Friday; they asked by phone."
      />
    </ActFrame>
  );
}

function lackOf(draft: Draft, parsed: Parsed): string | null {
  if ('empty' in parsed) return 'Give the new value.';
  if ('wrong' in parsed) return parsed.wrong;
  const until = readUntil(draft.until, Date.now());
  if ('wrong' in until) return until.wrong;
  return reasonLack(draft.reason);
}

interface ValueFieldProps {
  draft: Draft;
  parsed: Parsed;
  error: string | undefined;
  onChange: (part: Partial<Draft>) => void;
}

function ValueField({ draft, parsed, error, onChange }: ValueFieldProps) {
  const bytes = unitOf(draft.limit) === 'bytes';
  const exactly =
    'ok' in parsed && parsed.ok !== UNLIMITED
      ? bytes
        ? `exactly ${count(parsed.ok)} bytes`
        : count(parsed.ok)
      : bytes
        ? 'GB, 10⁹ bytes each; or with a unit, as 2 TB'
        : 'a whole number';
  return (
    <div className="flex flex-col gap-1.5">
      <Field
        label={bytes ? 'New value in GB' : 'New value'}
        name="value"
        error={error ?? ('wrong' in parsed ? parsed.wrong : undefined)}
        hint={draft.unlimited ? 'no limit at all' : exactly}
      >
        <Input
          inputMode="decimal"
          data-testid="act-value"
          value={draft.unlimited ? '' : draft.typed}
          disabled={draft.unlimited}
          placeholder={draft.unlimited ? UNLIMITED : undefined}
          onChange={(event) => onChange({ typed: event.target.value })}
        />
      </Field>
      <Checkbox
        label="Unlimited"
        checked={draft.unlimited}
        data-testid="act-unlimited"
        onChange={(unlimited) => onChange({ unlimited })}
      />
    </div>
  );
}
