import { getRouteApi, Link } from '@tanstack/react-router';
import { ArrowLeft, KeyRound, Plug, Plus } from 'lucide-react';
import { Button, EmptyState, ErrorState, RungLadder, SkeletonRows } from '@/components';
import { type ProfileEntry, type ProfileList, useCommand, useConnection } from '@/ipc';
import { ProfileDetails } from './ProfileDetails';
import { ProfileForm } from './ProfileForm';
import { ProfileRows } from './ProfileRows';
import { SandboxStart } from './SandboxStart';
import type { ConnectSearch } from './search';
import { useEnter } from './useEnter';
import { Welcome } from './Welcome';
import { asksPassword } from './words';

const route = getRouteApi('/connect');

export function ConnectPage() {
  const { data, error, refetch } = useCommand('profile_list', {});
  return (
    <div className="flex min-h-0 flex-1 flex-col" data-testid="connect-page">
      <Top />
      {data ? (
        <Connect list={data} />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <SkeletonRows rows={8} columns={[200, 160, 60]} label="Loading the profiles" />
      )}
    </div>
  );
}

function Top() {
  const connection = useConnection();
  const server = connection?.state !== 'disconnected' ? connection?.server : null;
  return (
    <header className="flex h-11 shrink-0 items-center gap-3 border-b bg-sunken px-4">
      <RungLadder rung="instance" />
      <span className="text-sm font-semibold">Tenantry</span>
      {server && (
        <Link
          to="/"
          className="foreign ml-auto flex min-w-0 items-center gap-1.5 rounded-md px-2 py-1 text-sm text-ink-2 hover:bg-hover hover:text-ink"
        >
          <ArrowLeft size={14} aria-hidden className="shrink-0" />
          <span className="truncate">Back to {server.profile}</span>
        </Link>
      )}
    </header>
  );
}

/** Last used first, then by name as they came. */
function inOrder({ profiles, last }: ProfileList): ProfileEntry[] {
  const own = profiles.filter(({ ofSandbox }) => !ofSandbox);
  return [...own].sort((a, b) => Number(b.profile.name === last) - Number(a.profile.name === last));
}

function Connect({ list }: { list: ProfileList }) {
  const { profile: wished, form, field } = route.useSearch();
  const navigate = route.useNavigate();
  const show = (search: ConnectSearch) => void navigate({ search, replace: true });
  const own = inOrder(list);
  const sandbox = list.profiles.filter(({ ofSandbox }) => ofSandbox);
  const chosen = [wished, list.last, own[0]?.profile.name, sandbox[0]?.profile.name]
    .map((name) => list.profiles.find(({ profile }) => profile.name === name))
    .find(Boolean);
  if (!chosen && form !== 'new') return <Welcome onNew={() => show({ form: 'new' })} />;
  const name = chosen?.profile.name;
  const keychain = list.keychain.available;
  return (
    <div className="flex min-h-0 flex-1">
      <ProfileRail
        list={list}
        own={own}
        sandbox={sandbox}
        chosen={form === 'new' ? undefined : name}
        onShow={show}
      />
      <main className="min-w-0 flex-1 overflow-y-auto">
        <div className="flex max-w-[760px] flex-col gap-5 px-8 py-6 max-[1100px]:px-6">
          {!keychain && <NoKeychain reason={list.keychain.reason} />}
          {form === 'new' || (form === 'edit' && chosen && !chosen.ofSandbox) ? (
            <ProfileForm
              key={form === 'new' ? 'new' : name}
              entry={form === 'new' ? null : (chosen ?? null)}
              keychain={keychain}
              field={field}
              onSaved={(profile) => show({ profile })}
              onCancel={() => show({ profile: name })}
            />
          ) : chosen ? (
            <ProfileDetails
              key={name}
              entry={chosen}
              keychain={keychain}
              onEdit={(at) => show({ profile: name, form: 'edit', field: at })}
            />
          ) : (
            <EmptyState icon={Plug} title="Choose a profile" />
          )}
        </div>
      </main>
    </div>
  );
}

interface RailProps {
  list: ProfileList;
  own: readonly ProfileEntry[];
  sandbox: readonly ProfileEntry[];
  chosen: string | undefined;
  onShow: (search: ConnectSearch) => void;
}

function ProfileRail({ list, own, sandbox, chosen, onShow }: RailProps) {
  const { enter } = useEnter();
  const rows = {
    selected: chosen,
    last: list.last,
    onSelect: (profile: string) => onShow({ profile }),
    onEnter: (entry: ProfileEntry) => {
      if (!asksPassword(entry, list.keychain.available)) void enter(entry.profile.name, null);
    },
  };
  return (
    <nav aria-label="Profiles" className="flex w-[400px] shrink-0 flex-col border-r max-[1100px]:w-[340px]">
      <header className="flex min-h-11 items-center justify-between border-b px-4">
        <h1 className="text-base font-semibold">Connect</h1>
        <Button tone="quiet" icon={Plus} onClick={() => onShow({ form: 'new' })} data-testid="profile-new">
          New profile
        </Button>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto pb-3">
        <ProfileRows title="Your servers" entries={own} {...rows} />
        <ProfileRows title="Sandbox: who are you today?" entries={sandbox} {...rows} />
      </div>
      <footer className="shrink-0 border-t p-3">
        <SandboxStart running={sandbox.length > 0} />
      </footer>
    </nav>
  );
}

function NoKeychain({ reason }: { reason: string | null }) {
  return (
    <div
      role="alert"
      data-testid="keychain-banner"
      className="flex items-start gap-2 rounded-md bg-warn-soft px-3 py-2 text-sm text-warn-text"
    >
      <KeyRound size={14} aria-hidden className="mt-0.5 shrink-0" />
      <p>
        <b className="font-semibold">No keychain.</b> {reason} Until then passwords are asked for each time.
      </p>
    </div>
  );
}
