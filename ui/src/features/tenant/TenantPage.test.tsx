import { cleanup, fireEvent, act as settle, waitFor } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { type FakeTenant, fakeFleet } from '@/ipc/fake/fleet';
import { closeAct } from '@/lib/acts';
import { axeFindings } from '@/test/axe';
import { renderConsole } from '@/test/render';

// jsdom has no canvas: the plot says what it was given.
vi.mock('@/components/Plot', () => ({
  Plot: ({ label, days, series, limits }: import('@/components/Plot').PlotProps) => (
    <div data-testid="plot">
      {label}: {days.length} days, {series[0]?.values.filter((value) => value === null).length} gaps,{' '}
      {limits?.length} limits
    </div>
  ),
}));

afterEach(() => {
  closeAct();
  localStorage.clear();
});

async function open(words = '', fits: (tenant: FakeTenant) => boolean = () => true, search = '') {
  const found = fakeFleet(300, Date.now()).find(fits)!;
  const view = renderConsole(`/tenants/${found.slug}${search}`, words);
  await view.findByTestId('tenant-page');
  const tenant = view.host.state.tenants.find(({ slug }) => slug === found.slug)!;
  return { ...view, tenant };
}

test('the overview says who it is, how it stands and what was done; axe finds nothing', async () => {
  const view = await open('', ({ status, tier }) => status === 'suspended' && tier === 'pro');
  expect(view.getByTestId('tenant-status').textContent).toBe('suspended');
  expect(view.getByTestId('tenant-tier').textContent).toBe('pro');
  expect(view.getByTestId('tenant-status-reason').textContent).toContain('Invoice 2214 unpaid');
  await waitFor(() => expect(view.getAllByTestId('audit-entry').length).toBeGreaterThan(0));
  await view.findAllByText(/2 without a sample/);
  expect(await axeFindings(view.container)).toEqual([]);
});

test('a hostile name is text', async () => {
  const view = await open('', ({ slug }) => slug === 'img-onerror');
  expect(view.getByRole('heading', { level: 1 }).textContent).toBe('<img src=x onerror=alert(1)>');
  expect(document.querySelector('img')).toBeNull();
});

test.each(['usage', 'limits', 'data', 'infrastructure', 'access', 'danger'])(
  'the tab %s is kept in the route, and axe finds nothing',
  async (tab) => {
    const view = await open('', ({ overrides }) => Boolean(overrides.users));
    fireEvent.click(view.getByTestId(`tab-${tab}`));
    await waitFor(() => expect(view.router.state.location.search).toEqual({ tab }));
    await waitFor(() => expect(view.queryByRole('status', { name: /Loading/ })).toBeNull());
    expect(await axeFindings(view.container)).toEqual([]);
  },
);

test('usage: a plot a metric, gaps kept, limits where there are some, the range in the route', async () => {
  const view = await open('', ({ tier }) => tier === 'pro', '?tab=usage');
  await waitFor(() => expect(view.getAllByTestId('plot').length).toBe(5));
  const said = view.getAllByTestId('plot').map(({ textContent }) => textContent);
  expect(said[0]).toBe('Users by day: 30 days, 2 gaps, 1 limits');
  expect(said[3]).toBe('API calls by day: 30 days, 2 gaps, 0 limits');
  fireEvent.click(view.getByLabelText('90 days'));
  await view.findByText(/Users by day: 90 days/);
  expect(view.router.state.location.search).toMatchObject({ tab: 'usage', days: '90' });
});

test('limits: the override with its reason, and ways to change it', async () => {
  const view = await open(
    '',
    ({ overrides, status }) => Boolean(overrides.users) && status === 'active',
    '?tab=limits',
  );
  const row = await view.findByTestId('limit-users');
  expect(row.textContent).toContain('Trade fair until Friday, agreed in SUP-1881.');
  expect(row.textContent).toContain('250');
  fireEvent.click(view.getByLabelText('Clear the override of Users'));
  expect((await view.findByTestId('act-preview')).textContent).toContain('250');
});

