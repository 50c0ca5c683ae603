// The fields of a profile, in the order in which one knows them: what it is, where it is, who one is there.
import type { ReactNode, RefObject } from 'react';
import { Field, Input, Segmented, Select } from '@/components';
import type { Draft, DraftErrors } from './draft';
import { ENVIRONMENTS, LOGIN_METHODS, SAFE_MODE_MEANS, SAFE_MODES, TLS_MODES } from './words';

export interface FieldsProps {
  draft: Draft;
  errors: DraftErrors;
  onChange: (part: Partial<Draft>) => void;
}

type TextKey = 'name' | 'host' | 'port' | 'database' | 'login' | 'caFile' | 'awsProfile' | 'awsRegion';

interface TextProps extends FieldsProps {
  of: TextKey;
  label: string;
  hint?: string;
  placeholder?: string;
  optional?: boolean;
  mono?: boolean;
  className?: string;
}

function Text({ of, label, hint, optional, draft, errors, onChange, className, ...input }: TextProps) {
  return (
    <Field label={label} name={of} hint={hint} error={errors[of]} optional={optional} className={className}>
      <Input {...input} value={draft[of]} onChange={(event) => onChange({ [of]: event.target.value })} />
    </Field>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section
      aria-label={title}
      className="grid grid-cols-[120px_minmax(0,1fr)] gap-4 border-t pt-4 max-[1100px]:grid-cols-1"
    >
      <h3 className="text-sm font-medium">{title}</h3>
      <div className="flex min-w-0 flex-col gap-3">{children}</div>
    </section>
  );
}

export function WhatFields(props: FieldsProps) {
  const { draft, onChange } = props;
  return (
    <Group title="What it is">
      <Text {...props} of="name" label="Name" placeholder="Production EU" />
      <Segmented
        label="Environment"
        name="environment"
        value={draft.environment}
        onChange={(environment) => onChange({ environment })}
        segments={ENVIRONMENTS}
        hint="Its colour is on the whole window while you are connected."
      />
      <Segmented
        label="Safe mode"
        name="safeMode"
        value={draft.safeMode}
        onChange={(safeMode) => onChange({ safeMode })}
        segments={SAFE_MODES}
        hint={SAFE_MODE_MEANS[draft.safeMode]}
      />
    </Group>
  );
}

export function ServerFields(props: FieldsProps) {
  const { draft, errors, onChange } = props;
  const verifies = draft.tls === 'verify_full' || draft.tls === 'verify_ca';
  return (
    <Group title="Where it is">
      <div className="grid grid-cols-[minmax(0,1fr)_96px] gap-3">
        <Text {...props} of="host" label="Host" mono placeholder="control.db.example" />
        <Text {...props} of="port" label="Port" mono />
      </div>
      <Text
        {...props}
        of="database"
        label="Database"
        mono
        hint="The control database, where Tenantry is installed."
      />
      <Field
        label="TLS"
        name="tls"
        error={errors.tls}
        hint={TLS_MODES.find(({ value }) => value === draft.tls)?.hint}
      >
        <Select value={draft.tls} onChange={(tls) => onChange({ tls })} options={TLS_MODES} />
      </Field>
      {verifies && (
        <Text
          {...props}
          of="caFile"
          label="CA file"
          optional
          mono
          placeholder="/etc/ssl/rds-bundle.pem"
          hint="Authorities to trust instead of the system's: Amazon's for RDS are in no system."
        />
      )}
    </Group>
  );
}

export interface LoginFieldsProps extends FieldsProps {
  password: RefObject<HTMLInputElement | null>;
  keychain: boolean;
  /** The keychain holds a password for this profile. */
  kept: boolean;
}

export function LoginFields({ password, keychain, kept, ...props }: LoginFieldsProps) {
  const { draft, errors, onChange } = props;
  return (
    <Group title="Who you are there">
      <Text {...props} of="login" label="Login" mono hint="Your own: the audit trail names it." />
      <Field label="How you log in" name="loginMethod" error={errors.loginMethod}>
        <Select
          value={draft.loginMethod}
          onChange={(loginMethod) => onChange({ loginMethod })}
          options={LOGIN_METHODS}
        />
      </Field>
      {draft.loginMethod === 'keychain' && (
        <Field label="Password" name="password" error={errors.password} hint={passwordHint(keychain, kept)}>
          <Input
            ref={password}
            type="password"
            autoComplete="off"
            placeholder={kept ? 'leave empty to keep the present one' : ''}
            disabled={!keychain}
          />
        </Field>
      )}
      {draft.loginMethod === 'iam_token' && (
        <>
          <div className="grid grid-cols-2 gap-3">
            <Text {...props} of="awsProfile" label="AWS profile" optional mono placeholder="default" />
            <Text {...props} of="awsRegion" label="AWS region" mono placeholder="eu-central-1" />
          </div>
          <p className="rounded-md bg-warn-soft px-3 py-2 text-xs text-warn-text">
            The profile can be kept, but this version may not log in with IAM tokens yet. Test it: the answer
            says so.
          </p>
        </>
      )}
    </Group>
  );
}

function passwordHint(keychain: boolean, kept: boolean): string {
  if (!keychain) return 'The keychain does not answer: the password is asked for when you connect.';
  return kept
    ? 'The keychain holds one.'
    : 'Goes into the keychain of this machine. Empty: asked for when you connect.';
}
