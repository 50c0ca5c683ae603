// Words for the trail: actions as people say them, and one line for what changed.
import type { AuditEntry } from '@/ipc';
import { diffOf } from './diff';
import { day } from './time';

const WORDS: Record<string, string> = {
  'tenant.create': 'Created tenant',
  'tenant.set_tier': 'Changed tier',
  'tenant.set_limit': 'Set limit',
  'tenant.clear_limit': 'Cleared limit',
  'tenant.suspend': 'Suspended',
  'tenant.resume': 'Resumed',
  'tenant.resize': 'Asked to change the server',
  'tenant.delete': 'Asked to delete',
  'tenant.restore': 'Asked to restore',
  'tenant.purge': 'Asked to purge',
  'tenant.certify': 'Certified the deletion',
  'tenant.unarchive': 'Asked to restore from archive',
  'operation.cancel': 'Cancelled operation',
  'operation.retry': 'Retried operation',
  'operation.done': 'Operation done',
  'operation.failed': 'Operation failed',
  'operation.cancelled': 'Operation cancelled',
  'operation.stuck': 'Operation stuck',
  'scrub.request': 'Asked to look for orphans',
  'scrub.decide': 'Decided of findings',
  'scrub.purge': 'Asked to purge findings',
  'scrub.purged': 'Purged a finding',
  'cluster.set_instances': 'Set how servers are made',
  'tier.set_limit': 'Set limit of tier',
};

export const ACTIONS: readonly string[] = Object.keys(WORDS);

/** `tenant.set_tier` → Changed tier; an action that is not known is shown as it came. */
export function actionWords(action: string): string {
  return WORDS[action] ?? action;
}

/** Keys that only accompany a change and would hide it. */
const QUIET = /(^|\.)(version|acknowledged|reason|statusReason|setBy|setAt|updatedAt)$/;

/** `tier: free → pro`: the first changes, for one line. */
export function changeWords({ before, after }: Pick<AuditEntry, 'before' | 'after'>): string {
  const rows = diffOf(before, after).filter(({ changed, key }) => changed && !QUIET.test(key));
  const shown = rows.slice(0, 2).map(({ key, before: from, after: to }) => {
    if (from === null) return `${key}: ${short(to)}`;
    return `${key}: ${short(from)} → ${short(to)}`;
  });
  return shown.join(' · ') + (rows.length > 2 ? ` · ${rows.length - 2} more` : '');
}

/** A moment needs no seconds on one line; the whole entry shows them. */
function short(value: string | null): string {
  if (value === null) return 'none';
  return /^\d{4}-\d{2}-\d{2}T/.test(value) ? day(value) : value;
}
