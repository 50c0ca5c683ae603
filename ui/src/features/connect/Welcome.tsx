import { Plus } from 'lucide-react';
import { Button, RungLadder } from '@/components';
import { SandboxStart } from './SandboxStart';

const FACTS = [
  ['An own PostgreSQL', 'on this machine, reachable from nowhere else, started and stopped by the console.'],
  ['2,000 sample tenants', 'with tiers, limits, 90 days of usage and a few that misbehave.'],
  ['Nobody to harm', 'suspend, upgrade, break: a reset makes the same fleet anew.'],
] as const;

/** The first start: nothing is known yet, and one click shows everything. */
export function Welcome({ onNew }: { onNew: () => void }) {
  return (
    <main className="flex min-h-0 flex-1 items-center justify-center overflow-y-auto p-8">
      <div className="flex w-full max-w-[560px] flex-col gap-6" data-testid="welcome">
        <RungLadder rung="schema" className="origin-left scale-[2.2] self-start" />
        <div className="flex flex-col gap-2">
          <h1 className="text-[26px] leading-8 font-semibold tracking-tight">
            Every tenant of your product, in one place
          </h1>
          <p className="text-base text-ink-2">
            Find a tenant among a million, change its tier, raise a limit until Friday, and see each act in
            the audit trail of your own database. Begin with a fleet that is not yours.
          </p>
        </div>
        <div className="flex flex-wrap items-start gap-2">
          <SandboxStart prominent running={false} />
          <Button icon={Plus} onClick={onNew} data-testid="profile-new" className="h-9 px-4">
            Connect to a server
          </Button>
        </div>
        <dl className="grid grid-cols-[150px_minmax(0,1fr)] gap-x-4 gap-y-2 border-t pt-4 text-sm">
          {FACTS.map(([name, words]) => (
            <div key={name} className="contents">
              <dt className="font-medium">{name}</dt>
              <dd className="text-ink-2">{words}</dd>
            </div>
          ))}
        </dl>
      </div>
    </main>
  );
}
