import { describe, expect, test } from 'vitest';
import { readUntil } from './UntilField';
import { fridayEvening, parseLimit, slugOf, slugProblem, typedLimit } from './values';

describe('a limit as typed', () => {
  test.each([
    ['250', 'count', '250'],
    ['1,000,000', 'count', '1000000'],
    ['0', 'count', '0'],
    ['unlimited', 'count', 'unlimited'],
    ['250', 'bytes', '250000000000'],
    ['1.5', 'bytes', '1500000000'],
    ['0.000000001', 'bytes', '1'],
    ['2 TB', 'bytes', '2000000000000'],
    ['1,250', 'bytes', '1250000000000'],
    ['17 B', 'bytes', '17'],
  ] as const)('%s (%s) is %s', (typed, unit, ok) => expect(parseLimit(typed, unit)).toEqual({ ok }));

  test.each([
    ['-1', 'count', 'never below 0'],
    ['1.5', 'count', 'whole number'],
    ['many', 'count', 'whole number'],
    ['1,5', 'count', 'whole number'],
    [`1${'0'.repeat(30)}`, 'count', 'largest limit'],
    ['0.0000000001', 'bytes', 'GB'],
    ['1.5 B', 'bytes', 'GB'],
    ['-1', 'bytes', 'never below 0'],
  ] as const)('%s (%s) is refused: %s', (typed, unit, why) =>
    expect(parseLimit(typed, unit)).toEqual({ wrong: expect.stringContaining(why) }),
  );

  test('nothing typed is nothing yet', () => expect(parseLimit('  ', 'count')).toEqual({ empty: true }));

  test.each([
    ['1500000000', 'bytes'],
    ['250000000000', 'bytes'],
    ['17', 'bytes'],
    ['42', 'count'],
  ] as const)('%s (%s) comes back as it went', (value, unit) =>
    expect(parseLimit(typedLimit(value, unit), unit)).toEqual({ ok: value }),
  );
});

describe('an end', () => {
  test('Friday 18:00 is the next one still to come, in the zone of the viewer', () => {
    for (let hour = 0; hour < 24 * 8; hour++) {
      const now = new Date(2026, 10, 19, hour).getTime();
      const friday = fridayEvening(now);
      expect([friday.getDay(), friday.getHours(), friday.getMinutes()]).toEqual([5, 18, 0]);
      expect(friday.getTime()).toBeGreaterThan(now);
      expect(friday.getTime() - now).toBeLessThanOrEqual(7 * 86_400_000 + 3_600_000);
    }
  });

  test('a past end is refused in words, a coming one is sent in UTC', () => {
    const now = Date.parse('2026-11-21T12:00:00Z');
    expect(readUntil({ kind: 'moment', typed: '2020-01-01T10:00' }, now)).toEqual({
      wrong: expect.stringContaining('past'),
    });
    const local = new Date(2026, 11, 1, 9, 30);
    expect(readUntil({ kind: 'moment', typed: '2026-12-01T09:30' }, now)).toEqual({
      at: local.toISOString().replace('.000Z', 'Z'),
    });
    expect(readUntil({ kind: 'none', typed: '' }, now)).toEqual({ at: null });
  });
});

test.each([
  ['Harbor Clinic', 'harbor-clinic'],
  ['Söhne & Kinder GmbH', 'sohne-kinder-gmbh'],
  ["O'Brien", 'obrien'],
  ['Straße 7', 'strasse-7'],
  ['東京商事', ''],
  ['--x--', 'x'],
])('%s gives the slug "%s"', (name, slug) => expect(slugOf(name)).toBe(slug));

test('a slug is a DNS label', () => {
  expect(slugProblem('harbor-clinic')).toBeNull();
  expect(slugProblem('-x')).toContain('hyphen');
  expect(slugProblem('a'.repeat(64))).toContain('63');
});
