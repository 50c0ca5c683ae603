import { describe, expect, test } from 'vitest';
import { bytes, compact, count, limitText, percent, permille, plural } from './format';
import { duration, relative } from './time';

describe('numbers', () => {
  test.each([
    ['0', '0'],
    ['48211', '48,211'],
    ['9007199254740993', '9,007,199,254,740,993'],
    ['unlimited', 'unlimited'],
    ['-12000', '-12,000'],
  ])('count(%s) is %s', (text, shown) => expect(count(text)).toBe(shown));

  test.each([
    ['0', '0.00 GB'],
    ['1', '<0.01 GB'],
    ['10000000', '0.01 GB'],
    ['77120000000', '77.12 GB'],
    ['1279000000000', '1,279.00 GB'],
    ['10000000000000', '10.00 TB'],
    ['999999999999999999999', '1,000,000.00 PB'],
  ])('bytes(%s) is %s', (text, shown) => expect(bytes(text)).toBe(shown));

  test('a round limit stays round and unlimited is a word', () => {
    expect(limitText('100000000000', 'bytes')).toBe('100 GB');
    expect(limitText('unlimited', 'bytes')).toBe('unlimited');
  });

  test.each([
    ['90', '100', 900],
    ['0', '0', 1000],
    ['1', '0', 1001],
    ['5', 'unlimited', 0],
    ['18014398509481986', '9007199254740993', 2000],
  ])('%s of %s is %i thousandths', (used, limit, expected) => expect(permille(used, limit)).toBe(expected));

  test('a share just under the limit is not rounded up to it', () => {
    expect(percent(999)).toBe('99 %');
    expect(percent(1)).toBe('1 %');
    expect(percent(0)).toBe('0 %');
  });

  test('compact and plural', () => {
    expect(compact('1000000')).toBe('1 M');
    expect(compact('12400')).toBe('12.4 k');
    expect(compact('9999')).toBe('9,999');
    expect(plural(1, 'tenant')).toBe('1 tenant');
    expect(plural('2000', 'tenant')).toBe('2,000 tenants');
  });
});

describe('times', () => {
  const now = Date.parse('2026-11-21T12:00:00Z');
  test.each([
    ['2026-11-21T11:59:48Z', '12 s ago'],
    ['2026-11-21T11:59:59.5Z', 'just now'],
    ['2026-11-21T12:00:20Z', 'just now'],
    ['2026-11-24T12:00:00Z', 'in 3 d'],
    ['2025-11-20T12:00:00Z', '1 y ago'],
    ['not a time', 'not a time'],
  ])('%s is %s', (at, shown) => expect(relative(at, now)).toBe(shown));

  test('a duration takes its largest unit', () => expect(duration(3_700_000)).toBe('1 h'));
});
