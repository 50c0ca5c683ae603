import { Bell, BellOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { Age, Badge, CopyId, Panel } from '@/components';
import type { InstanceView, TenantView } from '@/ipc';
import { count, plural } from '@/lib/format';
import { useNow } from '@/lib/now';
import { Fact, Facts, None } from '../Facts';
import { Differences } from './Differences';
import { stateOf } from './serverState';

export interface ServerProps {
  tenant: TenantView;
  instance: InstanceView;
  differs: readonly string[];
}

/** The tenant's own server, as a worker saw it last. */
export function Server({ tenant, instance, differs }: ServerProps) {
  return (
    <Panel
      title="Server"
      aside={
        <span data-testid="server-seen">
          seen <Age at={instance.seenAt} />
        </span>
      }
      className="overflow-hidden"
    >
      <div data-testid="server-card">
        <Head instance={instance} />
        <Figures instance={instance} />
        <Differences tenant={tenant} instance={instance} differs={differs} />
        <Names instance={instance} />
      </div>
    </Panel>
  );
}

/** What changes is looked at twice a minute; when it is not, nobody waits for it. */
const UNWATCHED_MS = 5 * 60_000;

function Head({ instance }: { instance: InstanceView }) {
  const { state, provider, region, engineVersion, seenAt } = instance;
  const known = stateOf(state, provider);
  const now = useNow(30_000);
  const unwatched = known.tone === 'info' && now - Date.parse(seenAt) > UNWATCHED_MS;
  const tone = unwatched ? 'warn' : known.tone;
  const words = unwatched ? 'So it was when a worker last looked; nobody waits for it now.' : known.words;
  return (
    <div className="flex items-center gap-3 px-3 pt-3 text-sm">
      <span data-testid="server-state" data-state={state} className="inline-flex">
        <Badge tone={tone} dot className="font-medium">
          <span className="foreign">{state}</span>
        </Badge>
      </span>
      <p className="min-w-0 flex-1 truncate text-ink-2" title={words}>
        {words}
      </p>
      <p className="shrink-0 text-xs text-ink-2">
        {provider === 'rds' ? 'AWS RDS' : 'this machine'}
        {region && <span className="foreign font-mono text-ink-3"> {region}</span>}
        {engineVersion && <span className="text-ink-3"> · PostgreSQL {engineVersion}</span>}
      </p>
    </div>
  );
}

const UNKNOWN = <span className="text-base font-normal text-ink-3">unknown</span>;

/** What it is made of: six figures, each with its unit. */
function Figures({ instance }: { instance: InstanceView }) {
  const { storageGb, iops, backupDays, multiAz, deletionProtection, provider } = instance;
  const known = (value: boolean | null, yes: string, no: string) =>
    value === null ? UNKNOWN : value ? yes : no;
  // a server of this machine has no class, zones or snapshots: what the tier wants is only noted
  const under = (words: string) => (provider === 'rds' ? words : 'written down alone');
  return (
    <dl className="m-3 grid grid-cols-3 gap-px overflow-hidden rounded-md border bg-line">
      <Figure name="Class" under={under('processor and memory')}>
        <span className="foreign font-mono text-base">{instance.class ?? UNKNOWN}</span>
      </Figure>
      <Figure name="Storage" under={under('gp3, encrypted')}>
        {storageGb === null ? UNKNOWN : `${count(storageGb)} GB`}
      </Figure>
      <Figure name="Operations a second" under={under(iops === null ? "the storage's own" : 'provisioned')}>
        {iops === null ? <span className="text-base font-normal text-ink-2">not set</span> : count(iops)}
      </Figure>
      <Figure name="Zones" under={under(multiAz ? 'a standby takes over' : 'no standby')}>
        {known(multiAz, 'two', 'one')}
      </Figure>
      <Figure name="Backups" under={under('kept, to any second')}>
        {backupDays === null ? UNKNOWN : plural(backupDays, 'day')}
      </Figure>
      <Figure
        name="Protection"
        under={under(deletionProtection ? 'a deletion is refused' : 'it can be deleted')}
      >
        {known(deletionProtection, 'on', 'off')}
      </Figure>
    </dl>
  );
}

interface FigureProps {
  name: string;
  under: ReactNode;
  children: ReactNode;
}

function Figure({ name, under, children }: FigureProps) {
  return (
    <div className="flex min-w-0 flex-col bg-canvas px-3 py-2">
      <dt className="truncate text-xs text-ink-3">{name}</dt>
      <dd className="flex min-w-0 flex-col">
        <span className="truncate text-lg leading-7 font-semibold">{children}</span>
        <span className="truncate text-2xs text-ink-3">{under}</span>
      </dd>
    </div>
  );
}

/** How it is called, where it answers, and what watches it. */
function Names({ instance }: { instance: InstanceView }) {
  const { identifier, address, resourceId, alarms, provider } = instance;
  return (
    <div className="border-t">
      <Facts>
        <Fact name="Identifier">
          <CopyId value={identifier} label="identifier" className="max-w-full" />
        </Fact>
        <Fact name="Address">
          {address ? (
            <CopyId value={address} label="address" className="max-w-full" />
          ) : (
            <None>none yet: it does not take connections</None>
          )}
        </Fact>
        {resourceId && (
          <Fact name="Resource">
            <CopyId value={resourceId} label="resource id" className="max-w-full" />
          </Fact>
        )}
        <Fact name={`Alarms${alarms.length > 0 ? ` (${alarms.length})` : ''}`}>
          {alarms.length === 0 ? (
            <span className="flex items-center gap-1.5 text-ink-3">
              <BellOff size={12} aria-hidden />
              {provider === 'local' ? 'none: nobody watches a server of this machine' : 'none raised yet'}
            </span>
          ) : (
            <ul className="flex flex-col gap-0.5" data-testid="server-alarms">
              {alarms.map((alarm) => (
                <li key={alarm} className="flex min-w-0 items-center gap-1.5">
                  <Bell size={12} aria-hidden className="shrink-0 text-ink-3" />
                  <CopyId value={alarm} label="alarm" className="min-w-0" />
                </li>
              ))}
            </ul>
          )}
        </Fact>
      </Facts>
    </div>
  );
}
