// Sums over what the fleet says.
import type { LimitKey, Quantity, TenantRow } from '@/ipc';
import { permille, whole } from '@/lib/format';

/** A part of the whole with one digit, `66.7 %`; something is never shown as nothing. */
export function sharePercent(part: Quantity, total: Quantity): string {
  const [of, all] = [whole(part), whole(total)];
  if (of === null || all === null || all <= 0n || of <= 0n) return '0 %';
  const tenths = (of * 1000n + all / 2n) / all;
  if (tenths === 0n) return '<0.1 %';
  return tenths === 1000n ? '100 %' : `${tenths / 10n}.${tenths % 10n} %`;
}

/** Length of a bar in percent of the longest one's track. */
export function barWidth(part: Quantity, total: Quantity): number {
  return Math.min(100, permille(part, total) / 10);
}

export interface Nearest {
  limit: LimitKey;
  used: Quantity;
  of: string;
  thousandths: number;
  overridden: boolean;
}

/** Which limit a tenant is nearest to, or furthest past. */
export function nearestLimit(row: TenantRow): Nearest {
  const gauges = [
    ['users', row.users],
    ['projects', row.projects],
    ['storage_bytes', row.storageBytes],
    ['api_calls_month', row.apiCallsMonth],
  ] as const;
  const all = gauges.map(
    ([limit, { used, limit: of, overridden }]): Nearest => ({
      limit,
      used,
      of,
      overridden,
      thousandths: permille(used, of),
    }),
  );
  return all.reduce((most, one) => (one.thousandths > most.thousandths ? one : most));
}

/** How much room a server has: tenants it can still take. */
export function room(tenants: Quantity, capacity: Quantity): Quantity {
  const [used, of] = [whole(tenants), whole(capacity)];
  return used === null || of === null || used > of ? '0' : String(of - used);
}
