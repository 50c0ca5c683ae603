import { shortId } from '@/lib/format';
import { PLACES, type Place } from './places';

export interface Crumb {
  label: string;
  /** Where it leads; the last one leads nowhere. */
  to?: Place['path'];
}

/** `/tenants/harbor-clinic` → Tenants › harbor-clinic. */
export function crumbsOf(path: string): Crumb[] {
  const place = PLACES.find((known) => path === known.path || path.startsWith(`${known.path}/`));
  if (!place) return [];
  const rest = path.slice(place.path.length + 1);
  if (!rest) return [{ label: place.label }];
  return [{ label: place.label, to: place.path }, { label: named(decoded(rest)) }];
}

/** An id is recognised by its ends. */
function named(text: string): string {
  return /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(text) ? shortId(text) : text;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
