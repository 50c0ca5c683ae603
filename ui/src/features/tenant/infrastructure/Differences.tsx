import { CalendarClock, Diff } from 'lucide-react';
import { Button } from '@/components';
import { type InstanceView, type TenantView, useMe } from '@/ipc';
import { openAct } from '@/lib/acts';
import { notAskedYet } from '@/lib/servers';
import { tenantCan } from '@/lib/tenantCan';

export interface DifferencesProps {
  tenant: TenantView;
  instance: InstanceView;
  /** What its tier wants to be different, a phrase each. */
  differs: readonly string[];
}

/** What waits for the maintenance window, and what its tier wants besides; a way to have it changed. */
export function Differences({ tenant, instance: { pending }, differs }: DifferencesProps) {
  const me = useMe();
  if (pending.length === 0 && differs.length === 0) return null;
  const open = notAskedYet(differs, pending);
  const asked = open.length === 0;
  return (
    <div className="mx-3 mb-3 flex flex-col gap-px overflow-hidden rounded-md border bg-line text-sm">
      {pending.length > 0 && (
        <Strip
          testId="server-pending"
          icon={<CalendarClock size={14} aria-hidden className="mt-0.5 shrink-0 text-info-text" />}
          title="Waits for its maintenance window"
          aside="Sunday 04:00–05:00 UTC"
          phrases={pending}
        />
      )}
      {open.length > 0 && (
        <Strip
          testId="server-differs"
          icon={<Diff size={14} aria-hidden className="mt-0.5 shrink-0 text-warn-text" />}
          title={`Differs from what ${tenant.tier} wants`}
          phrases={open}
        />
      )}
      <div className="flex items-center justify-between gap-3 bg-canvas px-3 py-2">
        <p className="min-w-0 text-xs text-ink-3">
          {asked
            ? 'It is asked for. It can be had at once, with some minutes without connections.'
            : 'An operator has it made so: at once, or in its maintenance window.'}
        </p>
        <Button
          can={tenantCan.resize(tenant, me)}
          onClick={() => openAct({ kind: 'resize', tenant: tenant.slug })}
          data-testid="server-resize"
        >
          Change the server…
        </Button>
      </div>
    </div>
  );
}

interface StripProps {
  testId: string;
  icon: React.ReactNode;
  title: string;
  aside?: string;
  phrases: readonly string[];
}

function Strip({ testId, icon, title, aside, phrases }: StripProps) {
  return (
    <section data-testid={testId} className="flex items-start gap-2 bg-canvas px-3 py-2">
      {icon}
      <div className="min-w-0 flex-1">
        <h3 className="flex items-baseline justify-between gap-3">
          <span className="font-medium">{title}</span>
          {aside && <span className="shrink-0 text-xs text-ink-3">{aside}</span>}
        </h3>
        <ul className="mt-1 flex flex-wrap gap-1">
          {phrases.map((phrase) => (
            <li
              key={phrase}
              className="foreign selectable max-w-full rounded-sm bg-hover px-1.5 py-0.5 text-xs break-words"
            >
              {phrase}
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
