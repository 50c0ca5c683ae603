import { useNavigate } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { Age, ErrorState, notify, Skeleton } from '@/components';
import { type InfrastructureView, useCommand, useMe } from '@/ipc';
import { cx } from '@/lib/cx';
import { notAskedYet } from '@/lib/servers';
import { tenantCan } from '@/lib/tenantCan';
import { ActFrame } from './ActFrame';
import { isolated } from './changes';
import { CHANGED, Conflict, Note, ReasonField, reasonLack, Who } from './parts';
import { conflictOf, useDeed } from './useDeed';
import type { Subject } from './useSubject';

type When = 'window' | 'once';

/** Makes a tenant's server what its tier wants: in its maintenance window, or at once. */
export function ResizeForm({ subject, onClose }: { subject: Subject; onClose: () => void }) {
  const { tenant } = subject;
  const me = useMe();
  const navigate = useNavigate();
  const place = useCommand('tenant_infrastructure', { tenant: tenant.id });
  const [reason, setReason] = useState('');
  const [wished, setWished] = useState<When>('window');
  const instance = place.data?.instance ?? null;
  const local = instance?.provider === 'local';
  // what waits for the window already can only be had sooner
  const onlyOnce = local || (place.data !== undefined && wantedOf(place.data).length === 0);
  const when = onlyOnce ? 'once' : wished;
  const deed = useDeed('tenant_resize', ['reason'], (operation) => {
    onClose();
    notify.done(`The server of ${isolated(tenant.name)} is being changed.`, 'An operation carries it out.', {
      label: 'Open',
      run: () => void navigate({ to: '/operations/$operation', params: { operation: operation.id } }),
    });
  });
  const { changed, conflict } = conflictOf(subject, deed);
  return (
    <ActFrame
      title="Change the server"
      description={<Who tenant={tenant} />}
      deed="Change server"
      danger={when === 'once' && !local}
      can={deed.busy || tenantCan.resize(changed ?? tenant, me)}
      missing={changed ? CHANGED : lackOf(place.data, reason)}
      busy={deed.busy}
      error={conflict.refusal && changed ? null : deed.rest}
      refused={deed.refused}
      confirmation={<Ask name={tenant.name} when={local ? 'now' : ASKED[when]} />}
      onEdit={deed.forget}
      onSubmit={() => deed.run({ tenant: tenant.id, reason, atOnce: when === 'once' })}
      onClose={onClose}
    >
      <Conflict subject={subject} {...conflict} again="Go on from there" />
      <Changes place={place.data} error={place.error} onRetry={() => void place.refetch()} />
      {local ? (
        <Note>
          A server of this machine has no class: what the tier wants is written down, nothing is restarted.
        </Note>
      ) : (
        <Whens value={when} onlyOnce={onlyOnce} onChange={setWished} />
      )}
      <ReasonField
        value={reason}
        onChange={setReason}
        error={deed.at('reason')}
        placeholder="Agreed for Sunday night in SUP-2044."
      />
    </ActFrame>
  );
}

const ASKED: Record<When, string> = {
  window: 'in its maintenance window',
  once: 'at once, and cut its connections',
};

function Ask({ name, when }: { name: string; when: string }) {
  return (
    <>
      Change the server of <span className="foreign">{name}</span> {when}?
    </>
  );
}

const wantedOf = ({ differs, instance }: InfrastructureView): string[] =>
  notAskedYet(differs, instance?.pending ?? []);

function lackOf(place: InfrastructureView | undefined, reason: string): string | null {
  if (!place) return 'It is looked at first how the server differs.';
  if (!place.instance) return 'It has no server of its own.';
  if (place.differs.length === 0 && place.instance.pending.length === 0)
    return 'Its server is what its tier wants: there is nothing to change.';
  return reasonLack(reason);
}

interface ChangesProps {
  place: InfrastructureView | undefined;
  error: Error | null;
  onRetry: () => void;
}

function Changes({ place, error, onRetry }: ChangesProps) {
  if (!place)
    return error ? (
      <ErrorState error={error} onRetry={onRetry} inline />
    ) : (
      <Skeleton className="h-24 w-full" />
    );
  const { differs, instance } = place;
  if (!instance) return null;
  const wanted = wantedOf(place);
  const waiting = wanted.length === 0;
  const phrases = waiting ? instance.pending : differs;
  return (
    <section className="rounded-md border" data-testid="resize-changes">
      <h3 className="flex items-baseline justify-between gap-3 border-b px-3 py-1.5 text-xs text-ink-2">
        <span className="font-medium">{waiting ? 'What waits for the window' : 'What its tier wants'}</span>
        <span className="min-w-0 truncate text-ink-3">
          <span className="font-mono">{instance.class}</span> now, seen <Age at={instance.seenAt} />
        </span>
      </h3>
      <ul className="grid grid-cols-2 gap-x-4 gap-y-1 px-3 py-2 text-sm">
        {phrases.map((phrase) => (
          <li key={phrase} className="foreign selectable min-w-0 break-words">
            {phrase}
          </li>
        ))}
      </ul>
    </section>
  );
}

const WHENS: readonly { value: When; name: string; time: string; words: string }[] = [
  {
    value: 'window',
    name: 'In its maintenance window',
    time: 'Sunday 04:00–05:00 UTC',
    words: 'AWS keeps the change until then. Until then nothing is different, and nothing is cut.',
  },
  {
    value: 'once',
    name: 'At once',
    time: 'begins in seconds',
    words:
      'Its connections are cut, and for some minutes there are none: the server restarts in the new shape.',
  },
];

interface WhensProps {
  value: When;
  /** It waits for the window already. */
  onlyOnce: boolean;
  onChange: (when: When) => void;
}

function Whens({ value, onlyOnce, onChange }: WhensProps) {
  const group = useId();
  return (
    <fieldset aria-labelledby={`${group}-label`} className="min-w-0" data-testid="field-atOnce">
      <span id={`${group}-label`} className="mb-1 block text-xs font-medium text-ink-2">
        When
      </span>
      <div className="grid grid-cols-2 gap-2">
        {WHENS.map((when) => {
          const off = onlyOnce && when.value === 'window';
          return (
            <label
              key={when.value}
              data-testid={`resize-${when.value}`}
              className={cx(
                'flex min-w-0 flex-col gap-0.5 rounded-md border px-3 py-2 has-focus-visible:outline-2 has-focus-visible:outline-accent',
                when.value === value
                  ? 'border-accent bg-accent-soft'
                  : off
                    ? 'border-line bg-sunken text-ink-3'
                    : 'border-line-strong hover:bg-hover',
              )}
            >
              <input
                type="radio"
                name={group}
                value={when.value}
                checked={when.value === value}
                disabled={off}
                onChange={() => onChange(when.value)}
                className="sr-only"
              />
              <span className={cx('text-sm font-medium', !off && 'text-ink')}>{when.name}</span>
              <span className={cx('text-xs', !off && 'text-ink-2')}>{when.time}</span>
              <span className={cx('text-xs', !off && 'text-ink-2')}>
                {off ? 'It waits for the window already.' : when.words}
              </span>
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}
