import { Panel, Segmented } from '@/components';
import { type Density, setPreferences, type Theme, usePreferences } from '@/lib/preferences';

const THEMES: readonly { value: Theme; label: string }[] = [
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'system', label: 'System' },
];
const DENSITIES: readonly { value: Density; label: string }[] = [
  { value: 'compact', label: 'Compact' },
  { value: 'comfortable', label: 'Comfortable' },
];

/** Kept on this machine, for this person. */
export function Appearance() {
  const { theme, density } = usePreferences();
  return (
    <Panel title="Appearance" aside="kept on this machine">
      <div className="flex flex-wrap gap-x-10 gap-y-3 p-3">
        <Segmented
          label="Theme"
          name="theme"
          value={theme}
          onChange={(next) => setPreferences({ theme: next })}
          segments={THEMES}
          hint={theme === 'system' ? 'Follows the desktop.' : 'Whatever the desktop says.'}
        />
        <Segmented
          label="Density"
          name="density"
          value={density}
          onChange={(next) => setPreferences({ density: next })}
          segments={DENSITIES}
          hint={density === 'compact' ? 'Rows of 32 px.' : 'Rows of 40 px.'}
        />
      </div>
    </Panel>
  );
}
