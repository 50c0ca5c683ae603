// Which of somebody's operations have ended since the last look.
import type { OperationLine } from '@/ipc';
import { inFlight } from '@/lib/operations';

/** Kept from look to look. */
export interface Memory {
  /** Ids that go on. */
  watched: Set<string>;
  /** Every id that was ever seen; null before the first look, which tells of nothing. */
  seen: Set<string> | null;
}

export interface News {
  ended: OperationLine[];
  /** Watched, and in no list any more: to be asked for one by one. */
  gone: string[];
}

export function look(memory: Memory, lines: readonly OperationLine[], login: string | null): News {
  const first = memory.seen === null;
  const seen = memory.seen ?? new Set<string>();
  memory.seen = seen;
  const mine = lines.filter((line) => line.requestedBy === login);
  // what began and ended between two looks was never watched
  const ended = mine.filter(
    (line) => !inFlight(line) && (memory.watched.has(line.id) || !(first || seen.has(line.id))),
  );
  for (const line of mine) {
    seen.add(line.id);
    if (inFlight(line)) memory.watched.add(line.id);
    else memory.watched.delete(line.id);
  }
  const shown = new Set(lines.map(({ id }) => id));
  const gone = [...memory.watched].filter((id) => !shown.has(id));
  for (const id of gone) memory.watched.delete(id);
  return { ended, gone };
}
