import { Age, Badge, Bar, Button } from '@/components';
import { type LimitView, type TenantView, useMe } from '@/ipc';
import { openAct } from '@/lib/acts';
import { cx } from '@/lib/cx';
import { LIMIT_LABEL, limitText, percent, quantity, UNLIMITED, unitOf } from '@/lib/format';
import { type Allowed, tenantCan } from '@/lib/tenantCan';
import { exact } from '@/lib/time';
import { None } from './Facts';

const HEAD = 'px-3 py-2 text-left text-xs font-medium text-ink-2';

/** Each limit: what the tier gives, what overrides it and why, what is in force, what is used. */
export function LimitsTab({ tenant }: { tenant: TenantView }) {
  const me = useMe();
  const can = { set: tenantCan.setLimit(tenant, me), clear: tenantCan.clearLimit(tenant, me) };
  return (
    <div className="flex flex-col gap-2 p-4">
      <div className="overflow-x-auto rounded-lg border">
        <table className="w-full text-sm" data-testid="limits-table">
          <thead className="border-b bg-sunken">
            <tr>
              <th className={HEAD}>Limit</th>
              <th className={cx(HEAD, 'text-right whitespace-nowrap')}>Tier {tenant.tier}</th>
              <th className={HEAD}>Override</th>
              <th className={cx(HEAD, 'text-right whitespace-nowrap')}>In force</th>
              <th className={cx(HEAD, 'text-right')}>Used</th>
              <th className={HEAD}>
                <span className="sr-only">Share</span>
              </th>
              <th className={HEAD}>
                <span className="sr-only">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody className="divide-y">
            {tenant.limits.map((limit) => (
              <Row key={limit.name} limit={limit} tenant={tenant.slug} can={can} />
            ))}
          </tbody>
        </table>
      </div>
      <p className="text-xs text-ink-3">
        Usage was sampled <Age at={tenant.sampledAt} />. An override lapses by the database's clock; the
        tier's value is in force again from then on.
      </p>
    </div>
  );
}

interface RowProps {
  limit: LimitView;
  tenant: string;
  can: { set: Allowed; clear: Allowed };
}

function Row({ limit, tenant, can }: RowProps) {
  const unit = unitOf(limit.name);
  const override = limit.overrideDetail;
  return (
    <tr className="align-top" data-testid={`limit-${limit.name}`}>
      <th scope="row" className="px-3 py-2.5 text-left font-medium whitespace-nowrap">
        {LIMIT_LABEL[limit.name]}
      </th>
      <td
        className={cx(
          'px-3 py-2.5 text-right whitespace-nowrap',
          override && 'text-ink-3 line-through decoration-line-strong',
        )}
      >
        {limitText(limit.tierValue, unit)}
      </td>
      <td className="w-[36%] px-3 py-2.5">{override ? <Override limit={limit} /> : <None>none</None>}</td>
      <td className="px-3 py-2.5 text-right font-medium whitespace-nowrap">
        {limitText(limit.effective, unit)}
      </td>
      <td className="px-3 py-2.5 text-right whitespace-nowrap">{quantity(limit.used, unit)}</td>
      <td className="px-3 py-2.5 whitespace-nowrap">
        <Share limit={limit} />
      </td>
      <td className="px-3 py-1.5">
        <div className="flex justify-end gap-1.5">
          <Button
            tone="quiet"
            can={can.set}
            aria-label={`${override ? 'Edit the override of' : 'Override'} ${LIMIT_LABEL[limit.name]}`}
            onClick={() => openAct({ kind: 'set_limit', tenant, limit: limit.name })}
          >
            {override ? 'Edit' : 'Override'}
          </Button>
          {override && (
            <Button
              tone="quiet"
              can={can.clear}
              aria-label={`Clear the override of ${LIMIT_LABEL[limit.name]}`}
              onClick={() => openAct({ kind: 'clear_limit', tenant, limit: limit.name })}
            >
              Clear
            </Button>
          )}
        </div>
      </td>
    </tr>
  );
}

function Override({ limit: { name, effective, overrideDetail } }: { limit: LimitView }) {
  if (!overrideDetail) return null;
  const { reason, setBy, setAt, until } = overrideDetail;
  return (
    <div className="flex min-w-0 flex-col gap-0.5">
      <p className="flex flex-wrap items-center gap-x-2">
        <Badge tone="accent">{limitText(effective, unitOf(name))}</Badge>
        {until ? (
          <span>
            ends <Age at={until} />{' '}
            <span className="text-xs whitespace-nowrap text-ink-3">{exact(until)}</span>
          </span>
        ) : (
          <span className="text-ink-2">until it is cleared</span>
        )}
      </p>
      <p className="foreign selectable break-words text-ink-2">{reason}</p>
      <p className="text-xs text-ink-3">
        by <span className="foreign">{setBy}</span>, <Age at={setAt} />
      </p>
    </div>
  );
}

function Share({ limit }: { limit: LimitView }) {
  if (limit.effective === UNLIMITED) return <None>no limit</None>;
  return (
    <span className="inline-flex items-center gap-2 align-top">
      <Bar thousandths={limit.permille} className="w-20" />
      <span
        className={cx(
          'min-w-11 text-right',
          limit.permille >= 1000 ? 'text-bad-text' : limit.permille >= 800 ? 'text-warn-text' : 'text-ink-2',
        )}
      >
        {percent(limit.permille)}
      </span>
    </span>
  );
}
