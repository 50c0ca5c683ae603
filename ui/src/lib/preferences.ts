// What one person prefers on this machine. Kept in local storage, shown as attributes of <html>.
import { useSyncExternalStore } from 'react';

export type Theme = 'system' | 'light' | 'dark';
export type Density = 'compact' | 'comfortable';

export interface Preferences {
  theme: Theme;
  density: Density;
}

const KEY = 'tenantry.preferences';
const DEFAULT: Preferences = { theme: 'system', density: 'compact' };
const watchers = new Set<() => void>();
let present = read();

function read(): Preferences {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    const { theme, density } = { ...DEFAULT, ...(kept as Partial<Preferences>) };
    return {
      theme: theme === 'light' || theme === 'dark' ? theme : 'system',
      density: density === 'comfortable' ? 'comfortable' : 'compact',
    };
  } catch {
    return DEFAULT;
  }
}

export function setPreferences(change: Partial<Preferences>): void {
  present = { ...present, ...change };
  localStorage.setItem(KEY, JSON.stringify(present));
  showPreferences();
  for (const watch of watchers) watch();
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(watchPreferences, () => present);
}

function watchPreferences(watch: () => void): () => void {
  watchers.add(watch);
  return () => watchers.delete(watch);
}

const systemDark = typeof matchMedia === 'function' ? matchMedia('(prefers-color-scheme: dark)') : null;

/** Called once before the first paint, and after every change. */
export function showPreferences(): void {
  const dark = present.theme === 'dark' || (present.theme === 'system' && systemDark?.matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  document.documentElement.dataset.density = present.density;
}

systemDark?.addEventListener('change', () => {
  showPreferences();
  for (const watch of watchers) watch();
});
