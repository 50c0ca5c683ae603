import { Check, CircleDot, CircleSlash } from 'lucide-react';
import type { ScrubPlace } from '@/ipc';
import { plural } from '@/lib/format';
import type { ScrubHead } from '@/lib/scrub';

/** Where it looked; and where it did not, because …: nothing is known of those. */
export function Places({ head }: { head: ScrubHead }) {
  const dark = head.places.filter((place) => !place.looked);
  const seen = head.places.filter((place) => place.looked);
  const going = head.state === 'running';
  if (head.places.length === 0 && !going) return null;
  return (
    <section
      aria-label="Where it looked"
      className="flex flex-col gap-1.5 border-b px-4 py-2.5 text-sm"
      data-testid="scrub-places"
    >
      <div className="flex min-w-0 items-start gap-3">
        <h2 className="w-24 shrink-0 text-xs leading-[18px] font-medium text-ink-2">
          {going ? `${plural(head.places.length, 'place')} so far` : 'Looked at'}
        </h2>
        <ul className="flex max-h-20 min-w-0 flex-1 flex-wrap gap-x-4 gap-y-1 overflow-y-auto">
          {seen.map(({ place }) => (
            <li key={place} className="flex min-w-0 items-center gap-1.5" data-testid="place-looked">
              <Check size={13} aria-hidden className="shrink-0 text-ok-text" />
              <span className="foreign selectable min-w-0 break-words">{place}</span>
              <span className="sr-only">: looked at</span>
            </li>
          ))}
          {going && (
            <li className="flex items-center gap-1.5 text-ink-3">
              <CircleDot size={13} aria-hidden className="shrink-0" />
              the next is being looked at
            </li>
          )}
          {!going && seen.length === 0 && <li className="text-ink-3">None was looked at.</li>}
        </ul>
      </div>
      {dark.length > 0 && <Dark places={dark} />}
    </section>
  );
}

function Dark({ places }: { places: readonly ScrubPlace[] }) {
  return (
    <ul className="flex flex-col gap-1">
      {places.map(({ place, why }) => (
        <li
          key={place}
          data-testid="place-dark"
          className="flex min-w-0 items-start gap-2 rounded-md bg-warn-soft px-2.5 py-1.5 text-warn-text"
        >
          <CircleSlash size={14} aria-hidden className="mt-0.5 shrink-0" />
          <p className="min-w-0 break-words">
            <b className="foreign selectable font-medium">{place}</b> was not looked at: what is there is not
            known. <span className="foreign selectable">{reasonOf(why)}</span>
          </p>
        </li>
      ))}
    </ul>
  );
}

/** The worker says so itself, before why. */
function reasonOf(why: string | null): string {
  return (why ?? 'No reason was given.').replace(/^It was not looked at: /, '');
}
