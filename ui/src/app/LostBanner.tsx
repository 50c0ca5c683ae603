import { Unplug } from 'lucide-react';
import { Age } from '@/components';
import { useConnection } from '@/ipc';

/** Which connection is away, since when, and what that means for what is on the screen. */
export function LostBanner() {
  const connection = useConnection();
  if (connection?.state !== 'lost') return null;
  return (
    <div
      role="alert"
      data-testid="lost-banner"
      className="flex items-center gap-2 border-b bg-bad-soft px-4 py-1.5 text-sm text-bad-text"
    >
      <Unplug size={14} aria-hidden className="shrink-0" />
      <p>
        <b className="font-semibold">{connection.server?.profile ?? 'The server'}</b> was lost{' '}
        <Age at={connection.since} />. {connection.problem} You see what was last known; changes are refused
        until it is back.
      </p>
    </div>
  );
}
