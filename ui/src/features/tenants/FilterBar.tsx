// The query as a line of text and as chips: both write the same words into the route.
import { Search, X } from 'lucide-react';
import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react';
import type { CommandError } from '@/ipc';
import { cx } from '@/lib/cx';
import { FilterChips } from './FilterChips';

const DEBOUNCE_MS = 160;

export interface FilterBarProps {
  query: string;
  onQuery: (query: string) => void;
  /** The query was refused: what is wrong and what would be right. */
  error: CommandError | null;
  input: RefObject<HTMLInputElement | null>;
  /** From the line down into the rows. */
  onLeave: () => void;
}

export function FilterBar({ query, onQuery, error, input, onLeave }: FilterBarProps) {
  const [text, setText] = useTyped(query, onQuery);
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Enter') onQuery(text.trim());
    if (event.key !== 'ArrowDown' && event.key !== 'Escape' && event.key !== 'Enter') return;
    event.preventDefault();
    onLeave();
  };
  return (
    <section
      aria-label="Filter"
      className="flex min-h-10 shrink-0 flex-wrap items-center gap-x-2 gap-y-1 border-b px-4 py-1.5"
    >
      <div className="relative w-[340px] max-w-full grow-0">
        <Search size={14} aria-hidden className="absolute top-1/2 left-2 -translate-y-1/2 text-ink-3" />
        <input
          ref={input}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={keys}
          aria-label="Filter tenants"
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? 'query-error' : undefined}
          data-testid="query-input"
          placeholder="Name, slug, id, or tier:pro usage>90%"
          autoComplete="off"
          spellCheck={false}
          maxLength={1000}
          className={cx(
            'h-control w-full rounded-md border bg-canvas pr-7 pl-7 text-sm select-text hover:border-control-line',
            error ? 'border-bad' : 'border-line-strong focus-visible:border-accent',
          )}
        />
        {text === '' ? (
          <kbd className="absolute top-1/2 right-2 -translate-y-1/2 font-sans text-xs text-ink-3">/</kbd>
        ) : (
          <button
            type="button"
            aria-label="Clear the filter"
            onClick={() => {
              onQuery('');
              setText('');
              input.current?.focus();
            }}
            className="absolute top-1/2 right-1 flex size-5 -translate-y-1/2 items-center justify-center rounded-sm text-ink-3 hover:bg-hover hover:text-ink"
          >
            <X size={13} aria-hidden />
          </button>
        )}
        {error && <QueryError error={error} />}
      </div>
      <FilterChips query={query} onQuery={onQuery} />
    </section>
  );
}

/** Over the grid's head rather than above it: a query half typed is refused all the time, and nothing may jump. */
function QueryError({ error }: { error: CommandError }) {
  return (
    <p
      id="query-error"
      role="alert"
      data-testid="query-error"
      className="selectable absolute top-full left-0 z-30 mt-1 w-max max-w-[560px] rounded-md border border-bad bg-raised px-2.5 py-1.5 text-sm shadow-raised"
    >
      <span className="text-bad-text">{error.message}</span> {error.remedy}
    </p>
  );
}

/** What is typed goes into the route when it stands still; what others put there comes into the line. */
function useTyped(query: string, onQuery: (query: string) => void) {
  const [text, setText] = useState(query);
  const sent = useRef(query);
  const send = useRef(onQuery);
  send.current = onQuery;
  useEffect(() => {
    if (query === sent.current) return;
    sent.current = query;
    setText(query);
  }, [query]);
  useEffect(() => {
    const wished = text.trim();
    if (wished === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = wished;
      send.current(wished);
    }, DEBOUNCE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return [text, setText] as const;
}
