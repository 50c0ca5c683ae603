import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { FleetView, Share } from '@/ipc';
import { cx } from '@/lib/cx';
import { count } from '@/lib/format';
import { sharePercent } from './figures';

/** The figures one looks at first: how many there are, how many press against a limit, whose subscription ends. */
export function Headline({ fleet: { tenants, pressure, subscriptions } }: { fleet: FleetView }) {
  return (
    <section aria-label="At a glance" className="flex flex-wrap overflow-hidden rounded-lg border">
      <Link
        to="/tenants"
        search={{}}
        className="flex min-w-32 flex-col justify-center px-4 py-3 -outline-offset-2 hover:bg-hover"
      >
        <span className="text-xs text-ink-2">Tenants</span>
        <span
          data-testid="fleet-total"
          data-count={tenants}
          className="mt-1 text-[34px] leading-10 font-semibold tracking-tight"
        >
          {count(tenants)}
        </span>
      </Link>
      <Group title="Use of the nearest limit" wide>
        {pressure.map((share, at) => (
          <Figure key={share.label} share={share} total={tenants} tone={PRESSURE[at] ?? 'bg-bad'} />
        ))}
      </Group>
      <Group title="Subscriptions">
        {subscriptions.map((share, at) => (
          <Figure key={share.label} share={share} total={tenants} tone={at === 0 ? 'bg-bad' : 'bg-warn'} />
        ))}
      </Group>
    </section>
  );
}

const PRESSURE = ['bg-warn', 'bg-warn', 'bg-bad'];

function Group({ title, wide, children }: { title: string; wide?: boolean; children: ReactNode }) {
  return (
    <div className={cx('flex min-w-0 flex-col border-l py-3', wide ? 'flex-[3]' : 'flex-[2]')}>
      <h2 className="px-4 text-xs text-ink-2">{title}</h2>
      <div className="flex flex-1">{children}</div>
    </div>
  );
}

function Figure({ share, total, tone }: { share: Share; total: string; tone: string }) {
  const none = share.count === '0';
  return (
    <Link
      to="/tenants"
      search={{ query: share.query }}
      title={`${share.query} · ${sharePercent(share.count, total)} of all`}
      className="flex min-w-24 flex-1 flex-col px-4 pt-1 max-[1100px]:pr-1 -outline-offset-2 hover:bg-hover"
    >
      <span className="flex items-baseline gap-2 whitespace-nowrap">
        <span className={cx('text-xl font-semibold', none && 'text-ink-3')}>{count(share.count)}</span>
        <span className="text-xs text-ink-3">{sharePercent(share.count, total)}</span>
      </span>
      <span className="flex items-center gap-1.5 text-xs text-ink-2">
        <span aria-hidden className={cx('size-1.5 shrink-0 rounded-full', none ? 'bg-bar-track' : tone)} />
        <span className="truncate">{share.label}</span>
      </span>
    </Link>
  );
}
