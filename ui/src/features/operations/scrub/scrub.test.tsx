import { fireEvent, act as settle, waitFor } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { closeAct } from '@/lib/acts';
import { axeFindings } from '@/test/axe';
import { renderConsole } from '@/test/render';

afterEach(() => {
  closeAct();
  localStorage.clear();
});

type Console = ReturnType<typeof renderConsole>;

const open = (words: string) => renderConsole('/operations?view=scrub', words);

function elapse({ host }: Console, seconds: number): void {
  const { now } = host.state;
  host.state.now = () => now() + seconds * 1000;
  settle(() => host.emit('stale', { nouns: ['operations'], tenant: null }));
}

function say(view: Console, reason: string): void {
  fireEvent.change(view.getByTestId('act-reason'), { target: { value: reason } });
  fireEvent.click(view.getByTestId('act-submit'));
}

const outcomes = (view: Console) =>
  Object.fromEntries(view.getAllByTestId('finding').map(({ dataset }) => [dataset.number, dataset.outcome]));
const refused = (view: Console, id: string) => view.getByTestId(id).textContent ?? '';

test('never run: what it is, and the way to begin; it goes on by places until it is done', async () => {
  const view = open('ops,open');
  expect((await view.findByTestId('scrub-never')).textContent).toContain('both ways');
  expect(await axeFindings(view.container)).toEqual([]);
  fireEvent.click(view.getByTestId('scrub-request'));
  await view.findByTestId('act-submit');
  say(view, 'The weekly look.');
  expect((await view.findByTestId('scrub')).dataset.state).toBe('queued');
  elapse(view, 3);
  await waitFor(() => expect(view.getByTestId('scrub').dataset.state).toBe('running'));
  expect(view.getByTestId('scrub-words').textContent).toContain('A worker is looking');
  expect(refused(view, 'scrub-request')).toContain('one at a time');
  elapse(view, 10);
  await waitFor(() => expect(view.getByTestId('scrub').dataset.state).toBe('done'));
  expect(view.getByTestId('scrub-words').textContent).toBe('13 things found in 3 of 4 places.');
  expect(view.getByTestId('place-dark').textContent).toContain('TENANTRY_US_EAST is not set');
  expect(view.host.state.audit[0]).toMatchObject({ action: 'scrub.request', reason: 'The weekly look.' });
});

test('findings by direction and kind; what cannot go says why; axe finds nothing', async () => {
  const view = open('scrub-done');
  const there = await view.findByTestId('found-there');
  expect(there.textContent).toContain('Schemas 3');
  const missing = view.getByTestId('found-missing');
  expect(missing.textContent).toContain('its schema is not there');
  expect(await axeFindings(view.container)).toEqual([]);
  fireEvent.click(view.getByTestId('choose-missing_schema'));
  expect(refused(view, 'scrub-condemn')).toContain('there is nothing to purge');
  expect(view.getByTestId('scrub-keep').getAttribute('aria-disabled')).toBeNull();
  fireEvent.click(view.getByTestId('scrub-clear'));
  fireEvent.click(view.getByTestId('choose-11'));
  expect(refused(view, 'scrub-condemn')).toContain('retry or cancel that one');
});

