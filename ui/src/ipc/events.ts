// What the host says on its own, brought into the query cache. `tasks` hold the progress of long commands.
import type { QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import type { ConnectionView, Noun, Progress } from './generated/types';
import { host } from './host';
import { SERVER_NOUNS } from './nouns';
import { markStale, queryKey } from './queries';

/** Listens until the returned function is called. */
export function listenToHost(queries: QueryClient, navigate: (path: string) => void): () => void {
  const stale = coalesced((nouns) => void markStale(queries, nouns));
  const stops = [
    host().on('stale', ({ nouns }) => stale.tell(nouns)),
    stale.stop,
    host().on('connection', (view) => acceptConnection(queries, view)),
    host().on('progress', acceptProgress),
    host().on('navigate', navigate),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

const APART_MS = 200;

/** The first news at once, what follows together: five hundred steps are not five hundred times everything fetched. */
function coalesced(tell: (nouns: Noun[]) => void) {
  const pending = new Set<Noun>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    timer = undefined;
    if (pending.size === 0) return;
    tell([...pending]);
    pending.clear();
    timer = setTimeout(flush, APART_MS);
  };
  return {
    tell: (nouns: readonly Noun[]) => {
      for (const noun of nouns) pending.add(noun);
      if (timer === undefined) flush();
    },
    stop: () => clearTimeout(timer),
  };
}

/** Another server's answers are never shown as this one's; the same one's are kept, with their age. */
export function acceptConnection(queries: QueryClient, view: ConnectionView): void {
  const key = queryKey('connection_status');
  const former = queries.getQueryData<ConnectionView>(key);
  queries.setQueryData(key, view);
  if (former?.server && view.server && identity(former) !== identity(view)) {
    for (const noun of SERVER_NOUNS) queries.removeQueries({ queryKey: [noun] });
  }
  if (view.state === 'connected' && former?.state !== 'connected') void markStale(queries, SERVER_NOUNS);
}

function identity({ server }: ConnectionView): string {
  return server ? `${server.profile}\n${server.address}\n${server.login}` : '';
}

const progressOf = new Map<string, Progress>();
const watchers = new Set<() => void>();

function acceptProgress(progress: Progress): void {
  progressOf.set(progress.task, progress);
  for (const watch of watchers) watch();
}

/** The latest progress of a task: the id the caller chose, or the command's name. */
export function useProgress(task: string): Progress | undefined {
  return useSyncExternalStore(watchProgress, () => progressOf.get(task));
}

export function forgetProgress(task: string): void {
  progressOf.delete(task);
  for (const watch of watchers) watch();
}

function watchProgress(watch: () => void): () => void {
  watchers.add(watch);
  return () => watchers.delete(watch);
}
