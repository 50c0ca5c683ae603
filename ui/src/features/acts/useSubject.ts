import { useState } from 'react';
import { type CommandError, type TenantView, useCommand } from '@/ipc';

export interface Subject {
  /** The tenant as the person decides on it; it does not move under his hands. */
  tenant: TenantView;
  /** As it is now, when somebody changed it since. */
  changed: TenantView | null;
  /** Decide on what it is now. */
  accept: () => void;
}

export type SubjectState =
  | { subject: Subject; error: null }
  | { subject: null; error: CommandError | null; again: () => void };

/** The tenant of a dialog, held as it was first seen. */
export function useSubject(key: string): SubjectState {
  const { data, error, isFetching, refetch } = useCommand('tenant_show', { tenant: key }, { keep: false });
  const [basis, setBasis] = useState<TenantView | null>(null);
  if (basis === null && data && !isFetching) setBasis(data);
  const tenant = basis ?? (isFetching ? null : data);
  if (!tenant || !data)
    return { subject: null, error: isFetching ? null : error, again: () => void refetch() };
  const changed = data.version === tenant.version ? null : data;
  return { subject: { tenant, changed, accept: () => setBasis(data) }, error: null };
}
