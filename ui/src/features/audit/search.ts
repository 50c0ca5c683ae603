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

/** Every key is answered: what is left out would be taken as it came. A number in a link is read as one, and was text. */
export function readAuditSearch(raw: Record<string, unknown>): AuditSearch {
  const text = (value: unknown) => (typeof value === 'number' ? String(value) : value);
  const read = KEYS.map((key) => [key, text(raw[key])] as const);
  return Object.fromEntries(
    read.map(([key, value]) => [key, typeof value === 'string' && value ? value : undefined]),
  );
}
