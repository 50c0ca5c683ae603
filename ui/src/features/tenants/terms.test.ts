import { expect, test } from 'vitest';
import { termsOf, toggleTerm, toggleValue, valuesOf, withoutTerm } from './terms';

test('a query is cut where the backend cuts it: quotes hold spaces together', () => {
  const terms = termsOf('tier:pro  "harbor clinic" name:"a b" -status:suspended usage>90%');
  expect(terms.map(({ text }) => text)).toEqual([
    'tier:pro',
    '"harbor clinic"',
    'name:"a b"',
    '-status:suspended',
    'usage>90%',
  ]);
  expect(terms.map(({ field }) => field)).toEqual(['tier', null, 'name', 'status', 'usage']);
});

test('a value is added to its list and taken from it, the rest stays as it was written', () => {
  expect(toggleValue('acme tier:pro', 'tier', 'free')).toBe('acme tier:pro,free');
  expect(toggleValue('tier:pro,free acme', 'tier', 'pro')).toBe('tier:free acme');
  expect(toggleValue('tier:pro acme', 'tier', 'pro')).toBe('acme');
  expect(valuesOf('-tier:pro', 'tier')).toEqual([]);
});

test('a whole term takes the place of another of its field', () => {
  expect(toggleTerm('acme usage>80%', 'usage>100%')).toBe('acme usage>100%');
  expect(toggleTerm('acme usage>80%', 'usage>80%')).toBe('acme');
  expect(withoutTerm('a b a:c', 'b')).toBe('a a:c');
});
