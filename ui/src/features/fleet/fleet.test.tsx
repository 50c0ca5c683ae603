import { fireEvent, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { axeFindings } from '@/test/axe';
import { renderConsole } from '@/test/render';
import { room, sharePercent } from './figures';

test('every part of the fleet leads to the tenants behind it, and axe finds nothing', async () => {
  const { findByTestId, findAllByText, router } = renderConsole('/fleet');
  const page = await findByTestId('fleet-page');
  expect((await findByTestId('fleet-total')).textContent).toBe('300');
  expect((await findByTestId('fleet-age')).textContent).toContain('usage sampled');
  expect(await axeFindings(page)).toEqual([]);
  const part = (await findAllByText('suspended'))[0]?.closest('a');
  fireEvent.click(part as HTMLElement);
  await waitFor(() => expect(router.state.location.search).toMatchObject({ query: 'status:suspended' }));
  expect(router.state.location.pathname).toBe('/tenants');
});

test('operations: going on, stuck, failed in the last day, each a way into the list', async () => {
  const view = renderConsole('/fleet');
  const panel = await view.findByTestId('fleet-operations');
  expect(view.getByTestId('fleet-operations-queued').textContent).toContain('5going on');
  expect(view.getByTestId('fleet-operations-stuck').textContent).toContain('1stuck');
  expect(view.getByTestId('fleet-operations-failed').textContent).toContain('2failed in the last day');
  expect(await axeFindings(panel)).toEqual([]);
  fireEvent.click(view.getByTestId('fleet-operations-failed'));
  await waitFor(() => expect(view.router.state.location.search).toEqual({ states: 'failed' }));
  expect(view.router.state.location.pathname).toBe('/operations');
});

test('where no operation is open or failed of late, there is no panel', async () => {
  const view = renderConsole('/fleet', 'one');
  await view.findByTestId('fleet-hottest');
  await waitFor(() => expect(view.queries.isFetching()).toBe(0));
  expect(view.queryByTestId('fleet-operations')).toBeNull();
});

test('an empty fleet says so and offers the first tenant', async () => {
  const { findByTestId, queryByTestId } = renderConsole('/fleet', 'empty');
  expect((await findByTestId('empty-state')).textContent).toContain('No tenants yet');
  expect(queryByTestId('fleet-total')).toBeNull();
});

test('without an answer it says why', async () => {
  const { findByTestId } = renderConsole('/fleet', 'nobody');
  expect((await findByTestId('error-state')).textContent).toContain('may not do this');
});

test('percentages never round something to nothing', () => {
  expect(sharePercent('1', '1000000')).toBe('<0.1 %');
  expect(sharePercent('2', '3')).toBe('66.7 %');
  expect(sharePercent('3', '3')).toBe('100 %');
  expect(sharePercent('0', '0')).toBe('0 %');
  expect(room('7', '5')).toBe('0');
});
