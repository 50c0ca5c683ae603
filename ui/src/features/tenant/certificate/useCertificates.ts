import { type CertificateView, type CommandError, type TenantView, useCommand } from '@/ipc';

export interface CertificatesOf {
  /** Newest first; empty: it was never purged. Undefined: not read yet. */
  certificates: readonly CertificateView[] | undefined;
  error: CommandError | null;
  again: () => void;
}

/** The deletion certificates of a tenant. That there is none is an answer, and no error. */
export function useCertificates({ id, status }: TenantView): CertificatesOf {
  const { data, error, refetch } = useCommand(
    'tenant_certificate',
    { tenant: id },
    { keep: false, enabled: status !== 'provisioning', staleTime: 60_000 },
  );
  const none = error?.code === 'not_found';
  return {
    certificates: none ? [] : data?.certificates,
    error: none ? null : error,
    again: () => void refetch(),
  };
}
