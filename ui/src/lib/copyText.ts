/** Puts text on the clipboard; the only place that does. */
export function copyText(text: string): Promise<void> {
  return navigator.clipboard.writeText(text);
}
