import { render } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { handleKey, useShortcuts } from './keys';

function Page({ go, row }: { go: () => void; row: () => void }) {
  useShortcuts([
    { keys: 'g t', title: 'Tenants', group: 'Go to', run: go },
    { keys: 't', title: 'Tag', group: 'Row', run: row },
  ]);
  return <input aria-label="Filter" />;
}

function press(key: string, on: EventTarget = document.body): void {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true });
  Object.defineProperty(event, 'target', { value: on });
  handleKey(event);
}

test('a sequence wins over its last key alone, typing is left in peace, and leaving the page unregisters', () => {
  const [go, row] = [vi.fn(), vi.fn()];
  const { getByLabelText, unmount } = render(<Page go={go} row={row} />);
  press('g');
  press('t');
  expect([go.mock.calls.length, row.mock.calls.length]).toEqual([1, 0]);
  press('t');
  expect(row).toHaveBeenCalledTimes(1);
  press('t', getByLabelText('Filter'));
  expect(row).toHaveBeenCalledTimes(1);
  unmount();
  press('t');
  expect(row).toHaveBeenCalledTimes(1);
});
