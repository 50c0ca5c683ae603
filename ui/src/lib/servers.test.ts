import { expect, test } from 'vitest';
import { notAskedYet } from './servers';

test('what waits for the window is not asked for again, in whose words it may be said', () => {
  const differs = ['class db.m6i.large', 'storage 500 GB', 'backups for 35 days', 'two zones'];
  expect(notAskedYet(differs, [])).toEqual(differs);
  expect(notAskedYet(differs, ['class db.m6i.large', 'Multi-AZ on', '16000 IOPS'])).toEqual([
    'storage 500 GB',
    'backups for 35 days',
  ]);
  expect(notAskedYet(differs, [...differs.slice(0, 2), 'backups 35 days', 'Multi-AZ on'])).toEqual([]);
  expect(notAskedYet(['one zone'], ['Multi-AZ off'])).toEqual([]);
});
