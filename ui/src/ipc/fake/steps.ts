// The steps of operations, as the real ones are named: by kind and rung, with what each takes in the middle, in seconds.
import type { OperationKind, RungName } from '../generated/types';

export const STEPS: Record<string, { title: string; takes: number; did: string }> = {
  make_schema: { title: 'Make the schema', takes: 6, did: 'Made with 14 tables, 31 indexes, 28 policies.' },
  create_instance: { title: 'Make the server', takes: 3, did: 'Asked AWS for the instance.' },
  await_instance: { title: 'Wait for the server', takes: 660, did: 'The server is available.' },
  set_backups: { title: 'Set the backups', takes: 4, did: 'Backups are kept for 14 days.' },
  raise_alarms: { title: 'Raise the alarms', takes: 2, did: 'Raised high-cpu and low-storage.' },
  change_instance: {
    title: 'Change the server',
    takes: 3,
    did: 'Asked AWS to change it, in the maintenance window.',
  },
  draw_password: { title: 'Draw a password', takes: 2, did: 'Kept as a secret.' },
  make_login: { title: 'Make the login', takes: 3, did: 'Made, without rights outside of its database.' },
  make_database: { title: 'Make the database', takes: 9, did: 'Made from the template.' },
  install: { title: 'Install kit and tables', takes: 8, did: 'Isolation kit 9, 14 tables.' },
  place: { title: 'Tell the isolation kit', takes: 2, did: 'Placed, generation 1.' },
  verify: { title: 'Verify the isolation', takes: 5, did: '56 of 56 probes refused.' },
  close: { title: 'Stop the services', takes: 3, did: '2 sessions were ended.' },
  quarantine: { title: 'Put away', takes: 7, did: 'Renamed, and every right revoked.' },
  reopen: { title: 'Bring back', takes: 6, did: 'Named as before, with the same rights.' },
  export: { title: 'Export to an archive', takes: 14, did: '14 tables in 14 files, with checksums.' },
  check_archive: { title: 'Read the archive back', takes: 8, did: 'Each row and each checksum is the same.' },
  final_snapshot: { title: 'Make a last snapshot', takes: 240, did: 'Kept as the last snapshot.' },
  find_archive: { title: 'Verify the archive', takes: 6, did: '14 tables: each file is what was written.' },
  load: { title: 'Put the rows back', takes: 11, did: '48,210 rows are back in 14 tables.' },
  compare: { title: 'Read the rows out again', takes: 7, did: 'Byte for byte what was exported.' },
  drop: { title: 'Remove for good', takes: 9, did: 'Nothing is left of it on the server.' },
};

const DATABASE = ['draw_password', 'make_login', 'make_database', 'install', 'place', 'verify'];
const INSTANCE = [
  'create_instance',
  'await_instance',
  ...DATABASE.slice(0, 4),
  'set_backups',
  'raise_alarms',
  ...DATABASE.slice(4),
];

const NAMES: Record<OperationKind, (rung: RungName) => string[]> = {
  create: (rung) =>
    rung === 'schema' ? ['make_schema', 'place', 'verify'] : rung === 'instance' ? INSTANCE : DATABASE,
  resize: () => ['change_instance', 'await_instance', 'raise_alarms'],
  delete: () => ['close', 'quarantine'],
  restore: () => ['reopen', 'place'],
  purge: (rung) => ['export', 'check_archive', ...(rung === 'instance' ? ['final_snapshot'] : []), 'drop'],
  unarchive: (rung) => [
    'find_archive',
    ...(rung === 'shared' ? [] : rung === 'schema' ? ['make_schema'] : DATABASE.slice(0, 4)),
    'load',
    'compare',
    'place',
  ],
};

export const stepsOf = (kind: OperationKind, rung: RungName): string[] => NAMES[kind](rung);
