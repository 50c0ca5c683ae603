// What somebody else changed between two looks at a tenant.
import type { TenantView } from '@/ipc';
import { LIMIT_LABEL, limitText, unitOf } from '@/lib/format';

export interface Difference {
  what: string;
  before: string;
  after: string;
}

export function differencesOf(was: TenantView, is: TenantView): Difference[] {
  const all: Difference[] = [
    { what: 'Status', before: was.status, after: is.status },
    { what: 'Tier', before: was.tier, after: is.tier },
    { what: 'Rung', before: was.placement.rung, after: is.placement.rung },
    { what: 'Name', before: was.name, after: is.name },
    ...is.limits.map((limit) => ({
      what: LIMIT_LABEL[limit.name],
      before: limitWords(was, limit.name),
      after: limitWords(is, limit.name),
    })),
  ];
  return all.filter(({ before, after }) => before !== after);
}

function limitWords({ limits }: TenantView, name: TenantView['limits'][number]['name']): string {
  const limit = limits.find((one) => one.name === name);
  if (!limit) return 'none';
  const until = limit.overrideDetail?.until;
  const source = limit.overrideDetail ? ` by override${until ? ` until ${until}` : ''}` : '';
  return limitText(limit.effective, unitOf(name)) + source;
}

/** A tenant's name inside a sentence that is no markup: its direction stays its own. */
export function isolated(name: string): string {
  return `\u2068${name}\u2069`;
}
