// The transitions of a tenant's status, mirrored from model/src/status.rs for rows that do not carry `mayBecome`.
import type { StatusName } from '@/ipc';

export const STATUSES: readonly StatusName[] = [
  'provisioning',
  'active',
  'suspended',
  'migrating',
  'deleting',
  'deleted',
  'failed',
];

export const NEXT_STATUS: Record<StatusName, readonly StatusName[]> = {
  provisioning: ['active', 'failed'],
  active: ['suspended', 'migrating', 'deleting'],
  suspended: ['active', 'deleting'],
  migrating: ['active', 'failed'],
  deleting: ['deleted', 'active', 'suspended', 'failed'],
  deleted: [],
  failed: ['provisioning', 'active', 'deleting'],
};
