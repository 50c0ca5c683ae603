// Who can be on the fake's machine: profiles of the person's own, and one for each login of the sandbox.
import type { Environment, Profile, ProfileEntry, RoleName } from '../generated/types';
import type { FakeWishes } from './state';

export const ROLES: Record<string, RoleName[]> = {
  support: ['support'],
  ops: ['support', 'ops'],
  ops2: ['support', 'ops'],
  approver: ['approver'],
  approver2: ['approver'],
  auditor: ['auditor'],
  nobody: [],
};
const SANDBOX_LOGINS = ['support', 'ops', 'ops2', 'approver', 'approver2', 'auditor'];
const NAMES: Record<Environment, string> = {
  production: 'Production',
  staging: 'Staging',
  development: 'Development',
  sandbox: 'Sandbox',
};

/** The sandbox has a profile for each login; elsewhere the environment is named once. */
export function profileName(environment: Environment, login: string): string {
  return environment === 'sandbox' ? `Sandbox · ${login}` : NAMES[environment];
}

function profileAt(environment: Environment, login: string, more: Partial<Profile> = {}): Profile {
  const local = environment === 'sandbox';
  return {
    name: profileName(environment, login),
    host: local ? '127.0.0.1' : `${environment}.db.example`,
    port: 5432,
    database: 'tenantry',
    login,
    loginMethod: 'keychain',
    tls: local ? 'off' : 'verify_full',
    caFile: null,
    awsProfile: null,
    awsRegion: null,
    environment,
    safeMode: 'confirm',
    ...more,
  };
}

export function ownProfiles({ first, login, safeMode, environment }: FakeWishes): ProfileEntry[] {
  if (first) return [];
  const mode = (of: Environment) => (of === environment ? safeMode : 'confirm');
  const profiles = [
    profileAt('development', login, { loginMethod: 'ask', safeMode: mode('development'), tls: 'require' }),
    profileAt('production', login, { safeMode: environment === 'production' ? safeMode : 'read_only' }),
    profileAt('staging', login, { safeMode: mode('staging') }),
    profileAt('staging', 'stranger', { name: 'Staging as a stranger' }),
    profileAt('production', 'platform-on-call', {
      name: 'The old production cluster in Frankfurt that was kept for the contracts of 2019',
      host: 'tenantry-control-legacy-frankfurt-2019.cluster-c9akzv0example.eu-central-1.rds.amazonaws.example',
      loginMethod: 'iam_token',
      awsProfile: 'platform',
      awsRegion: 'eu-central-1',
      safeMode: 'read_only',
    }),
  ];
  return profiles.map((profile) => ({
    profile,
    hasPassword: profile.loginMethod === 'keychain' && profile.login !== 'stranger',
    ofSandbox: false,
  }));
}

export function sandboxProfiles(): ProfileEntry[] {
  return SANDBOX_LOGINS.map((login) => ({
    profile: profileAt('sandbox', login),
    hasPassword: true,
    ofSandbox: true,
  }));
}
