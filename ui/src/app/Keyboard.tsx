import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { handleKey, type Shortcut, useShortcuts } from '@/lib/keys';
import { openCheatSheet, openPalette } from './overlays';
import { PLACES } from './places';

/** The keys that work on every page, and the one listener for all. */
export function Keyboard() {
  const navigate = useNavigate();
  const going = PLACES.map(
    ({ path, label, key }): Shortcut => ({
      keys: `g ${key}`,
      title: label,
      group: 'Go to',
      run: () => void navigate({ to: path }),
    }),
  );
  useShortcuts([
    ...going,
    { keys: 'mod+k', title: 'Search, go to, act', group: 'Everywhere', run: openPalette },
    { keys: '?', title: 'This list', group: 'Everywhere', run: openCheatSheet },
  ]);
  useEffect(() => {
    window.addEventListener('keydown', handleKey);
    return () => window.removeEventListener('keydown', handleKey);
  }, []);
  return null;
}
