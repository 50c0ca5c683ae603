import { expect, test } from 'vitest';
import { changeWords } from './auditWords';
import { diffOf } from './diff';

test('changed keys come first, nested ones by their path', () => {
  const rows = diffOf(
    { status: 'active', limits: { users: 5 } },
    { status: 'active', limits: { users: 20 } },
  );
  expect(rows).toEqual([
    { key: 'limits.users', before: '5', after: '20', changed: true },
    { key: 'status', before: 'active', after: 'active', changed: false },
  ]);
});

test('what was not there before or is not after is no value, not an empty text', () => {
  expect(diffOf(null, { value: '250' })).toEqual([
    { key: 'value', before: null, after: '250', changed: true },
  ]);
  expect(diffOf({ note: '' }, null)).toEqual([{ key: 'note', before: '', after: null, changed: true }]);
  expect(diffOf(null, null)).toEqual([]);
});

test('one line says the change and leaves out what only accompanies it', () => {
  expect(
    changeWords({
      before: { tier: 'free', version: 3 },
      after: { tier: 'pro', version: 4, acknowledged: [] },
    }),
  ).toBe('tier: free → pro');
  expect(changeWords({ before: { limit: 'users', value: 5 }, after: null })).toBe(
    'limit: users → none · value: 5 → none',
  );
});
