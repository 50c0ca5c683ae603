import type { AuditListRequest } from '@/ipc';

/** Asks for the trail of one tenant. */
export function auditOf(tenant: string, more: Partial<AuditListRequest> = {}): AuditListRequest {
  return {
    tenant,
    who: null,
    action: null,
    ticket: null,
    since: null,
    until: null,
    before: null,
    limit: 50,
    ...more,
  };
}
