import { Check, CircleDashed, FlaskConical } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button, ErrorState } from '@/components';
import { call, forgetProgress, type ProfileList, type Progress, useChange, useProgress } from '@/ipc';
import { cx } from '@/lib/cx';
import { count } from '@/lib/format';
import { useEnter } from './useEnter';

const TASK = 'sandbox_up';
const FIRST_LOGIN = 'ops';

export interface SandboxStartProps {
  /** On the first start it is what one is meant to press. */
  prominent?: boolean;
  running: boolean;
}

/** One click: an own PostgreSQL with a sample fleet, and into it as ops. */
export function SandboxStart({ prominent, running }: SandboxStartProps) {
  const up = useChange('sandbox_up');
  const { enter, busy, error } = useEnter();
  const [cancelling, setCancelling] = useState(false);
  const working = up.isPending || busy;
  const start = async () => {
    forgetProgress(TASK);
    setCancelling(false);
    const raised = await up
      .mutateAsync({ dir: null, port: null, tenants: null, seed: null })
      .catch(() => null);
    if (raised) await enter(opsOf(await call('profile_list')), null);
  };
  const cancel = () => {
    setCancelling(true);
    void call('task_cancel', { task: TASK }).catch(() => setCancelling(false));
  };
  const problem = up.error?.code === 'cancelled' ? null : (up.error ?? error);
  return (
    <div className="flex flex-col gap-3">
      <div className="flex gap-2">
        <Button
          tone={prominent ? 'primary' : 'plain'}
          icon={FlaskConical}
          busy={working}
          onClick={() => void start()}
          data-testid="sandbox-start"
          className={prominent ? 'h-9 px-4' : 'flex-1'}
        >
          {running ? 'Explore the sandbox' : 'Explore with a sandbox'}
        </Button>
        {up.isPending && (
          <Button tone="quiet" onClick={cancel} busy={cancelling} className={prominent ? 'h-9' : ''}>
            {cancelling ? 'Cancelling' : 'Cancel'}
          </Button>
        )}
      </div>
      {working && <Steps connecting={busy} />}
      {problem && <ErrorState inline error={problem} onRetry={() => void start()} />}
    </div>
  );
}

function opsOf({ profiles }: ProfileList): string {
  const mine = profiles.find(({ ofSandbox, profile }) => ofSandbox && profile.login === FIRST_LOGIN);
  return mine?.profile.name ?? `Sandbox · ${FIRST_LOGIN}`;
}

/** The phases as they come: what is done, what is under way, and how far. */
function Steps({ connecting }: { connecting: boolean }) {
  const progress = useProgress(TASK);
  const [phases, setPhases] = useState<readonly string[]>([]);
  const phase = progress?.phase;
  useEffect(() => {
    if (phase) setPhases((former) => (former.includes(phase) ? former : [...former, phase]));
  }, [phase]);
  const shown = [
    ...(phases.length > 0 ? phases : ['Looking for the sandbox']),
    ...(connecting ? ['Connecting as ops'] : []),
  ];
  return (
    <ol className="flex flex-col gap-1.5 text-sm" data-testid="sandbox-steps" aria-live="polite">
      {shown.map((name, at) => {
        const done = at < shown.length - 1;
        const Icon = done ? Check : CircleDashed;
        return (
          <li key={name} className="grid grid-cols-[16px_minmax(0,1fr)] items-start gap-2">
            <Icon
              size={14}
              aria-hidden
              className={cx('mt-0.5', done ? 'text-ok-text' : 'text-accent-text')}
            />
            <span className={done ? 'text-ink-3' : 'font-medium'}>
              {name}
              {!done && !connecting && <HowFar progress={progress} />}
            </span>
          </li>
        );
      })}
    </ol>
  );
}

function HowFar({ progress }: { progress: Progress | undefined }) {
  if (!progress?.total) return null;
  const share = Math.min(100, (progress.done / progress.total) * 100);
  return (
    <span className="mt-1 flex items-center gap-2 text-xs font-normal text-ink-3">
      <span aria-hidden className="h-1 w-40 overflow-hidden rounded-full bg-bar-track">
        <span className="block h-full rounded-full bg-accent" style={{ width: `${share}%` }} />
      </span>
      {count(progress.done)} of {count(progress.total)}
    </span>
  );
}
