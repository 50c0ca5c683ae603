import { fireEvent, act as settle, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, test } from 'vitest';
import type { FakeTenant } from '@/ipc/fake/fleet';
import { type Act, closeAct, openAct } from '@/lib/acts';
import { axeFindings } from '@/test/axe';
import { renderConsole } from '@/test/render';
import { escapedParts, phraseLack } from './phrase';

afterEach(() => {
  closeAct();
  localStorage.clear();
});

const own = ({ status, rung, slug }: FakeTenant) =>
  status === 'active' && rung === 'schema' && /^[m-z].*-\d+$/.test(slug);

async function open(
  words = 'ops,confirm',
  fits: (tenant: FakeTenant) => boolean = own,
  act: (tenant: string) => Act = (tenant) => ({ kind: 'delete', tenant }),
) {
  const view = renderConsole('/alarms', words);
  await view.findByTestId('operator');
  const tenant = view.host.state.tenants.find(fits)!;
  settle(() => openAct(act(tenant.slug)));
  await view.findByTestId('act-submit');
  const type = (id: string, value: string) => fireEvent.change(view.getByTestId(id), { target: { value } });
  const lack = () => view.getByTestId('act-lack').textContent;
  const wanted = async () => (await view.findByTestId('phrase-wanted')).textContent ?? '';
  return { ...view, tenant, type, lack, wanted, submit: () => view.getByTestId('act-submit') };
}

describe('the phrase, letter by letter', () => {
  const wanted = 'DELETE_SCHEMA_tenant_a1';

  test.each([
    ['', 'Type the phrase as it is shown.'],
    ['DELETE_', 'Go on: 7 of 23 characters are right.'],
    ['delete_SCHEMA_tenant_a1', 'Character 1 is "d" and not "D".'],
    ['DELETE_SCHEM\u0410_tenant_a1', 'Character 13 is U+0410 and not U+0041 (A).'],
    ['DELETE_SCHEMA_tenant_a1 ', 'There is more than the phrase after character 23.'],
    [' DELETE_SCHEMA_tenant_a1', 'Character 1 is U+0020 and not U+0044 (D).'],
    ['DELETE_SCHEMA_tenant_\u200ba1', 'Character 22 is U+200B and not U+0061 (a).'],
    ['DELETE_SCHEMA_tenant_😀', 'Character 22 is U+1F600 and not U+0061 (a).'],
  ])('%j: %s', (typed, sentence) => expect(phraseLack(typed, wanted)).toBe(sentence));

  test('the same is nothing lacking', () => expect(phraseLack(wanted, wanted)).toBeNull());

  test('look-alikes and what is invisible are written by their numbers', () => {
    expect(escapedParts('a\u0430b\u202e ').map(({ text }) => text)).toEqual([
      'a',
      'U+0430',
      'b',
      'U+202E',
      'U+0020',
    ]);
  });
});

test('the dialog says what is there, what will happen and how to undo it; axe finds nothing', async () => {
  const view = await open();
  await view.wanted();
  const dialog = view.getByTestId('act-dialog');
  expect(view.getByTestId('inventory').textContent).toContain('document_versions');
  expect(view.getByTestId('inventory-total').textContent).toMatch(/[\d,]+ rows?, [<\d.]+ GB/);
  expect(dialog.textContent).toContain('It rests in quarantine for 30 days');
  expect(dialog.textContent).toContain('To undo: Restore it from quarantine');
  expect(await axeFindings(dialog)).toEqual([]);
});

