// The console opens where it was left.
const KEY = 'tenantry.place';
const KEPT = /^\/(fleet|tenants|operations|audit)(\/|\?|$)/;

export function keepPlace(href: string): void {
  if (KEPT.test(href)) localStorage.setItem(KEY, href);
}

export function lastPlace(): string {
  const kept = localStorage.getItem(KEY) ?? '';
  return KEPT.test(kept) ? kept : '/tenants';
}
