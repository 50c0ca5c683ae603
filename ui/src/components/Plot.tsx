import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { usePreferences } from '@/lib/preferences';
import { inkOf, type LimitLine, type PlotSeries, plotOptions } from './plotOptions';

export type { LimitLine, PlotSeries } from './plotOptions';

export interface PlotProps {
  /** What it shows: the accessible name and the table's caption. */
  label: string;
  /** Days as `2026-11-21`, oldest first. A missing day is a gap: give it with null. */
  days: readonly string[];
  series: readonly PlotSeries[];
  limits?: readonly LimitLine[];
  format: (value: number) => string;
  height?: number;
  syncKey?: string;
}

const NO_LIMITS: readonly LimitLine[] = [];

/** A plot over days. Arrow keys move the cursor; a hidden table says the same to screen readers. */
export function Plot({ label, days, series, limits = NO_LIMITS, format, height = 180, syncKey }: PlotProps) {
  const holder = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const [at, setAt] = useState<number | null>(null);
  const preferences = usePreferences();
  const tableId = useId();

  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of theme draws again in its colours
  useEffect(() => {
    const element = holder.current;
    if (!element) return;
    const look = { width: element.clientWidth, height, series, limits, format, syncKey };
    const options = plotOptions(look, inkOf(element));
    options.hooks = { ...options.hooks, setCursor: [({ cursor }) => setAt(cursor.idx ?? null)] };
    const seconds = days.map((day) => Date.parse(`${day}T00:00:00Z`) / 1000);
    const data = [seconds, ...series.map(({ values }) => [...values])] as uPlot.AlignedData;
    const drawn = new uPlot(
      { ...options, tzDate: (second) => uPlot.tzDate(new Date(second * 1000), 'Etc/UTC') },
      data,
      element,
    );
    plot.current = drawn;
    const watch = new ResizeObserver(() => drawn.setSize({ width: element.clientWidth, height }));
    watch.observe(element);
    return () => {
      watch.disconnect();
      drawn.destroy();
      plot.current = null;
    };
  }, [days, series, limits, format, height, syncKey, preferences.theme]);

  const step = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const drawn = plot.current;
    if (!by || !drawn) return;
    event.preventDefault();
    const next = Math.min(days.length - 1, Math.max(0, (at ?? days.length - 1) + by));
    const left = drawn.valToPos(drawn.data[0][next] ?? 0, 'x');
    drawn.setCursor({ left, top: 0 });
  };

  return (
    <figure className="flex min-w-0 flex-col gap-1">
      <Reading days={days} series={series} at={at} format={format} />
      {/* biome-ignore lint/a11y/useSemanticElements: a canvas plot with a cursor has no element of its own */}
      <div
        ref={holder}
        role="group"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the cursor is moved by the arrow keys
        tabIndex={0}
        aria-label={`${label}. Left and right arrow keys move the cursor.`}
        aria-describedby={tableId}
        onKeyDown={step}
        className="min-w-0 rounded-sm"
      />
      <HiddenTable id={tableId} label={label} days={days} series={series} format={format} />
    </figure>
  );
}

type Shown = Pick<PlotProps, 'days' | 'series' | 'format'>;

/** The day under the cursor, else the last one. */
function Reading({ days, series, at, format }: Shown & { at: number | null }) {
  const index = at ?? days.length - 1;
  return (
    <figcaption aria-live="polite" className="flex h-4 items-center gap-3 text-xs text-ink-2">
      <span className="text-ink-3">{days[index] ?? 'no day'}</span>
      {series.map(({ label, values }) => {
        const value = values[index];
        return (
          <span key={label}>
            {label}{' '}
            <b className="font-medium text-ink">
              {value === null || value === undefined ? 'no sample' : format(value)}
            </b>
          </span>
        );
      })}
    </figcaption>
  );
}

function HiddenTable({ id, label, days, series, format }: Shown & { id: string; label: string }) {
  return (
    <div className="sr-only">
      <table id={id}>
        <caption>{label}</caption>
        <thead>
          <tr>
            <th scope="col">Day</th>
            {series.map((line) => (
              <th key={line.label} scope="col">
                {line.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {days.map((day, at) => (
            <tr key={day}>
              <th scope="row">{day}</th>
              {series.map(({ label: name, values }) => (
                <td key={name}>{values[at] == null ? 'no sample' : format(values[at])}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
