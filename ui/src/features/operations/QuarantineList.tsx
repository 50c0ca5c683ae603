import { Link } from '@tanstack/react-router';
import { Archive } from 'lucide-react';
import { Age, Button, Countdown, EmptyState, ErrorState, RungLadder, SkeletonRows } from '@/components';
import { type QuarantineLine, useCommand, useMe } from '@/ipc';
import { openAct } from '@/lib/acts';
import { cx } from '@/lib/cx';
import { bytes, count } from '@/lib/format';
import { useServerNow } from '@/lib/now';
import { OPEN } from '@/lib/operations';
import { quarantineCan } from '@/lib/quarantineCan';

/** Tenants that were deleted and may still come back; those that may be purged first come first. */
export function QuarantineList() {
  const { data, error, refetch } = useCommand('quarantine_list', {});
  const open = useCommand('operation_list', OPEN);
  const busy = new Set(open.data?.rows.map(({ tenant }) => tenant.id));
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data)
    return <SkeletonRows rows={5} columns={[180, 70, 160, 160, 90, 90]} label="Loading the quarantine" />;
  if (data.rows.length === 0)
    return (
      <EmptyState icon={Archive} title="Nothing is in quarantine">
        A tenant that is deleted rests here: closed to everybody, whole, and restored by one click. After the
        waiting time a second person may purge it.
      </EmptyState>
    );
  return (
    <div className="overflow-x-auto">
      <table className="w-full text-sm" data-testid="quarantine">
        <thead>
          <tr className="h-8 border-b text-left text-xs text-ink-2 [&>th]:px-2 [&>th]:font-medium [&>th:first-child]:pl-4">
            <th scope="col">Tenant</th>
            <th scope="col">Purge in</th>
            <th scope="col">Deleted</th>
            <th scope="col">Kept as</th>
            <th scope="col" className="text-right">
              Rows
            </th>
            <th scope="col" className="text-right">
              Size
            </th>
            <th scope="col">
              <span className="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody className="divide-y border-b">
          {data.rows.map((line) => (
            <Row key={line.tenant.id} line={line} asOf={data.asOf} busy={busy.has(line.tenant.id)} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ line, asOf, busy }: { line: QuarantineLine; asOf: string; busy: boolean }) {
  const { login } = useMe();
  const { tenant, until, deletedBy, reason, since, kept, rows } = line;
  const ripe = Date.parse(until) <= useServerNow(asOf, 30_000);
  return (
    <tr
      data-testid="quarantine-row"
      data-slug={tenant.slug}
      className="h-12 hover:bg-hover [&>td]:px-2 [&>td:first-child]:pl-4"
    >
      <td className="w-[22%] max-w-0">
        <Link
          to="/tenants/$tenant"
          params={{ tenant: tenant.slug }}
          search={{ tab: 'danger' }}
          title={tenant.name}
          className="foreign block truncate font-medium hover:underline"
        >
          {tenant.name}
        </Link>
        <span className="foreign block truncate font-mono text-2xs text-ink-3">{tenant.slug}</span>
      </td>
      <td className={cx('whitespace-nowrap', ripe && 'font-medium text-bad-text')}>
        <Countdown until={until} asOf={asOf} over="may be purged now" />
        {deletedBy === login && (
          <span className="block text-xs font-normal text-ink-2">not by you: you deleted it</span>
        )}
      </td>
      <td className="w-[26%] max-w-0">
        <span className="block truncate">
          <span className="foreign font-medium">{deletedBy}</span>, <Age at={since} className="text-ink-2" />
        </span>
        <span className="foreign block truncate text-xs text-ink-2" title={reason}>
          {reason}
        </span>
      </td>
      <td className="w-[20%] max-w-0">
        <span className="flex min-w-0 items-center gap-2">
          <RungLadder rung={line.rung} className="shrink-0" />
          <span className="foreign selectable truncate font-mono text-xs text-ink-2" title={kept}>
            {kept}
          </span>
        </span>
      </td>
      <td className="text-right whitespace-nowrap">{rows === null ? <Unknown /> : count(rows)}</td>
      <td className="text-right whitespace-nowrap">
        {line.bytes === null ? <Unknown /> : bytes(line.bytes)}
      </td>
      <td className="w-px pr-4">
        <Deeds line={line} asOf={asOf} busy={busy} />
      </td>
    </tr>
  );
}

function Unknown() {
  return (
    <span className="text-ink-3" title="Counted when it is exported, or shared with other tenants.">
      –
    </span>
  );
}

function Deeds({ line, asOf, busy }: { line: QuarantineLine; asOf: string; busy: boolean }) {
  const me = useMe();
  const now = useServerNow(asOf, 30_000);
  const { slug } = line.tenant;
  return (
    <span className="flex justify-end gap-1.5">
      <Button
        can={quarantineCan.restore(busy, me)}
        onClick={() => openAct({ kind: 'restore', tenant: slug })}
        aria-label={`Restore ${slug}`}
        data-testid="quarantine-restore"
      >
        Restore…
      </Button>
      <Button
        tone="danger"
        can={quarantineCan.purge(line, busy, me, now)}
        onClick={() => openAct({ kind: 'purge', tenant: slug })}
        aria-label={`Purge ${slug}`}
        data-testid="quarantine-purge"
      >
        Purge…
      </Button>
    </span>
  );
}