test('decided with a reason, purged with another, and each result stands at its finding', async () => {
  const view = open('ops,open,scrub-done');
  await view.findByTestId('found-there');
  expect(refused(view, 'scrub-purge')).toContain('Nothing was decided to go');
  for (const number of [1, 3]) fireEvent.click(view.getByTestId(`choose-${number}`));
  expect(view.getByTestId('chosen-count').textContent).toBe('2 findings chosen');
  fireEvent.click(view.getByTestId('scrub-condemn'));
  await view.findByTestId('finding-list');
  expect(await axeFindings(view.getByTestId('act-dialog'))).toEqual([]);
  say(view, 'Left over from the pilot.');
  await waitFor(() => expect(outcomes(view)).toMatchObject({ 1: 'purge', 2: 'undecided', 3: 'purge' }));
  await waitFor(() => expect(view.queryByTestId('chosen-count')).toBeNull());
  fireEvent.click(view.getByTestId('scrub-purge'));
  expect((await view.findByTestId('finding-list')).children).toHaveLength(2);
  expect(view.getByTestId('act-dialog').textContent).toContain('looks at each once more');
  say(view, 'Reviewed on Monday.');
  await waitFor(() => expect(view.getByTestId('scrub').dataset.state).toBe('purge_queued'));
  elapse(view, 10);
  await waitFor(() => expect(outcomes(view)).toMatchObject({ 1: 'purged', 3: 'refused' }));
  expect(view.getByTestId('found-there').textContent).toContain('It changed since it was found');
  fireEvent.click(view.getByTestId('outcome-refused'));
  await waitFor(() => expect(outcomes(view)).toEqual({ 3: 'refused' }));
  expect(view.router.state.location.search).toMatchObject({ outcome: 'refused' });
});

test('somebody decides otherwise while the purge is being read: nothing goes unseen', async () => {
  const view = open('ops,open,scrub-decided');
  await view.findByTestId('found-there');
  fireEvent.click(view.getByTestId('scrub-purge'));
  await view.findByTestId('finding-list');
  fireEvent.change(view.getByTestId('act-reason'), { target: { value: 'Reviewed on Monday.' } });
  const first = view.host.state.scrubs[0]?.findings[0];
  if (first) Object.assign(first, { decision: 'keep', decidedAt: new Date().toISOString() });
  settle(() => view.host.emit('stale', { nouns: ['operations'], tenant: null }));
  expect((await view.findByTestId('act-conflict')).textContent).toContain('7 things were to go, now 6');
  expect(refused(view, 'act-submit')).toContain('decided otherwise');
  fireEvent.click(view.getByTestId('act-reload'));
  expect(view.getByTestId('finding-list').children).toHaveLength(6);
});

test('what is a day old is not decided of', async () => {
  const view = open('scrub-stale');
  expect((await view.findByTestId('scrub-stale')).textContent).toContain('more than 24 hours old');
  fireEvent.click(view.getByTestId('choose-1'));
  expect(refused(view, 'scrub-condemn')).toContain('look again');
  expect(refused(view, 'scrub-keep')).toContain('look again');
});

test('nothing found is said of what was looked at alone', async () => {
  const clean = open('scrub-clean');
  expect((await clean.findByTestId('scrub-clean')).textContent).toContain('No orphans');
  expect(await axeFindings(clean.container)).toEqual([]);
  clean.unmount();
  const blind = open('scrub-blind');
  expect((await blind.findByTestId('scrub-clean')).textContent).toContain('in 3 places of 4');
});

test('many: every page is read, and rows are drawn by the hundred', async () => {
  const view = open('scrub-many');
  await waitFor(() => expect(view.getByTestId('outcome-all').textContent).toBe('All 1,213'), {
    timeout: 10_000,
  });
  expect(view.getByTestId('kind-schema').querySelectorAll('[data-testid=finding]')).toHaveLength(100);
  fireEvent.click(view.getByTestId('choose-schema'));
  expect(refused(view, 'scrub-keep')).toContain('At most 1,000');
}, 20_000);

test('failed, waiting, refused, lost', async () => {
  const failed = open('scrub-failed');
  expect((await failed.findByTestId('scrub-error')).textContent).toContain('disk full');
  failed.unmount();
  const waits = open('scrub-queued,noworker');
  expect((await waits.findByTestId('scrub-waiting')).textContent).toContain('No worker runs');
  waits.unmount();
  const support = open('support,scrub-done');
  expect((await support.findByTestId('scrub-request')).textContent).toContain('group ops');
  const lost = { ...support.host.state.connection, state: 'lost' as const, problem: 'Away.' };
  settle(() => support.host.emit('connection', lost));
  await waitFor(() => expect(refused(support, 'scrub-request')).toContain('connection is lost'));
  support.unmount();
  expect((await open('nobody').findByTestId('error-state')).textContent).toContain('may not do this');
});
