// What an entry of the trail changed, key by key. Before and after come from the database as any JSON.

export interface DiffRow {
  /** `tier`, `limits.users`. */
  key: string;
  /** Null: it was not there. */
  before: string | null;
  after: string | null;
  changed: boolean;
}

/** Changed keys first, each part in the order of its first appearance. */
export function diffOf(before: unknown, after: unknown): DiffRow[] {
  const [was, is] = [flat(before), flat(after)];
  const keys = new Set([...was.keys(), ...is.keys()]);
  const rows = [...keys].map((key): DiffRow => {
    const [from, to] = [was.get(key) ?? null, is.get(key) ?? null];
    return { key, before: from, after: to, changed: from !== to };
  });
  return [...rows.filter(({ changed }) => changed), ...rows.filter(({ changed }) => !changed)];
}

/** Objects are opened, everything else is a value; a bare value stands under `value`. */
function flat(json: unknown): Map<string, string | null> {
  const found = new Map<string, string | null>();
  const open = (value: unknown, path: string) => {
    if (isObject(value)) {
      for (const [key, inner] of Object.entries(value)) open(inner, path ? `${path}.${key}` : key);
    } else if (value !== undefined && !(path === '' && value === null)) {
      found.set(path || 'value', valueText(value));
    }
  };
  open(json, '');
  return found;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A text as it is, everything else as JSON; null is no value. */
function valueText(value: unknown): string | null {
  if (value === null) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
