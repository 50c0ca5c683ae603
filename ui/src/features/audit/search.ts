/** What the route of the trail holds. */
export interface AuditSearch {
  tenant?: string;
  who?: string;
  action?: string;
  ticket?: string;
  since?: string;
  until?: string;
  /** Number of the entry in the drawer. */
  entry?: string;
}

const KEYS = ['tenant', 'who', 'action', 'ticket', 'since', 'until', 'entry'] as const;

export function readAuditSearch(raw: Record<string, unknown>): AuditSearch {
  const read: AuditSearch = {};
  for (const key of KEYS) if (typeof raw[key] === 'string' && raw[key] !== '') read[key] = raw[key];
  return read;
}
