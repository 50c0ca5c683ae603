import { describe, expect, test } from 'vitest';
import type { Me } from '@/ipc';
import { isPaused, operationCan, stateWords } from './operations';
import { quarantineCan } from './quarantineCan';

const ops: Me = {
  state: 'connected',
  login: 'ops',
  roles: ['support', 'ops'],
  safeMode: 'confirm',
  environment: 'sandbox',
};
const running = { state: 'running', kind: 'create', canCancel: true, canRetry: false } as const;
const stuck = { state: 'stuck', kind: 'create', canCancel: false, canRetry: true } as const;

describe('operations', () => {
  test('what the database allows is allowed', () => {
    expect(operationCan.cancel(running, ops)).toBe(true);
    expect(operationCan.retry(stuck, ops)).toBe(true);
  });

  test.each([
    [{ ...running, canCancel: false }, 'point of no return'],
    [{ ...running, kind: 'restore' as const, canCancel: false }, 'brings back'],
    [{ ...running, state: 'cancelling' as const, canCancel: false }, 'already'],
    [{ ...running, kind: 'resize' as const, canCancel: false }, 'change it again'],
    [stuck, 'retry it'],
    [{ ...running, state: 'done' as const, canCancel: false }, 'nothing to cancel'],
  ])('%j is not cancelled: %s', (operation, why) =>
    expect(operationCan.cancel(operation, ops)).toContain(why),
  );

  test.each([
    [running, 'going on'],
    [{ ...stuck, state: 'failed' as const, canRetry: false }, 'came after it'],
    [{ ...stuck, state: 'done' as const, canRetry: false }, 'is done'],
  ])('%j is not retried: %s', (operation, why) => expect(operationCan.retry(operation, ops)).toContain(why));

  test('what failed and kept what it made is cancelled or retried, and says so', () => {
    const paused = { ...running, state: 'failed', canRetry: true } as const;
    expect(operationCan.cancel(paused, ops)).toBe(true);
    expect(operationCan.retry(paused, ops)).toBe(true);
    expect(isPaused(paused)).toBe(true);
    expect(stateWords(paused)).toContain('kept');
    expect(stateWords({ ...paused, canCancel: false })).toContain('taken back');
  });

  test('support is told who may', () => {
    for (const can of [
      operationCan.cancel(running, { ...ops, roles: ['support'] }),
      operationCan.retry(stuck, { ...ops, roles: [] }),
    ])
      expect(can).toContain('group ops');
  });
});

describe('quarantine', () => {
  const line = { deletedBy: 'ops2', until: '2026-12-01T00:00:00Z' };
  const at = (text: string) => Date.parse(text);

  test('a second person purges, when the time is over', () => {
    expect(quarantineCan.purge(line, false, ops, at('2026-12-01T00:00:01Z'))).toBe(true);
    expect(quarantineCan.purge(line, false, ops, at('2026-11-20T00:00:00Z'))).toContain('in 11 d');
    expect(quarantineCan.purge(line, false, { ...ops, login: 'ops2' }, at('2027-01-01T00:00:00Z'))).toContain(
      'second person',
    );
    expect(quarantineCan.purge(line, true, ops, at('2027-01-01T00:00:00Z'))).toContain('Another operation');
    expect(quarantineCan.restore(false, ops)).toBe(true);
    expect(quarantineCan.restore(true, ops)).toContain('Another operation');
  });
});
