// The phrase of a deletion and what there is to delete.
import type { DeletionAct, Inventory } from '../../generated/types';
import type { FakeTenant } from '../fleet';

const TABLES = [
  'users',
  'projects',
  'documents',
  'document_versions',
  'comments',
  'attachments',
  'invoices',
  'invoice_lines',
  'events',
  'api_tokens',
  'webhooks',
  'settings',
] as const;

const ownName = ({ id }: FakeTenant) => `tenant_${id.replaceAll('-', '_')}`;

export function phraseFor(act: DeletionAct, tenant: FakeTenant): string {
  const what = tenant.rung === 'shared' ? 'ROWS' : tenant.rung.toUpperCase();
  return `${act.toUpperCase()}_${what}_${tenant.rung === 'shared' ? tenant.id : ownName(tenant)}`;
}

export function inventoryOf(tenant: FakeTenant): Inventory {
  const own = tenant.rung !== 'shared';
  const counted = tenant.rung !== 'database';
  const tables = TABLES.map((name, n) => {
    const rows = (tenant.used.projects + 1n) * BigInt((n * n * 37 + 11) % 4001);
    return { name, rows: String(rows), bytes: own ? String(rows * 612n + 16_384n) : null };
  });
  const sum = (of: 'rows' | 'bytes') =>
    String(tables.reduce((all, table) => all + BigInt(table[of] ?? '0'), 0n));
  return {
    container: own ? `${tenant.rung} ${ownName(tenant)}` : 'rows in the shared tables',
    exists: true,
    tables: counted ? tables : [],
    rows: counted ? sum('rows') : null,
    bytes: own ? sum('bytes') : null,
    outside: [],
  };
}

/** Where two texts part, as the database says it. */
export function difference(typed: string, wanted: string): string {
  const [is, should] = [[...typed], [...wanted]];
  const at = should.findIndex((letter, n) => letter !== is[n]);
  if (at < 0) return `there is more after character ${should.length}`;
  const [one, other] = [is[at], should[at]];
  if (one === undefined || other === undefined) return `it ends after ${at} characters`;
  return `character ${at + 1} is ${code(one)} and not ${code(other)}`;
}

function code(letter: string): string {
  return `U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
