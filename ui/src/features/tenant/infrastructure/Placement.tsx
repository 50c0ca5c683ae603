import { Age, CopyId, Panel, RungLadder } from '@/components';
import type { InfrastructureView, RungName, TenantView } from '@/ipc';
import { bytes, count, plural } from '@/lib/format';
import { span } from '@/lib/time';
import { Fact, Facts, None } from '../Facts';

export const RUNG_WORDS: Record<RungName, string> = {
  shared: 'Its rows lie in the shared tables, held apart by row security.',
  schema: 'Its tables lie in a schema of their own, in a shared database.',
  database: 'Its tables lie in a database of their own, on a shared server.',
  instance: 'It has a database server of its own.',
};

/** Rung, cluster, container, generation, and what its services may take. */
export function Placement({ tenant, place }: { tenant: TenantView; place: InfrastructureView }) {
  const { rung, cluster, clusterRegion, storageBytes, sampledAt, poolMax, statementTimeoutMs } = place;
  return (
    <Panel title="Placement" aside={<Age at={tenant.asOf} />}>
      <div data-testid="placement">
        <p className="px-3 pt-3 text-sm text-ink-2">
          {tenant.status === 'deleted' ? 'Nothing of it is left: it was here.' : RUNG_WORDS[rung]}
        </p>
        <Facts>
          <Fact name="Rung">
            <RungLadder rung={rung} labelled />
          </Fact>
          <Fact name="Container">
            <Container container={place.container} />
          </Fact>
          <Fact name="Cluster">
            <span className="flex min-w-0 flex-wrap items-baseline gap-x-2">
              <CopyId value={cluster} label="cluster" className="max-w-full" />
              <span className="foreign font-mono text-xs text-ink-3">{clusterRegion}</span>
            </span>
          </Fact>
          <Fact name="Generation">
            <Generation generation={place.generation} />
          </Fact>
          <Fact name="Size">
            {bytes(storageBytes)}{' '}
            <None>
              {sampledAt ? (
                <>
                  sampled <Age at={sampledAt} />
                </>
              ) : (
                'never sampled'
              )}
            </None>
          </Fact>
          <Fact name="Connections">
            at most {plural(poolMax, 'connection')} <None>of all its services together</None>
          </Fact>
          <Fact name="Statements">
            ended after {span(statementTimeoutMs)} <None>each, by its tier</None>
          </Fact>
        </Facts>
      </div>
    </Panel>
  );
}

function Generation({ generation }: { generation: string }) {
  if (generation === '0') return <None>not placed yet</None>;
  return (
    <>
      {count(generation)}{' '}
      <None>
        {generation === '1' ? 'placed once' : `placed ${count(generation)} times`}; what still holds an
        earlier one is refused
      </None>
    </>
  );
}

/** `schema tenant_…`: the name copies, the word before it does not. */
function Container({ container }: { container: string }) {
  const [, kind, name] = /^(schema|database|instance) (\S+)$/.exec(container) ?? [];
  if (!kind || !name) return <span className="foreign selectable break-words">{container}</span>;
  return (
    <span className="flex min-w-0 items-baseline gap-1.5">
      <span>{kind}</span>
      <CopyId value={name} label={kind} className="min-w-0" />
    </span>
  );
}