test('hostile phrases keep the button shut, with the reason; the right one goes to the operation', async () => {
  const view = await open();
  const wanted = await view.wanted();
  view.type('act-reason', 'The contract has ended.');
  view.type('act-phrase', wanted.replace('E', '\u0415'));
  expect(view.lack()).toBe('Character 2 is U+0415 and not U+0045 (E).');
  expect(view.getByTestId('phrase-escaped').textContent).toContain('U+0415');
  expect(view.submit().getAttribute('aria-disabled')).toBe('true');
  fireEvent.click(view.submit());
  view.type('act-phrase', `${wanted}\u0000<img src=x>`);
  expect(view.lack()).toContain('There is more than the phrase');
  expect(document.querySelector('img')).toBeNull();
  expect(view.tenant.status).toBe('active');
  view.type('act-phrase', wanted);
  expect(view.queryByTestId('phrase-escaped')).toBeNull();
  expect(view.getByTestId('phrase-lack').textContent).toBe('It is the phrase.');
  fireEvent.click(view.submit());
  const page = await view.findByTestId('operation-page');
  expect(page.textContent).toContain(`Put ${view.tenant.slug} into quarantine`);
  expect(view.tenant.status).toBe('deleting');
});

test('what the database says of the phrase lands at its field, and nothing typed is lost', async () => {
  const view = await open();
  const wanted = await view.wanted();
  for (const shown of view.host.state.challenges.values()) shown.phrase = wanted.replace('a', '\u0430');
  view.type('act-reason', 'The contract has ended.');
  view.type('act-phrase', wanted);
  fireEvent.click(view.submit());
  const error = await view.findByTestId('error-phrase');
  expect(error.textContent).toContain('The phrase is not the one that is wanted: character');
  expect(error.textContent).toContain('is U+0061 and not U+0430');
  expect((view.getByTestId('act-phrase') as HTMLInputElement).value).toBe(wanted);
});

test('a challenge that is used up is asked for again', async () => {
  const view = await open();
  const wanted = await view.wanted();
  view.type('act-reason', 'The contract has ended.');
  view.type('act-phrase', wanted);
  view.host.state.challenges.clear();
  fireEvent.click(view.submit());
  expect((await view.findByTestId('act-error')).textContent).toContain('Look at the inventory again');
  fireEvent.click(view.getByTestId('plan-again'));
  await waitFor(() => expect(view.host.state.challenges.size).toBe(1));
  await waitFor(() => expect(view.submit().getAttribute('aria-disabled')).toBeNull());
  fireEvent.click(view.submit());
  await view.findByTestId('operation-page');
});

test('what stands in the way is said, and no phrase is asked for', async () => {
  const parent = (tenant: FakeTenant) => tenant.slug === 'harbor-clinic-0';
  const view = await open('ops', parent);
  expect((await view.findByTestId('blockers')).textContent).toContain('child tenants');
  expect(view.lack()).toContain('child tenants');
  expect(view.queryByTestId('act-phrase')).toBeNull();
});

test('somebody else changed it: looked at again before anything is deleted', async () => {
  const view = await open();
  const wanted = await view.wanted();
  view.type('act-reason', 'The contract has ended.');
  view.type('act-phrase', wanted);
  view.tenant.version += 1n;
  fireEvent.click(view.submit());
  await view.findByTestId('act-conflict');
  expect(view.tenant.status).toBe('active');
});

test('support is told why not, and asks the database for nothing', async () => {
  const view = await open('support');
  expect(view.lack()).toContain('group ops');
  expect(view.host.state.challenges.size).toBe(0);
  expect(await axeFindings(view.getByTestId('act-dialog'))).toEqual([]);
});

test('purge: the second phrase, by a second person', async () => {
  const view = renderConsole('/operations?view=quarantine', 'ops');
  const [ripe] = await view.findAllByTestId('quarantine-row');
  fireEvent.click(ripe!.querySelector('[data-testid=quarantine-purge]')!);
  const wanted = (await view.findByTestId('phrase-wanted')).textContent ?? '';
  expect(wanted).toMatch(/^PURGE_SCHEMA_tenant_/);
  fireEvent.change(view.getByTestId('act-reason'), { target: { value: 'The time is over.' } });
  fireEvent.change(view.getByTestId('act-phrase'), { target: { value: wanted } });
  fireEvent.click(view.getByTestId('act-submit'));
  expect((await view.findByTestId('operation-page')).textContent).toContain('for good');
});
