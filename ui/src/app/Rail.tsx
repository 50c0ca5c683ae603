import { Link } from '@tanstack/react-router';
import { Kbd, Tooltip } from '@/components';
import { cx } from '@/lib/cx';
import { PLACES, type Place } from './places';

export function Rail() {
  return (
    <nav
      aria-label="Main"
      className="flex w-44 shrink-0 flex-col gap-px border-r bg-sunken p-2 max-[1100px]:w-12"
    >
      {PLACES.map((place) => (
        <RailLink key={place.path} place={place} />
      ))}
    </nav>
  );
}

function RailLink({ place: { path, label, icon: Icon, key, later } }: { place: Place }) {
  return (
    <Tooltip
      side="right"
      content={
        <span className="flex items-center gap-2">
          {later ? `${label}: not in this version yet` : label} <Kbd keys={`g ${key}`} />
        </span>
      }
    >
      <Link
        to={path}
        data-testid={`rail-${label.toLowerCase()}`}
        activeProps={{
          className: 'bg-selected text-ink font-medium [&_svg]:text-accent-text',
          'aria-current': 'page',
        }}
        inactiveProps={{
          className: cx('hover:bg-hover', later ? 'text-ink-3' : 'text-ink-2 hover:text-ink'),
        }}
        className="flex h-7 items-center gap-2.5 rounded-md px-2 text-sm"
      >
        <Icon size={15} strokeWidth={1.75} aria-hidden className="shrink-0" />
        <span className="truncate max-[1100px]:sr-only">{label}</span>
      </Link>
    </Tooltip>
  );
}
