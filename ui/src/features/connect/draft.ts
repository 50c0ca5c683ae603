// A profile while it is being written: texts as typed, and what is wrong with them.
import type { CommandError, Profile } from '@/ipc';

export type Draft = Omit<Profile, 'port' | 'caFile' | 'awsProfile' | 'awsRegion'> &
  Record<'port' | 'caFile' | 'awsProfile' | 'awsRegion', string>;

export type DraftErrors = Partial<Record<keyof Draft | 'password', string>>;

export function draftOf(profile: Profile | null): Draft {
  if (!profile) {
    return {
      name: '',
      host: '',
      port: '5432',
      database: 'tenantry',
      login: '',
      loginMethod: 'keychain',
      tls: 'verify_full',
      caFile: '',
      awsProfile: '',
      awsRegion: '',
      environment: 'development',
      safeMode: 'confirm',
    };
  }
  const { port, caFile, awsProfile, awsRegion } = profile;
  return {
    ...profile,
    port: String(port),
    caFile: caFile ?? '',
    awsProfile: awsProfile ?? '',
    awsRegion: awsRegion ?? '',
  };
}

/** The profile, or what keeps it from being one. The host judges the rest. */
export function readDraft(draft: Draft): { profile: Profile } | { errors: DraftErrors } {
  const errors: DraftErrors = {};
  const trimmed = (key: 'name' | 'host' | 'database' | 'login', missing: string) => {
    const text = draft[key].trim();
    if (!text) errors[key] = missing;
    return text;
  };
  const port = /^\d{1,5}$/.test(draft.port.trim()) ? Number(draft.port.trim()) : 0;
  if (port < 1 || port > 65_535) errors.port = 'A number from 1 to 65535; PostgreSQL listens on 5432.';
  const own = draft.loginMethod === 'iam_token';
  const profile: Profile = {
    ...draft,
    name: trimmed('name', 'Give it a name.'),
    host: trimmed('host', "Give the server's name, its address, or the folder of its socket."),
    port,
    database: trimmed('database', 'Name the control database.'),
    login: trimmed('login', 'Give your own login on this server.'),
    caFile: draft.caFile.trim() || null,
    awsProfile: (own && draft.awsProfile.trim()) || null,
    awsRegion: (own && draft.awsRegion.trim()) || null,
  };
  return Object.keys(errors).length > 0 ? { errors } : { profile };
}

/** `ca_file`, `profile.ca_file` and `caFile` mean the same field. */
export function fieldName(field: string): string {
  const last = field.split('.').at(-1) ?? field;
  return last.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

const FIELDS: readonly string[] = [...Object.keys(draftOf(null)), 'password'];

/** The error at its field; empty when none is meant, and the whole form shows it. */
export function errorsOf(error: CommandError | null): DraftErrors {
  const field = error?.field && fieldName(error.field);
  if (!error || !field || !FIELDS.includes(field)) return {};
  return { [field]: [error.message, error.remedy].filter(Boolean).join(' ') };
}
