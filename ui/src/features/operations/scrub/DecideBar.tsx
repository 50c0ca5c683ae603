import type { ReactNode } from 'react';
import { Button } from '@/components';
import { type ScrubDecision, useMe } from '@/ipc';
import { openAct } from '@/lib/acts';
import { plural } from '@/lib/format';
import { isCondemned, type ScrubHead, scrubCan } from '@/lib/scrub';
import type { Scrub } from '@/lib/useScrub';
import type { Chosen } from './useChosen';

/** As many as the database decides of at once. */
const MOST = 1000;

export interface DecideBarProps {
  scrub: Scrub;
  head: ScrubHead;
  chosen: Chosen;
  now: number;
  /** At the left while nothing is chosen. */
  children: ReactNode;
}

/** What may be done with what is chosen; and, apart from it, with what was decided to go. */
export function DecideBar({ scrub, head, chosen, now, children }: DecideBarProps) {
  const me = useMe();
  const { length } = chosen.findings;
  const condemned = scrub.findings.filter(isCondemned).length;
  const many = length > MOST ? 'At most 1,000 at once: choose fewer.' : null;
  const decide = (decision: ScrubDecision) =>
    openAct({
      kind: 'scrub_decide',
      scrub: head.id,
      numbers: chosen.findings.map(({ number }) => number),
      decision,
    });
  return (
    <div
      data-testid="decide-bar"
      className={`flex min-h-11 items-center gap-2 border-b px-4 py-2 ${length > 0 ? 'bg-selected' : ''}`}
    >
      {length === 0 ? (
        children
      ) : (
        <>
          <b className="text-sm font-medium" role="status" data-testid="chosen-count">
            {plural(length, 'finding')} chosen
          </b>
          <Button
            can={many ?? scrubCan.keep(head, chosen.findings, me, now)}
            onClick={() => decide('keep')}
            data-testid="scrub-keep"
          >
            Keep…
          </Button>
          <Button
            tone="danger"
            can={many ?? scrubCan.condemn(head, chosen.findings, me, now)}
            onClick={() => decide('purge')}
            data-testid="scrub-condemn"
          >
            Decide to purge…
          </Button>
          <Button tone="quiet" onClick={chosen.clear} data-testid="scrub-clear">
            Choose none
          </Button>
        </>
      )}
      <span className="ml-auto shrink-0 pl-3">
        <Button
          tone="danger"
          can={scrubCan.purge(head, condemned, me, now)}
          onClick={() => openAct({ kind: 'scrub_purge', scrub: head.id })}
          data-testid="scrub-purge"
        >
          Purge what was decided{condemned > 0 ? ` (${condemned})` : ''}…
        </Button>
      </span>
    </div>
  );
}
