import { Kbd } from '@/components';
import { count } from '@/lib/format';
import { sortLabel } from './columns';
import { type RangeSource, useRange } from './range';
import type { TenantRows } from './useTenantRows';

export interface StatusBarProps {
  tenants: TenantRows;
  range: RangeSource;
  sort: string;
}

/** Where one stands in the rows, and what went wrong while scrolling. */
export function StatusBar({ tenants, range, sort }: StatusBarProps) {
  const { first, last } = useRange(range);
  const { total, rows, error, loading } = tenants;
  // without any rows the page itself says why
  const missing = loading ? null : error && error.field !== 'query' ? error : tenants.countError;
  return (
    <footer className="flex h-8 shrink-0 items-center gap-4 overflow-hidden border-t bg-sunken px-4 text-xs whitespace-nowrap text-ink-3">
      {missing ? (
        <p role="alert" data-testid="rows-error" className="selectable truncate text-bad-text">
          {missing.message} {missing.remedy}{' '}
          <button type="button" onClick={tenants.retry} className="underline">
            Try again
          </button>
        </p>
      ) : (
        <p data-testid="range">
          {rows > 0 && `${count(first + 1)}–${count(Math.min(last + 1, rows))}`}
          {rows > 0 && (total === null ? ', counting the rest' : ` of ${count(total)}`)}
        </p>
      )}
      <p className="truncate">{sortLabel(sort)}</p>
      <p className="ml-auto flex items-center gap-3 max-[1200px]:hidden">
        <Hint keys="Enter">open</Hint>
        <Hint keys="Space">preview</Hint>
        <Hint keys="x">select</Hint>
        <Hint keys="e">change tier</Hint>
        <Hint keys="?">all keys</Hint>
      </p>
    </footer>
  );
}

function Hint({ keys, children }: { keys: string; children: string }) {
  return (
    <span className="flex items-center gap-1">
      <Kbd keys={keys} />
      {children}
    </span>
  );
}
