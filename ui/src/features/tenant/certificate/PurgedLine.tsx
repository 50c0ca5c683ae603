import { Link } from '@tanstack/react-router';
import { ArchiveRestore, FileX } from 'lucide-react';
import { Age } from '@/components';
import type { CertificateView, TenantView } from '@/ipc';
import { useCertificates } from './useCertificates';

/** That a tenant was purged, and perhaps brought back since: on its first page, with the way to the certificate. */
export function PurgedLine({ tenant }: { tenant: TenantView }) {
  const [newest] = useCertificates(tenant).certificates ?? [];
  if (!newest) return null;
  const { restored } = newest;
  const Icon = restored ? ArchiveRestore : FileX;
  return (
    <p
      data-testid="purged-line"
      data-restored={restored !== null}
      className="flex min-w-0 items-center gap-2.5 rounded-lg border px-3 py-2 text-sm"
    >
      <Icon size={15} aria-hidden className="shrink-0 text-ink-3" />
      <span className="min-w-0 flex-1 break-words">
        <Purged certificate={newest} />
        {restored ? (
          <>
            {' '}
            and restored from its archive{restored.at && ' '}
            {restored.at && <Age at={restored.at} />} by{' '}
            <span className="foreign font-medium">{restored.by}</span>.
          </>
        ) : (
          ': nothing of it is left on the server; the figures below are its last ones.'
        )}
      </span>
      <Link
        to="/tenants/$tenant"
        params={{ tenant: tenant.slug }}
        search={{ tab: 'danger' }}
        className="shrink-0 text-accent-text hover:underline"
        data-testid="purged-certificate"
      >
        {restored ? 'Certificate' : 'Certificate and restoration'}
      </Link>
    </p>
  );
}

function Purged({ certificate: { issuedAt, document } }: { certificate: CertificateView }) {
  const { by } = document.purged;
  return (
    <>
      <b className="font-medium">It was purged</b> <Age at={issuedAt} />
      {by && (
        <>
          {' '}
          by <span className="foreign font-medium">{by}</span>
        </>
      )}
    </>
  );
}
