import { beforeEach, describe, expect, test } from 'vitest';
import { call } from '../client';
import { COMMANDS, type CommandName } from '../generated/commands';
import { installHost } from '../host';
import { type FakeHost, fakeHost } from './index';

const FIRST = { query: '', sort: '', limit: 500, at: { from: 'start' } } as const;

function start(words = ''): FakeHost {
  const host = fakeHost(words);
  host.state.delay = 0;
  installHost(host);
  return host;
}

const codeOf = (thrown: Promise<unknown>) =>
  thrown.then(
    () => 'done',
    (error: { code: string }) => error.code,
  );

describe('roles', () => {
  const server = (Object.keys(COMMANDS) as CommandName[]).filter((name) => COMMANDS[name].roles !== null);

  test.each(['support', 'ops', 'approver', 'auditor', 'nobody'])(
    '%s may exactly what the registry says',
    async (login) => {
      const host = start(login);
      const mine = host.state.connection.server?.roles ?? [];
      for (const name of server) {
        const may = COMMANDS[name].roles?.some((role) => mine.includes(role));
        const code = await codeOf(
          host.invoke(name, {
            tenant: 'fail-internal',
            reason: '',
            name: '',
            query: '',
            sort: '',
            path: '',
            at: { from: 'start' },
          } as never),
        );
        expect(`${name} ${code === 'denied' ? 'denied' : 'may'}`).toBe(`${name} ${may ? 'may' : 'denied'}`);
      }
    },
  );

  test('a read-only profile refuses what writes', async () => {
    const host = start('readonly');
    expect(
      await codeOf(host.invoke('tenant_suspend', { tenant: 'one', reason: 'unpaid', version: null })),
    ).toBe('denied');
  });
});

describe('changes', () => {
  beforeEach(() => void start());

  test('of two on the same version the second is told of the conflict', async () => {
    const { rows } = await call('tenant_list', { ...FIRST, query: 'status:active' });
    const { slug: tenant = '', version = '' } = rows[0] ?? {};
    const request = { tenant, reason: 'unpaid', version };
    expect((await call('tenant_suspend', request)).status).toBe('suspended');
    expect(await codeOf(call('tenant_resume', request))).toBe('conflict');
    expect(
      (
        await call('audit_list', {
          tenant,
          who: null,
          action: null,
          ticket: null,
          since: null,
          until: null,
          before: null,
          limit: 1,
        })
      ).entries[0],
    ).toMatchObject({
      action: 'tenant.suspend',
      before: { status: 'active' },
      after: { status: 'suspended' },
    });
  });

  test('sentinels fail as their name says', async () => {
    expect(await codeOf(call('tenant_show', { tenant: 'fail-unavailable' }))).toBe('unavailable');
  });

  test('a downgrade below present use wants each limit acknowledged', async () => {
    const { rows } = await call('tenant_list', { ...FIRST, query: 'tier:enterprise users>5' });
    const tenant = rows[0]?.slug ?? '';
    const plan = await call('tenant_plan_tier', { tenant, tier: 'free' });
    expect(plan.acknowledge).toContain('users');
    const change = { tenant, tier: 'free', reason: 'they asked', version: plan.version };
    expect(await codeOf(call('tenant_set_tier', { ...change, acknowledge: [] }))).toBe('precondition');
    expect((await call('tenant_set_tier', { ...change, acknowledge: plan.acknowledge })).tier).toBe('free');
  });
});

test('the fleet is the same every time, and holds the names that break careless screens', async () => {
  start();
  const { rows } = await call('tenant_list', FIRST);
  start();
  expect((await call('tenant_list', FIRST)).rows.map(({ id }) => id)).toEqual(rows.map(({ id }) => id));
  expect(rows.length).toBe(300);
  expect(rows.map(({ name }) => name)).toContain('<img src=x onerror=alert(1)>');
});
