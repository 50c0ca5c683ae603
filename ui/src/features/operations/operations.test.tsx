import { fireEvent, act as settle, waitFor } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { closeAct } from '@/lib/acts';
import { axeFindings } from '@/test/axe';
import { renderConsole } from '@/test/render';
import { readOperationsSearch, statesOf } from './search';

afterEach(() => {
  closeAct();
  localStorage.clear();
});

type Console = ReturnType<typeof renderConsole>;

const states = (view: Console) => view.getAllByTestId('operation-row').map(({ dataset }) => dataset.state);
const chip = (view: Console, state: string) => view.getByTestId(`state-${state}`);

/** Lets the fake's clock run, and tells the console. */
function elapse({ host }: Console, seconds: number): void {
  const { now } = host.state;
  host.state.now = () => now() + seconds * 1000;
  settle(() => host.emit('stale', { nouns: ['operations', 'tenants'], tenant: null }));
}

/** The page of the first operation in a state. */
async function show(state: string, words = 'ops,open') {
  const view = renderConsole(`/operations?states=${state}`, words);
  const [row] = await view.findAllByTestId('operation-row');
  fireEvent.click(row!.querySelector('a')!);
  await view.findByTestId('operation-page');
  return view;
}

test('each state has a chip with its count, several hold together, and axe finds nothing', async () => {
  const view = renderConsole('/operations');
  await view.findAllByTestId('operation-row');
  await waitFor(() => expect(chip(view, 'stuck').textContent).toBe('stuck1'));
  expect(chip(view, 'running').textContent).toBe('running3');
  expect(await axeFindings(view.container)).toEqual([]);
  fireEvent.click(chip(view, 'stuck'));
  await waitFor(() => expect(states(view)).toEqual(['stuck']));
  fireEvent.click(chip(view, 'failed'));
  await waitFor(() => expect(new Set(states(view))).toEqual(new Set(['stuck', 'failed'])));
  expect(view.router.state.location.search).toEqual({ states: 'stuck,failed' });
});

test('older ones come by pages, each once', async () => {
  const view = renderConsole('/operations');
  await view.findAllByTestId('operation-row');
  expect(states(view)).toHaveLength(50);
  fireEvent.click(view.getByTestId('operations-older'));
  await waitFor(() => expect(states(view)).toHaveLength(view.host.state.operations.length));
  expect(view.queryByTestId('operations-older')).toBeNull();
});

test('without a worker what is queued is said to wait', async () => {
  const view = renderConsole('/operations', 'noworker');
  expect((await view.findByTestId('no-worker')).textContent).toContain('1 on the queue');
  expect(view.getByTestId('workers').textContent).toBe('no worker');
  expect(await axeFindings(view.container)).toEqual([]);
});

test('none, one, and refused', async () => {
  const none = renderConsole('/operations', 'empty');
  expect((await none.findByTestId('empty-state')).textContent).toContain('No operation yet');
  none.unmount();
  const one = renderConsole('/operations', 'one');
  expect((await one.findByTestId('operation-row')).dataset.state).toBe('done');
  one.unmount();
  const nobody = renderConsole('/operations', 'nobody');
  expect((await nobody.findByTestId('error-state')).textContent).toContain('may not do this');
});

test('a lost connection keeps what was read, and refuses to cancel', async () => {
  const view = await show('running');
  settle(() =>
    view.host.emit('connection', { ...view.host.state.connection, state: 'lost', problem: 'Away.' }),
  );
  await view.findByTestId('lost-banner');
  await waitFor(() =>
    expect(view.getByTestId('operation-cancel').textContent).toContain('connection is lost'),
  );
  expect(view.getByTestId('steps')).toBeTruthy();
});

test('the top bar counts what is in flight and leads to it', async () => {
  const view = renderConsole('/alarms');
  const mark = await view.findByTestId('in-flight');
  expect(mark.textContent).toBe('51 stuck');
  fireEvent.click(mark);
  await waitFor(() =>
    expect(view.router.state.location.search).toEqual({ states: 'queued,running,cancelling,stuck' }),
  );
});

