// What people type, as exact values of the wire: limits, ends, slugs. Pure.
import type { LimitText } from '@/ipc';
import { UNLIMITED, type UnitKind } from '@/lib/format';

export type Parsed = { ok: LimitText } | { wrong: string } | { empty: true };

const MOST = 1_000_000_000_000_000_000n;
const PLAIN = /^\d+$/;
const GROUPED = /^\d{1,3}(?:[,_\u00A0\u202F ]\d{3})+$/;
const BYTES = /^(\d+)(?:\.(\d+))?\s*(B|kB|MB|GB|TB|PB)?$/i;
const POWER: Record<string, number> = { b: 0, kb: 3, mb: 6, gb: 9, tb: 12, pb: 15 };

/** A limit as typed: whole numbers, grouped or not; for storage GB unless another unit is written. */
export function parseLimit(typed: string, unit: UnitKind): Parsed {
  const text = typed.trim();
  if (text === '') return { empty: true };
  if (text.toLowerCase() === UNLIMITED) return { ok: UNLIMITED };
  const value = unit === 'bytes' ? parseBytes(text) : parseCount(text);
  if (value === null) return { wrong: wrongForm(text, unit) };
  if (value > MOST)
    return { wrong: 'That is past the largest limit there is, 10^18. Give a smaller one, or unlimited.' };
  return { ok: String(value) };
}

function parseCount(text: string): bigint | null {
  if (!PLAIN.test(text) && !GROUPED.test(text)) return null;
  return BigInt(text.replace(/\D/g, ''));
}

/** Exact: `1.5` GB are 1500000000 bytes; what is no whole number of bytes is refused. */
function parseBytes(text: string): bigint | null {
  const [, units, decimals = '', word = 'GB'] =
    BYTES.exec(text.replace(/(\d)[,_ ](?=\d{3}(\D|$))/g, '$1')) ?? [];
  const power = POWER[word.toLowerCase()];
  const cut = decimals.replace(/0+$/, '');
  if (units === undefined || power === undefined || cut.length > power) return null;
  return BigInt(units + cut.padEnd(power, '0'));
}

function wrongForm(text: string, unit: UnitKind): string {
  if (/^[-\u2212]/.test(text)) return 'A limit is never below 0. Give 0 or more, or unlimited.';
  return unit === 'bytes'
    ? 'Give GB as a number, as 250 or 1.5, or with its unit, as 2 TB.'
    : 'Give a whole number, as 250, or unlimited.';
}

/** A limit as it is typed into the field. */
export function typedLimit(limit: LimitText, unit: UnitKind): string {
  if (limit === UNLIMITED) return '';
  if (unit !== 'bytes') return limit;
  const digits = limit.padStart(10, '0');
  const decimals = digits.slice(-9).replace(/0+$/, '');
  return decimals ? `${digits.slice(0, -9)}.${decimals}` : digits.slice(0, -9);
}

/** The next Friday 18:00 of the viewer's zone that is still to come. */
export function fridayEvening(now: number): Date {
  const at = new Date(now);
  at.setHours(18, 0, 0, 0);
  at.setDate(at.getDate() + ((5 - at.getDay() + 7) % 7));
  if (at.getTime() <= now) at.setDate(at.getDate() + 7);
  return at;
}

/** As `<input type="datetime-local">` writes it, in the viewer's zone. */
export function localInput(at: Date): string {
  const two = (n: number) => String(n).padStart(2, '0');
  const date = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${date}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** The moment in UTC, whole seconds: what is sent. */
export function utc(at: Date): string {
  return at.toISOString().replace('.000Z', 'Z');
}

/** A DNS label from a name; what has no Latin letter gives nothing, and the person writes one. */
export function slugOf(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/ß/g, 'ss')
    .replace(/[\u0300-\u036f'’]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 63)
    .replace(/^-+|-+$/g, '');
}

/** Why a slug is not one; null: it is. */
export function slugProblem(slug: string): string | null {
  if (slug === '' || /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(slug)) return null;
  return 'Use 1 to 63 of a-z, 0-9 and -, with no hyphen at either end.';
}
