/** What the route of the grid holds. */
export interface TenantsSearch {
  query?: string;
  sort?: string;
  /** The saved view that was chosen. */
  view?: string;
  /** Slug of the tenant in the preview drawer. */
  preview?: string;
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** A route is input: what is no text is dropped. */
export function readTenantsSearch(raw: Record<string, unknown>): TenantsSearch {
  const { query, sort, view, preview } = raw;
  return { query: text(query), sort: text(sort), view: text(view), preview: text(preview) };
}
