import { RotateCcw, Square } from 'lucide-react';
import { useState } from 'react';
import { Badge, Button, CopyId, ErrorState, notify, Panel, SkeletonRows } from '@/components';
import { type SandboxView, useChange, useCommand, useMe } from '@/ipc';
import { plural } from '@/lib/format';
import { Fact, Facts } from './Facts';
import { ResetSandbox } from './ResetSandbox';
import { StopSandbox } from './StopSandbox';

/** The sample fleet of this machine: how it stands, a way to stop it, and to begin again. */
export function SandboxSection() {
  const { data, error, refetch } = useCommand('sandbox_status', {});
  return (
    <Panel
      title="Sandbox"
      aside={
        data && (
          <Badge tone={data.running ? 'ok' : 'neutral'} dot>
            {data.running ? 'running' : 'not running'}
          </Badge>
        )
      }
    >
      <div className="p-3" data-testid="sandbox-section">
        {data ? (
          <Sandbox sandbox={data} />
        ) : error ? (
          <ErrorState inline error={error} onRetry={() => void refetch()} />
        ) : (
          <SkeletonRows rows={3} columns={[90, 220]} />
        )}
      </div>
    </Panel>
  );
}

function Sandbox({ sandbox }: { sandbox: SandboxView }) {
  const [asking, setAsking] = useState<'stop' | 'reset' | null>(null);
  const present = useMe().environment === 'sandbox';
  const down = useChange('sandbox_down');
  const stop = () => down.mutate({}, { onSuccess: () => setAsking(null), onError: notify.failed });
  const running = sandbox.running || 'It is not running: start it on Connect.';
  return (
    <div className="flex flex-col gap-3">
      <Facts>
        <Fact name="Folder">
          <CopyId value={sandbox.dir} label="sandbox folder" className="max-w-full" />
        </Fact>
        {sandbox.running && (
          <Fact name="Server">
            <span className="selectable">
              PostgreSQL {sandbox.serverVersion ?? 'of unknown version'} on 127.0.0.1:{sandbox.port}
            </span>
          </Fact>
        )}
        {sandbox.tenants !== null && <Fact name="Fleet">{plural(sandbox.tenants, 'tenant')}</Fact>}
      </Facts>
      <div className="flex gap-2">
        <Button
          icon={Square}
          can={running}
          busy={down.isPending}
          data-testid="sandbox-stop"
          onClick={() => (present ? setAsking('stop') : stop())}
        >
          Stop
        </Button>
        <Button
          tone="danger"
          icon={RotateCcw}
          can={running}
          data-testid="sandbox-reset"
          onClick={() => setAsking('reset')}
        >
          Reset…
        </Button>
      </div>
      <StopSandbox
        open={asking === 'stop'}
        busy={down.isPending}
        onStop={stop}
        onClose={() => setAsking(null)}
      />
      {asking === 'reset' && <ResetSandbox sandbox={sandbox} onClose={() => setAsking(null)} />}
    </div>
  );
}
