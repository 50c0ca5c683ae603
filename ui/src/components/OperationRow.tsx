import { Link } from '@tanstack/react-router';
import type { OperationLine, Timestamp } from '@/ipc';
import { cx } from '@/lib/cx';
import { Age } from './Age';
import { ElapsedBar, OperationBadge, StepsBar } from './Operation';

const COLUMNS = {
  wide: 'grid-cols-[minmax(150px,1.5fr)_minmax(90px,1fr)_96px_minmax(150px,1.1fr)_minmax(56px,0.5fr)_76px_112px]',
  narrow: 'grid-cols-[minmax(150px,1.5fr)_96px_minmax(150px,1.1fr)_minmax(56px,0.6fr)_76px_112px]',
};

const shape = (showTenant: boolean) =>
  cx('grid items-center gap-3 px-4 text-left text-sm', showTenant ? COLUMNS.wide : COLUMNS.narrow);

export function OperationHead({ showTenant = true }: { showTenant?: boolean }) {
  const names = [
    'Operation',
    ...(showTenant ? ['Tenant'] : []),
    'State',
    'Progress',
    'By',
    'Requested',
    'Took / usual',
  ];
  return (
    <div
      aria-hidden
      className={cx(shape(showTenant), 'h-8 shrink-0 border-b text-xs font-medium text-ink-2')}
    >
      {names.map((name) => (
        <span key={name} className="truncate">
          {name}
        </span>
      ))}
    </div>
  );
}

export interface OperationRowProps {
  line: OperationLine;
  asOf: Timestamp;
  /** Left out on the page of one tenant. */
  showTenant?: boolean;
}

/** One operation on one line; all of it leads to its page, but the tenant to its own. */
export function OperationRow({ line, asOf, showTenant = true }: OperationRowProps) {
  return (
    <li
      data-testid="operation-row"
      data-operation={line.id}
      data-state={line.state}
      className={cx(shape(showTenant), 'relative h-11 border-b hover:bg-hover')}
    >
      <Link
        to="/operations/$operation"
        params={{ operation: line.id }}
        title={line.title}
        className="foreign truncate font-medium -outline-offset-2 after:absolute after:inset-0"
      >
        {line.title}
      </Link>
      {showTenant && (
        <Link
          to="/tenants/$tenant"
          params={{ tenant: line.tenant.slug }}
          title={line.tenant.slug}
          className="foreign relative z-10 justify-self-start truncate text-accent-text hover:underline max-w-full"
        >
          {line.tenant.name}
        </Link>
      )}
      <OperationBadge state={line.state} />
      <Progress line={line} />
      <span className="foreign truncate text-ink-2" title={`${line.requestedBy}: ${line.reason}`}>
        {line.requestedBy}
      </span>
      <Age at={line.requestedAt} className="truncate text-ink-2" />
      <ElapsedBar line={line} asOf={asOf} />
    </li>
  );
}

/** What is over and well needs no drawing. */
const QUIET = new Set<OperationLine['state']>(['done', 'cancelled']);

function Progress({ line }: { line: OperationLine }) {
  const { step, stepsDone, stepsTotal, error, waiting } = line;
  const words = error ?? waiting ?? step;
  return (
    <span className="flex min-w-0 flex-col gap-1" title={words ?? undefined}>
      <span className="truncate leading-4">
        <span className="text-ink-2">
          {stepsDone}/{stepsTotal}
        </span>
        {words && (
          <span
            className={cx('foreign', error ? 'text-bad-text' : waiting ? 'text-warn-text' : 'text-ink-2')}
          >
            {' · '}
            {words}
          </span>
        )}
      </span>
      {!QUIET.has(line.state) && <StepsBar line={line} className="w-full max-w-40" />}
    </span>
  );
}
