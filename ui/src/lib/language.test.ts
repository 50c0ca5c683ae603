import { afterEach, expect, test, vi } from 'vitest';

afterEach(() => {
  Reflect.deleteProperty(navigator, 'language');
  Reflect.deleteProperty(navigator, 'languages');
  vi.resetModules();
});

test.each([
  ['C', 'en-GB'],
  ['de-DE', 'de-DE'],
])('a desktop of the locale %s is asked in %s', async (locale, language) => {
  Object.defineProperty(navigator, 'language', { value: locale, configurable: true });
  await import('./language');
  expect(navigator.language).toBe(language);
  expect(() => new Intl.NumberFormat(navigator.language)).not.toThrow();
});
