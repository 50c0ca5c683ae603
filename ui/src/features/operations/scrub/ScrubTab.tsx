import { getRouteApi } from '@tanstack/react-router';
import { SearchCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, EmptyState, ErrorState, Skeleton, SkeletonRows } from '@/components';
import { useMe } from '@/ipc';
import { openAct } from '@/lib/acts';
import { useServerNow } from '@/lib/now';
import { isStale, type ScrubHead, scrubCan, scrubGoes } from '@/lib/scrub';
import { type Scrub, useScrub } from '@/lib/useScrub';
import { Findings } from './Findings';
import { Clean, Empty } from './Nothing';
import { Places } from './Places';
import { Standing } from './Standing';

const route = getRouteApi('/shell/operations');

/** What is on a server and in no directory, and the other way round: found by a worker, decided of by a person. */
export function ScrubTab() {
  const scrub = useScrub(null);
  const { head, error, never, again } = scrub;
  if (never) return <Never />;
  if (head) return <Loaded scrub={scrub} head={head} />;
  if (error) return <ErrorState error={error} onRetry={again} />;
  return (
    <div role="status" aria-label="Loading the scrub">
      <div className="flex flex-col gap-3 border-b px-4 py-4">
        <Skeleton className="h-4 w-72" />
        <Skeleton className="h-2.5 w-[520px]" />
      </div>
      <SkeletonRows rows={9} columns={[14, 280, 120, 70, 220, 90]} label="Loading what was found" />
    </div>
  );
}

const WHAT_IT_IS =
  'The scrubber holds every server against the directory, both ways: what is there and belongs to no tenant, and what must be there and is not.';

function Never() {
  return (
    <div data-testid="scrub-never" className="flex min-h-full flex-col justify-center">
      <EmptyState icon={SearchCheck} title="Nobody looked for orphans yet" action={<Look head={null} />}>
        {WHAT_IT_IS} It only finds: what goes is decided by a person, thing by thing.
      </EmptyState>
    </div>
  );
}

/** The button that begins a new one. */
function Look({ head, tone = 'primary' }: { head: ScrubHead | null; tone?: 'primary' | 'plain' }) {
  return (
    <Button
      tone={tone}
      icon={SearchCheck}
      can={scrubCan.request(head, useMe())}
      onClick={() => openAct({ kind: 'scrub' })}
      data-testid="scrub-request"
    >
      {head ? 'Look again…' : 'Look for orphans…'}
    </Button>
  );
}

function Loaded({ scrub, head }: { scrub: Scrub; head: ScrubHead }) {
  const { outcome } = route.useSearch();
  const navigate = route.useNavigate();
  const { state } = useMe();
  // once a minute: the day that findings are good for is long
  const now = useServerNow(head.asOf, 60_000);
  const over = head.state === 'failed' || isStale(head, now);
  return (
    <div
      className="flex min-h-full flex-col"
      data-testid="scrub"
      data-state={head.state}
      data-scrub={head.id}
    >
      {scrub.error && state === 'connected' && (
        <div className="p-3 pb-0">
          <ErrorState inline error={scrub.error} onRetry={scrub.again} />
        </div>
      )}
      <Standing
        head={head}
        findings={scrub.findings}
        now={now}
        actions={<Look head={head} tone={over ? 'primary' : 'plain'} />}
      />
      <Places head={head} />
      <Below head={head}>
        <Findings
          key={head.id}
          scrub={scrub}
          head={head}
          now={now}
          outcome={outcome}
          onOutcome={(next) =>
            void navigate({ search: (former) => ({ ...former, outcome: next }), replace: true })
          }
        />
      </Below>
      <p className="max-w-3xl px-4 py-3 text-xs text-ink-3">
        {WHAT_IT_IS} It only finds: what goes is decided by a person, thing by thing.
      </p>
    </div>
  );
}

function Below({ head, children }: { head: ScrubHead; children: ReactNode }) {
  if (head.total > 0) return children;
  if (scrubGoes(head)) return <Empty head={head} />;
  if (head.state === 'failed') return null;
  return <Clean head={head} />;
}
