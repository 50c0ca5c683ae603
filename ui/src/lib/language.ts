// WebKitGTK takes the desktop's locale for a language, and "C" (a container, a service) is none: whatever asks Intl with
// it throws, uPlot already while it loads. Imported before everything else.
const FALLBACK = 'en-GB';

/** Whether Intl knows the language. */
export function isLanguage(tag: string | undefined): boolean {
  try {
    return tag !== undefined && Intl.getCanonicalLocales(tag).length > 0;
  } catch {
    return false;
  }
}

if (!isLanguage(navigator.language)) {
  Object.defineProperty(navigator, 'language', { value: FALLBACK, configurable: true });
  Object.defineProperty(navigator, 'languages', { value: [FALLBACK], configurable: true });
}
