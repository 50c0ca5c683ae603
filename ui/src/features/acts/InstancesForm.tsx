import { useState } from 'react';
import { Button, Dialog, EmptyState, ErrorState, notify, Segmented, Skeleton } from '@/components';
import { type ClusterLine, type InstanceProvider, type InstancesSet, useCommand, useMe } from '@/ipc';
import { mayWrite } from '@/lib/tenantCan';
import { ActFrame } from './ActFrame';
import { AwsFields, TextField } from './InstancesFields';
import { Note, ReasonField, reasonLack } from './parts';
import { useDeed } from './useDeed';

/** As it is typed: what is empty is none. */
export interface InstancesDraft {
  provider: InstanceProvider;
  region: string;
  engineVersion: string;
  environment: string;
  subnetGroup: string;
  securityGroups: string;
  alarmTopic: string;
  kmsKey: string;
  reason: string;
}

const FIELDS = [
  'provider',
  'region',
  'engineVersion',
  'environment',
  'alarmTopic',
  'securityGroups',
  'subnetGroup',
  'kmsKey',
  'reason',
] as const;
const TITLE = 'How servers are made';

/** How servers of a cluster's tenants are made. */
export function InstancesForm({ cluster, onClose }: { cluster: string; onClose: () => void }) {
  const { data, error, refetch } = useCommand('cluster_list', {});
  const line = data?.rows.find(({ name }) => name === cluster);
  if (line) return <Form line={line} onClose={onClose} />;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={TITLE}
      data-testid="act-dialog"
      footer={<Button onClick={onClose}>Close</Button>}
    >
      {error && !data && <ErrorState error={error} onRetry={() => void refetch()} inline />}
      {!error && !data && <Skeleton className="h-40 w-full" />}
      {data && <EmptyState title="There is no such cluster.">Its list is on the page Clusters.</EmptyState>}
    </Dialog>
  );
}

function draftOf({ region, instances }: ClusterLine): InstancesDraft {
  return {
    provider: instances?.provider ?? 'rds',
    region: instances?.region ?? (instances ? '' : region),
    engineVersion: instances?.engineVersion ?? '',
    environment: instances?.environment ?? '',
    subnetGroup: instances?.subnetGroup ?? '',
    securityGroups: instances?.securityGroups.join(' ') ?? '',
    alarmTopic: instances?.alarmTopic ?? '',
    kmsKey: instances?.kmsKey ?? '',
    reason: '',
  };
}

/** What AWS alone needs is sent for AWS alone. */
function requestOf(cluster: string, draft: InstancesDraft): InstancesSet {
  const aws = draft.provider === 'rds';
  const said = (text: string) => text.trim() || null;
  const ofAws = (text: string) => (aws ? said(text) : null);
  return {
    cluster,
    provider: draft.provider,
    region: ofAws(draft.region),
    engineVersion: said(draft.engineVersion),
    environment: ofAws(draft.environment),
    subnetGroup: ofAws(draft.subnetGroup),
    securityGroups: aws ? draft.securityGroups.split(/[\s,]+/).filter(Boolean) : [],
    alarmTopic: ofAws(draft.alarmTopic),
    kmsKey: ofAws(draft.kmsKey),
    reason: draft.reason,
  };
}

const PROVIDERS: readonly { value: InstanceProvider; label: string }[] = [
  { value: 'rds', label: 'AWS RDS' },
  { value: 'local', label: 'This machine' },
];

function Form({ line, onClose }: { line: ClusterLine; onClose: () => void }) {
  const me = useMe();
  const [draft, setDraft] = useState(() => draftOf(line));
  const deed = useDeed('cluster_set_instances', FIELDS, () => {
    onClose();
    notify.done(`Servers on ${line.name} are made so from now on.`, 'Those that are there stay as they are.');
  });
  const edit = (part: Partial<InstancesDraft>) => {
    setDraft((present) => ({ ...present, ...part }));
    if (deed.refused) deed.forget();
  };
  return (
    <ActFrame
      title={TITLE}
      description={
        <>
          On <span className="foreign font-medium text-ink">{line.name}</span>, for tenants with a server of
          their own.
        </>
      }
      deed="Save"
      can={mayWrite(me)}
      missing={lackOf(draft)}
      busy={deed.busy}
      error={deed.rest}
      refused={deed.refused}
      confirmation={
        <>
          Make servers of <span className="foreign">{line.name}</span>{' '}
          {draft.provider === 'rds' ? `at AWS in ${draft.region.trim()}` : 'on this machine'} from now on?
        </>
      }
      onEdit={deed.forget}
      onSubmit={() => deed.run(requestOf(line.name, draft))}
      onClose={onClose}
    >
      <Provider
        value={draft.provider}
        error={deed.at('provider')}
        onChange={(provider) => edit({ provider })}
      />
      {draft.provider === 'rds' ? (
        <AwsFields draft={draft} edit={edit} at={deed.at} />
      ) : (
        <>
          <Note>
            Beside the sandbox's own server, for trying things out: no class, no zones, no snapshots, no
            alarms.
          </Note>
          <TextField name="engineVersion" label="PostgreSQL" draft={draft} edit={edit} at={deed.at} />
        </>
      )}
      <ReasonField
        value={draft.reason}
        onChange={(reason) => edit({ reason })}
        error={deed.at('reason')}
        placeholder="The new subnets are ready."
      />
    </ActFrame>
  );
}

function lackOf({ provider, region, reason }: InstancesDraft): string | null {
  if (provider === 'rds' && region.trim() === '') return 'Say in which region of AWS.';
  return reasonLack(reason);
}

interface ProviderProps {
  value: InstanceProvider;
  error: string | undefined;
  onChange: (provider: InstanceProvider) => void;
}

function Provider({ value, error, onChange }: ProviderProps) {
  return (
    <div>
      <Segmented
        label="Made by"
        name="provider"
        value={value}
        onChange={onChange}
        segments={PROVIDERS}
        hint={
          value === 'rds'
            ? 'About 10 to 15 minutes for a server, and it costs from then on.'
            : 'Seconds for a server; for a sandbox.'
        }
      />
      {error && (
        <p role="alert" data-testid="error-provider" className="mt-1 text-xs text-bad-text">
          {error}
        </p>
      )}
    </div>
  );
}
