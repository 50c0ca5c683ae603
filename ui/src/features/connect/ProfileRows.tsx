import { EnvironmentBadge } from '@/components';
import type { ProfileEntry } from '@/ipc';
import { cx } from '@/lib/cx';
import { addressOf, environmentColour, SAFE_MODES, WHO } from './words';

export interface ProfileRowsProps {
  title: string;
  entries: readonly ProfileEntry[];
  selected: string | undefined;
  last: string | null;
  onSelect: (name: string) => void;
  /** A second click on a row goes straight in. */
  onEnter: (entry: ProfileEntry) => void;
}

export function ProfileRows({ title, entries, ...rest }: ProfileRowsProps) {
  if (entries.length === 0) return null;
  return (
    <section aria-label={title} className="flex flex-col">
      <h2 className="px-4 pt-3 pb-1.5 text-xs font-medium text-ink-3">{title}</h2>
      <ul>
        {entries.map((entry) => (
          <li key={entry.profile.name}>
            <ProfileRow entry={entry} {...rest} />
          </li>
        ))}
      </ul>
    </section>
  );
}

type RowProps = Omit<ProfileRowsProps, 'title' | 'entries'> & { entry: ProfileEntry };

function ProfileRow({ entry, selected, last, onSelect, onEnter }: RowProps) {
  const { profile, ofSandbox } = entry;
  const { name, environment, safeMode, login } = profile;
  const chosen = selected === name;
  return (
    <button
      type="button"
      data-testid="profile-row"
      data-profile={name}
      aria-pressed={chosen}
      onClick={() => onSelect(name)}
      onDoubleClick={() => onEnter(entry)}
      className={cx(
        'relative grid w-full grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 py-2 pr-4 pl-4 text-left -outline-offset-2',
        chosen ? 'bg-selected' : 'hover:bg-hover',
      )}
    >
      <span
        aria-hidden
        className={cx('absolute inset-y-1.5 left-0 w-[3px] rounded-r-full', environmentColour(environment))}
      />
      <span className="min-w-0">
        <span className="foreign block truncate text-sm font-medium">{ofSandbox ? login : name}</span>
        <span className="foreign block truncate text-xs text-ink-3">
          {ofSandbox ? (WHO[login] ?? 'a login of the sandbox') : <Address entry={entry} />}
        </span>
      </span>
      <span className="flex flex-col items-end gap-0.5 text-xs whitespace-nowrap text-ink-3">
        {!ofSandbox && <EnvironmentBadge environment={environment} />}
        <span>
          {last === name && <span className="text-ink-2">last used · </span>}
          {SAFE_MODES.find(({ value }) => value === safeMode)?.label.toLowerCase()}
        </span>
      </span>
    </button>
  );
}

function Address({ entry: { profile } }: { entry: ProfileEntry }) {
  return (
    <>
      {profile.login}@<span className="font-mono text-2xs">{addressOf(profile)}</span>
    </>
  );
}
