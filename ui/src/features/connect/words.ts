// What the choices of a profile mean, in words.
import type { Environment, LoginMethod, Profile, ProfileEntry, SafeMode, StepState, TlsMode } from '@/ipc';

export const ENVIRONMENTS: readonly { value: Environment; label: string; dot: string }[] = [
  { value: 'production', label: 'Production', dot: 'bg-bad' },
  { value: 'staging', label: 'Staging', dot: 'bg-warn' },
  { value: 'development', label: 'Development', dot: 'bg-info' },
  { value: 'sandbox', label: 'Sandbox', dot: 'bg-ok' },
];

export function environmentColour(environment: Environment): string {
  return ENVIRONMENTS.find(({ value }) => value === environment)?.dot ?? 'bg-ink-3';
}

export const SAFE_MODES: readonly { value: SafeMode; label: string }[] = [
  { value: 'read_only', label: 'Read-only' },
  { value: 'confirm', label: 'Confirm' },
  { value: 'open', label: 'Open' },
];

export const SAFE_MODE_MEANS: Record<SafeMode, string> = {
  read_only: 'Every change is refused: the session on the server is read-only.',
  confirm: 'Changes show what they will do and ask before they do it.',
  open: 'Changes act at once; what destroys still asks.',
};

export const TLS_MODES: readonly { value: TlsMode; label: string; hint: string }[] = [
  { value: 'verify_full', label: 'Full verification', hint: 'Trusted certificate, and for this very host' },
  { value: 'verify_ca', label: 'Trusted authority', hint: 'Trusted certificate, of whatever host' },
  { value: 'require', label: 'Encrypted only', hint: 'Any certificate: somebody in between is not noticed' },
  { value: 'off', label: 'Off', hint: 'Plain text: only for a socket or loopback' },
];

export const LOGIN_METHODS: readonly { value: LoginMethod; label: string; hint: string }[] = [
  {
    value: 'keychain',
    label: 'Password in the keychain',
    hint: 'Kept by the operating system, never in a file',
  },
  { value: 'ask', label: 'Ask each time', hint: 'Kept nowhere' },
  { value: 'iam_token', label: 'IAM token', hint: 'A short-lived token of an AWS profile' },
];

export const WHO: Record<string, string> = {
  ops: 'changes tenants, tiers and limits',
  ops2: 'a second operator, for two at once',
  support: 'sees every tenant, changes nothing',
  approver: 'sees; approves access in a later version',
  approver2: 'a second approver',
  auditor: 'sees; reads the trail',
};

export const STEP_WORD: Record<StepState, string> = {
  passed: 'passed',
  warned: 'passed with a warning',
  failed: 'failed',
  skipped: 'not tried',
};

export function addressOf({ host, port, database }: Profile): string {
  return `${host}:${port}/${database}`;
}

/** Whether a password must be typed before connecting. */
export function asksPassword({ profile, hasPassword, ofSandbox }: ProfileEntry, keychain: boolean): boolean {
  if (ofSandbox || profile.loginMethod === 'iam_token') return false;
  return profile.loginMethod === 'ask' || !hasPassword || !keychain;
}
