import { fireEvent, act as settle, waitFor } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import type { LimitKey } from '@/ipc';
import { closeAct, openAct } from '@/lib/acts';
import { renderConsole } from '@/test/render';

afterEach(() => {
  closeAct();
  localStorage.clear();
});

async function open(kind: 'set_limit' | 'clear_limit', limit: LimitKey, words = 'open') {
  const view = renderConsole('/alarms', words);
  await view.findByTestId('operator');
  const tenant = view.host.state.tenants.find(
    ({ status, slug, overrides }) =>
      status === 'active' && /-\d+$/.test(slug) && Boolean(overrides.users) === (kind === 'clear_limit'),
  )!;
  settle(() => openAct({ kind, tenant: tenant.slug, limit }));
  await view.findByTestId('act-submit');
  const submit = () => view.getByTestId('act-submit');
  const type = (id: string, value: string) => fireEvent.change(view.getByTestId(id), { target: { value } });
  const gone = () => waitFor(() => expect(view.queryByTestId('act-dialog')).toBeNull());
  const lack = () => view.getByTestId('act-lack').textContent;
  return { ...view, tenant, submit, type, gone, lack };
}

test('storage is typed in GB, shown exactly and sent in bytes, until Friday', async () => {
  const view = await open('set_limit', 'storage_bytes');
  view.type('act-value', '1.5');
  expect(view.getByTestId('field-value').textContent).toContain('exactly 1,500,000,000 bytes');
  expect(view.getByTestId('act-preview').textContent).toContain('1.50 GB');
  fireEvent.click(view.getByTestId('act-until-friday'));
  const utc = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/.exec(view.getByTestId('act-until-utc').textContent)?.[0];
  view.type('act-reason', 'Stocktaking.');
  fireEvent.click(view.submit());
  await view.gone();
  expect(view.tenant.overrides.storage_bytes).toMatchObject({ value: '1500000000', until: utc });
  expect(new Date(utc!).getDay()).toBe(5);
});

test('unlimited is a value', async () => {
  const view = await open('set_limit', 'users');
  fireEvent.click(view.getByTestId('act-unlimited'));
  view.type('act-reason', 'Promised by sales.');
  fireEvent.click(view.submit());
  await view.gone();
  expect(view.tenant.overrides.users).toMatchObject({ value: 'unlimited', until: null });
});

test('what is no limit is said at the field while it is typed', async () => {
  const view = await open('set_limit', 'users');
  for (const [typed, why] of [
    ['-1', 'never below 0'],
    [`1${'0'.repeat(30)}`, 'largest limit'],
    ['many', 'whole number'],
  ]) {
    view.type('act-value', typed!);
    expect((await view.findByTestId('error-value')).textContent).toContain(why);
    expect(view.lack()).toContain(why);
  }
});

test('the database has the last word on a value: at its field, and nothing is lost', async () => {
  const view = await open('set_limit', 'users');
  view.type('act-value', `1${'0'.repeat(18)}`);
  view.type('act-reason', 'As much as there is.');
  fireEvent.click(view.submit());
  expect((await view.findByTestId('error-value')).textContent).toContain('is no limit');
  expect((view.getByTestId('act-reason') as HTMLTextAreaElement).value).toBe('As much as there is.');
});

test('an end in the past is refused at its field', async () => {
  const view = await open('set_limit', 'users');
  view.type('act-value', '500');
  view.type('act-reason', 'Stocktaking.');
  fireEvent.click(view.getByTestId('act-until-moment'));
  view.type('act-until-at', '2020-01-01T10:00');
  expect((await view.findByTestId('error-until')).textContent).toContain('That is past');
  fireEvent.click(view.submit());
  expect(view.tenant.overrides.users).toBeUndefined();
});

test.each(['set_limit', 'clear_limit'] as const)(
  '%s: a change by somebody else is shown first',
  async (kind) => {
    const view = await open(kind, 'users');
    view.tenant.version += 1n;
    view.tenant.tier = 'enterprise';
    if (kind === 'set_limit') view.type('act-value', '500');
    view.type('act-reason', 'Decided on the old.');
    fireEvent.click(view.submit());
    expect((await view.findByTestId('act-conflict')).textContent).toContain('enterprise');
    fireEvent.click(view.getByTestId('act-reload'));
    fireEvent.click(await view.findByTestId('act-submit'));
    await view.gone();
  },
);

test('clear: before and after, then it is gone', async () => {
  const view = await open('clear_limit', 'users');
  expect(view.getByTestId('act-preview').textContent).toContain('250');
  view.type('act-reason', 'No longer needed.');
  fireEvent.click(view.submit());
  await view.gone();
  expect(view.tenant.overrides.users).toBeUndefined();
});

test('clear: a refused reason lands at its field', async () => {
  const view = await open('clear_limit', 'users');
  view.type('act-reason', 'x'.repeat(501));
  fireEvent.click(view.submit());
  await view.findByTestId('error-reason');
});

test('clear as support: refused with the reason', async () => {
  const view = await open('clear_limit', 'users', 'support');
  expect(view.lack()).toContain('group ops');
});

test('an override that is edited begins with what is in force', async () => {
  const view = renderConsole('/alarms', 'open');
  await view.findByTestId('operator');
  const tenant = view.host.state.tenants.find(
    ({ overrides, status }) => overrides.users && status === 'active',
  )!;
  settle(() => openAct({ kind: 'set_limit', tenant: tenant.slug, limit: 'users' }));
  expect(((await view.findByTestId('act-value')) as HTMLInputElement).value).toBe('250');
});
