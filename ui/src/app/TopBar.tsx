import { Link, useRouterState } from '@tanstack/react-router';
import { Activity, ChevronRight, LogOut, Search, Unplug } from 'lucide-react';
import { Age, Badge, EnvironmentBadge, Kbd, Menu, notify } from '@/components';
import { type ConnectionView, type SafeMode, useChange, useConnection } from '@/ipc';
import { IN_FLIGHT, inFlight } from '@/lib/operations';
import { crumbsOf } from './crumbs';
import { useOpenOperations } from './openOperations';
import { openPalette } from './overlays';

export function TopBar() {
  const connection = useConnection();
  const server = connection?.server;
  return (
    <header className="flex h-11 shrink-0 items-center gap-3 border-b bg-sunken px-3">
      {server && <EnvironmentBadge environment={server.environment} />}
      {server && <SafeModeMark mode={server.safeMode} />}
      <Breadcrumb />
      <button
        type="button"
        onClick={openPalette}
        data-testid="open-palette"
        className="ml-auto flex h-7 w-72 min-w-8 items-center gap-2 rounded-md border border-line-strong bg-canvas px-2 text-sm text-ink-3 hover:border-control-line max-[1100px]:w-52"
      >
        <Search size={14} aria-hidden />
        <span className="flex-1 truncate text-left">Search or go to</span>
        <Kbd keys="mod+k" />
      </button>
      {server && <InFlight />}
      {connection && <ConnectionMark connection={connection} />}
      {server && <Operator connection={connection} />}
    </header>
  );
}

const SAFE_MODE: Record<SafeMode, string> = { read_only: 'read-only', confirm: 'confirm', open: 'open' };

function SafeModeMark({ mode }: { mode: SafeMode }) {
  return (
    <span title="Safe mode of this profile" data-testid="safe-mode" className="text-xs text-ink-2">
      {SAFE_MODE[mode]}
    </span>
  );
}

function Breadcrumb() {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const crumbs = crumbsOf(path);
  return (
    <nav aria-label="Breadcrumb" className="min-w-0">
      <ol className="flex min-w-0 items-center gap-1 text-sm">
        {crumbs.map(({ label, to }, at) => (
          <li key={label} className={`flex items-center gap-1 ${to ? 'shrink-0' : 'min-w-0'}`}>
            {at > 0 && <ChevronRight size={13} aria-hidden className="shrink-0 text-ink-3" />}
            {to ? (
              <Link to={to} className="text-ink-2 hover:text-ink">
                {label}
              </Link>
            ) : (
              <span aria-current="page" className="foreign truncate font-medium">
                {label}
              </span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}

/** What workers are at, and what is stuck: a click leads to the list of them. */
function InFlight() {
  const { data } = useOpenOperations();
  if (!data || data.rows.length === 0) return null;
  const going = data.rows.filter(inFlight).length;
  const stuck = data.rows.length - going;
  const idle = data.workers === 0 && going > 0;
  const states = [...(going > 0 ? IN_FLIGHT : []), ...(stuck > 0 ? ['stuck'] : [])].join(',');
  const words = inFlightWords(going, stuck, idle);
  return (
    <Link
      to="/operations"
      search={{ states }}
      data-testid="in-flight"
      data-count={going}
      aria-label={words}
      title={words}
      className="flex h-6 shrink-0 items-center gap-1.5 rounded-md px-1.5 text-xs whitespace-nowrap text-ink-2 hover:bg-hover hover:text-ink"
    >
      <Activity size={14} aria-hidden className={idle ? 'text-warn-text' : 'text-info-text'} />
      {going > 0 && <span>{going}</span>}
      {stuck > 0 && <span className="font-medium text-bad-text">{stuck} stuck</span>}
    </Link>
  );
}

function inFlightWords(going: number, stuck: number, idle: boolean): string {
  const parts = [
    going > 0 && `${going} in flight`,
    stuck > 0 && `${stuck} stuck`,
    idle && 'no worker runs',
  ].filter(Boolean);
  return `Operations: ${parts.join(', ')}`;
}

const STATE = {
  connected: { tone: 'ok', word: 'Connected' },
  lost: { tone: 'bad', word: 'Lost' },
  disconnected: { tone: 'neutral', word: 'Not connected' },
} as const;

function ConnectionMark({ connection: { state, since, server } }: { connection: ConnectionView }) {
  const { tone, word } = STATE[state];
  return (
    <span data-testid="connection-state" title={server?.address} className="whitespace-nowrap">
      <Badge tone={tone} dot>
        {word} <Age at={since} className="opacity-90 max-[1100px]:hidden" />
      </Badge>
    </span>
  );
}

function Operator({ connection: { server } }: { connection: ConnectionView }) {
  const disconnect = useChange('disconnect');
  if (!server) return null;
  const trigger = (
    <button
      type="button"
      data-testid="operator"
      className="flex h-7 items-center gap-1.5 rounded-md px-2 text-sm whitespace-nowrap hover:bg-hover"
    >
      <span className="max-w-40 truncate font-medium">{server.login}</span>
      <span className="text-xs text-ink-3">{server.roles.join(', ') || 'no group role'}</span>
    </button>
  );
  return (
    <Menu
      align="end"
      trigger={trigger}
      items={[
        { label: 'Other connection…', icon: Unplug, onSelect: () => location.assign('#/connect') },
        'separator',
        {
          label: 'Disconnect',
          icon: LogOut,
          onSelect: () => disconnect.mutate({}, { onError: notify.failed }),
        },
      ]}
    />
  );
}
