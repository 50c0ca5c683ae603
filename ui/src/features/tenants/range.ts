// The rows in view, told to whoever shows them. Apart from React's state: it changes with every row that is scrolled, and
// only a line at the foot of the page reads it.
import { useMemo, useSyncExternalStore } from 'react';

export interface Range {
  first: number;
  last: number;
}

export interface RangeSource {
  tell: (first: number, last: number) => void;
  watch: (watch: () => void) => () => void;
  present: () => Range;
}

export function useRangeSource(): RangeSource {
  return useMemo(() => {
    const watchers = new Set<() => void>();
    let present: Range = { first: 0, last: 0 };
    return {
      tell: (first, last) => {
        if (first === present.first && last === present.last) return;
        present = { first, last };
        for (const watch of watchers) watch();
      },
      watch: (watch) => {
        watchers.add(watch);
        return () => watchers.delete(watch);
      },
      present: () => present,
    };
  }, []);
}

export function useRange(source: RangeSource): Range {
  return useSyncExternalStore(source.watch, source.present);
}
