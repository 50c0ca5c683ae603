import { Link } from '@tanstack/react-router';
import { Server as ServerIcon } from 'lucide-react';
import { EmptyState, Panel } from '@/components';
import type { StatusName, TenantView } from '@/ipc';

const WHY: Partial<Record<StatusName, { title: string; words: string }>> = {
  provisioning: {
    title: 'Its server is not made yet',
    words:
      'It shows here as soon as it is asked for: first as creating, then with its address, storage and alarms. About 10 to 15 minutes at AWS, seconds on this machine.',
  },
  failed: {
    title: 'It has no server',
    words:
      'Its provisioning failed, and the server was not made, or was taken back. Retry its operation; or delete the tenant, and create it anew.',
  },
  deleted: { title: 'Its server is gone', words: 'It was purged, with its secret and its alarms.' },
};

const OTHER = {
  title: 'No server is known',
  words: 'No worker has seen a server of its own. Its operations say what became of it.',
};

/** On the rung instance, without one. */
export function NoServer({ tenant: { status, operation, slug } }: { tenant: TenantView }) {
  const { title, words } = WHY[status] ?? OTHER;
  const look = 'text-sm text-accent-text underline underline-offset-2';
  return (
    <Panel title="Server">
      <div data-testid="server-none">
        <EmptyState
          icon={ServerIcon}
          title={title}
          action={
            operation ? (
              <Link to="/operations/$operation" params={{ operation }} className={look}>
                Watch its steps
              </Link>
            ) : (
              <Link to="/operations" search={{ tenant: slug }} className={look}>
                Its operations
              </Link>
            )
          }
        >
          {words}
        </EmptyState>
      </div>
    </Panel>
  );
}
