import { fireEvent, waitFor, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { axeFindings } from '@/test/axe';
import { renderConsole } from '@/test/render';

afterEach(() => localStorage.clear());

/** Chooses the profile whose name begins so, and waits until it is shown. */
async function choose(page: HTMLElement, name: string): Promise<void> {
  const row = page.querySelector(`[data-profile^="${name}"]`) as HTMLElement;
  fireEvent.click(row);
  await waitFor(() => expect(row.getAttribute('aria-pressed')).toBe('true'));
}

test('the first start offers the sandbox, and one click leads into it as ops', async () => {
  const { findByTestId, router, host } = renderConsole('/connect', 'first');
  expect(await axeFindings(await findByTestId('welcome'))).toEqual([]);
  fireEvent.click(await findByTestId('sandbox-start'));
  await waitFor(() => expect(router.state.location.pathname).toBe('/tenants'));
  expect(host.state.connection.server).toMatchObject({ login: 'ops', profile: 'Sandbox · ops' });
});

test('each login of the sandbox is a way in', async () => {
  const { findByTestId, findAllByTestId, host } = renderConsole('/connect', 'disconnected');
  const page = await findByTestId('connect-page');
  await findAllByTestId('profile-row');
  await choose(page, 'Sandbox · auditor');
  fireEvent.click(await findByTestId('connect-go'));
  await waitFor(() => expect(host.state.connection.server?.login).toBe('auditor'));
});

test('a password that is asked for is wrong once, and nowhere but in its field', async () => {
  const { findByTestId, findAllByTestId, host, queries } = renderConsole('/connect', 'disconnected');
  const page = await findByTestId('connect-page');
  await findAllByTestId('profile-row');
  await choose(page, 'Development');
  const field = await findByTestId('field-password');
  const input = field.querySelector('input') as HTMLInputElement;
  expect(input.type).toBe('password');
  expect(input.autocomplete).toBe('off');
  fireEvent.change(input, { target: { value: 'wrong' } });
  fireEvent.click(await findByTestId('connect-go'));
  await within(field).findByRole('alert');
  expect(input.value).toBe('');
  fireEvent.change(input, { target: { value: 'right' } });
  fireEvent.click(await findByTestId('connect-go'));
  await waitFor(() => expect(host.state.connection.state).toBe('connected'));
  const kept = JSON.stringify(
    queries
      .getMutationCache()
      .getAll()
      .map(({ state }) => state),
  );
  expect(kept).not.toContain('right');
});

test('a test says what is wrong, and leads to the field', async () => {
  const { findByTestId, findAllByTestId, findByText } = renderConsole('/connect', 'disconnected');
  const page = await findByTestId('connect-page');
  await findAllByTestId('profile-row');
  await choose(page, 'Staging as a stranger');
  fireEvent.click(await findByTestId('profile-test'));
  const report = await findByTestId('profile-report');
  await within(report).findByText('The login or the password is wrong.');
  expect(report.dataset.ok).toBe('false');
  expect(await axeFindings(page)).toEqual([]);
  fireEvent.click(await findByText('Go to this field'));
  const login = (await findByTestId('field-login')).querySelector('input');
  await waitFor(() => expect(document.activeElement).toBe(login));
});

test('a profile is refused at its fields, and saved when they are right', async () => {
  const { findByTestId, findByText, host, findAllByTestId } = renderConsole('/connect', 'disconnected');
  await findAllByTestId('profile-row');
  fireEvent.click(await findByTestId('profile-new'));
  const fill = async (field: string, value: string) => {
    const input = (await findByTestId(`field-${field}`)).querySelector('input') as HTMLInputElement;
    fireEvent.change(input, { target: { value } });
  };
  fireEvent.click(await findByTestId('profile-save'));
  await findByText('Give it a name.');
  for (const [field, value] of [
    ['name', 'Staging'],
    ['host', 'db.example'],
    ['login', 'ada'],
    ['port', '70000'],
  ] as const)
    await fill(field, value);
  fireEvent.click(await findByTestId('profile-save'));
  await findByText(/A number from 1 to 65535/);
  await fill('port', '5433');
  fireEvent.click(await findByTestId('profile-save'));
  await findByText(/There is a profile "Staging" already/);
  await fill('name', 'Staging two');
  expect(await axeFindings(await findByTestId('connect-page'))).toEqual([]);
  fireEvent.click(await findByTestId('profile-save'));
  await findByTestId('connect-go');
  expect(host.state.profiles.map(({ profile }) => profile.name)).toContain('Staging two');
});

test('without a keychain it says why, and asks for passwords', async () => {
  const { findByTestId, findAllByTestId } = renderConsole('/connect', 'disconnected,nokeychain');
  expect((await findByTestId('keychain-banner')).textContent).toContain('session bus');
  await findAllByTestId('profile-row');
  await choose(await findByTestId('connect-page'), 'Staging');
  await findByTestId('field-password');
});

test('an IAM token is refused honestly', async () => {
  const { findByTestId, findAllByTestId, findByText } = renderConsole('/connect', 'disconnected');
  await findAllByTestId('profile-row');
  const page = await findByTestId('connect-page');
  await choose(page, 'The old');
  fireEvent.click(await findByTestId('connect-go'));
  await findByText(/IAM token is not in this version/);
});
