import { fireEvent, act as settle, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, test } from 'vitest';
import type { OperationLine } from '@/ipc';
import { request } from '@/ipc/fake/operations';
import { renderConsole } from '@/test/render';
import { look, type Memory } from './watched';

afterEach(() => localStorage.clear());

const line = (id: string, state: OperationLine['state'], requestedBy = 'ops') =>
  ({ id, state, requestedBy }) as OperationLine;
const ids = (lines: readonly OperationLine[]) => lines.map(({ id }) => id);

describe('news', () => {
  test('the first look tells of nothing; what ends later is told once', () => {
    const memory: Memory = { watched: new Set(), seen: null };
    expect(ids(look(memory, [line('old', 'done'), line('a', 'running')], 'ops').ended)).toEqual([]);
    expect(ids(look(memory, [line('old', 'done'), line('a', 'stuck')], 'ops').ended)).toEqual(['a']);
    expect(ids(look(memory, [line('old', 'done'), line('a', 'stuck')], 'ops').ended)).toEqual([]);
  });

  test('what began and ended between two looks is told', () => {
    const memory: Memory = { watched: new Set(), seen: null };
    look(memory, [], 'ops');
    expect(ids(look(memory, [line('fast', 'done')], 'ops').ended)).toEqual(['fast']);
  });

  test('what others requested is theirs', () => {
    const memory: Memory = { watched: new Set(), seen: null };
    look(memory, [line('b', 'running', 'ops2')], 'ops');
    expect(look(memory, [line('b', 'done', 'ops2')], 'ops')).toEqual({ ended: [], gone: [] });
  });

  test('what is in no list any more is asked for', () => {
    const memory: Memory = { watched: new Set(), seen: null };
    look(memory, [line('a', 'running')], 'ops');
    expect(look(memory, [], 'ops').gone).toEqual(['a']);
  });
});

test('the end of an own operation is told, and a click opens it', async () => {
  const view = renderConsole('/alarms');
  await view.findByTestId('in-flight');
  const { state } = view.host;
  const tenant = state.tenants.find(({ status, rung }) => status === 'active' && rung === 'schema')!;
  tenant.slug = 'stuck-somewhere';
  request(state, 'create', tenant, 'Signed.');
  const { now } = state;
  state.now = () => now() + 60_000;
  settle(() => view.host.emit('stale', { nouns: ['operations'], tenant: null }));
  const told = await view.findByText(/Stuck, and waits for you: Provision stuck-somewhere/);
  fireEvent.click(told.closest('[data-sonner-toast]')!.querySelector('button[data-button]')!);
  await waitFor(() => expect(view.router.state.location.pathname).toMatch(/^\/operations\/0193f2a0/));
  await view.findByTestId('step-resource');
});
