// What is left of a tenant that was purged: its deletion certificate.
import type { CertificateDocument, CertificateRestored } from '../../generated/types';
import type { FakeTenant } from '../fleet';
import { advance } from '../operations';
import { type FakeState, refuse } from '../state';
import { asOf } from '../views';
import { inventoryOf } from './deletion';
import { tenantOf } from './reads';
import type { Handlers } from './types';

const DAY = 86_400_000;

/** Who brought it back since; null: nobody did. */
function restoredOf(state: FakeState, { id }: FakeTenant): CertificateRestored | null {
  const back = state.operations.find(
    (one) => one.tenant.id === id && one.kind === 'unarchive' && one.state === 'done',
  );
  if (!back) return null;
  return {
    by: back.requestedBy,
    at: back.endedAt === null ? null : new Date(back.endedAt).toISOString(),
    operation: back.id,
  };
}

function document(state: FakeState, tenant: FakeTenant): CertificateDocument {
  const { rows, tables, bytes, container } = inventoryOf(tenant);
  const purge = state.operations.find((one) => one.tenant.id === tenant.id && one.kind === 'purge');
  const end = purge?.endedAt ?? Date.parse(tenant.updatedAt);
  const at = (days: number) => new Date(end - days * DAY).toISOString();
  const act = (by: string, days: number, reason: string, number: string) => ({
    by,
    at: at(days),
    reason,
    operation: purge?.id ?? `0193f2a0-7c1e-7000-8000-${number.padStart(12, '0')}`,
    audit: number,
  });
  return {
    format: 'tenantry deletion certificate 1',
    tenant: { id: tenant.id, slug: tenant.slug, name: tenant.name },
    rung: tenant.rung,
    cluster: 'eu-central-1a',
    was: 'active',
    held: {
      container,
      keptAs: tenant.rung === 'shared' ? null : `zz_q_${tenant.id.slice(0, 8)}_48213`,
      rows,
      bytes,
      tables: tables.map((table, n) => ({ ...table, lastWrite: n % 4 === 3 ? null : at(31 + n) })),
    },
    gone: [
      { kind: tenant.rung === 'shared' ? 'rows' : tenant.rung, name: container.replace(/^\w+ /, '') },
      { kind: 'entry', name: 'what the isolation kit knew of it' },
    ],
    deleted: act('ops', 30, 'The contract ended on 30 September; they have their export.', '4711'),
    purged: act(purge?.requestedBy ?? 'ops2', 0, purge?.reason ?? 'Its time is over.', '48211'),
    archive: {
      folder: `/var/lib/tenantry/archives/${tenant.id}/0193f2a0-7c1e-7000-8000-000000005180`,
      manifest: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
      rows,
    },
    backups: {
      lastExpires: tenant.rung === 'instance' ? new Date(end + 30 * DAY).toISOString() : null,
      said: "Backups of the server that were taken before the purge still hold the tenant's rows. Tenantry does not know of them, nor when the last of them expires: ask who keeps them.",
    },
    issuedAt: at(0),
  };
}

export const endings: Handlers<'tenant_certificate'> = {
  tenant_certificate: ({ tenant: key }, { state }) => {
    advance(state);
    const tenant = tenantOf(state, key);
    const restored = restoredOf(state, tenant);
    if (tenant.status !== 'deleted' && !restored)
      throw refuse('not_found', `${tenant.slug} has no deletion certificate: it was never purged.`, {
        field: 'tenant',
      });
    const said = document(state, tenant);
    const certificate = {
      id: '0193f2a0-7c1e-7000-8000-0000000000ce',
      issuedAt: said.issuedAt,
      digest: '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae',
      // somebody wrote into this one
      intact: tenant.slug !== 'template',
      document: said,
      restored,
    };
    return { tenant: said.tenant, certificates: [certificate], asOf: asOf(state) };
  },
};
