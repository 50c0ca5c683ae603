// Where tenants live, their servers, and how clusters make them.
import type { InstancesSet } from '../../generated/types';
import type { FakeTenant } from '../fleet';
import { clusterName, differencesOf, identifierOf } from '../instances';
import { advance, openOperationOf, request } from '../operations';
import { viewOfOperation } from '../operationViews';
import { audit, type FakeState, refuse } from '../state';
import { sampledAt } from '../views';
import { checkReason } from './changes';
import { tenantOf } from './reads';
import type { Handlers } from './types';

type Names = 'tenant_infrastructure' | 'tenant_resize' | 'cluster_list' | 'cluster_set_instances';

const ownName = ({ id }: FakeTenant) => `tenant_${id.replaceAll('-', '_')}`;

function containerOf(state: FakeState, tenant: FakeTenant): string {
  if (tenant.rung === 'shared') return 'rows in the shared tables';
  if (tenant.rung !== 'instance') return `${tenant.rung} ${ownName(tenant)}`;
  return state.instances.has(tenant.id)
    ? `instance ${identifierOf(tenant)}`
    : 'an instance that is not there yet';
}

function keptOf(state: FakeState, tenant: FakeTenant): string | null {
  const kept = state.quarantines.some((line) => line.tenant === tenant.id);
  return kept ? containerOf(state, tenant).replace('tenant_', 'zz_q_') : null;
}

/** Checks in the database's order; the first that is wrong is said at its field. */
function checkSettings(wish: InstancesSet): void {
  const wrong = (part: string | null, form: RegExp) => part !== null && !form.test(part);
  const groups = wish.securityGroups;
  const all: [boolean, string, string, string][] = [
    [
      wish.provider !== 'local' && wish.provider !== 'rds',
      'provider',
      'The provider is not one.',
      'It is local or rds.',
    ],
    [
      wish.provider === 'rds' && !/^[a-z]{2}(-[a-z]+)+-[0-9]$/.test(wish.region ?? ''),
      'region',
      'The region of AWS is not one.',
      'Write it as in eu-central-1.',
    ],
    [
      wrong(wish.engineVersion, /^\d{2}(\.\d{1,2})?$/),
      'engineVersion',
      'The version of the engine is not one.',
      'Write it as in 18.4.',
    ],
    [
      wrong(wish.alarmTopic, /^arn:[a-z0-9:_.-]{1,250}$/),
      'alarmTopic',
      'The topic of the alarms is not one.',
      'Give its ARN.',
    ],
    [
      wrong(wish.environment, /^.{1,40}$/),
      'environment',
      'The environment is empty or longer than 40 characters.',
      'Write it as in production.',
    ],
    [
      groups.length > 5 || groups.some((group) => !/^[A-Za-z0-9_-]*$/.test(group)),
      'securityGroups',
      'These are not security groups.',
      'Give up to 5 ids, as in sg-0123.',
    ],
    [
      `${wish.subnetGroup ?? ''}${wish.kmsKey ?? ''}`.length > 2000,
      'subnetGroup',
      'The subnet group or the key is not one.',
      'Give their names.',
    ],
  ];
  const first = all.find(([is]) => is);
  if (first) throw refuse('invalid', first[2], { field: first[1], remedy: first[3] });
}

const said = (text: string | null) => text?.trim() || null;

export const infrastructure: Handlers<Names> = {
  tenant_infrastructure: ({ tenant: key }, { state }) => {
    advance(state);
    const tenant = tenantOf(state, key);
    const cluster = clusterName(tenant.region);
    const tier = state.tiers.find(({ name }) => name === tenant.tier);
    return {
      rung: tenant.rung,
      cluster,
      clusterRegion: state.clusters.find(({ name }) => name === cluster)?.region ?? tenant.region,
      container: containerOf(state, tenant),
      generation: tenant.status === 'provisioning' ? '0' : '1',
      storageBytes: String(tenant.used.storage_bytes),
      sampledAt: sampledAt(state),
      kept: keptOf(state, tenant),
      statementTimeoutMs: tier?.statementTimeoutMs ?? 30_000,
      poolMax: tier?.poolMax ?? 5,
      instance: state.instances.get(tenant.id) ?? null,
      differs: differencesOf(state, tenant),
    };
  },
  tenant_resize: ({ tenant: key, reason, atOnce }, { state }) => {
    const tenant = tenantOf(state, key);
    checkReason(reason);
    const differs = differencesOf(state, tenant);
    const pending = state.instances.get(tenant.id)?.pending ?? [];
    if (differs.length === 0 && !(atOnce && pending.length > 0))
      throw refuse('precondition', `${tenant.slug} has no server that differs from its tier.`, {
        field: 'tenant',
        remedy: 'Change the tier first.',
      });
    if (openOperationOf(state, tenant.id))
      throw refuse('conflict', `Another operation on ${tenant.slug} is going on, or stuck.`, {
        remedy: 'Wait for it, or retry it, and decide again.',
      });
    const operation = request(state, 'resize', tenant, reason, atOnce);
    audit(state, 'tenant.resize', tenant, reason, null, { differs, atOnce });
    return viewOfOperation(state, operation);
  },
  cluster_list: (_, { state }) => ({
    rows: state.clusters.map((cluster) => ({
      ...cluster,
      tenants: String(state.tenants.filter(({ region }) => clusterName(region) === cluster.name).length),
    })),
  }),
  cluster_set_instances: async ({ cluster: name, reason, ...wish }, scene) => {
    const { state } = scene;
    checkReason(reason);
    const cluster = state.clusters.find((known) => known.name === name);
    if (!cluster)
      throw refuse('not_found', 'There is no such cluster.', {
        field: 'cluster',
        remedy: `Known are ${state.clusters.map((known) => known.name).join(', ')}.`,
      });
    const becomes = {
      provider: wish.provider,
      region: said(wish.region),
      engineVersion: said(wish.engineVersion),
      environment: said(wish.environment),
      subnetGroup: said(wish.subnetGroup),
      securityGroups: wish.securityGroups,
      alarmTopic: said(wish.alarmTopic),
      kmsKey: said(wish.kmsKey),
    };
    checkSettings({ cluster: name, reason, ...becomes });
    audit(state, 'cluster.set_instances', null, reason, cluster.instances, becomes);
    cluster.instances = {
      ...becomes,
      engineVersion: becomes.engineVersion ?? '18.4',
      environment: becomes.environment ?? 'production',
    };
    return infrastructure.cluster_list({}, scene);
  },
};
