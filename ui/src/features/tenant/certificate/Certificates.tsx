import { ArchiveRestore } from 'lucide-react';
import { Age, Button, ErrorState, Skeleton } from '@/components';
import { type TenantView, useMe } from '@/ipc';
import { openAct } from '@/lib/acts';
import { tenantCan } from '@/lib/tenantCan';
import { CertificatePanel } from './CertificatePanel';
import { useCertificates } from './useCertificates';

/** Of a tenant that was purged: the way back, and what certifies each purge. Of any other: nothing. */
export function Certificates({ tenant }: { tenant: TenantView }) {
  const { certificates, error, again } = useCertificates(tenant);
  const deleted = tenant.status === 'deleted';
  if (error) return <ErrorState error={error} onRetry={again} inline />;
  if (!certificates) return deleted ? <Skeleton className="h-72 w-full" /> : null;
  const [newest, ...older] = certificates;
  return (
    <>
      {deleted && <Gone tenant={tenant} certified={newest !== undefined} />}
      {newest && <CertificatePanel certificate={newest} />}
      {older.map((certificate) => (
        <details key={certificate.id} className="rounded-lg border" data-testid="certificate-older">
          <summary className="px-3 py-2 text-sm text-ink-2 hover:text-ink">
            An earlier purge, <Age at={certificate.issuedAt} />
          </summary>
          <div className="p-2 pt-0">
            <CertificatePanel certificate={certificate} />
          </div>
        </details>
      ))}
    </>
  );
}

function Gone({ tenant, certified }: { tenant: TenantView; certified: boolean }) {
  const me = useMe();
  const can = certified
    ? tenantCan.unarchive(tenant, me)
    : 'It has no deletion certificate: no archive of it is known.';
  return (
    <div className="flex items-center gap-4 rounded-lg border px-4 py-3" data-testid="tenant-gone">
      <div className="min-w-0 flex-1 text-sm">
        <h2 className="font-medium">It was purged</h2>
        <p className="text-ink-2">
          {certified
            ? 'Nothing of it is left on the server but its history here. Its archive is kept, and brings it back.'
            : 'Nothing of it is left on the server but its history here. No certificate was issued: an archive of it is not known.'}
        </p>
      </div>
      <Button
        icon={ArchiveRestore}
        can={can}
        onClick={() => openAct({ kind: 'restore', tenant: tenant.slug })}
        data-testid="danger-unarchive"
      >
        Restore from the archive…
      </Button>
    </div>
  );
}
