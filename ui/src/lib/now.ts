// One ticking clock for every age on the screen.
import { useMemo, useSyncExternalStore } from 'react';
import type { Timestamp } from '@/ipc';

const watchers = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function watch(tell: () => void): () => void {
  watchers.add(tell);
  if (timer === undefined) {
    now = Date.now();
    timer = setInterval(tick, 1000);
  }
  return () => {
    watchers.delete(tell);
    if (watchers.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function tick(): void {
  now = Date.now();
  for (const tell of watchers) tell();
}

/** Milliseconds since 1970, at most `step` milliseconds old; the caller renders again only when it changes. */
export function useNow(step = 1000): number {
  return useSyncExternalStore(watch, () => Math.floor(now / step) * step);
}

/** The server's clock, from when it was last read and how long ago that was here. */
export function useServerNow(asOf: Timestamp | undefined, step = 1000): number {
  const here = useNow(step);
  const read = useMemo(() => ({ there: asOf ? Date.parse(asOf) : Date.now(), here: Date.now() }), [asOf]);
  return read.there + Math.max(0, here - read.here);
}
