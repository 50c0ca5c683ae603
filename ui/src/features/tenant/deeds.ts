// What the page offers to do with its tenant, and whether it may.
import type { Me, TenantView } from '@/ipc';
import { type Act, openAct } from '@/lib/acts';
import { type Allowed, tenantCan } from '@/lib/tenantCan';

export interface Deed {
  label: string;
  kbd: string;
  can: Allowed;
  act: Act;
}

export interface Deeds {
  changeTier: Deed;
  setLimit: Deed;
  /** Suspend, or resume where it is suspended. */
  status: Deed;
}

export function deedsOf(view: TenantView, me: Me): Deeds {
  const tenant = view.slug;
  const suspended = view.status === 'suspended';
  return {
    changeTier: {
      label: 'Change tier',
      kbd: 'e',
      can: tenantCan.changeTier(view, me),
      act: { kind: 'change_tier', tenant },
    },
    setLimit: {
      label: 'Override a limit',
      kbd: 'o',
      can: tenantCan.setLimit(view, me),
      act: { kind: 'set_limit', tenant, limit: hottest(view) },
    },
    status: suspended
      ? { label: 'Resume', kbd: 's', can: tenantCan.resume(view, me), act: { kind: 'resume', tenant } }
      : { label: 'Suspend', kbd: 's', can: tenantCan.suspend(view, me), act: { kind: 'suspend', tenant } },
  };
}

/** The limit most likely meant: the one that is nearest. */
function hottest({ limits }: TenantView) {
  return [...limits].sort((a, b) => b.permille - a.permille)[0]?.name ?? 'users';
}

export const perform = (deed: Deed): void => openAct(deed.act);
