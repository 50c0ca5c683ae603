import { fireEvent, act as settle, waitFor } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { closeAct, openAct } from '@/lib/acts';
import { axeFindings } from '@/test/axe';
import { renderConsole } from '@/test/render';

afterEach(() => {
  closeAct();
  localStorage.clear();
});

async function open() {
  const view = renderConsole('/alarms', 'open');
  await view.findByTestId('operator');
  settle(() => openAct({ kind: 'new_tenant' }));
  await view.findByTestId('act-submit');
  const submit = () => view.getByTestId('act-submit');
  const type = (id: string, value: string) => fireEvent.change(view.getByTestId(id), { target: { value } });
  const value = (id: string) => (view.getByTestId(id) as HTMLInputElement).value;
  const fill = async (name: string) => {
    type('act-name', name);
    fireEvent.click((await view.findByTestId('act-tier-pro')).querySelector('input')!);
    type('act-region', 'eu-central-1');
    type('act-reason', 'Signed on Monday.');
  };
  return { ...view, submit, type, value, fill };
}

test('the slug follows the name until it is written; then its page opens', async () => {
  const view = await open();
  await view.fill('Söhne & Kinder');
  expect(view.value('act-slug')).toBe('sohne-kinder');
  view.type('act-slug', 'kinder');
  view.type('act-name', 'Söhne, Kinder & Enkel');
  expect(view.value('act-slug')).toBe('kinder');
  fireEvent.click(view.submit());
  await waitFor(() => expect(view.router.state.location.pathname).toBe('/tenants/kinder'));
  expect(view.host.state.tenants.at(-1)).toMatchObject({
    slug: 'kinder',
    tier: 'pro',
    rung: 'shared',
    parent: null,
  });
});

test('a slug that is taken is said at its field, and nothing is lost', async () => {
  const view = await open();
  await view.fill('Another');
  const taken = view.host.state.tenants[0]!.slug;
  view.type('act-slug', taken);
  fireEvent.click(view.submit());
  expect((await view.findByTestId('error-slug')).textContent).toContain('taken');
  expect([view.value('act-name'), view.value('act-region')]).toEqual(['Another', 'eu-central-1']);
  view.type('act-slug', 'another-2');
  await waitFor(() => expect(view.queryByTestId('error-slug')).toBeNull());
});

test('a rung of its own is provisioned by an operation, whose steps are shown', async () => {
  const view = await open();
  await view.fill('Another Schema');
  expect(view.getByTestId('rung-schema').textContent).toContain('usual');
  fireEvent.click(view.getByTestId('rung-schema').querySelector('input')!);
  expect(view.getByTestId('act-summary').textContent).toContain('put on the queue');
  fireEvent.click(view.submit());
  await view.findByTestId('operation-page');
  expect(view.getByTestId('operation-page').textContent).toContain(
    'Provision another-schema on the rung schema',
  );
  expect(view.host.state.tenants.at(-1)).toMatchObject({ rung: 'schema', status: 'provisioning' });
});

test('an instance says what is made and how long it takes, and axe finds nothing', async () => {
  const view = await open();
  await view.fill('Another Server');
  fireEvent.click(view.getByTestId('rung-instance').querySelector('input')!);
  const said = view.getByTestId('act-summary').textContent;
  expect(said).toContain('class db.t3.small, cost medium');
  expect(said).toContain('About 10 to 15 minutes at AWS, seconds on this machine.');
  expect(await axeFindings(view.getByTestId('act-dialog'))).toEqual([]);
  fireEvent.click(view.submit());
  await view.findByTestId('operation-page');
  expect(view.getByTestId('operation-page').textContent).toContain('on the rung instance');
  expect(view.getByTestId('step-create_instance')).toBeTruthy();
  expect(view.host.state.tenants.at(-1)).toMatchObject({ rung: 'instance', status: 'provisioning' });
});

test('where no servers are made it is said at the rung, and of a tier without one at the tier', async () => {
  const view = await open();
  await view.fill('Another Server');
  fireEvent.click(view.getByTestId('rung-instance').querySelector('input')!);
  view.type('act-region', 'sa-east-1');
  fireEvent.click(view.submit());
  expect((await view.findByTestId('error-rung')).textContent).toContain(
    'On sa-shared-1 no servers are made.',
  );
  view.type('act-region', 'us-east-1');
  fireEvent.click((await view.findByTestId('act-tier-free')).querySelector('input')!);
  await waitFor(() => expect(view.queryByTestId('error-rung')).toBeNull());
  fireEvent.click(view.submit());
  expect((await view.findByTestId('error-tier')).textContent).toContain('has no server of its own');
  expect(view.value('act-name')).toBe('Another Server');
});
