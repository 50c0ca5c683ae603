import { CopyId, ErrorState, Panel, SkeletonRows } from '@/components';
import { useCommand, useConnection } from '@/ipc';
import { Fact, Facts } from './Facts';

export function About() {
  const { data, error, refetch } = useCommand('app_info', {});
  const server = useConnection()?.server;
  return (
    <Panel title="About" aside="nothing leaves this machine but what you do on your own servers">
      <div className="p-3">
        {data ? (
          <Facts>
            <Fact name="Tenantry">
              <span className="selectable">{data.version}</span>
            </Fact>
            <Fact name="Profiles and logs">
              <CopyId value={data.dataDir} label="data folder" className="max-w-full" />
            </Fact>
            <Fact name="Exports">
              <CopyId value={data.exportDir} label="export folder" className="max-w-full" />
            </Fact>
            {server && (
              <Fact name="Server">
                <span className="selectable">
                  PostgreSQL {server.version}, control schema {server.schemaVersion}
                </span>{' '}
                <span className="foreign font-mono text-xs text-ink-3">{server.address}</span>
              </Fact>
            )}
            {server?.warnings.map((warning) => (
              <Fact key={warning} name="To know">
                <span className="text-warn-text">{warning}</span>
              </Fact>
            ))}
          </Facts>
        ) : error ? (
          <ErrorState inline error={error} onRetry={() => void refetch()} />
        ) : (
          <SkeletonRows rows={3} columns={[90, 220]} />
        )}
      </div>
    </Panel>
  );
}
