import { expect, test } from 'vitest';
import { readAuditSearch } from './search';

test('a link by hand means the same as one by the console, and what is no text is dropped', () => {
  expect(readAuditSearch({ entry: 64, who: 'ops', tenant: '', action: ['x'] })).toEqual({
    entry: '64',
    who: 'ops',
    tenant: undefined,
    action: undefined,
    ticket: undefined,
    since: undefined,
    until: undefined,
  });
});
