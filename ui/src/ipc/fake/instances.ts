// Servers of tenants' own in the fake: what a tier wants, what is there, how they differ, and the calls that make them so.
import type { ClusterLine, InstanceProvider, InstanceSettingsView, InstanceView } from '../generated/types';
import type { FakeTenant } from './fleet';
import type { FakeOperation, FakeStep } from './operations';
import type { FakeState } from './state';

export type FakeCluster = Omit<ClusterLine, 'tenants'>;

interface Shape {
  storageGb: number;
  wantedIops: number;
  backupDays: number;
  multiAz: boolean;
  deletionProtection: boolean;
}

/** A tier without a shape has no server of its own. */
const SHAPES: Partial<Record<string, Shape>> = {
  starter: { storageGb: 20, wantedIops: 3000, backupDays: 7, multiAz: false, deletionProtection: false },
  pro: { storageGb: 100, wantedIops: 12_000, backupDays: 14, multiAz: false, deletionProtection: false },
  enterprise: { storageGb: 500, wantedIops: 16_000, backupDays: 35, multiAz: true, deletionProtection: true },
};

export const hasShape = (tier: string): boolean => SHAPES[tier] !== undefined;

export const clusterName = (region: string): string => `${region.split('-')[0]}-shared-1`;

/** In a sandbox the first cluster makes its servers on this machine; the others ask AWS; the last makes none. */
export function fakeClusters(sandbox: boolean): FakeCluster[] {
  const rds = (region: string, more: Partial<InstanceSettingsView> = {}): InstanceSettingsView => ({
    provider: 'rds',
    region,
    engineVersion: '18.4',
    environment: 'production',
    subnetGroup: 'tenants-private',
    securityGroups: ['sg-0a41c7729e5d03b18', 'sg-04be12f0aa9137c6d'],
    alarmTopic: `arn:aws:sns:${region}:210987654321:tenant-alarms`,
    kmsKey: null,
    ...more,
  });
  const local: FakeCluster['instances'] = {
    provider: 'local',
    region: null,
    engineVersion: '18.4',
    environment: 'production',
    subnetGroup: null,
    securityGroups: [],
    alarmTopic: null,
    kmsKey: null,
  };
  const one = (name: string, region: string, instances: FakeCluster['instances']): FakeCluster => ({
    name,
    region,
    capacity: '500',
    acceptsTenants: true,
    here: false,
    instances,
  });
  return [
    one('ap-shared-1', 'ap-northeast-1', rds('ap-northeast-1', { kmsKey: 'alias/tenants' })),
    { ...one('eu-shared-1', 'eu-central-1', sandbox ? local : rds('eu-central-1')), here: true },
    { ...one('sa-shared-1', 'sa-east-1', null), acceptsTenants: false },
    one('us-shared-1', 'us-west-2', rds('us-west-2', { engineVersion: '17.7' })),
  ];
}

export function providerOf(state: FakeState, { region }: FakeTenant): InstanceProvider | null {
  return state.clusters.find(({ name }) => name === clusterName(region))?.instances?.provider ?? null;
}

export const identifierOf = ({ id }: FakeTenant): string => `saas-${id}`;

const classOf = (state: FakeState, tier: string) =>
  state.tiers.find(({ name }) => name === tier)?.instanceClass ?? null;

/** What a tenant's server is when it has just been made. */
export function newInstance(state: FakeState, tenant: FakeTenant, tier = tenant.tier): InstanceView {
  const shape = SHAPES[tier] ?? SHAPES.starter;
  const provider = providerOf(state, tenant) ?? 'local';
  const settings = state.clusters.find(({ name }) => name === clusterName(tenant.region))?.instances;
  const rds = provider === 'rds';
  const letters = tenant.id.replaceAll('-', '').toUpperCase();
  return {
    identifier: identifierOf(tenant),
    provider,
    region: rds ? (settings?.region ?? tenant.region) : null,
    resourceId: rds ? `db-${letters.slice(-26)}` : null,
    state: 'available',
    address: rds
      ? `${identifierOf(tenant)}.c9a1qk4m2x.${settings?.region}.rds.amazonaws.com:5432`
      : '127.0.0.1:41733',
    class: classOf(state, tier) ?? 'db.t3.micro',
    engineVersion: settings?.engineVersion ?? '18.4',
    storageGb: shape?.storageGb ?? null,
    iops: rds && shape && shape.storageGb >= 400 ? shape.wantedIops : null,
    backupDays: shape?.backupDays ?? null,
    multiAz: shape?.multiAz ?? null,
    deletionProtection: shape?.deletionProtection ?? null,
    pending: [],
    alarms: rds ? ['high-cpu', 'low-storage'].map((what) => `${identifierOf(tenant)}-${what}`) : [],
    seenAt: new Date(state.now() - 42_000).toISOString(),
  };
}

