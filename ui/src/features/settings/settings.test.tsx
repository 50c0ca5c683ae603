import { fireEvent, waitFor } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { setPreferences } from '@/lib/preferences';
import { axeFindings } from '@/test/axe';
import { renderConsole } from '@/test/render';

afterEach(() => setPreferences({ theme: 'system', density: 'compact' }));

test('theme and density act at once, the log is there, and axe finds nothing', async () => {
  const { findByTestId, findByLabelText } = renderConsole('/settings');
  const page = await findByTestId('settings-page');
  expect((await findByTestId('log')).textContent).toContain('[redacted]');
  fireEvent.click(await findByLabelText('Dark'));
  fireEvent.click(await findByLabelText('Comfortable'));
  expect(document.documentElement.dataset).toMatchObject({ theme: 'dark', density: 'comfortable' });
  expect(await axeFindings(page)).toEqual([]);
});

test('a reset takes the typed phrase', async () => {
  const { findByTestId, findByLabelText, queryByTestId } = renderConsole('/settings');
  fireEvent.click(await findByTestId('sandbox-reset'));
  const confirm = await findByTestId('sandbox-reset-confirm');
  expect(confirm.getAttribute('aria-disabled')).toBe('true');
  fireEvent.change(await findByLabelText(/Type/), { target: { value: 'reset sandbox' } });
  await waitFor(() =>
    expect(
      document.querySelector('[data-testid=sandbox-reset-confirm]')?.getAttribute('aria-disabled'),
    ).toBeNull(),
  );
  fireEvent.click(await findByTestId('sandbox-reset-confirm'));
  await waitFor(() => expect(queryByTestId('sandbox-reset-dialog')).toBeNull());
});

test('stopping the sandbox one is connected to is asked first, and opens Connect', async () => {
  const { findByTestId, router } = renderConsole('/settings');
  fireEvent.click(await findByTestId('sandbox-stop'));
  fireEvent.click(await findByTestId('sandbox-stop-confirm'));
  await waitFor(() => expect(router.state.location.pathname).toBe('/connect'));
});
