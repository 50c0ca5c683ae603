import { SearchX } from 'lucide-react';
import { EmptyState } from '@/components';
import { count, plural } from '@/lib/format';
import {
  type Direction,
  directionOf,
  OUTCOME_WORD,
  OUTCOMES,
  type Outcome,
  outcomeOf,
  type ScrubHead,
} from '@/lib/scrub';
import type { Scrub } from '@/lib/useScrub';
import { DecideBar } from './DecideBar';
import { FindingTable } from './FindingTable';
import { useChosen } from './useChosen';

export interface FindingsProps {
  scrub: Scrub;
  head: ScrubHead;
  now: number;
  outcome: Outcome | undefined;
  onOutcome: (outcome: Outcome | undefined) => void;
}

const DIRECTIONS: readonly { direction: Direction; title: string; words: string }[] = [
  {
    direction: 'there',
    title: 'There, and nobody’s',
    words: 'On a server, at AWS or in a folder; the directory has no tenant that it belongs to.',
  },
  {
    direction: 'missing',
    title: 'In the directory, and missing',
    words: 'A tenant must have it, and it is not where it must be. Nothing to purge: restore it.',
  },
];

/** Everything that was found, by direction and kind, to be decided of. */
export function Findings({ scrub, head, now, outcome, onOutcome }: FindingsProps) {
  const { findings, whole } = scrub;
  const chosen = useChosen(findings);
  const shown = outcome ? findings.filter((one) => outcomeOf(one) === outcome) : findings;
  return (
    <>
      <div className="sticky top-0 z-20 bg-canvas">
        <DecideBar scrub={scrub} head={head} chosen={chosen} now={now}>
          <Chips scrub={scrub} chosen={outcome} onChange={onOutcome} />
        </DecideBar>
      </div>
      {shown.length === 0 && whole && (
        <div className="flex flex-1 flex-col justify-center">
          <EmptyState icon={SearchX} title="No finding stands like that">
            Choose another state, or all of them.
          </EmptyState>
        </div>
      )}
      {DIRECTIONS.map(({ direction, title, words }) => {
        const own = shown.filter((one) => directionOf(one) === direction);
        if (own.length === 0) return null;
        return (
          <section key={direction} aria-label={title} data-testid={`found-${direction}`}>
            <header className="flex min-w-0 items-baseline gap-2.5 border-b bg-sunken px-4 py-2">
              <h2 className="shrink-0 text-sm font-semibold">
                {title} <span className="font-normal text-ink-3">{count(own.length)}</span>
              </h2>
              <p className="min-w-0 truncate text-xs text-ink-2">{words}</p>
            </header>
            <FindingTable label={title} findings={own} chosen={chosen} />
          </section>
        );
      })}
      {!whole && (
        <p role="status" className="px-4 py-3 text-xs text-ink-3">
          The first {count(findings.length)} of {plural(head.total, 'finding')}.
        </p>
      )}
    </>
  );
}

interface ChipsProps {
  scrub: Scrub;
  chosen: Outcome | undefined;
  onChange: (outcome: Outcome | undefined) => void;
}

/** How findings stand, as switches; one holds at a time. */
function Chips({ scrub: { findings, whole }, chosen, onChange }: ChipsProps) {
  const counts = new Map<Outcome, number>();
  for (const one of findings) counts.set(outcomeOf(one), (counts.get(outcomeOf(one)) ?? 0) + 1);
  const more = whole ? '' : '+';
  return (
    <search aria-label="Filter the findings" className="flex min-w-0 flex-wrap items-center gap-1.5">
      <Chip pressed={!chosen} onPress={() => onChange(undefined)} testId="outcome-all">
        All <Figure>{`${count(findings.length)}${more}`}</Figure>
      </Chip>
      {OUTCOMES.filter((one) => counts.has(one) || one === chosen).map((one) => (
        <Chip
          key={one}
          pressed={chosen === one}
          onPress={() => onChange(chosen === one ? undefined : one)}
          testId={`outcome-${one}`}
        >
          {OUTCOME_WORD[one]} <Figure>{`${count(counts.get(one) ?? 0)}${more}`}</Figure>
        </Chip>
      ))}
    </search>
  );
}

function Figure({ children }: { children: string }) {
  return <span className="text-ink-3">{children}</span>;
}

interface ChipProps {
  pressed: boolean;
  onPress: () => void;
  testId: string;
  children: React.ReactNode;
}

function Chip({ pressed, onPress, testId, children }: ChipProps) {
  return (
    <button
      type="button"
      aria-pressed={pressed}
      onClick={onPress}
      data-testid={testId}
      className={`flex h-6 items-center gap-1.5 rounded-full border px-2.5 text-xs ${
        pressed
          ? 'border-accent bg-accent-soft font-medium text-ink'
          : 'border-line-strong text-ink-2 hover:bg-hover hover:text-ink'
      }`}
    >
      {children}
    </button>
  );
}
