import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const css = readFileSync(`${import.meta.dirname}/tokens.css`, 'utf8');
const block = (selector: string): Map<string, string> => {
  const body = css.slice(css.indexOf(`${selector} {`)).split('}')[0] ?? '';
  return new Map(
    [...body.matchAll(/--([\w-]+): (#[0-9a-f]{6})/g)].map(([, name, value]) => [name ?? '', value ?? '']),
  );
};

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

const GROUNDS = ['canvas', 'sunken', 'raised', 'hover', 'selected'];
type Pair = readonly [ink: string, ground: string];

const TEXT: Pair[] = ['ink', 'ink-2', 'ink-3'].flatMap((ink) =>
  GROUNDS.map((ground) => [ink, ground] as const),
);
const STATE: Pair[] = ['ok', 'warn', 'bad', 'info', 'accent'].flatMap((state) =>
  [`${state}-soft`, 'canvas', 'raised'].map((ground) => [`${state}-text`, ground] as const),
);

const ON_ACCENT: Pair[] = [
  ['on-accent', 'accent'],
  ['on-accent', 'accent-hover'],
];
const LINES: Pair[] = [
  ['control-line', 'canvas'],
  ['accent', 'canvas'],
  ['control-line', 'raised'],
];

describe.each([':root', '[data-theme="dark"]'])('%s', (selector) => {
  const colour = block(selector);
  const of = (name: string) => colour.get(name) ?? expect.fail(`no colour ${name}`);
  test.each([...TEXT, ...STATE, ...ON_ACCENT])('%s on %s reaches 4.5', (ink, ground) => {
    expect(contrast(of(ink), of(ground))).toBeGreaterThanOrEqual(4.5);
  });
  test.each(LINES)('%s on %s reaches 3', (line, ground) => {
    expect(contrast(of(line), of(ground))).toBeGreaterThanOrEqual(3);
  });
});
