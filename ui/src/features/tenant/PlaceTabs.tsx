import { Database } from 'lucide-react';
import { CopyId, EmptyState, Panel, RungLadder } from '@/components';
import type { RungName, TenantView } from '@/ipc';
import { count } from '@/lib/format';
import { Fact, Facts, None } from './Facts';
import { TenantOperations } from './TenantOperations';

/** Nobody looks at a tenant's rows in this version; the tab says so. */
export function DataTab() {
  return (
    <EmptyState icon={Database} title="Its data stays closed">
      The data of a tenant opens with scoped views in a later version: with a reason, for a time, masked, and
      each look written to the audit trail. Nobody sees it from this console until then.
    </EmptyState>
  );
}

const RUNG_WORDS: Record<RungName, string> = {
  shared: 'Its rows lie in the shared tables, held apart by row security.',
  schema: 'Its tables lie in a schema of their own, in a shared database.',
  database: 'Its tables lie in a database of their own, on a shared server.',
  instance: 'It has a database server of its own.',
};

/** Where it lies: what this version knows, and what it does not measure yet. */
export function InfrastructureTab({ tenant }: { tenant: TenantView }) {
  const { placement, region, status } = tenant;
  return (
    <div className="grid max-w-5xl grid-cols-2 items-start gap-3 p-4 max-[1100px]:grid-cols-1">
      <Panel title="Placement">
        <p className="px-3 pt-3 text-sm text-ink-2">
          {status === 'deleted' ? 'Nothing of it is left: it was here.' : RUNG_WORDS[placement.rung]}
        </p>
        <Facts>
          <Fact name="Rung">
            <RungLadder rung={placement.rung} labelled />
          </Fact>
          <Fact name="Server">
            <CopyId value={placement.cluster} label="server" className="max-w-full" />
          </Fact>
          <Fact name="Region">
            <span className="foreign selectable font-mono text-xs">{region}</span>
          </Fact>
          <Fact name="Schema">
            {placement.schema ? (
              <CopyId value={placement.schema} label="schema" className="max-w-full" />
            ) : (
              <None>none of its own</None>
            )}
          </Fact>
          <Fact name="Database">
            {placement.database ? (
              <CopyId value={placement.database} label="database" className="max-w-full" />
            ) : (
              <None>none of its own</None>
            )}
          </Fact>
          <Fact name="Generation">
            {count(placement.generation)} <None>grows with every move</None>
          </Fact>
        </Facts>
      </Panel>
      <Panel title="Not measured in this version">
        <p className="p-3 text-sm text-ink-2">
          Connections, size on disk, load and the alarms of the server arrive with the clusters. What is not
          measured is not shown.
        </p>
      </Panel>
      <div className="col-span-full min-w-0">
        <TenantOperations tenant={tenant} />
      </div>
    </div>
  );
}
