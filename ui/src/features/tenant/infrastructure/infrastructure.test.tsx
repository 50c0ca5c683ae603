import { fireEvent, act as settle, waitFor } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import type { InstanceView, RungName } from '@/ipc';
import { fakeHost } from '@/ipc/fake';
import type { FakeState } from '@/ipc/fake/state';
import { closeAct } from '@/lib/acts';
import { axeFindings } from '@/test/axe';
import { renderConsole } from '@/test/render';
import { stateOf } from './serverState';

afterEach(() => {
  closeAct();
  localStorage.clear();
});

async function open(slug: string, words = 'open') {
  const view = renderConsole(`/tenants/${slug}?tab=infrastructure`, words);
  await view.findByTestId('placement');
  const tenant = view.host.state.tenants.find((one) => one.slug === slug)!;
  return { ...view, tenant };
}

/** A tenant of the fake whose server is as wished. */
function withServer(fits: (instance: InstanceView, state: FakeState) => boolean): string {
  const { state } = fakeHost();
  const [id] = [...state.instances].find(([, instance]) => fits(instance, state))!;
  return state.tenants.find((one) => one.id === id)!.slug;
}

const onRung = (rung: RungName, status = 'active') =>
  fakeHost().state.tenants.find(
    (one) => one.rung === rung && one.status === status && !one.slug.startsWith('fail-'),
  )!.slug;

test('a server at ease: state, figures with units, names to copy, alarms, and when it was seen', async () => {
  const slug = withServer(
    ({ provider, class: is, state }) => provider === 'rds' && is === 'db.m6i.large' && state === 'available',
  );
  const view = await open(slug);
  const card = view.getByTestId('server-card').textContent ?? '';
  expect(view.getByTestId('server-state').dataset.state).toBe('available');
  for (const words of ['It takes connections.', 'db.m6i.large', '500 GB', '16,000', '35 days', 'two', 'on'])
    expect(card).toContain(words);
  expect(card).toContain(`Copy identifier: saas-${view.tenant.id}`);
  expect(card).toContain('.rds.amazonaws.com:5432');
  expect(view.getByTestId('server-alarms').textContent).toContain('-high-cpu');
  expect(view.getByTestId('server-seen').textContent).toMatch(/^seen .* ago$/);
  expect(view.queryByTestId('server-resize')).toBeNull();
  expect(view.getByTestId('placement').textContent).toContain('at most 10 connections');
  expect(view.getByTestId('placement').textContent).toContain('ended after 1 min');
  expect(await axeFindings(view.container)).toEqual([]);
});

test('what differs from the tier is changed by a dialog, and the toast opens the operation', async () => {
  const slug = withServer(({ provider, class: is, pending }, { tenants }) =>
    Boolean(provider === 'rds' && is === 'db.t3.small' && pending.length === 0 && tenants),
  );
  const view = await open(slug);
  expect(view.getByTestId('server-differs').textContent).toContain('class db.m6i.large');
  expect(await axeFindings(view.container)).toEqual([]);
  fireEvent.click(view.getByTestId('server-resize'));
  expect((await view.findByTestId('resize-changes')).textContent).toContain('storage 500 GB');
  expect(await axeFindings(view.getByTestId('act-dialog'))).toEqual([]);
  fireEvent.change(view.getByTestId('act-reason'), { target: { value: 'Agreed for Sunday.' } });
  fireEvent.click(view.getByTestId('act-submit'));
  fireEvent.click(await view.findByText('Open'));
  await view.findByTestId('operation-page');
  const [newest] = view.host.state.operations;
  expect(newest).toMatchObject({ kind: 'resize', atOnce: false });
  expect(view.router.state.location.pathname).toBe(`/operations/${newest!.id}`);
});

test('at once is said as what it is, and confirmed where the safe mode asks', async () => {
  const slug = withServer(({ provider, class: is, pending }) =>
    Boolean(provider === 'rds' && is === 'db.t3.small' && pending.length === 0),
  );
  const view = await open(slug, 'confirm');
  fireEvent.click(view.getByTestId('server-resize'));
  fireEvent.click((await view.findByTestId('resize-once')).querySelector('input')!);
  expect(view.getByTestId('resize-once').textContent).toContain('Its connections are cut');
  fireEvent.change(view.getByTestId('act-reason'), { target: { value: 'The disk is nearly full.' } });
  fireEvent.click(view.getByTestId('act-submit'));
  expect((await view.findByRole('alertdialog')).textContent).toContain('at once, and cut its connections');
  fireEvent.click(view.getByTestId('act-confirm'));
  await waitFor(() => expect(view.host.state.operations[0]).toMatchObject({ kind: 'resize', atOnce: true }));
});

