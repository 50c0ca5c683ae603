import { useNavigate, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { notify } from '@/components';
import { call, type OperationLine, useMe } from '@/ipc';
import { inFlight } from '@/lib/operations';
import { useNewestOperations, useOpenOperations } from './openOperations';

/** Tells the operator when something that he requested has ended, unless he is looking at it. */
export function OperationWatch() {
  const { login } = useMe();
  const open = useOpenOperations().data;
  const newest = useNewestOperations().data;
  const navigate = useNavigate();
  const path = useRouterState({ select: (state) => state.location.pathname });
  /** Mine that go on, and since when the newest are looked at. */
  const watched = useRef(new Set<string>());
  const known = useRef<Set<string> | null>(null);

  useEffect(() => {
    if (!open || !newest) return;
    const tell = (line: OperationLine) => {
      watched.current.delete(line.id);
      if (path === `/operations/${line.id}`) return;
      say(line, () => void navigate({ to: '/operations/$operation', params: { operation: line.id } }));
    };
    const lines = new Map([...newest.rows, ...open.rows].map((line) => [line.id, line]));
    const first = known.current === null;
    const seen = known.current ?? new Set<string>();
    known.current = seen;
    for (const line of lines.values()) {
      if (line.requestedBy !== login) continue;
      if (inFlight(line)) watched.current.add(line.id);
      else if (watched.current.has(line.id) || !(first || seen.has(line.id))) tell(line);
      seen.add(line.id);
    }
    for (const id of watched.current) {
      if (lines.has(id)) continue;
      watched.current.delete(id);
      void call('operation_show', { operation: id }).then(
        (line) => (inFlight(line) ? watched.current.add(id) : tell(line)),
        () => undefined,
      );
    }
  }, [open, newest, login, path, navigate]);
  return null;
}

const ENDED: Partial<Record<OperationLine['state'], string>> = {
  done: 'Done',
  failed: 'Failed, and taken back',
  cancelled: 'Cancelled, and taken back',
  stuck: 'Stuck: it needs you',
};

function say({ state, title, error, remedy }: OperationLine, open: () => void): void {
  const good = state === 'done' || state === 'cancelled';
  const sentence = `${ENDED[state] ?? state}: ${title}.`;
  notify.ended(good ? 'ok' : 'bad', sentence, error ?? remedy ?? '', { label: 'Open', run: open });
}
