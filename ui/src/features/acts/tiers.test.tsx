import { fireEvent, act as settle, waitFor } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import type { FakeTenant } from '@/ipc/fake/fleet';
import { closeAct, openAct } from '@/lib/acts';
import { axeFindings } from '@/test/axe';
import { renderConsole } from '@/test/render';

afterEach(() => {
  closeAct();
  localStorage.clear();
});

const crowded = (tenant: FakeTenant) =>
  tenant.status === 'active' && tenant.tier === 'enterprise' && tenant.used.users > 100n;

async function open(words = 'open', fits = crowded) {
  const view = renderConsole('/alarms', words);
  await view.findByTestId('operator');
  const tenant = view.host.state.tenants.find(fits)!;
  settle(() => openAct({ kind: 'change_tier', tenant: tenant.slug }));
  await view.findByTestId('act-submit');
  const submit = () => view.getByTestId('act-submit');
  const choose = async (tier: string) => {
    fireEvent.click((await view.findByTestId(`act-tier-${tier}`)).querySelector('input')!);
    await view.findByTestId('act-plan');
  };
  const reason = (value: string) => fireEvent.change(view.getByTestId('act-reason'), { target: { value } });
  const gone = () => waitFor(() => expect(view.queryByTestId('act-dialog')).toBeNull());
  return { ...view, tenant, submit, choose, reason, gone };
}

test('a downgrade below use: plan, rehearsal, each limit acknowledged, done, and a way back', async () => {
  const view = await open();
  await view.choose('free');
  const plan = view.getByTestId('act-plan').textContent;
  expect(plan).toContain('more than allowed');
  expect((await view.findByText(/would have been hit\.$/)).textContent).toContain('28 sampled of 30 days');
  expect(view.getByTestId('act-facts').textContent).toContain('the move is a separate operation');
  expect(view.getByTestId('act-sql').textContent).toContain('set_tier');
  expect(await axeFindings(view.getByTestId('act-dialog'))).toEqual([]);
  view.reason('They asked for it.');
  fireEvent.click(view.submit());
  expect(view.tenant.tier).toBe('enterprise');
  expect(view.getByTestId('act-lack').textContent).toContain('Acknowledge what is over');
  for (const box of view.getAllByTestId(/^act-acknowledge-/)) fireEvent.click(box);
  fireEvent.click(view.submit());
  await view.gone();
  expect(view.tenant.tier).toBe('free');
  fireEvent.click(await view.findByText('Change back'));
  await view.findByTestId('act-plan');
  expect(view.getByTestId('act-tier-enterprise').querySelector('input')?.checked).toBe(true);
});

test('an upgrade wants a reason only', async () => {
  const view = await open(
    'open',
    ({ status, tier, slug }) => status === 'active' && tier === 'free' && /\d$/.test(slug),
  );
  await view.choose('enterprise');
  expect(view.queryByTestId('field-acknowledge')).toBeNull();
  view.reason('Signed the order form.');
  fireEvent.click(view.submit());
  await view.gone();
  expect(view.tenant.tier).toBe('enterprise');
});

test('a refused reason lands at its field, and the plan stays', async () => {
  const view = await open(
    'open',
    ({ status, tier, slug }) => status === 'active' && tier === 'free' && /\d$/.test(slug),
  );
  await view.choose('pro');
  view.reason('x'.repeat(501));
  fireEvent.click(view.submit());
  await view.findByTestId('error-reason');
  view.getByTestId('act-plan');
});

test('a change by somebody else is shown, and the plan is made again on it', async () => {
  const view = await open(
    'open',
    ({ status, tier, slug }) => status === 'active' && tier === 'free' && /\d$/.test(slug),
  );
  await view.choose('enterprise');
  view.tenant.version += 1n;
  view.tenant.tier = 'starter';
  view.reason('Decided on the old.');
  fireEvent.click(view.submit());
  const conflict = await view.findByTestId('act-conflict');
  expect(conflict.textContent).toContain('starter');
  expect(view.tenant.tier).toBe('starter');
  fireEvent.click(view.getByText('Reload plan'));
  await waitFor(() => expect(view.queryByTestId('act-conflict')).toBeNull());
  await waitFor(() => expect(view.getByTestId('act-lack').textContent).toBe(''));
  fireEvent.click(view.submit());
  await view.gone();
  expect(view.tenant.tier).toBe('enterprise');
});