test('what waits for the window is shown as such, and can only be had sooner', async () => {
  const view = await open(withServer(({ pending }) => pending.length > 0));
  expect(view.getByTestId('server-pending').textContent).toContain('Sunday 04:00–05:00 UTC');
  expect(view.queryByTestId('server-differs')).toBeNull();
  fireEvent.click(view.getByTestId('server-resize'));
  const window = (await view.findByTestId('resize-window')).querySelector('input')!;
  await waitFor(() => expect(window.disabled).toBe(true));
  expect(view.getByTestId('resize-window').textContent).toContain('It waits for the window already.');
});

test('a server of this machine: no class to wait for, no alarms', async () => {
  const view = await open(
    withServer(({ provider, class: is }) => provider === 'local' && is === 'db.t3.small'),
  );
  expect(view.getByTestId('server-card').textContent).toContain('127.0.0.1:');
  expect(view.getByTestId('server-card').textContent).toContain('nobody watches a server of this machine');
  fireEvent.click(view.getByTestId('server-resize'));
  await view.findByTestId('resize-changes');
  expect(view.getByTestId('act-dialog').textContent).toContain('written down, nothing is restarted');
  expect(view.queryByTestId('resize-window')).toBeNull();
});

test('creating, and no longer looked at', async () => {
  const view = await open('harbor-energy-2-120');
  expect(view.getByTestId('server-state').dataset.state).toBe('creating');
  expect(view.getByTestId('server-card').textContent).toContain('nobody waits for it now');
  expect(view.getByTestId('server-card').textContent).toContain('none yet: it does not take connections');
});

test('a server that is not there yet leads to its steps', async () => {
  const view = await open('quarry-labs-3-235');
  view.host.state.instances.delete(view.tenant.id);
  settle(() => view.host.emit('stale', { nouns: ['tenants'], tenant: null }));
  expect((await view.findByTestId('server-none')).textContent).toContain('Its server is not made yet');
  expect(view.getByTestId('placement').textContent).toContain('an instance that is not there yet');
  expect(view.getByTestId('placement').textContent).toContain('not placed yet');
  fireEvent.click(view.getByText('Watch its steps'));
  await view.findByTestId('operation-page');
});

test.each(['shared', 'schema', 'database'] as const)(
  'on the rung %s the ladder says what climbing gives',
  async (rung) => {
    const view = await open(onRung(rung));
    const here = view.getByTestId('ladder').querySelector('[aria-current]')!;
    expect(here.textContent).toContain(rung);
    expect(view.getByTestId('ladder').textContent).toContain('Climbing gives: No neighbour');
    expect(view.queryByTestId('server-card')).toBeNull();
    expect(await axeFindings(view.container)).toEqual([]);
  },
);

test('in quarantine it says as what it is kept, and leads to the ways out', async () => {
  const { state } = fakeHost();
  const [line] = state.quarantines;
  const slug = state.tenants.find(({ id }) => id === line!.tenant)!.slug;
  const view = await open(slug);
  expect((await view.findByTestId('infrastructure-kept')).textContent).toContain('zz_q_');
  fireEvent.click(view.getByText('Restore or purge'));
  await waitFor(() => expect(view.router.state.location.search).toEqual({ tab: 'danger' }));
});

test('as support it is looked at, and not changed', async () => {
  const view = await open(
    withServer(({ pending }) => pending.length > 0),
    'support',
  );
  expect(view.getByTestId('server-resize').textContent).toContain('group ops');
});

test('a lost connection keeps what was read', async () => {
  const view = await open(withServer(({ pending }) => pending.length > 0));
  const lost = { ...view.host.state.connection, state: 'lost' as const, problem: 'Away.' };
  settle(() => view.host.emit('connection', lost));
  await view.findByTestId('lost-banner');
  expect(view.getByTestId('server-card')).toBeTruthy();
  await waitFor(() => expect(view.getByTestId('server-resize').textContent).toContain('connection is lost'));
});

test('what AWS says is never hidden, and what is bad is bad', () => {
  expect(stateOf('available', 'rds').tone).toBe('ok');
  expect(stateOf('storage-full', 'rds').tone).toBe('bad');
  expect(stateOf('incompatible-network', 'rds').tone).toBe('bad');
  expect(stateOf('something-new', 'rds')).toEqual({ tone: 'neutral', words: 'As AWS says it.' });
});
