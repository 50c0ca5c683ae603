import { useState } from 'react';
import { Age, notify } from '@/components';
import { type LimitKey, useMe } from '@/ipc';
import { openAct } from '@/lib/acts';
import { LIMIT_LABEL, limitText, midSentence, unitOf } from '@/lib/format';
import { tenantCan } from '@/lib/tenantCan';
import { ActFrame } from './ActFrame';
import { isolated } from './changes';
import { LimitPreview } from './LimitPreview';
import { CHANGED, Conflict, Note, ReasonField, reasonLack, Who } from './parts';
import { conflictOf, useDeed } from './useDeed';
import type { Subject } from './useSubject';

export interface ClearLimitFormProps {
  subject: Subject;
  limit: LimitKey;
  onClose: () => void;
}

/** Clears an override: the tier's limit is in force again. */
export function ClearLimitForm({ subject, limit: name, onClose }: ClearLimitFormProps) {
  const { tenant } = subject;
  const limit = tenant.limits.find((one) => one.name === name);
  const override = limit?.overrideDetail ?? null;
  const me = useMe();
  const [reason, setReason] = useState('');
  const label = LIMIT_LABEL[name];
  const deed = useDeed('tenant_clear_limit', ['reason'], () => {
    onClose();
    notify.done(
      `The override of ${midSentence(label)} of ${isolated(tenant.name)} is cleared.`,
      limit && `${limitText(limit.tierValue, unitOf(name))} by the tier ${tenant.tier} is in force.`,
      { label: 'Set it again', run: () => openAct({ kind: 'set_limit', tenant: tenant.slug, limit: name }) },
    );
  });
  const nothing = override ? null : 'There is no override of this limit to clear.';
  const { changed, conflict } = conflictOf(subject, deed);
  return (
    <ActFrame
      title={`Clear the override: ${label}`}
      description={<Who tenant={tenant} />}
      deed="Clear override"
      can={tenantCan.clearLimit(changed ?? tenant, me)}
      missing={changed ? CHANGED : (nothing ?? reasonLack(reason))}
      busy={deed.busy}
      error={conflict.refusal && changed ? null : deed.rest}
      refused={deed.refused}
      confirmation={
        <>
          Clear the override of {midSentence(label)} of <span className="foreign">{tenant.name}</span>?
        </>
      }
      onEdit={deed.forget}
      onSubmit={() => deed.run({ tenant: tenant.id, limit: name, reason, version: tenant.version })}
      onClose={onClose}
    >
      <Conflict subject={subject} {...conflict} again="Go on from there" />
      {nothing && <Note tone="warn">{nothing} The tier's value is in force already.</Note>}
      {limit && override && (
        <>
          <LimitPreview limit={limit} after={limit.tierValue} from={`by its tier ${tenant.tier}`} />
          <p className="text-sm text-ink-2">
            Overridden by <span className="foreign font-medium text-ink">{override.setBy}</span>{' '}
            <Age at={override.setAt} />: <span className="foreign selectable">{override.reason}</span>
          </p>
        </>
      )}
      <ReasonField
        value={reason}
        onChange={setReason}
        error={deed.at('reason')}
        placeholder="No longer needed, says the customer."
      />
    </ActFrame>
  );
}
