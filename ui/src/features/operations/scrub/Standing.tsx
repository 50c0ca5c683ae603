import { Hourglass, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { Age, Badge, Countdown, type Tone } from '@/components';
import type { ScrubFinding, ScrubState } from '@/ipc';
import { plural } from '@/lib/format';
import { isCondemned, isStale, placesWords, type ScrubHead } from '@/lib/scrub';

const STATE: Record<ScrubState, [word: string, tone: Tone]> = {
  queued: ['queued', 'neutral'],
  running: ['looking', 'info'],
  done: ['done', 'ok'],
  purge_queued: ['purge queued', 'neutral'],
  purging: ['purging', 'warn'],
  failed: ['failed', 'bad'],
};

export interface StandingProps {
  head: ScrubHead;
  findings: readonly ScrubFinding[];
  /** The server's clock. */
  now: number;
  actions: ReactNode;
}

/** How the newest scrub stands, in words; who asked for it and why; and until when its findings hold. */
export function Standing({ head, findings, now, actions }: StandingProps) {
  const stale = isStale(head, now);
  const [word, tone] = stale ? (['too old', 'warn'] as const) : STATE[head.state];
  return (
    <>
      <div className="flex items-start gap-4 border-b px-4 py-3">
        <div className="flex min-w-0 flex-1 flex-col gap-1">
          <p className="flex min-w-0 flex-wrap items-center gap-x-2.5 gap-y-1">
            <Badge tone={tone} dot>
              {word}
            </Badge>
            <b className="text-base font-semibold" role="status" data-testid="scrub-words">
              {wordsOf(head)}
            </b>
          </p>
          <p className="flex min-w-0 items-baseline gap-x-1.5 text-sm whitespace-nowrap text-ink-2">
            <When head={head} />
            <span aria-hidden>·</span>
            <span className="max-w-40 shrink-0 truncate">
              by <span className="foreign selectable font-medium text-ink">{head.requestedBy}</span>
            </span>
            <span aria-hidden>·</span>
            <span className="foreign selectable min-w-0 truncate" title={head.reason}>
              {head.reason}
            </span>
          </p>
          {head.state === 'done' && head.goodUntil && !stale && head.total > 0 && (
            <p className="text-xs text-ink-3">
              What it found holds for another{' '}
              <Countdown until={head.goodUntil} asOf={head.asOf} over="moment" />: then look again.
            </p>
          )}
        </div>
        {actions}
      </div>
      <Warnings head={head} stale={stale} />
      {head.state === 'purging' && <Purging findings={findings} />}
    </>
  );
}

function When({ head: { requestedAt, startedAt, endedAt } }: { head: ScrubHead }) {
  if (endedAt !== null)
    return (
      <span>
        looked <Age at={endedAt} />
      </span>
    );
  if (startedAt !== null)
    return (
      <span>
        begun <Age at={startedAt} />
      </span>
    );
  return (
    <span>
      asked for <Age at={requestedAt} />
    </span>
  );
}

function wordsOf(head: ScrubHead): string {
  const things = plural(head.total, 'thing');
  switch (head.state) {
    case 'queued':
      return 'It waits on the queue.';
    case 'running':
      return head.total === 0 ? 'A worker is looking.' : `A worker is looking: ${things} so far.`;
    case 'purge_queued':
      return 'What was decided to go waits for a worker.';
    case 'purging':
      return 'A worker looks at each once more, and purges it.';
    case 'failed':
      return head.total === 0 ? 'It did not come to an end.' : `It stopped after ${things}.`;
    case 'done':
      return `${head.total === 0 ? 'Nothing' : things} found in ${placesWords(head)}.`;
  }
}

function Warnings({ head, stale }: { head: ScrubHead; stale: boolean }) {
  return (
    <>
      {head.waiting && (
        <Band icon={Hourglass} testId="scrub-waiting">
          <span className="foreign selectable">{head.waiting}</span> Nothing is lost: it stays on the queue.
        </Band>
      )}
      {head.error && (
        <Band icon={TriangleAlert} bad testId="scrub-error">
          <b className="foreign selectable font-medium">{head.error}</b> What it found may not be the whole of
          it, and nothing is decided of it: look again.
        </Band>
      )}
      {stale && (
        <Band icon={TriangleAlert} testId="scrub-stale">
          <b className="font-medium">What it found is more than 24 hours old.</b> Servers have changed since:
          nothing can be decided of it any more, and nothing of it is purged. Look again.
        </Band>
      )}
    </>
  );
}

interface BandProps {
  icon: typeof TriangleAlert;
  bad?: boolean;
  testId: string;
  children: ReactNode;
}

function Band({ icon: Icon, bad, testId, children }: BandProps) {
  const look = bad ? 'bg-bad-soft text-bad-text' : 'bg-warn-soft text-warn-text';
  return (
    <p
      role="alert"
      data-testid={testId}
      className={`flex items-start gap-2 border-b px-4 py-2 text-sm ${look}`}
    >
      <Icon size={14} aria-hidden className="mt-0.5 shrink-0" />
      <span className="min-w-0 break-words">{children}</span>
    </p>
  );
}

/** How far the purge is: what went, and what would not go, of what was decided. */
function Purging({ findings }: { findings: readonly ScrubFinding[] }) {
  const gone = findings.filter(({ purgedAt }) => purgedAt !== null).length;
  const all = gone + findings.filter(isCondemned).length;
  if (all === 0) return null;
  return (
    <p className="flex items-center gap-3 border-b px-4 py-2 text-sm" data-testid="scrub-purging">
      <span className="shrink-0">
        {gone} of {plural(all, 'thing')} purged
      </span>
      <span aria-hidden className="block h-1 w-80 overflow-hidden rounded-full bg-bar-track">
        <span className="block h-full bg-info" style={{ width: `${(gone / all) * 100}%` }} />
      </span>
    </p>
  );
}
