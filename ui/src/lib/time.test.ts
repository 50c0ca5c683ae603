import { describe, expect, test } from 'vitest';
import { span } from './time';

describe('span', () => {
  test.each([
    [0, '0 s'],
    [420, '0.4 s'],
    [9_949, '9.9 s'],
    [12_400, '12 s'],
    [94_000, '1 min 34 s'],
    [3_600_000, '1 h'],
    [(11 * 24 + 4) * 3_600_000, '11 d 4 h'],
    [-5, '0 s'],
  ])('%d ms: %s', (ms, words) => expect(span(ms)).toBe(words));
});
