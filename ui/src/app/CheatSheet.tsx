import { Dialog, Kbd } from '@/components';
import { type Shortcut, useRegisteredShortcuts } from '@/lib/keys';
import { showOverlay, useOverlay } from './overlays';

/** Every shortcut that works right now, by group. */
export function CheatSheet() {
  const open = useOverlay() === 'cheat-sheet';
  const groups = byGroup(newest(useRegisteredShortcuts()));
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => showOverlay(next ? 'cheat-sheet' : null)}
      title="Keyboard"
      description="What works on this page."
      data-testid="cheat-sheet"
    >
      <div className="columns-2 gap-8">
        {[...groups].map(([group, shortcuts]) => (
          <section key={group} className="mb-4 break-inside-avoid">
            <h3 className="mb-1 text-xs font-medium text-ink-3">{group}</h3>
            <dl className="flex flex-col gap-1">
              {shortcuts.map(({ keys, title }) => (
                <div key={keys} className="flex items-center justify-between gap-4">
                  <dt>{title}</dt>
                  <dd>
                    <Kbd keys={keys} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

/** A page may take over a key of the app: only the winner is listed. */
function newest(all: readonly Shortcut[]): Shortcut[] {
  return [...new Map(all.map((shortcut) => [shortcut.keys, shortcut])).values()];
}

function byGroup(all: readonly Shortcut[]): ReadonlyMap<string, readonly Shortcut[]> {
  const groups = new Map<string, Shortcut[]>();
  for (const shortcut of all) groups.set(shortcut.group, [...(groups.get(shortcut.group) ?? []), shortcut]);
  return groups;
}