test('an operation goes on while one looks', async () => {
  const view = renderConsole('/operations?states=running');
  const row = (await view.findAllByTestId('operation-row')).find(({ textContent }) =>
    /database/.test(textContent ?? ''),
  );
  fireEvent.click(row!.querySelector('a')!);
  const step = await view.findByTestId('step-make_database');
  expect(step.dataset.state).toBe('running');
  expect(view.getByTestId('operation-clock').textContent).toContain('so far, usually 29 s');
  elapse(view, 12);
  await waitFor(() => expect(view.getByTestId('step-make_database').dataset.state).toBe('done'));
  elapse(view, 60);
  await waitFor(() => expect(view.getByTestId('operation-page').dataset.state).toBe('done'));
  expect(view.getByTestId('operation-cancel').textContent).toContain('nothing to cancel');
  expect(await axeFindings(view.container)).toEqual([]);
});

test('what is stuck names what was left behind, and is retried with a reason', async () => {
  const view = await show('stuck');
  expect(view.getByTestId('step-resource').textContent).toContain('schema tenant_');
  expect(view.getByTestId('operation-error').textContent).toContain('reporting.all_invoices');
  expect(await axeFindings(view.container)).toEqual([]);
  fireEvent.click(view.getByTestId('operation-retry'));
  fireEvent.change(await view.findByTestId('act-reason'), { target: { value: 'The view is changed.' } });
  fireEvent.click(view.getByTestId('act-submit'));
  await waitFor(() => expect(view.getByTestId('operation-page').dataset.state).toBe('queued'));
  elapse(view, 60);
  await waitFor(() => expect(view.getByTestId('operation-page').dataset.state).toBe('done'));
});

test('a queued one is cancelled with a reason', async () => {
  const view = await show('queued');
  expect(view.getByTestId('operation-waiting').textContent).toContain('worker to be free');
  fireEvent.click(view.getByTestId('operation-cancel'));
  expect((await view.findByTestId('act-lack')).textContent).toContain('at least 3');
  fireEvent.change(view.getByTestId('act-reason'), { target: { value: 'Ordered by mistake.' } });
  fireEvent.click(view.getByTestId('act-submit'));
  await waitFor(() => expect(view.getByTestId('operation-page').dataset.state).toBe('cancelled'));
});

test('there is no such operation, and an id that is none', async () => {
  const view = renderConsole('/operations/nothing');
  expect((await view.findByTestId('empty-state')).textContent).toContain('no such operation');
});

test('the quarantine: who may purge what, and when', async () => {
  const view = renderConsole('/operations?view=quarantine', 'ops,open');
  const rows = await view.findAllByTestId('quarantine-row');
  expect(rows).toHaveLength(3);
  const why = rows.map((row) => row.querySelector('[data-testid=quarantine-purge]')!.textContent);
  expect(rows[0]!.textContent).toContain('may be purged now');
  expect(why[0]).toBe('Purge…');
  expect(why[1]).toContain('a second person purges');
  expect(why[2]).toContain('It may be purged in 2');
  expect(await axeFindings(view.container)).toEqual([]);
  fireEvent.click(rows[1]!.querySelector('[data-testid=quarantine-restore]')!);
  fireEvent.change(await view.findByTestId('act-reason'), { target: { value: 'They renewed.' } });
  fireEvent.click(view.getByTestId('act-submit'));
  expect((await view.findByTestId('operation-page')).textContent).toContain('Restore ');
});

test('an empty quarantine says what it is for', async () => {
  const view = renderConsole('/operations?view=quarantine', 'empty');
  expect((await view.findByTestId('empty-state')).textContent).toContain('Nothing is in quarantine');
});

test('a hostile name stays text in every list', async () => {
  const view = renderConsole('/operations?view=quarantine', 'ops');
  await view.findAllByTestId('quarantine-row');
  const { quarantines, tenants } = view.host.state;
  tenants.find(({ id }) => id === quarantines[0]!.tenant)!.name = '<img src=x onerror=alert(1)>';
  elapse(view, 0);
  await view.findByText('<img src=x onerror=alert(1)>');
  expect(document.querySelector('img')).toBeNull();
});

test('the route holds only what is known', () => {
  expect(readOperationsSearch({ view: 'nonsense', states: 'stuck,nonsense,queued', tenant: ' ' })).toEqual({
    view: undefined,
    states: 'queued,stuck',
    tenant: undefined,
  });
  expect(statesOf(undefined)).toEqual([]);
});
