// What several acts show: who is meant, why, what changed meanwhile.
import { RotateCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { Age, Button, ErrorState, Field, Skeleton, StatusBadge, Textarea, TierBadge } from '@/components';
import { type CommandError, type TenantView, useCommand } from '@/ipc';
import { actionWords } from '@/lib/auditWords';
import { cx } from '@/lib/cx';
import { count } from '@/lib/format';
import { differencesOf } from './changes';
import type { Subject, SubjectState } from './useSubject';

export function Who({ tenant }: { tenant: TenantView }) {
  return (
    <span className="flex min-w-0 items-center gap-2">
      <span className="foreign truncate font-medium text-ink" title={tenant.name}>
        {tenant.name}
      </span>
      <span className="foreign max-w-48 shrink-0 truncate font-mono text-xs">{tenant.slug}</span>
      <StatusBadge status={tenant.status} />
      <TierBadge tier={tenant.tier} />
    </span>
  );
}

const LEAST = 3;
const MOST = 500;

/** What a reason still lacks; null: nothing. The database says the rest. */
export function reasonLack(reason: string): string | null {
  return reason.trim().length < LEAST ? 'Say why: at least 3 characters.' : null;
}

interface ReasonFieldProps {
  value: string;
  onChange: (value: string) => void;
  error: string | undefined;
  placeholder?: string;
}

export function ReasonField({ value, onChange, error, placeholder }: ReasonFieldProps) {
  const length = value.trim().length;
  return (
    <Field
      label="Reason"
      name="reason"
      error={error}
      hint={
        <span className={cx(length > MOST && 'text-bad-text')}>
          Kept in the audit trail under your login.
          {length > MOST - 100 && ` ${count(length)} of ${MOST} characters.`}
        </span>
      }
    >
      <Textarea
        value={value}
        rows={2}
        data-testid="act-reason"
        placeholder={placeholder}
        onChange={(event) => onChange(event.target.value)}
      />
    </Field>
  );
}

export interface ConflictProps {
  subject: Subject;
  /** The refusal, when the database was asked: it says who and why. */
  refusal: CommandError | null;
  again: string;
  /** The deed itself is under way: what changes now is its own work. */
  busy: boolean;
  onAccept: () => void;
}

/** Somebody changed the tenant since this dialog was opened: what, and one way on. Nothing typed is lost. */
export function Conflict({ subject, refusal, again, busy, onAccept }: ConflictProps) {
  const { tenant, changed, accept } = subject;
  if (!changed || busy) return null;
  const differences = differencesOf(tenant, changed);
  const goOn = () => {
    accept();
    onAccept();
  };
  return (
    <section
      role="alert"
      data-testid="act-conflict"
      className="flex items-start gap-3 rounded-md bg-warn-soft px-3 py-2 text-sm text-warn-text"
    >
      <div className="min-w-0 flex-1">
        <p className="font-medium">
          It was changed meanwhile: version {count(tenant.version)} became {count(changed.version)}.
        </p>
        {refusal && <p className="foreign selectable break-words">{refusal.message}</p>}
        <LastAct tenant={changed.id} />
        {differences.length === 0 ? (
          <p>Nothing that is shown here differs.</p>
        ) : (
          <ul className="mt-0.5">
            {differences.map(({ what, before, after }) => (
              <li key={what} className="break-words">
                {what}: <span className="foreign">{before}</span> →{' '}
                <b className="foreign font-medium">{after}</b>
              </li>
            ))}
          </ul>
        )}
      </div>
      <Button icon={RotateCw} onClick={goOn} data-testid="act-reload">
        {again}
      </Button>
    </section>
  );
}

/** Who it was and why, as the trail has it. */
function LastAct({ tenant }: { tenant: string }) {
  const newest = {
    tenant,
    who: null,
    action: null,
    ticket: null,
    since: null,
    until: null,
    before: null,
    limit: 1,
  };
  const entry = useCommand('audit_list', newest, { keep: false }).data?.entries[0];
  if (!entry) return null;
  return (
    <p className="break-words">
      <b className="foreign font-medium">{entry.login}</b>, <Age at={entry.at} />: {actionWords(entry.action)}
      , <span className="foreign selectable">{entry.reason}</span>
    </p>
  );
}

export const CHANGED = 'It was changed meanwhile: look at what changed first.';

/** While the tenant of a dialog is read, or when it could not be. */
export function SubjectWait({ state }: { state: Extract<SubjectState, { subject: null }> }) {
  if (state.error) return <ErrorState error={state.error} onRetry={state.again} inline />;
  return (
    <div role="status" aria-label="Loading the tenant" className="flex flex-col gap-4 py-1">
      <Skeleton className="h-3 w-48" />
      <Skeleton className="h-20 w-full" />
      <Skeleton className="h-3 w-24" />
      <Skeleton className="h-12 w-full" />
    </div>
  );
}

/** A quiet box of words: what will happen. */
export function Note({ tone = 'plain', children }: { tone?: 'plain' | 'warn' | 'bad'; children: ReactNode }) {
  const look = {
    plain: 'bg-sunken text-ink-2',
    warn: 'bg-warn-soft text-warn-text',
    bad: 'bg-bad-soft text-bad-text',
  }[tone];
  return <div className={cx('rounded-md px-3 py-2 text-sm', look)}>{children}</div>;
}
