import { act, fireEvent, waitFor, within } from '@testing-library/react';
import { beforeAll, expect, test, vi } from 'vitest';
import { axeFindings } from '@/test/axe';
import { renderConsole } from '@/test/render';
import { readMoment, typedMoment } from './moments';

// jsdom lays nothing out: the virtual list needs a height to draw rows into.
beforeAll(() => {
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(96);
  vi.spyOn(Element.prototype, 'clientWidth', 'get').mockReturnValue(1200);
});

test('the trail is newest first, an entry opens with its change', async () => {
  const { findByTestId, findAllByTestId, router } = renderConsole('/audit');
  const page = await findByTestId('audit-page');
  const [first] = await findAllByTestId('audit-entry');
  expect(first?.dataset.number).toBe('400');
  fireEvent.click(page.querySelector('[data-number="399"]') as HTMLElement);
  const drawer = await findByTestId('audit-drawer');
  expect(router.state.location.search).toMatchObject({ entry: '399' });
  const rows = within(await within(drawer).findByTestId('diff')).getAllByRole('row');
  expect(rows[1]?.textContent).toContain('tier');
});

test('axe finds nothing, with an entry open beside the list', async () => {
  const { findByTestId, findAllByTestId } = renderConsole('/audit?entry=%22399%22');
  await findAllByTestId('audit-entry');
  expect(await axeFindings(await findByTestId('audit-page'))).toEqual([]);
  expect(await axeFindings(await findByTestId('audit-drawer'))).toEqual([]);
}, 20_000);

test('filters live in the route', async () => {
  const { findByLabelText, findAllByTestId, router } = renderConsole('/audit?action=tenant.suspend');
  for (const row of await findAllByTestId('audit-entry')) expect(row.textContent).toContain('Suspended');
  fireEvent.change(await findByLabelText('Who'), { target: { value: 'nobody-at-all' } });
  await waitFor(() => expect(router.state.location.search).toMatchObject({ who: 'nobody-at-all' }));
  await waitFor(() => expect(document.body.textContent).toContain('No entry matches'));
});

test('a new entry comes in by itself', async () => {
  const { findAllByTestId, host } = renderConsole('/audit');
  await findAllByTestId('audit-entry');
  const tenant = host.state.tenants.find(({ status }) => status === 'active')?.slug ?? '';
  await act(async () => {
    await host.invoke('tenant_suspend', { tenant, reason: 'Asked for a pause.', version: null });
    host.emit('stale', { nouns: ['audit'], tenant: null });
  });
  await waitFor(async () => expect((await findAllByTestId('audit-entry'))[0]?.dataset.number).toBe('401'));
});

test('an entry far down the trail is fetched by its number', async () => {
  const { findByTestId } = renderConsole('/audit?entry=%2212%22');
  const drawer = await findByTestId('audit-drawer');
  await within(drawer).findByTestId('audit-details');
  expect(drawer.textContent).toContain('Entry #12');
});

test('moments are read as they are typed', () => {
  const iso = readMoment('2026-11-21 18:00', 'start');
  expect(typedMoment(iso ?? '')).toBe('2026-11-21 18:00');
  expect(typedMoment(readMoment('2026-11-21', 'end') ?? '')).toBe('2026-11-21 23:59');
  expect(readMoment('2026-02-30', 'start')).toBeNull();
  expect(readMoment('Friday', 'start')).toBeNull();
});
