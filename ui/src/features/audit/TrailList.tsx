import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowUp } from 'lucide-react';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { AuditEntryHead, AuditEntryRow, Button } from '@/components';
import type { AuditEntry } from '@/ipc';
import { plural } from '@/lib/format';
import { usePreferences } from '@/lib/preferences';
import type { Trail } from './useTrail';

export interface TrailListProps {
  trail: Trail;
  selected: string | undefined;
  onOpen: (entry: AuditEntry) => void;
}

const ROW = { compact: 32, comfortable: 40 };

/** The entries, drawn only where one looks. New ones come in above without moving what is being read. */
export function TrailList({ trail, selected, onOpen }: TrailListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const height = ROW[usePreferences().density];
  const { entries } = trail;
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    getItemKey: (at) => entries[at]?.number ?? at,
    overscan: 12,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height of a row is what changed
  useEffect(() => virtual.measure(), [height]);
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (entries.length > 0 && last >= entries.length - 20) trail.older();
  });
  const fresh = useFresh(entries, scroller, height);
  useSelectedInView(entries, selected, virtual);
  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <AuditEntryHead />
      {fresh.count > 0 && (
        <div className="absolute top-10 left-1/2 z-10 -translate-x-1/2">
          <Button tone="primary" icon={ArrowUp} onClick={fresh.show} data-testid="audit-fresh">
            {plural(fresh.count, 'new entry', 'new entries')}
          </Button>
        </div>
      )}
      <section
        ref={scroller}
        aria-label="Entries"
        className="min-h-0 flex-1 overflow-y-auto -outline-offset-2"
      >
        <ol className="relative" style={{ height: virtual.getTotalSize() }}>
          {items.map(({ index, start }) => {
            const entry = entries[index];
            return (
              entry && (
                <li
                  key={entry.number}
                  className="absolute inset-x-0"
                  style={{ transform: `translateY(${start}px)` }}
                >
                  <AuditEntryRow entry={entry} onOpen={onOpen} selected={entry.number === selected} />
                </li>
              )
            );
          })}
        </ol>
        <End trail={trail} />
      </section>
    </div>
  );
}

function End({ trail: { entries, hasOlder, loadingOlder } }: { trail: Trail }) {
  return (
    <p className="flex h-row items-center justify-center text-xs text-ink-3" role="status">
      {loadingOlder || hasOlder
        ? 'Loading older entries'
        : `The beginning: ${plural(entries.length, 'entry', 'entries')}`}
    </p>
  );
}

/** Entries that came while one reads further down: the scroll goes along, and a button tells of them. */
function useFresh(
  entries: readonly AuditEntry[],
  scroller: React.RefObject<HTMLDivElement | null>,
  height: number,
) {
  const newest = useRef<string | undefined>(undefined);
  const [count, setCount] = useState(0);
  useLayoutEffect(() => {
    const before = newest.current;
    newest.current = entries[0]?.number;
    const came = before === undefined ? -1 : entries.findIndex(({ number }) => number === before);
    const element = scroller.current;
    if (came <= 0 || !element || element.scrollTop < height) return;
    element.scrollTop += came * height;
    setCount((former) => former + came);
  }, [entries, scroller, height]);
  useEffect(() => {
    const element = scroller.current;
    const atTop = () => element && element.scrollTop < height && setCount(0);
    element?.addEventListener('scroll', atTop, { passive: true });
    return () => element?.removeEventListener('scroll', atTop);
  }, [scroller, height]);
  return { count, show: () => scroller.current?.scrollTo({ top: 0 }) };
}

function useSelectedInView(
  entries: readonly AuditEntry[],
  selected: string | undefined,
  virtual: { scrollToIndex: (index: number, options: { align: 'auto' }) => void },
) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another choice scrolls, new entries do not
  useEffect(() => {
    const at = entries.findIndex(({ number }) => number === selected);
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' });
  }, [selected]);
}
