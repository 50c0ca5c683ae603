import { fireEvent, act as settle, waitFor, within } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { closeAct } from '@/lib/acts';
import { copyText } from '@/lib/copyText';
import { axeFindings } from '@/test/axe';
import { renderConsole } from '@/test/render';

vi.mock('@/lib/copyText', () => ({ copyText: vi.fn(async () => undefined) }));

afterEach(() => {
  closeAct();
  localStorage.clear();
});

type Console = ReturnType<typeof renderConsole>;

function elapse({ host }: Console, seconds: number): void {
  const { now } = host.state;
  host.state.now = () => now() + seconds * 1000;
  settle(() => host.emit('stale', { nouns: ['operations', 'tenants'], tenant: null }));
}

/** The page of the first operation on a server in a state. */
async function show(state: 'running' | 'failed' | 'done', kind: 'create' | 'resize' = 'create') {
  const view = renderConsole('/operations', 'ops,open');
  await view.findAllByTestId('operation-row');
  const { id } = view.host.state.operations.find(
    (one) => one.rung === 'instance' && one.state === state && one.kind === kind,
  )!;
  await settle(() => view.router.navigate({ to: '/operations/$operation', params: { operation: id } }));
  await view.findByTestId('operation-page');
  return view;
}

test('a step that waits for AWS says how often it looked, and goes on saying it', async () => {
  const view = await show('running');
  expect(view.getAllByTestId(/^step-[a-z]+(_[a-z]+)?$/).length).toBeGreaterThanOrEqual(10);
  const waits = view.getByTestId('waits-await_instance');
  expect(waits.textContent).toMatch(/^saas-.* is creating; looked 5 of 60 times, 2.4 minutes\.$/);
  expect(waits.getAttribute('aria-live')).toBe('polite');
  elapse(view, 60);
  await waitFor(() =>
    expect(view.getByTestId('waits-await_instance').textContent).toContain('looked 7 of 60 times, 3.4'),
  );
  expect(await axeFindings(view.container)).toEqual([]);
});

test('the call to AWS stands under its step, and is copied as it is', async () => {
  const view = await show('running');
  const step = view.getByTestId('step-create_instance');
  const call = within(step).getByTestId('step-call');
  expect(call.textContent).toContain('aws rds create-db-instance');
  fireEvent.click(within(call).getByLabelText('Copy the call to AWS'));
  await waitFor(() => within(call).getByLabelText('Copied'));
  const copied = vi.mocked(copyText).mock.calls[0]![0];
  expect(copied).toMatch(/^aws rds create-db-instance --region us-west-2 --db-instance-identifier saas-/);
  expect(copied).not.toContain('  ');
  expect(within(view.getByTestId('step-await_instance')).queryByTestId('step-call')).toBeNull();
});

test('paused by refused credentials: what was made is kept, to be retried', async () => {
  const view = await show('failed');
  const error = view.getByTestId('operation-error');
  expect(error.dataset.paused).toBe('true');
  expect(error.textContent).toContain('credentials have expired');
  expect(error.textContent).toContain('what had been made is kept');
  expect(await axeFindings(view.container)).toEqual([]);
  fireEvent.click(view.getByTestId('operation-retry'));
  fireEvent.change(await view.findByTestId('act-reason'), { target: { value: 'Logged in again.' } });
  fireEvent.click(view.getByTestId('act-submit'));
  await waitFor(() => expect(view.getByTestId('operation-page').dataset.state).toBe('queued'));
  elapse(view, 5);
  await waitFor(() => expect(view.getByTestId('step-await_instance').dataset.state).toBe('running'));
  expect(view.getByTestId('step-create_instance').dataset.state).toBe('done');
});

test('or to be cancelled, which takes it back', async () => {
  const view = await show('failed');
  fireEvent.click(view.getByTestId('operation-cancel'));
  expect((await view.findByTestId('act-dialog')).textContent).toContain('What was made at AWS is deleted');
  fireEvent.change(view.getByTestId('act-reason'), { target: { value: 'Ordered by mistake.' } });
  fireEvent.click(view.getByTestId('act-submit'));
  await waitFor(() => expect(view.getByTestId('step-create_instance').dataset.state).toBe('undoing'));
  elapse(view, 10);
  await waitFor(() => expect(view.getByTestId('operation-page').dataset.state).toBe('cancelled'));
});

test('a change of the server is not cancelled, and shows its call', async () => {
  const view = await show('done', 'resize');
  expect(view.getByTestId('operation-page').textContent).toContain('Change the server of ');
  expect(view.getByTestId('step-call').textContent).toContain('modify-db-instance');
  expect(view.getByTestId('step-call').textContent).toContain('--no-apply-immediately');
});
