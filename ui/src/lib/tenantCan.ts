// What may be done with a tenant: true, or the reason why not. Comfort only: the database decides.
import type { Me, StatusName } from '@/ipc';
import { NEXT_STATUS } from './status';

/** `true`, or a sentence for the person who may not. */
export type Allowed = true | string;

/** What the table needs to know; `TenantView` and `TenantRow` both fit. */
export interface Subject {
  status: StatusName;
  mayBecome?: readonly StatusName[];
  /** The id of an operation on it that is going on, or stuck. */
  operation?: string | null;
}

type Rule = (tenant: Subject, me: Me) => Allowed;

/** The first reason that refuses, else true. */
function every(...rules: Rule[]): Rule {
  return (tenant, me) => {
    for (const rule of rules) {
      const allowed = rule(tenant, me);
      if (allowed !== true) return allowed;
    }
    return true;
  };
}

/** Any change at all: a live connection, not read-only, member of ops. */
export function mayWrite(me: Me): Allowed {
  if (me.state === 'lost') return 'The connection is lost: changes are refused until it is back.';
  if (me.state === 'disconnected') return 'You are not connected.';
  if (me.safeMode === 'read_only') return 'This profile is read-only: its safe mode refuses every change.';
  if (!me.roles.includes('ops')) return `Only operators of the group ops may change tenants; ${as(me)}.`;
  return true;
}

function as(me: Me): string {
  return me.roles.length > 0 ? `you are ${me.roles.join(', ')}` : 'your login is in no group';
}

const asOps: Rule = (_, me) => mayWrite(me);

const notGone: Rule = ({ status }) =>
  status === 'deleted' || status === 'deleting'
    ? `The tenant is ${status}: nothing of it can be changed.`
    : true;

const notMoving: Rule = ({ status }) =>
  status === 'migrating' ? 'The tenant is migrating: wait until the move has ended.' : true;

const notBusy: Rule = ({ operation }) =>
  operation ? 'Another operation on it is going on, or stuck.' : true;

function becomes(wished: StatusName, sentence: (status: StatusName) => string): Rule {
  return ({ status, mayBecome = NEXT_STATUS[status] }) =>
    mayBecome.includes(wished) ? true : sentence(status);
}

const notSuspended: Rule = ({ status }) =>
  status === 'suspended' ? 'The tenant is already suspended.' : true;
const isSuspended: Rule = ({ status }) =>
  status === 'suspended' ? true : `Only a suspended tenant is resumed; this one is ${status}.`;

export const tenantCan = {
  create: (me: Me): Allowed => mayWrite(me),
  changeTier: every(asOps, notGone, notMoving),
  setLimit: every(asOps, notGone),
  clearLimit: every(asOps, notGone),
  suspend: every(
    asOps,
    notSuspended,
    notGone,
    becomes('suspended', (s) => `A tenant that is ${s} cannot be suspended.`),
  ),
  resume: every(
    asOps,
    isSuspended,
    becomes('active', (s) => `A tenant that is ${s} cannot become active.`),
  ),
  /** From its archive; whether there is one is the certificate's to say. */
  unarchive: every(asOps, notBusy, ({ status }) =>
    status === 'deleted' ? true : `Only a purged tenant is restored from an archive; this one is ${status}.`,
  ),
  /** Whether its server differs at all is the page's to say. */
  resize: every(asOps, notGone, notBusy),
  delete: every(
    asOps,
    notGone,
    notBusy,
    becomes('deleting', (s) => `A tenant that is ${s} cannot be deleted.`),
  ),
};
