import { FlaskConical, LogIn, Pencil, Plug, Trash2 } from 'lucide-react';
import { type ReactNode, useRef, useState } from 'react';
import { Button, EnvironmentBadge, ErrorState, Field, Input } from '@/components';
import type { ProfileEntry, ProfileReport } from '@/ipc';
import { cx } from '@/lib/cx';
import { DeleteProfile } from './DeleteProfile';
import { TestReport } from './TestReport';
import { useEnter } from './useEnter';
import { useSecretCommand } from './useSecretCommand';
import {
  addressOf,
  asksPassword,
  environmentColour,
  LOGIN_METHODS,
  SAFE_MODE_MEANS,
  SAFE_MODES,
  TLS_MODES,
} from './words';

export interface ProfileDetailsProps {
  entry: ProfileEntry;
  keychain: boolean;
  /** Opens the form, at a field when a test found one wrong. */
  onEdit: (field?: string) => void;
}

/** One profile: what it leads to, whether that works, and the way in. */
export function ProfileDetails({ entry, keychain, onEdit }: ProfileDetailsProps) {
  const { profile, ofSandbox } = entry;
  const asks = asksPassword(entry, keychain);
  const password = useRef<HTMLInputElement>(null);
  const enter = useEnter();
  const test = useSecretCommand('profile_test');
  const [report, setReport] = useState<ProfileReport | null>(null);
  const [deleting, setDeleting] = useState(false);
  const typed = () => password.current?.value || null;
  const go = async () => {
    const inside = await enter.enter(profile.name, typed());
    if (!inside && password.current) {
      password.current.value = '';
      password.current.focus();
    }
  };
  const tryOut = async () => setReport(await test.run({ profile, password: typed() }));
  const atPassword = enter.error?.field === 'password' && asks ? enter.error : null;
  return (
    <form
      className="flex flex-col gap-5"
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        if (!enter.busy) void go();
      }}
    >
      <Heading entry={entry} />
      <Facts entry={entry} keychain={keychain} />
      {asks && (
        <Field
          label="Password"
          name="password"
          className="max-w-80"
          hint={
            profile.loginMethod === 'keychain' && keychain
              ? 'The keychain holds none for this profile yet: put one in with Edit.'
              : 'Kept nowhere: it is asked for each time.'
          }
          error={atPassword && `${atPassword.message} ${atPassword.remedy ?? ''}`}
        >
          <Input ref={password} type="password" autoComplete="off" autoFocus />
        </Field>
      )}
      {enter.error && !atPassword && <ErrorState inline error={enter.error} />}
      <div className="flex flex-wrap items-center gap-2">
        <Button tone="primary" type="submit" icon={LogIn} busy={enter.busy} data-testid="connect-go">
          {enter.busy ? 'Connecting' : 'Connect'}
        </Button>
        <Button icon={Plug} busy={test.busy} onClick={() => void tryOut()} data-testid="profile-test">
          Test
        </Button>
        {!ofSandbox && (
          <>
            <Button tone="quiet" icon={Pencil} onClick={() => onEdit()} data-testid="profile-edit">
              Edit
            </Button>
            <Button tone="quiet" icon={Trash2} onClick={() => setDeleting(true)} data-testid="profile-delete">
              Delete
            </Button>
          </>
        )}
      </div>
      <TestReport
        report={report}
        busy={test.busy}
        error={test.error}
        onField={
          ofSandbox
            ? undefined
            : (field) => (field === 'password' && asks ? password.current?.focus() : onEdit(field))
        }
      />
      <DeleteProfile name={profile.name} open={deleting} onClose={() => setDeleting(false)} />
    </form>
  );
}

function Heading({ entry: { profile, ofSandbox } }: { entry: ProfileEntry }) {
  return (
    <header className="flex flex-col gap-3">
      <span aria-hidden className={cx('h-[3px] w-12 rounded-full', environmentColour(profile.environment))} />
      <div className="flex items-start gap-3">
        <h2 className="foreign selectable min-w-0 text-xl font-semibold break-words">{profile.name}</h2>
        <span className="mt-0.5">
          <EnvironmentBadge environment={profile.environment} />
        </span>
      </div>
      {ofSandbox && (
        <p className="flex items-center gap-2 text-sm text-ink-2">
          <FlaskConical size={14} aria-hidden /> A login of the sandbox on this machine: change what you like.
        </p>
      )}
    </header>
  );
}

function Facts({ entry: { profile, hasPassword }, keychain }: { entry: ProfileEntry; keychain: boolean }) {
  const { loginMethod, safeMode, tls } = profile;
  const method = LOGIN_METHODS.find(({ value }) => value === loginMethod)?.label;
  const missing = loginMethod === 'keychain' && (!hasPassword || !keychain);
  const mode = TLS_MODES.find(({ value }) => value === tls);
  return (
    <dl className="grid grid-cols-[96px_minmax(0,1fr)] items-baseline gap-x-3 gap-y-2 text-sm">
      <Fact name="Server">
        <span className="foreign selectable font-mono text-xs break-all">{addressOf(profile)}</span>
      </Fact>
      <Fact name="Login">
        <span className="foreign selectable font-medium">{profile.login}</span>{' '}
        <span className="text-ink-3">
          · {method}
          {missing && (keychain ? ', which holds none yet' : ', which does not answer')}
        </span>
      </Fact>
      {loginMethod === 'iam_token' && (
        <Fact name="AWS">
          <span className="foreign">{profile.awsProfile ?? 'default profile'}</span> in{' '}
          <span className="foreign">{profile.awsRegion ?? 'no region'}</span>
        </Fact>
      )}
      <Fact name="TLS">
        {mode?.label} <span className="text-ink-3">· {mode?.hint}</span>
        {profile.caFile && (
          <span className="foreign block font-mono text-xs break-all">{profile.caFile}</span>
        )}
      </Fact>
      <Fact name="Safe mode">
        {SAFE_MODES.find(({ value }) => value === safeMode)?.label}{' '}
        <span className="text-ink-3">· {SAFE_MODE_MEANS[safeMode]}</span>
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}
