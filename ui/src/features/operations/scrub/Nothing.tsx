import { CircleCheck, CircleDashed, Hourglass, SearchCheck } from 'lucide-react';
import { Age, EmptyState } from '@/components';
import { plural } from '@/lib/format';
import type { ScrubHead } from '@/lib/scrub';

/** It was looked, and nothing was found: said of what was looked at alone. */
export function Clean({ head }: { head: ScrubHead }) {
  const looked = head.places.filter((place) => place.looked).length;
  const dark = head.places.length - looked;
  if (looked === 0)
    return (
      <div data-testid="scrub-blind" className="flex flex-1 flex-col justify-center">
        <EmptyState icon={CircleDashed} title="Nothing was looked at">
          Whether there are orphans is not known. Why each place could not be looked at stands above.
        </EmptyState>
      </div>
    );
  return (
    <div data-testid="scrub-clean" className="flex flex-1 flex-col justify-center">
      <EmptyState
        icon={dark > 0 ? CircleDashed : CircleCheck}
        title={
          dark > 0 ? `Nothing was found in ${plural(looked, 'place')} of ${head.places.length}` : 'No orphans'
        }
      >
        {dark > 0 ? (
          <>
            Of {plural(dark, 'place')} nothing is known: why stands above. The rest agreed with the directory{' '}
            <Age at={head.endedAt} />.
          </>
        ) : (
          <>
            {looked === 1 ? 'The one place' : `All ${looked} places`} agreed with the directory{' '}
            <Age at={head.endedAt} />: nothing was there that belongs to nobody, and nothing was missing.
          </>
        )}
      </EmptyState>
    </div>
  );
}

/** It goes on, and has found nothing so far. */
export function Empty({ head }: { head: ScrubHead }) {
  const queued = head.state === 'queued';
  return (
    <div className="flex flex-1 flex-col justify-center">
      <EmptyState
        icon={queued ? Hourglass : SearchCheck}
        title={queued ? 'It waits for a worker' : 'Nothing was found so far'}
      >
        What is found stands here at once. You may leave this page: the scrub goes on.
      </EmptyState>
    </div>
  );
}
