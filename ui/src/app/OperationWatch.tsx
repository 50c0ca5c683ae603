import { useNavigate, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { notify } from '@/components';
import { call, type OperationLine, useMe } from '@/ipc';
import { inFlight, isPaused } from '@/lib/operations';
import { useNewestOperations, useOpenOperations } from './openOperations';
import { look, type Memory } from './watched';

/** Tells the operator when something that he requested has ended, unless he is looking at it. */
export function OperationWatch() {
  const { login } = useMe();
  const open = useOpenOperations().data;
  const newest = useNewestOperations().data;
  const navigate = useNavigate();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const memory = useRef<Memory>({ watched: new Set(), seen: null });

  useEffect(() => {
    if (!open || !newest) return;
    const tell = (line: OperationLine) => {
      if (inFlight(line)) memory.current.watched.add(line.id);
      else if (path !== `/operations/${line.id}`)
        say(line, () => void navigate({ to: '/operations/$operation', params: { operation: line.id } }));
    };
    const lines = new Map([...newest.rows, ...open.rows].map((line) => [line.id, line]));
    const { ended, gone } = look(memory.current, [...lines.values()], login);
    for (const line of ended) tell(line);
    for (const id of gone) void call('operation_show', { operation: id }).then(tell, () => undefined);
  }, [open, newest, login, path, navigate]);
  return null;
}

const ENDED: Partial<Record<OperationLine['state'], string>> = {
  done: 'Done',
  failed: 'Failed, and taken back',
  cancelled: 'Cancelled, and taken back',
  stuck: 'Stuck, and waits for you',
};

function say(line: OperationLine, open: () => void): void {
  const { state, title, error, remedy } = line;
  const good = state === 'done' || state === 'cancelled';
  const ended = isPaused(line) ? 'Failed, and waits for you' : (ENDED[state] ?? state);
  notify.ended(good ? 'ok' : 'bad', `${ended}: ${title}.`, error ?? remedy ?? '', {
    label: 'Open',
    run: open,
  });
}
