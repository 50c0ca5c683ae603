// Moments as people read them: relative, with the exact one beside it in the viewer's own zone.
import type { Timestamp } from '@/ipc';

const EXACT = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  year: 'numeric',
  month: 'short',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZoneName: 'short',
});

const STEPS: readonly [number, string][] = [
  [31_536_000, 'y'],
  [2_592_000, 'mo'],
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'min'],
  [1, 's'],
];

/** `Fri, 21 Nov 2026, 18:00:00 CET`: for titles. */
export function exact(at: Timestamp): string {
  const moment = Date.parse(at);
  return Number.isNaN(moment) ? at : EXACT.format(moment);
}

/** `2026-11-21` in the viewer's zone. */
export function day(at: Timestamp): string {
  const moment = new Date(at);
  if (Number.isNaN(moment.getTime())) return at;
  const two = (n: number) => String(n).padStart(2, '0');
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
}

/** `12 s`, `4 min`, `3 d`: the largest unit that fits. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const [size, unit] = STEPS.find(([size]) => seconds >= size) ?? [1, 's'];
  return `${Math.floor(seconds / size)} ${unit}`;
}

/** `12 s ago`, `in 3 d`, `just now`. A server's clock a little ahead of ours is not the future. */
export function relative(at: Timestamp, now: number): string {
  const moment = Date.parse(at);
  if (Number.isNaN(moment)) return at;
  const age = now - moment;
  if (Math.abs(age) < 2000) return 'just now';
  if (age < 0) return age > -30_000 ? 'just now' : `in ${duration(-age)}`;
  return `${duration(age)} ago`;
}

/** A length with two units, for what is watched: `0.8 s`, `12 s`, `1 min 34 s`, `11 d 4 h`. */
export function span(milliseconds: number): string {
  const ms = Math.max(0, milliseconds);
  if (ms > 0 && ms < 9_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.floor(ms / 1000);
  const at = STEPS.findIndex(([size]) => seconds >= size);
  const [size, unit] = STEPS[at] ?? [1, 's'];
  const first = Math.floor(seconds / size);
  const [less, smaller] = STEPS[at + 1] ?? [0, ''];
  const rest = less === 0 ? 0 : Math.floor((seconds % size) / less);
  return rest === 0 ? `${first} ${unit}` : `${first} ${unit} ${rest} ${smaller}`;
}
