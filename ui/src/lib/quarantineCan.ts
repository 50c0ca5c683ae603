// What may be done with a tenant in quarantine: true, or the reason why not. Comfort only: the database decides.
import type { Me, QuarantineLine } from '@/ipc';
import { type Allowed, mayWrite } from './tenantCan';
import { exact, span } from './time';

type Subject = Pick<QuarantineLine, 'deletedBy' | 'until'>;

export const quarantineCan = {
  restore: (busy: boolean, me: Me): Allowed => {
    const may = mayWrite(me);
    if (may !== true) return may;
    return busy ? BUSY : true;
  },
  /** `now` by the server's clock. */
  purge: ({ deletedBy, until }: Subject, busy: boolean, me: Me, now: number): Allowed => {
    const may = mayWrite(me);
    if (may !== true) return may;
    if (busy) return BUSY;
    if (deletedBy === me.login) return 'You asked for the deletion: a second person purges.';
    const left = Date.parse(until) - now;
    return left <= 0 || `It may be purged in ${span(left)}: ${exact(until)}.`;
  },
};

const BUSY = 'Another operation on it is going on, or stuck.';
