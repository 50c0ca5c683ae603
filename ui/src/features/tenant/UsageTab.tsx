import { getRouteApi } from '@tanstack/react-router';
import { ChartLine } from 'lucide-react';
import { useMemo } from 'react';
import { Age, EmptyState, ErrorState, Panel, Segmented, Skeleton } from '@/components';
import { Plot, type PlotSeries } from '@/components/Plot';
import { type LimitKey, type TenantView, type UsageHistory, useCommand } from '@/ipc';
import { bytes, compact, count, limitText, plural, unitOf } from '@/lib/format';
import { USAGE_RANGES } from './search';
import { daysOf, limitValue, type Metric, missing, valuesOf } from './usageSeries';

const route = getRouteApi('/shell/tenants/$tenant');

interface Drawing {
  title: string;
  unit: string;
  metric: Metric;
  /** The limit it is held against. */
  limit?: LimitKey;
  wide?: boolean;
}

const DRAWINGS: readonly Drawing[] = [
  { title: 'Users', unit: 'at the end of the day', metric: 'users', limit: 'users' },
  { title: 'Projects', unit: 'at the end of the day', metric: 'projects', limit: 'projects' },
  { title: 'Storage', unit: 'GB, at the end of the day', metric: 'storageBytes', limit: 'storage_bytes' },
  { title: 'API calls', unit: 'calls a day', metric: 'apiCalls' },
  {
    title: 'API calls of the month so far',
    unit: 'calls, from 0 on the first of each month',
    metric: 'apiCallsMonth',
    limit: 'api_calls_month',
    wide: true,
  },
];

/** Each metric by day against its limit, with one cursor for all. */
export function UsageTab({ tenant }: { tenant: TenantView }) {
  const { days: range = '30' } = route.useSearch();
  const navigate = route.useNavigate();
  const { data, error, refetch } = useCommand('tenant_usage', { tenant: tenant.id, days: Number(range) });
  return (
    <div className="flex flex-col gap-3 p-4">
      <div className="flex items-center gap-3">
        <Segmented
          bare
          label="Days shown"
          name="usage-range"
          value={range}
          onChange={(days) => void navigate({ search: (present) => ({ ...present, days }) })}
          segments={USAGE_RANGES.map((value) => ({ value, label: `${value} days` }))}
        />
        {data && <Coverage history={data} />}
      </div>
      {data ? (
        <Plots history={data} />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} inline />
      ) : (
        <PlotSkeletons />
      )}
    </div>
  );
}

function Coverage({ history }: { history: UsageHistory }) {
  const days = daysOf(history);
  const gaps = missing(history.days, days);
  return (
    <p className="text-xs text-ink-3">
      {history.from} to {history.to}, UTC ·{' '}
      {gaps > 0 ? `${plural(gaps, 'day')} without a sample, shown as a gap` : 'every day sampled'} · read{' '}
      <Age at={history.asOf} />
    </p>
  );
}

function Plots({ history }: { history: UsageHistory }) {
  const days = useMemo(() => daysOf(history), [history]);
  if (history.days.length === 0)
    return (
      <EmptyState icon={ChartLine} title="No day was sampled in this range">
        Usage is sampled once a day; a tenant that was made today has its first point tomorrow.
      </EmptyState>
    );
  return (
    <div className="grid grid-cols-2 gap-3">
      {DRAWINGS.map((drawing) => (
        <MetricPlot key={drawing.metric} drawing={drawing} history={history} days={days} />
      ))}
    </div>
  );
}

interface MetricPlotProps {
  drawing: Drawing;
  history: UsageHistory;
  days: readonly string[];
}

function MetricPlot({ drawing: { title, unit, metric, limit, wide }, history, days }: MetricPlotProps) {
  const series = useMemo<PlotSeries[]>(
    () => [{ label: title, values: valuesOf(history.days, days, metric) }],
    [title, history, days, metric],
  );
  const top = limit ? limitValue(history.limits, limit) : null;
  const limits = useMemo(
    () => (limit && top !== null ? [{ label: limitLabel(limit, top), value: top }] : []),
    [limit, top],
  );
  const format = metric === 'storageBytes' ? formatBytes : formatCount;
  return (
    <Panel
      title={title}
      aside={<PlotNote unit={unit} limit={limit} top={top} />}
      className={wide ? 'col-span-2' : ''}
    >
      <div className="px-3 py-2">
        <Plot
          label={`${title} by day`}
          days={days}
          series={series}
          limits={limits}
          format={format}
          height={wide ? 170 : 150}
          syncKey="tenant-usage"
        />
      </div>
    </Panel>
  );
}

function limitLabel(limit: LimitKey, top: number): string {
  return `limit ${limitText(String(top), unitOf(limit))}`;
}

function PlotNote({ unit, limit, top }: { unit: string; limit: LimitKey | undefined; top: number | null }) {
  if (!limit) return unit;
  return `${unit} · ${top === null ? 'unlimited' : limitLabel(limit, top)}`;
}

const formatBytes = (value: number) => bytes(Math.round(value));
const formatCount = (value: number) =>
  value >= 100_000_000 ? compact(Math.round(value)) : count(Math.round(value));

function PlotSkeletons() {
  return (
    <div role="status" aria-label="Loading the usage" className="grid grid-cols-2 gap-3">
      {DRAWINGS.slice(0, 4).map(({ title }) => (
        <Panel key={title} title={title}>
          <div className="flex h-[186px] items-end p-3">
            <Skeleton className="h-px w-full" />
          </div>
        </Panel>
      ))}
    </div>
  );
}
