import type { AuditEntry } from '@/ipc';
import { actionWords, changeWords } from '@/lib/auditWords';
import { cx } from '@/lib/cx';
import { count } from '@/lib/format';
import { Age } from './Age';

export interface AuditEntryRowProps {
  entry: AuditEntry;
  onOpen: (entry: AuditEntry) => void;
  selected?: boolean;
  /** Left out on the page of one tenant. */
  showTenant?: boolean;
  className?: string;
}

const COLUMNS = {
  wide: 'grid-cols-[56px_76px_minmax(64px,0.7fr)_132px_minmax(90px,1.1fr)_minmax(120px,1.6fr)_minmax(110px,2fr)_72px]',
  narrow: 'grid-cols-[56px_76px_minmax(64px,0.7fr)_132px_minmax(120px,1.6fr)_minmax(110px,2fr)_72px]',
};

const shape = (showTenant: boolean) =>
  cx('grid items-center gap-3 px-4 text-left text-sm', showTenant ? COLUMNS.wide : COLUMNS.narrow);

/** The names of the columns over rows of the trail. */
export function AuditEntryHead({ showTenant = true }: { showTenant?: boolean }) {
  const names = [
    'Entry',
    'When',
    'Who',
    'What',
    ...(showTenant ? ['Tenant'] : []),
    'Change',
    'Reason',
    'Ticket',
  ];
  return (
    <div
      aria-hidden
      className={cx(shape(showTenant), 'h-row shrink-0 border-b text-xs font-medium text-ink-2')}
    >
      {names.map((name) => (
        <span key={name}>{name}</span>
      ))}
    </div>
  );
}

/** One entry of the trail on one line; it opens the whole entry. */
export function AuditEntryRow({ entry, onOpen, selected, showTenant = true, className }: AuditEntryRowProps) {
  const change = changeWords(entry);
  return (
    <button
      type="button"
      data-testid="audit-entry"
      data-number={entry.number}
      aria-pressed={selected}
      onClick={() => onOpen(entry)}
      className={cx(
        shape(showTenant),
        'h-row w-full border-b -outline-offset-2',
        selected ? 'bg-selected' : 'hover:bg-hover',
        className,
      )}
    >
      <span className="truncate font-mono text-xs text-ink-3">#{count(entry.number)}</span>
      <Age at={entry.at} className="truncate text-ink-2" />
      <span className="foreign truncate font-medium">{entry.login}</span>
      <span className="truncate" title={entry.action}>
        {actionWords(entry.action)}
      </span>
      {showTenant && (
        <span className="foreign truncate font-mono text-xs text-ink-2">
          {entry.tenantSlug ?? entry.object ?? '–'}
        </span>
      )}
      <span className="foreign truncate font-mono text-xs text-ink-2" title={change}>
        {change || '–'}
      </span>
      <span className="foreign truncate text-ink-2" title={entry.reason}>
        {entry.reason}
      </span>
      <span className="foreign truncate font-mono text-xs text-ink-3">{entry.ticket}</span>
    </button>
  );
}
