import { describe, expect, test, vi } from 'vitest';
import { call } from './client';
import { CommandError } from './error';
import { type Host, installHost } from './host';
import { queryKey, shouldRetry } from './queries';

function answering(invoke: () => Promise<unknown>): void {
  installHost({ invoke: vi.fn(invoke), on: () => () => {} } as unknown as Host);
}

describe('call', () => {
  test('hands on what the host answers', async () => {
    answering(async () => ({ tiers: [] }));
    await expect(call('tier_list')).resolves.toEqual({ tiers: [] });
  });

  test('turns a refusal of the wire into a CommandError', async () => {
    answering(() => Promise.reject({ code: 'invalid', message: 'No.', field: 'slug', remedy: 'Yes.' }));
    const thrown = await call('tenant_show', { tenant: 'x' }).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(CommandError);
    expect(thrown).toMatchObject({ code: 'invalid', field: 'slug', remedy: 'Yes.', command: 'tenant_show' });
  });

  test('keeps unknown text out of what is shown', async () => {
    answering(() => Promise.reject(new Error('select * from secret')));
    const thrown = await call('tier_list').catch((error: unknown) => error);
    expect(thrown).toMatchObject({ code: 'internal' });
    expect((thrown as CommandError).details()).not.toContain('secret');
  });
});

test('keys begin with the noun', () => {
  expect(queryKey('tenant_show', { tenant: 'a' })).toEqual(['tenants', 'tenant_show', { tenant: 'a' }]);
});

test('only what may be better the next time is asked again', () => {
  const error = (code: 'denied' | 'invalid' | 'unavailable') => new CommandError('x', { code, message: '' });
  expect(shouldRetry(0, error('unavailable'))).toBe(true);
  expect(shouldRetry(1, error('unavailable'))).toBe(false);
  expect(shouldRetry(0, error('denied'))).toBe(false);
  expect(shouldRetry(0, error('invalid'))).toBe(false);
});
