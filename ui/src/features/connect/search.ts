/** What the route of Connect holds. */
export interface ConnectSearch {
  /** The profile that is looked at. */
  profile?: string;
  form?: 'new' | 'edit';
  /** The field that a test found wrong. */
  field?: string;
}

export function readConnectSearch(raw: Record<string, unknown>): ConnectSearch {
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
  const form = raw.form === 'new' || raw.form === 'edit' ? raw.form : undefined;
  return { profile: text(raw.profile), form, field: text(raw.field) };
}
