import { expect, test } from 'vitest';
import { blockAt, heightOf, rangeOf, scrollTopFor, TALLEST } from './geometry';

const VIEW = 700;

test('a million rows of 32 px are laid out pixel by pixel, and the last one is reached', () => {
  const layout = { rows: 1_000_000, rowHeight: 32, view: VIEW };
  expect(heightOf(layout)).toBe(32_000_000);
  const bottom = scrollTopFor(layout, 999_999, 0);
  expect(bottom).toBe(32_000_000 - VIEW);
  expect(rangeOf(layout, bottom).last).toBe(999_999);
  const { first, top } = blockAt(layout, 999_999, bottom);
  expect(top + (999_999 - first) * 32).toBe(999_999 * 32);
});

test.each([1_000_000, 5_000_000])(
  '%i rows of 40 px are scaled under the cap, from the first to the last',
  (rows) => {
    const layout = { rows, rowHeight: 40, view: VIEW };
    expect(heightOf(layout)).toBeLessThan(TALLEST);
    expect(rangeOf(layout, 0).first).toBe(0);
    const bottom = heightOf(layout) - VIEW;
    expect(rangeOf(layout, bottom).last).toBe(rows - 1);
    const { first, top } = blockAt(layout, rows - 1, bottom);
    const lastRowEnds = top + (rows - first) * 40;
    expect(Math.abs(lastRowEnds - heightOf(layout))).toBeLessThanOrEqual(1);
  },
);

test('a row in view does not move the view, one outside comes just into it', () => {
  const layout = { rows: 1000, rowHeight: 32, view: 320 };
  expect(scrollTopFor(layout, 5, 0)).toBe(0);
  expect(scrollTopFor(layout, 10, 0)).toBe(32);
  expect(scrollTopFor(layout, 3, 320)).toBe(96);
});
