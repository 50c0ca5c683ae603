/** What the route of the grid holds. */
export interface TenantsSearch {
  query?: string;
  sort?: string;
  /** The saved view that was chosen. */
  view?: string;
  /** Slug of the tenant in the preview drawer. */
  preview?: string;
}

/** A number in a link is read as one, and was text. */
const text = (value: unknown): string | undefined =>
  typeof value === 'number' ? String(value) : typeof value === 'string' && value !== '' ? value : undefined;

/** A route is input: what is no text is dropped. */
export function readTenantsSearch(raw: Record<string, unknown>): TenantsSearch {
  const { query, sort, view, preview } = raw;
  return { query: text(query), sort: text(sort), view: text(view), preview: text(preview) };
}
