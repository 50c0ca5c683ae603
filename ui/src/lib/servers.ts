// What a tenant's server is to become: asked for already, or not yet.

/** AWS says what waits in its own words, the tier what it wants in ours. */
function asWanted(phrase: string): string {
  if (phrase === 'Multi-AZ on') return 'two zones';
  if (phrase === 'Multi-AZ off') return 'one zone';
  return phrase.replace(/^backups (?=\d)/, 'backups for ');
}

/** What differs and does not wait for the maintenance window yet: what waits still differs until it is done. */
export function notAskedYet(differs: readonly string[], pending: readonly string[]): string[] {
  const waiting = new Set(pending.map(asWanted));
  return differs.filter((phrase) => !waiting.has(phrase));
}
