import { fireEvent, act as settle, waitFor } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import type { FakeTenant } from '@/ipc/fake/fleet';
import { type Act, closeAct, openAct } from '@/lib/acts';
import { axeFindings } from '@/test/axe';
import { renderConsole } from '@/test/render';

afterEach(() => {
  closeAct();
  localStorage.clear();
});

type Console = ReturnType<typeof renderConsole>;

/** The console somewhere quiet, with the dialog of an act on the first tenant that fits. */
async function open(words: string, fits: (tenant: FakeTenant) => boolean, act: (tenant: string) => Act) {
  const view = renderConsole('/alarms', words);
  await view.findByTestId('operator');
  const tenant = view.host.state.tenants.find(fits)!;
  settle(() => openAct(act(tenant.slug)));
  await view.findByTestId('act-submit');
  const dialog = view.getByTestId('act-dialog');
  return { ...view, tenant, dialog, submit: () => view.getByTestId('act-submit') };
}

const ordinary = (status: string) => (tenant: FakeTenant) =>
  tenant.status === status && /-\d+$/.test(tenant.slug) && !tenant.overrides.users;
const type = (view: Console, id: string, value: string) =>
  fireEvent.change(view.getByTestId(id), { target: { value } });
const lack = (view: Console) => view.getByTestId('act-lack').textContent;
const gone = (view: Console) => waitFor(() => expect(view.queryByTestId('act-dialog')).toBeNull());

/** Somebody else, with psql: nothing tells this console. */
function byAnother(tenant: FakeTenant): void {
  tenant.version += 1n;
  tenant.used.users = 0n;
  tenant.overrides.projects = {
    value: '77',
    reason: 'By another.',
    setBy: 'ops2',
    setAt: new Date().toISOString(),
    until: null,
  };
}

test('suspend: a reason, done, and a way back', async () => {
  const view = await open('open', ordinary('active'), (tenant) => ({ kind: 'suspend', tenant }));
  expect(lack(view)).toContain('at least 3');
  fireEvent.click(view.submit());
  expect(view.tenant.status).toBe('active');
  type(view, 'act-reason', 'Invoice unpaid.');
  fireEvent.click(view.submit());
  await gone(view);
  expect(view.tenant).toMatchObject({ status: 'suspended', statusReason: 'Invoice unpaid.' });
  fireEvent.click(await view.findByText('Resume'));
  expect((await view.findByText(/It was suspended because/)).textContent).toContain('Invoice unpaid.');
});

test('the safe mode confirm asks once more, and an edit asks again', async () => {
  const view = await open('confirm', ordinary('active'), (tenant) => ({ kind: 'suspend', tenant }));
  type(view, 'act-reason', 'Invoice unpaid.');
  fireEvent.keyDown(view.getByTestId('act-reason'), { key: 'Enter', ctrlKey: true });
  expect((await view.findByRole('alertdialog')).textContent).toContain(view.tenant.name);
  fireEvent.input(view.getByTestId('act-reason'), { target: { value: 'Asked for a pause.' } });
  expect(view.queryByTestId('act-confirm')).toBeNull();
  fireEvent.click(view.submit());
  fireEvent.click(await view.findByTestId('act-confirm'));
  await gone(view);
  expect(view.tenant.statusReason).toBe('Asked for a pause.');
});

test('production stands on the dialog', async () => {
  const view = await open('open,production', ordinary('active'), (tenant) => ({ kind: 'suspend', tenant }));
  expect(view.dialog.textContent).toContain('production');
});

test('resume', async () => {
  const view = await open('open', ordinary('suspended'), (tenant) => ({ kind: 'resume', tenant }));
  type(view, 'act-reason', 'Paid in full.');
  fireEvent.click(view.submit());
  await gone(view);
  expect(view.tenant.status).toBe('active');
});

const ACTS: readonly [string, string, (tenant: string) => Act][] = [
  ['suspend', 'active', (tenant) => ({ kind: 'suspend', tenant })],
  ['resume', 'suspended', (tenant) => ({ kind: 'resume', tenant })],
  ['change_tier', 'active', (tenant) => ({ kind: 'change_tier', tenant })],
  ['set_limit', 'active', (tenant) => ({ kind: 'set_limit', tenant, limit: 'users' })],
  ['new_tenant', 'active', () => ({ kind: 'new_tenant' })],
];

test.each(ACTS)('%s as support: refused with the reason, and axe finds nothing', async (_, status, act) => {
  const view = await open('support', ordinary(status), act);
  expect(lack(view)).toContain('group ops');
  expect(view.submit().getAttribute('aria-disabled')).toBe('true');
  expect(await axeFindings(view.dialog)).toEqual([]);
});

test.each(ACTS.slice(0, 2))(
  '%s: a refused reason lands at its field and nothing is lost',
  async (_, status, act) => {
    const view = await open('open', ordinary(status), act);
    const long = 'x'.repeat(501);
    type(view, 'act-reason', long);
    fireEvent.click(view.submit());
    expect((await view.findByTestId('error-reason')).textContent).toContain('3 to 500');
    expect((view.getByTestId('act-reason') as HTMLTextAreaElement).value).toBe(long);
    expect(document.activeElement).toBe(view.getByTestId('act-reason'));
  },
);

test.each(ACTS.slice(0, 2))(
  '%s: a change by somebody else is shown, and decided on again',
  async (_, status, act) => {
    const view = await open('open', ordinary(status), act);
    byAnother(view.tenant);
    type(view, 'act-reason', 'Decided on the old.');
    fireEvent.click(view.submit());
    expect((await view.findByTestId('act-conflict')).textContent).toContain('Projects');
    expect(view.getByTestId('act-conflict').textContent).toContain('77');
    expect(view.tenant.status).toBe(status);
    fireEvent.click(view.getByTestId('act-reload'));
    await waitFor(() => expect(view.queryByTestId('act-conflict')).toBeNull());
    expect((view.getByTestId('act-reason') as HTMLTextAreaElement).value).toBe('Decided on the old.');
    fireEvent.click(view.submit());
    await gone(view);
  },
);

test('a server that is away is said over the buttons, and the form stays', async () => {
  const view = await open('open', ordinary('active'), (tenant) => ({ kind: 'suspend', tenant }));
  type(view, 'act-reason', 'Invoice unpaid.');
  view.host.state.connection = { ...view.host.state.connection, state: 'lost' };
  fireEvent.click(view.submit());
  expect((await view.findByTestId('act-error')).textContent).toContain('no connection');
  expect((view.getByTestId('act-reason') as HTMLTextAreaElement).value).toBe('Invoice unpaid.');
});

test('a tenant that is not there is said in the dialog', async () => {
  const view = renderConsole('/alarms');
  await view.findByTestId('operator');
  settle(() => openAct({ kind: 'suspend', tenant: 'nobody-here' }));
  expect((await view.findByTestId('act-dialog')).textContent).toContain('Suspend');
  await view.findByText(/There is no tenant/);
});