/** What its tier wants to be different, a phrase each. */
export function differencesOf(state: FakeState, tenant: FakeTenant): string[] {
  const is = state.instances.get(tenant.id);
  const shape = SHAPES[tenant.tier];
  if (!is || !shape) return [];
  const wanted = classOf(state, tenant.tier);
  const all: [boolean, string][] = [
    [is.class !== wanted, `class ${wanted}`],
    [(is.storageGb ?? 0) < shape.storageGb, `storage ${shape.storageGb} GB`],
    [is.backupDays !== shape.backupDays, `backups for ${shape.backupDays} days`],
    [is.multiAz !== shape.multiAz, shape.multiAz ? 'two zones' : 'one zone'],
    [
      is.deletionProtection !== shape.deletionProtection,
      shape.deletionProtection ? 'protected from deletion' : 'not protected from deletion',
    ],
  ];
  return all.filter(([differs]) => differs).map(([, phrase]) => phrase);
}

/** The line for a shell with the AWS CLI; none for a server of this machine. */
export function callOf(state: FakeState, { tenant, atOnce }: FakeOperation, step: string): string | null {
  if (providerOf(state, tenant) !== 'rds') return null;
  const made = newInstance(state, tenant);
  const begins = (deed: string) => `aws rds ${deed} --region ${made.region}`;
  const name = `--db-instance-identifier ${made.identifier} --db-instance-class ${made.class}`;
  const zones = `--${made.multiAz ? '' : 'no-'}multi-az --${made.deletionProtection ? '' : 'no-'}deletion-protection`;
  if (step === 'change_instance')
    return `${begins('modify-db-instance')} ${name} --allocated-storage ${made.storageGb} ${zones} --${atOnce ? '' : 'no-'}apply-immediately`;
  if (step !== 'create_instance') return null;
  const storage = `--engine postgres --engine-version ${made.engineVersion} --allocated-storage ${made.storageGb} --storage-type gp3${made.iops ? ` --iops ${made.iops}` : ''} --storage-encrypted`;
  const login = '--master-username tenant_admin --manage-master-user-password';
  const windows = `--backup-retention-period ${made.backupDays} --preferred-backup-window 03:00-04:00 --preferred-maintenance-window sun:04:00-sun:05:00`;
  const tags = `--tags Key=TenantId,Value=${tenant.id} Key=Tier,Value=${tenant.tier} Key=ManagedBy,Value=tenantry`;
  return `${begins('create-db-instance')} ${name} ${storage} ${login} ${windows} ${zones} --no-publicly-accessible --db-subnet-group-name tenants-private --vpc-security-group-ids sg-0a41c7729e5d03b18 sg-04be12f0aa9137c6d ${tags}`;
}

type Effect = (state: FakeState, operation: FakeOperation, at: number) => void;

const seen = (state: FakeState, tenant: FakeTenant, at: number, part: Partial<InstanceView>) => {
  const known = state.instances.get(tenant.id) ?? newInstance(state, tenant);
  state.instances.set(tenant.id, { ...known, ...part, seenAt: new Date(at).toISOString() });
};

/** What the end of a step means for the server. */
export const EFFECTS: Partial<Record<string, Effect>> = {
  create_instance: (state, { tenant }, at) =>
    seen(state, tenant, at, { state: 'creating', address: null, alarms: [] }),
  change_instance: (state, { tenant, atOnce }, at) => {
    if (atOnce || providerOf(state, tenant) === 'local')
      seen(state, tenant, at, { ...newInstance(state, tenant), state: 'modifying' });
    else seen(state, tenant, at, { pending: differencesOf(state, tenant) });
  },
  await_instance: (state, { tenant }, at) =>
    seen(state, tenant, at, { state: 'available', address: newInstance(state, tenant).address }),
  raise_alarms: (state, { tenant }, at) =>
    seen(state, tenant, at, { alarms: newInstance(state, tenant).alarms }),
  drop: (state, { tenant }) => void state.instances.delete(tenant.id),
};

/** What a worker shows while he waits: `saas-… is creating; looked 5 of 60 times, 2.5 minutes.` */
export function waitWords(state: FakeState, { kind, tenant }: FakeOperation, step: FakeStep): string | null {
  if (step.name !== 'await_instance' || step.state !== 'running' || step.startedAt === null) return null;
  if (providerOf(state, tenant) !== 'rds') return null;
  const minutes = (state.now() - step.startedAt) / 60_000;
  const looks = Math.min(60, 1 + Math.floor(minutes * 2));
  const is = kind === 'resize' ? 'modifying' : 'creating';
  return `${identifierOf(tenant)} is ${is}; looked ${looks} of 60 times, ${minutes.toFixed(1)} minutes.`;
}
