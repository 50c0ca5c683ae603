import { Link } from '@tanstack/react-router';
import { BellOff, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { Age, Badge, CopyId, Gauge, Panel, RungLadder, Sparkline } from '@/components';
import { type TenantRef, type TenantView, type UsageHistory, useCommand } from '@/ipc';
import { LIMIT_LABEL, plural, unitOf } from '@/lib/format';
import { day } from '@/lib/time';
import { PurgedLine } from './certificate/PurgedLine';
import { Fact, Facts, None } from './Facts';
import { RecentAudit } from './RecentAudit';
import { daysOf, METRIC_OF, missing, valuesOf } from './usageSeries';

export function OverviewTab({ tenant }: { tenant: TenantView }) {
  return (
    <div className="flex flex-col gap-3 p-4">
      <PurgedLine tenant={tenant} />
      <Gauges tenant={tenant} />
      <div className="grid grid-cols-3 gap-3 max-[1100px]:grid-cols-2">
        <Alarms alarms={tenant.alarms} asOf={tenant.asOf} />
        <Placement tenant={tenant} />
        <Contract tenant={tenant} />
      </div>
      <RecentAudit tenant={tenant.id} />
    </div>
  );
}

function Gauges({ tenant }: { tenant: TenantView }) {
  const { data } = useCommand('tenant_usage', { tenant: tenant.id, days: 30 });
  return (
    <div className="grid grid-cols-4 gap-3 max-[1100px]:grid-cols-2">
      {tenant.limits.map((limit) => (
        <Gauge
          key={limit.name}
          label={LIMIT_LABEL[limit.name]}
          used={limit.used}
          limit={limit.effective}
          unit={unitOf(limit.name)}
          mark={limit.overrideDetail && <OverrideMark until={limit.overrideDetail.until} />}
        >
          <Trend history={data} metric={METRIC_OF[limit.name]} label={LIMIT_LABEL[limit.name]} />
        </Gauge>
      ))}
    </div>
  );
}

function OverrideMark({ until }: { until: string | null }) {
  return (
    <Badge tone="accent" className="h-4 px-1.5 text-2xs">
      override
      {until && (
        <>
          , ends <Age at={until} />
        </>
      )}
    </Badge>
  );
}

interface TrendProps {
  history: UsageHistory | undefined;
  metric: (typeof METRIC_OF)[keyof typeof METRIC_OF];
  label: string;
}

function Trend({ history, metric, label }: TrendProps) {
  if (!history) return <div className="h-10" />;
  const days = daysOf(history);
  const gaps = missing(history.days, days);
  if (history.days.length === 0) return <p className="h-10 text-2xs text-ink-3">No day was sampled yet.</p>;
  return (
    <div className="flex flex-col gap-0.5">
      <Sparkline
        label={`${label} over ${days.length} days`}
        values={valuesOf(history.days, days, metric)}
        height={24}
      />
      <p className="text-2xs text-ink-3">
        {plural(days.length, 'day')}
        {gaps > 0 && `, ${gaps} without a sample`}
      </p>
    </div>
  );
}

function Alarms({ alarms, asOf }: { alarms: readonly string[]; asOf: string }) {
  return (
    <Panel title={alarms.length > 0 ? `Alarms (${alarms.length})` : 'Alarms'} aside={<Age at={asOf} />}>
      {alarms.length === 0 ? (
        <p className="flex items-center gap-2 p-3 text-sm text-ink-2">
          <BellOff size={14} aria-hidden className="text-ink-3" /> Nothing wants a look.
        </p>
      ) : (
        <ul className="flex flex-col gap-1.5 p-3 text-sm">
          {alarms.map((sentence) => (
            <li key={sentence} className="flex items-start gap-2">
              <TriangleAlert size={14} aria-hidden className="mt-0.5 shrink-0 text-warn-text" />
              <span className="foreign selectable">{sentence}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Placement({ tenant: { placement, region, domain } }: { tenant: TenantView }) {
  return (
    <Panel title="Placement">
      <Facts>
        <Fact name="Rung">
          <RungLadder rung={placement.rung} labelled />
        </Fact>
        <Fact name="Server">
          <span className="foreign selectable font-mono text-xs">{placement.cluster}</span>
        </Fact>
        <Fact name="Region">
          <span className="foreign selectable font-mono text-xs">{region}</span>
        </Fact>
        {placement.schema && <Copied name="Schema" value={placement.schema} />}
        {placement.database && <Copied name="Database" value={placement.database} />}
        {domain ? (
          <Copied name="Domain" value={domain} />
        ) : (
          <Fact name="Domain">
            <None />
          </Fact>
        )}
      </Facts>
    </Panel>
  );
}

function Copied({ name, value }: { name: string; value: string }) {
  return (
    <Fact name={name}>
      <CopyId value={value} label={name.toLowerCase()} className="max-w-full" />
    </Fact>
  );
}

function Contract({ tenant }: { tenant: TenantView }) {
  return (
    <Panel title="Subscription and organisation" className="max-[1100px]:col-span-2">
      <Facts>
        <Fact name="Ends">
          <Ends at={tenant.subscriptionEnds} asOf={tenant.asOf} />
        </Fact>
        <Fact name="Last activity">
          <Age at={tenant.lastActivity} none="none seen" />
        </Fact>
        <Fact name="Features">
          {tenant.features.length === 0 ? (
            <None />
          ) : (
            <span className="flex flex-wrap gap-1">
              {tenant.features.map((feature) => (
                <Badge key={feature}>
                  <span className="foreign">{feature}</span>
                </Badge>
              ))}
            </span>
          )}
        </Fact>
        <Fact name="Belongs to">{tenant.parent ? <TenantLink to={tenant.parent} /> : <None />}</Fact>
        <Fact name="Children">
          <Children refs={tenant.children} />
        </Fact>
      </Facts>
    </Panel>
  );
}

function Ends({ at, asOf }: { at: string | null; asOf: string }): ReactNode {
  if (at === null) return <None>no end</None>;
  const over = Date.parse(at) < Date.parse(asOf);
  return (
    <span className={over ? 'text-bad-text' : undefined}>
      {day(at)} <Age at={at} className={over ? undefined : 'text-ink-3'} />
    </span>
  );
}

function Children({ refs }: { refs: readonly TenantRef[] }) {
  if (refs.length === 0) return <None />;
  return (
    <ul className="flex max-h-32 flex-col gap-0.5 overflow-y-auto">
      {refs.map((child) => (
        <li key={child.id} className="min-w-0">
          <TenantLink to={child} />
        </li>
      ))}
      {refs.length === 100 && <li className="text-xs text-ink-3">The first 100 by name.</li>}
    </ul>
  );
}

function TenantLink({ to: { slug, name } }: { to: TenantRef }) {
  return (
    <Link
      to="/tenants/$tenant"
      params={{ tenant: slug }}
      title={slug}
      className="foreign block max-w-full truncate text-accent-text hover:underline"
    >
      {name}
    </Link>
  );
}
