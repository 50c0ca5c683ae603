import { configure, fireEvent, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { axeFindings } from '@/test/axe';
import { renderConsole } from '@/test/render';
import { forgetPlace } from './cursor';

// a whole page under jsdom beside a compiler takes its time
vi.setConfig({ testTimeout: 30_000 });
configure({ asyncUtilTimeout: 8000 });

beforeEach(() => {
  // jsdom lays nothing out: the grid is as high as a window
  Object.defineProperty(HTMLElement.prototype, 'clientHeight', { configurable: true, get: () => 640 });
  Object.defineProperty(HTMLElement.prototype, 'clientWidth', { configurable: true, get: () => 1200 });
});
afterEach(() => {
  localStorage.clear();
  forgetPlace();
});

const press = (key: string, more = {}) => fireEvent.keyDown(window, { key, ...more });
const slugAt = (index: number) =>
  document.querySelector<HTMLElement>(`[data-row-index="${index}"]`)?.dataset.slug;

async function open(path = '/tenants', words = '') {
  const view = renderConsole(path, words);
  await view.findByTestId('tenants-grid');
  await waitFor(() => expect(slugAt(0)).toBeDefined());
  return view;
}

test('rows, total and ARIA counts are there, and axe finds nothing', async () => {
  const { findByTestId, getByTestId, container } = await open();
  await waitFor(() => expect(getByTestId('total').textContent).toBe('300'));
  const grid = await findByTestId('tenants-grid');
  expect(grid.getAttribute('aria-rowcount')).toBe('301');
  expect(within(grid).getAllByTestId('tenant-row').length).toBeLessThan(60);
  expect(await axeFindings(container)).toEqual([]);
});

test('hostile names are text', async () => {
  await open('/tenants?query=img-onerror');
  await waitFor(() => expect(slugAt(0)).toBe('img-onerror'));
  expect(document.querySelector('img')).toBeNull();
});

test('a query is typed, a wrong one is refused beside it and the former rows stay', async () => {
  const { getByTestId, findByTestId, router } = await open();
  fireEvent.change(getByTestId('query-input'), { target: { value: 'status:suspended' } });
  await waitFor(() => expect(router.state.location.search).toMatchObject({ query: 'status:suspended' }));
  await waitFor(() => expect(getByTestId('total').textContent).not.toBe('300'));
  const former = slugAt(0);
  fireEvent.change(getByTestId('query-input'), { target: { value: 'teir:pro' } });
  expect((await findByTestId('query-error')).textContent).toContain('There is no field "teir". Fields are');
  expect(slugAt(0)).toBe(former);
});

test('a header sorts one way and then the other', async () => {
  const { getByTestId, router } = await open();
  fireEvent.click(getByTestId('sort-storage'));
  await waitFor(() => expect(router.state.location.search).toMatchObject({ sort: '-storage' }));
  fireEvent.click(getByTestId('sort-storage'));
  await waitFor(() => expect(router.state.location.search).toMatchObject({ sort: 'storage' }));
});

test('keys move, preview, select a range and open', async () => {
  const { getByTestId, findByTestId, router } = await open();
  press('j');
  press('j');
  const grid = getByTestId('tenants-grid');
  await waitFor(() => expect(grid.getAttribute('aria-activedescendant')).toBe('tenant-row-1'));
  press(' ');
  expect((await findByTestId('preview')).textContent).toContain(slugAt(1));
  press('x');
  press('ArrowDown', { shiftKey: true });
  await waitFor(() => expect(getByTestId('selected-count').textContent).toBe('2'));
  press('Escape');
  press('Enter');
  await waitFor(() => expect(router.state.location.pathname).toBe(`/tenants/${slugAt(2) ?? ''}`));
});

test('End reaches the last row once it is counted', async () => {
  const { getByTestId } = await open();
  press('End');
  await waitFor(() =>
    expect(getByTestId('tenants-grid').getAttribute('aria-activedescendant')).toBe('tenant-row-299'),
  );
});

test('a bulk act shows what it would do, does it one by one, and says what came of it', async () => {
  const { getByTestId, findByTestId, host } = await open('/tenants?query=status:active');
  for (let row = 0; row < 3; row++) {
    press('j');
    press('x');
  }
  const slugs = [slugAt(0), slugAt(1), slugAt(2)];
  fireEvent.click(await findByTestId('bulk-suspend'));
  const dialog = await findByTestId('bulk-dialog');
  expect(within(dialog).getByTestId('bulk-summary').textContent).toBe(
    '3 tenants would be changed, 0 would not',
  );
  fireEvent.click(getByTestId('bulk-run'));
  expect(
    host.state.tenants.filter(({ slug, status }) => slugs.includes(slug) && status !== 'active'),
  ).toEqual([]);
  fireEvent.change(getByTestId('bulk-reason'), { target: { value: 'Unpaid since May' } });
  expect(await axeFindings(dialog)).toEqual([]);
  fireEvent.click(getByTestId('bulk-run'));
  await waitFor(() => expect(getByTestId('bulk-summary').textContent).toBe('3 tenants changed'));
  expect(
    host.state.tenants.filter(({ slug, status }) => slugs.includes(slug) && status === 'suspended'),
  ).toHaveLength(3);
});

test('support may look and copy, and is told why not more', async () => {
  const { findByTestId } = await open('/tenants', 'support');
  press('j');
  press('x');
  const suspend = await findByTestId('bulk-suspend');
  expect(suspend.getAttribute('aria-disabled')).toBe('true');
  expect(suspend.textContent).toContain('Only operators of the group ops');
});

test('an export names its file, refuses a bad path at the field, and ends with rows and bytes', async () => {
  const { getByTestId, findByTestId } = await open();
  fireEvent.click(getByTestId('export-open'));
  const path = await findByTestId('export-path');
  await waitFor(() =>
    expect((path as HTMLInputElement).value).toMatch(/\/tenants-\d{4}-\d\d-\d\d-\d{4}\.csv$/),
  );
  fireEvent.change(path, { target: { value: 'nowhere.csv' } });
  fireEvent.click(getByTestId('export-start'));
  await waitFor(() => expect(getByTestId('field-path').textContent).toContain('not a full one'));
  fireEvent.change(path, { target: { value: '/exports/a.csv' } });
  fireEvent.click(getByTestId('export-start'));
  expect((await findByTestId('export-done')).textContent).toContain('300 rows');
});

test('a lost connection keeps the rows', async () => {
  const { host, findByTestId } = await open();
  const first = slugAt(0);
  host.emit('connection', { ...host.state.connection, state: 'lost', problem: 'Gone.' });
  await findByTestId('lost-banner');
  expect(slugAt(0)).toBe(first);
});
