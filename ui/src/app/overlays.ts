// Which of the app's own overlays is open.
import { useSyncExternalStore } from 'react';

export type Overlay = 'palette' | 'cheat-sheet' | null;

let present: Overlay = null;
const watchers = new Set<() => void>();

export function showOverlay(overlay: Overlay): void {
  present = overlay;
  for (const watch of watchers) watch();
}

export const openPalette = (): void => showOverlay('palette');
export const openCheatSheet = (): void => showOverlay('cheat-sheet');

export function useOverlay(): Overlay {
  return useSyncExternalStore(
    (watch) => {
      watchers.add(watch);
      return () => watchers.delete(watch);
    },
    () => present,
  );
}
