import { describe, expect, test } from 'vitest';
import type { Me } from '@/ipc';
import { tenantCan } from './tenantCan';

const ops: Me = {
  state: 'connected',
  login: 'ops',
  roles: ['support', 'ops'],
  safeMode: 'confirm',
  environment: 'sandbox',
};
const active = { status: 'active' } as const;

describe('who may', () => {
  test('ops may change an active tenant', () => expect(tenantCan.changeTier(active, ops)).toBe(true));

  test.each([
    ['support', { ...ops, roles: ['support'] as const }, 'group ops'],
    ['a login without a group', { ...ops, roles: [] }, 'no group'],
    ['a read-only profile', { ...ops, safeMode: 'read_only' as const }, 'read-only'],
    ['a lost connection', { ...ops, state: 'lost' as const }, 'lost'],
    ['no connection', { ...ops, state: 'disconnected' as const }, 'not connected'],
  ])('%s may not, and is told why', (_, me, why) => {
    for (const can of [tenantCan.changeTier, tenantCan.setLimit, tenantCan.suspend])
      expect(can(active, me)).toContain(why);
    expect(tenantCan.create(me)).toContain(why);
  });
});

describe('when', () => {
  test('suspend and resume follow the transitions', () => {
    expect(tenantCan.suspend(active, ops)).toBe(true);
    expect(tenantCan.resume(active, ops)).toContain('active');
    expect(tenantCan.suspend({ status: 'suspended' }, ops)).toContain('already');
    expect(tenantCan.resume({ status: 'suspended' }, ops)).toBe(true);
    expect(tenantCan.suspend({ status: 'migrating' }, ops)).toContain('cannot be suspended');
  });

  test('the server`s own list of transitions wins', () => {
    expect(tenantCan.suspend({ status: 'active', mayBecome: [] }, ops)).not.toBe(true);
  });

  test('what is gone or moving keeps its tier', () => {
    for (const status of ['deleting', 'deleted', 'migrating'] as const)
      expect(tenantCan.changeTier({ status }, ops)).not.toBe(true);
  });
});
