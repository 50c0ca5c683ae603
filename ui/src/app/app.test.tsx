import { fireEvent, waitFor } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { axeFindings } from '@/test/axe';
import { renderConsole } from '@/test/render';

afterEach(() => {
  localStorage.clear();
});

test('the frame shows environment, operator and connection, and axe finds nothing', async () => {
  const { findByTestId, container } = renderConsole('/alarms', 'support,production');
  expect((await findByTestId('operator')).textContent).toContain('support');
  await waitFor(() => expect(document.documentElement.dataset.environment).toBe('production'));
  expect(await axeFindings(container)).toEqual([]);
});

test('it opens where it was left', async () => {
  localStorage.setItem('tenantry.place', '/audit');
  const { router } = renderConsole('/');
  await waitFor(() => expect(router.state.location.pathname).toBe('/audit'));
});

test('without a connection it opens on Connect, whatever page was asked for', async () => {
  const { router } = renderConsole('/fleet', 'disconnected');
  await waitFor(() => expect(router.state.location.pathname).toBe('/connect'));
});

test('a lost connection is said, and gone when it is back', async () => {
  const { findByTestId, queryByTestId, host } = renderConsole('/alarms');
  await findByTestId('operator');
  const connected = host.state.connection;
  host.emit('connection', { ...connected, state: 'lost', problem: 'The server is restarting.' });
  expect((await findByTestId('lost-banner')).textContent).toContain('changes are refused');
  host.emit('connection', connected);
  await waitFor(() => expect(queryByTestId('lost-banner')).toBeNull());
});

test('keys go to pages, open the palette and the cheat sheet', async () => {
  const { router, findByTestId } = renderConsole('/alarms');
  await findByTestId('operator');
  fireEvent.keyDown(window, { key: 'g' });
  fireEvent.keyDown(window, { key: 'c' });
  await waitFor(() => expect(router.state.location.pathname).toBe('/clusters'));
  fireEvent.keyDown(window, { key: '?' });
  const sheet = await findByTestId('cheat-sheet');
  expect(sheet.textContent).toContain('Tenants');
  expect(await axeFindings(sheet)).toEqual([]);
});

test('the palette finds a tenant on the server and shows its name as text', async () => {
  const { findByTestId, findByPlaceholderText, findByText, router } = renderConsole('/alarms');
  fireEvent.click(await findByTestId('open-palette'));
  const input = await findByPlaceholderText(/A tenant, a page/);
  fireEvent.change(input, { target: { value: 'img-onerror' } });
  await findByText('<img src=x onerror=alert(1)>');
  const selected = () => document.querySelector('[data-selected=true]')?.textContent;
  await waitFor(() => expect(selected()).toContain('<img src=x'));
  fireEvent.keyDown(input, { key: 'Enter' });
  await waitFor(() => expect(router.state.location.pathname).toBe('/tenants/img-onerror'));
  expect(document.querySelector('img')).toBeNull();
});
