// Moments that people type, in their own zone: `2026-11-21` or `2026-11-21 18:00`.

const TYPED = /^(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{1,2}):(\d{2}))?$/;

/** The moment as ISO; null when it is none. Without a time: the start of the day, or its end. */
export function readMoment(text: string, at: 'start' | 'end'): string | null {
  const [, year, month, day, hour, minute] = TYPED.exec(text.trim()) ?? [];
  if (!year || !month || !day) return null;
  const clock =
    hour !== undefined
      ? [Number(hour), Number(minute), 0, 0]
      : at === 'start'
        ? [0, 0, 0, 0]
        : [23, 59, 59, 999];
  const [h = 0, m = 0, s = 0, ms = 0] = clock;
  const moment = new Date(Number(year), Number(month) - 1, Number(day), h, m, s, ms);
  const real =
    moment.getMonth() === Number(month) - 1 && moment.getDate() === Number(day) && h < 24 && m < 60;
  return real ? moment.toISOString() : null;
}

/** An ISO moment as it would be typed. */
export function typedMoment(iso: string | undefined): string {
  const moment = iso ? new Date(iso) : null;
  if (!moment || Number.isNaN(moment.getTime())) return '';
  const two = (n: number) => String(n).padStart(2, '0');
  const date = `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
  return `${date} ${two(moment.getHours())}:${two(moment.getMinutes())}`;
}

export const SPANS = [
  { label: 'Last hour', ms: 3_600_000 },
  { label: 'Last 24 hours', ms: 86_400_000 },
  { label: 'Last 7 days', ms: 7 * 86_400_000 },
  { label: 'Last 30 days', ms: 30 * 86_400_000 },
] as const;
