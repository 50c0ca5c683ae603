import { ArrowUpDown, Ban, Copy, Play, X } from 'lucide-react';
import { Button, notify } from '@/components';
import type { Me, TenantRow } from '@/ipc';
import { copyText } from '@/lib/copyText';
import { count, plural } from '@/lib/format';
import { mayWrite } from '@/lib/tenantCan';
import { MOST_SELECTED, type Selection } from '../selection';

export type BulkKind = 'suspend' | 'resume' | 'tier';

export interface BulkBarProps {
  selection: Selection;
  me: Me;
  onBulk: (kind: BulkKind) => void;
}

/** At the foot of the grid while tenants are selected. */
export function BulkBar({ selection, me, onBulk }: BulkBarProps) {
  const rows = [...selection.rows.values()];
  const can = mayWrite(me);
  const copy = (what: string, of: (row: TenantRow) => string) =>
    void copyText(rows.map(of).join('\n')).then(() => notify.done(`${plural(rows.length, what)} copied.`));
  return (
    <section
      aria-label="Selection"
      data-testid="bulk-bar"
      className="flex min-h-11 shrink-0 flex-wrap items-center gap-2 border-t bg-selected px-4 py-1.5"
    >
      <p className="mr-2 text-sm">
        <b className="font-semibold" data-testid="selected-count">
          {count(rows.length)}
        </b>{' '}
        selected
        {rows.length >= MOST_SELECTED && <span className="text-ink-2">, the most at once</span>}
      </p>
      <Button icon={Copy} onClick={() => copy('id', ({ id }) => id)}>
        Copy ids
      </Button>
      <Button icon={Copy} onClick={() => copy('slug', ({ slug }) => slug)}>
        Copy slugs
      </Button>
      <span aria-hidden className="mx-1 h-5 w-px bg-line-strong" />
      <Button icon={ArrowUpDown} can={can} onClick={() => onBulk('tier')} data-testid="bulk-tier">
        Change tier…
      </Button>
      <Button icon={Ban} can={can} onClick={() => onBulk('suspend')} data-testid="bulk-suspend">
        Suspend…
      </Button>
      <Button icon={Play} can={can} onClick={() => onBulk('resume')} data-testid="bulk-resume">
        Resume…
      </Button>
      <Button tone="quiet" icon={X} kbd="Escape" className="ml-auto" onClick={selection.clear}>
        Clear
      </Button>
    </section>
  );
}
