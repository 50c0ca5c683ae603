// The keyboard: every shortcut is registered here while its page is shown, and the cheat sheet lists what is registered.
import { useEffect, useRef, useSyncExternalStore } from 'react';

export interface Shortcut {
  /** `g t`, `/`, `j`, `Enter`, `Space`, `mod+k` (Ctrl, or Cmd on a Mac). */
  keys: string;
  /** What it does, for the cheat sheet. */
  title: string;
  /** Heading on the cheat sheet. */
  group: string;
  run: (event: KeyboardEvent) => void;
}

const SEQUENCE_MS = 1000;
const TEXT = 'input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true]';
const PRESSABLE = 'a[href], button, summary, [role=option], [role^=menuitem], [role=tab], input';

let registered: readonly Shortcut[] = [];
const watchers = new Set<() => void>();
let first: { key: string; at: number } | null = null;

function change(next: readonly Shortcut[]): void {
  registered = next;
  for (const watch of watchers) watch();
}

/** Registers while mounted. A later registration of the same keys wins. `run` may change freely. */
export function useShortcuts(shortcuts: readonly Shortcut[], active = true): void {
  const latest = useRef(shortcuts);
  latest.current = shortcuts;
  const shape = shortcuts.map(({ keys, title, group }) => `${keys}\t${title}\t${group}`).join('\n');
  useEffect(() => {
    if (!active) return;
    const own = shape.split('\n').map((line, at): Shortcut => {
      const [keys = '', title = '', group = ''] = line.split('\t');
      return { keys, title, group, run: (event) => latest.current[at]?.run(event) };
    });
    change([...registered, ...own]);
    return () => change(registered.filter((shortcut) => !own.includes(shortcut)));
  }, [shape, active]);
}

export function useRegisteredShortcuts(): readonly Shortcut[] {
  return useSyncExternalStore(
    (watch) => {
      watchers.add(watch);
      return () => watchers.delete(watch);
    },
    () => registered,
  );
}

/** The name of a pressed key as shortcuts write it. */
export function keyName(event: KeyboardEvent): string {
  const key = event.key === ' ' ? 'Space' : event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return event.ctrlKey || event.metaKey ? `mod+${key}` : key;
}

function isTaken(event: KeyboardEvent, key: string): boolean {
  if (event.defaultPrevented || event.altKey || event.isComposing) return true;
  if (key.startsWith('mod+')) return false;
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest(TEXT)) return true;
  if ((key === 'Enter' || key === 'Space') && target?.closest(PRESSABLE)) return true;
  return document.querySelector('[aria-modal=true], [data-modal]') !== null;
}

/** The one listener; the app installs it on the window. */
export function handleKey(event: KeyboardEvent): void {
  const key = keyName(event);
  if (isTaken(event, key)) return;
  const opened = first && event.timeStamp - first.at < SEQUENCE_MS ? `${first.key} ${key}` : null;
  const found =
    registered.findLast(({ keys }) => keys === opened) ?? registered.findLast(({ keys }) => keys === key);
  first = null;
  if (found) {
    event.preventDefault();
    found.run(event);
  } else if (registered.some(({ keys }) => keys.startsWith(`${key} `))) {
    first = { key, at: event.timeStamp };
  }
}
