// From the sampled days to lines with gaps: a day without a sample is missing, not 0.
import type { LimitKey, LimitView, UsageDay, UsageHistory } from '@/ipc';
import { UNLIMITED } from '@/lib/format';

const DAY = 86_400_000;

/** Each metric that is kept by day. */
export type Metric = 'users' | 'projects' | 'storageBytes' | 'apiCalls' | 'apiCallsMonth';

export const METRIC_OF: Record<LimitKey, Metric> = {
  users: 'users',
  projects: 'projects',
  storage_bytes: 'storageBytes',
  api_calls_month: 'apiCallsMonth',
};

/** Every day of the range, sampled or not, oldest first. */
export function daysOf({ from, to }: Pick<UsageHistory, 'from' | 'to'>): string[] {
  const last = Date.parse(`${to}T00:00:00Z`);
  const days: string[] = [];
  for (let at = Date.parse(`${from}T00:00:00Z`); at <= last && days.length < 400; at += DAY)
    days.push(new Date(at).toISOString().slice(0, 10));
  return days;
}

/** The metric on each of the days; null: no sample. Plots are drawn with JavaScript numbers, figures are not. */
export function valuesOf(
  history: readonly UsageDay[],
  days: readonly string[],
  metric: Metric,
): (number | null)[] {
  const byDay = new Map(history.map((sample) => [sample.day, sample[metric]]));
  return days.map((day) => {
    const value = byDay.get(day);
    return value === undefined ? null : Number(value);
  });
}

/** How many of the days have no sample. */
export function missing(history: readonly UsageDay[], days: readonly string[]): number {
  const sampled = new Set(history.map(({ day }) => day));
  return days.filter((day) => !sampled.has(day)).length;
}

/** The limit in force as a number to draw; null when there is none. */
export function limitValue(limits: readonly LimitView[], name: LimitKey): number | null {
  const limit = limits.find((one) => one.name === name);
  return !limit || limit.effective === UNLIMITED ? null : Number(limit.effective);
}