test('access: an entry opens whole', async () => {
  const view = await open('', () => true, '?tab=access');
  fireEvent.click((await view.findAllByTestId('audit-entry'))[0]!);
  expect((await view.findByTestId('audit-drawer')).textContent).toContain('What changed');
});

test('keys open the acts', async () => {
  const view = await open('', ({ status }) => status === 'active');
  fireEvent.keyDown(window, { key: 'e' });
  expect((await view.findByTestId('act-dialog')).textContent).toContain('Change tier');
});

test('as support nothing is changed, and the reason is told by button and by key', async () => {
  const view = await open('support', ({ status }) => status === 'active');
  expect(view.getByText('Change tier').textContent).toContain('group ops');
  fireEvent.keyDown(window, { key: 's' });
  await waitFor(() => expect(document.body.textContent).toContain('Only operators of the group ops'));
  expect(view.queryByTestId('act-dialog')).toBeNull();
});

test('what is not in this version says so', async () => {
  const view = await open('', () => true, '?tab=danger');
  expect((await view.findByText('Move…')).getAttribute('aria-disabled')).toBe('true');
});

test('danger: delete opens its dialog; as support it is refused with the reason', async () => {
  const fits = ({ status, parent }: FakeTenant) => status === 'active' && parent !== null;
  const view = await open('', fits, '?tab=danger');
  fireEvent.click(await view.findByTestId('danger-delete'));
  await view.findByTestId('phrase-wanted');
  cleanup();
  closeAct();
  const other = await open('support', fits, '?tab=danger');
  expect((await other.findByTestId('danger-delete')).textContent).toContain('group ops');
});

test('in quarantine: countdown, what is kept, and both ways out', async () => {
  const view = renderConsole('/operations?view=quarantine', '');
  await view.findAllByTestId('quarantine-row');
  const { quarantines, tenants } = view.host.state;
  const mine = quarantines.find(({ deletedBy }) => deletedBy === 'ops')!;
  const slug = tenants.find(({ id }) => id === mine.tenant)!.slug;
  await settle(() =>
    view.router.navigate({ to: '/tenants/$tenant', params: { tenant: slug }, search: { tab: 'danger' } }),
  );
  expect((await view.findByTestId('quarantine-countdown')).textContent).toContain('in 11 d');
  expect(view.getByTestId('danger-purge').textContent).toContain('second person');
  expect(view.getByTestId('danger-restore').getAttribute('aria-disabled')).toBeNull();
  expect(view.getAllByText('Suspend')[0]!.closest('button')?.textContent).toContain('deleting');
  expect(await axeFindings(view.container)).toEqual([]);
});

test('an open operation stands on every tab, and leads to its steps', async () => {
  const view = renderConsole('/operations?states=stuck', '');
  await view.findByTestId('operation-row');
  const stuck = view.host.state.operations.find(({ state }) => state === 'stuck')!;
  const to = (tab: 'usage' | 'infrastructure') =>
    settle(() =>
      view.router.navigate({
        to: '/tenants/$tenant',
        params: { tenant: stuck.tenant.slug },
        search: { tab },
      }),
    );
  await to('usage');
  await waitFor(() => expect(view.getByTestId('operation-banner').textContent).toContain('isolation kit'));
  await to('infrastructure');
  expect((await view.findByTestId('operation-row')).textContent).toContain('stuck');
  expect(await axeFindings(view.container)).toEqual([]);
  fireEvent.click(view.getByTestId('operation-banner'));
  await view.findByTestId('operation-page');
});

test.each([
  ['nobody-here', 'There is no tenant'],
  ['fail-internal', 'always answers internal'],
])('%s: %s', async (slug, words) => {
  const view = renderConsole(`/tenants/${slug}`);
  await view.findByText(new RegExp(words));
});

test('a lost connection keeps what was read, and refuses changes', async () => {
  const view = await open('', ({ status }) => status === 'active');
  view.host.emit('connection', { ...view.host.state.connection, state: 'lost', problem: 'Restarting.' });
  await view.findByTestId('lost-banner');
  expect(view.getByTestId('tenant-page').textContent).toContain(view.tenant.name);
  await waitFor(() => expect(view.getByText('Suspend').textContent).toContain('connection is lost'));
});
