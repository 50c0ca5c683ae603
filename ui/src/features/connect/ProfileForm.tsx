import { Plug, Save } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Button, ErrorState } from '@/components';
import type { CommandError, Profile, ProfileEntry, ProfileReport } from '@/ipc';
import { type Draft, type DraftErrors, draftOf, errorsOf, readDraft } from './draft';
import { LoginFields, ServerFields, WhatFields } from './fields';
import { TestReport } from './TestReport';
import { useSecretCommand } from './useSecretCommand';

export interface ProfileFormProps {
  /** None: a new one. */
  entry: ProfileEntry | null;
  keychain: boolean;
  /** The field to begin at. */
  field: string | undefined;
  onSaved: (name: string) => void;
  onCancel: () => void;
}

/** A profile being written. The password is read from its field when it is sent, and is never state. */
export function ProfileForm({ entry, keychain, field, onSaved, onCancel }: ProfileFormProps) {
  const form = useRef<HTMLFormElement>(null);
  const password = useRef<HTMLInputElement>(null);
  const [draft, setDraft] = useState(() => draftOf(entry?.profile ?? null));
  const [own, setOwn] = useState<DraftErrors>({});
  const [report, setReport] = useState<ProfileReport | null>(null);
  const save = useSecretCommand('profile_save');
  const test = useSecretCommand('profile_test');
  const change = (part: Partial<Draft>) => {
    setDraft((former) => ({ ...former, ...part }));
    setOwn((former) => without(former, Object.keys(part)));
    save.forget();
  };
  const errors: DraftErrors = { ...errorsOf(save.error), ...own };
  const go = (to: string) => focusField(form.current, to);
  useEffect(() => focusField(form.current, field ?? 'name'), [field]);
  const read = (): Profile | null => {
    const answer = readDraft(draft);
    setOwn('errors' in answer ? answer.errors : {});
    if ('profile' in answer) return answer.profile;
    go(Object.keys(answer.errors)[0] ?? 'name');
    return null;
  };
  const secret = () => (draft.loginMethod === 'keychain' ? password.current?.value || null : null);
  const tryOut = async () => {
    const profile = read();
    if (profile) setReport(await test.run({ profile, password: secret() }));
  };
  const keep = async () => {
    const profile = read();
    if (!profile) return;
    const renameFrom = entry?.profile.name ?? null;
    const saved = await save.run({ profile, renameFrom, password: secret() });
    if (!saved) return;
    if (password.current) password.current.value = '';
    onSaved(profile.name);
  };
  return (
    <form
      ref={form}
      autoComplete="off"
      className="flex flex-col gap-6"
      onSubmit={(event) => {
        event.preventDefault();
        if (!save.busy) void keep();
      }}
    >
      <h2 className="foreign text-xl font-semibold break-words">
        {entry ? `Edit ${entry.profile.name}` : 'New profile'}
      </h2>
      <WhatFields draft={draft} errors={errors} onChange={change} />
      <ServerFields draft={draft} errors={errors} onChange={change} />
      <LoginFields
        draft={draft}
        errors={errors}
        onChange={change}
        password={password}
        keychain={keychain}
        kept={entry?.hasPassword ?? false}
      />
      <Unplaced error={save.error} />
      <div className="flex flex-wrap items-center gap-2">
        <Button tone="primary" type="submit" icon={Save} busy={save.busy} data-testid="profile-save">
          Save
        </Button>
        <Button icon={Plug} busy={test.busy} onClick={() => void tryOut()} data-testid="profile-test">
          Test
        </Button>
        <Button tone="quiet" onClick={onCancel}>
          Cancel
        </Button>
      </div>
      <TestReport report={report} busy={test.busy} error={test.error} onField={go} />
    </form>
  );
}

/** An error that means no field of this form. */
function Unplaced({ error }: { error: CommandError | null }) {
  if (!error || Object.keys(errorsOf(error)).length > 0) return null;
  return <ErrorState inline error={error} />;
}

function without(errors: DraftErrors, keys: readonly string[]): DraftErrors {
  return Object.fromEntries(Object.entries(errors).filter(([key]) => !keys.includes(key)));
}

function focusField(form: HTMLFormElement | null, name: string): void {
  if (!/^\w+$/.test(name)) return;
  const field = form?.querySelector(`[data-testid="field-${name}"]`);
  field?.querySelector<HTMLElement>('input:checked, input:not([type=radio]), textarea, button')?.focus();
}
