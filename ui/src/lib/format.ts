// Numbers as people read them. Quantities are decimal strings that may not fit a JavaScript number: BigInt throughout.
import type { LimitKey, LimitText, Quantity } from '@/ipc';

const GROUPED = new Intl.NumberFormat('en-GB');
const GB = 1_000_000_000n;

export const UNLIMITED = 'unlimited';

/** Digits to a BigInt; null for anything else. */
export function whole(text: Quantity | number): bigint | null {
  const digits = typeof text === 'number' ? String(Math.trunc(text)) : text;
  return /^-?\d{1,40}$/.test(digits) ? BigInt(digits) : null;
}

/** `48211` → `48,211`. What is no number is shown as it came. */
export function count(quantity: Quantity | number): string {
  const value = whole(quantity);
  return value === null ? String(quantity) : GROUPED.format(value);
}

/** Bytes in GB (10⁹) with two digits; from 10,000 GB on in TB, then PB. Something is never shown as nothing. */
export function bytes(quantity: Quantity | number): string {
  const value = whole(quantity);
  if (value === null) return String(quantity);
  if (value > 0n && value < GB / 100n) return '<0.01 GB';
  const [unit, size] = byteUnit(value);
  const hundredths = (value * 100n + size / 2n) / size;
  return `${GROUPED.format(hundredths / 100n)}.${String(hundredths % 100n).padStart(2, '0')} ${unit}`;
}

function byteUnit(value: bigint): [string, bigint] {
  if (value >= 10_000_000n * GB) return ['PB', 1_000_000n * GB];
  if (value >= 10_000n * GB) return ['TB', 1_000n * GB];
  return ['GB', GB];
}

export type UnitKind = 'count' | 'bytes';

export function unitOf(limit: LimitKey): UnitKind {
  return limit === 'storage_bytes' ? 'bytes' : 'count';
}

export function quantity(value: Quantity | number, unit: UnitKind): string {
  return unit === 'bytes' ? bytes(value) : count(value);
}

/** A limit's value in words: `unlimited` is a value, not a big number; round figures stay round (`100 GB`). */
export function limitText(value: LimitText, unit: UnitKind): string {
  return value === UNLIMITED ? UNLIMITED : quantity(value, unit).replace('.00 ', ' ');
}

/** Thousandths of a limit: `904` → `90 %`; past ten times the limit it stays readable. */
export function percent(permille: number): string {
  const value = permille / 10;
  return `${GROUPED.format(value > 0 && value < 1 ? 1 : Math.floor(value))} %`;
}

/** Use against a limit in thousandths; 0 when unlimited, past 1000 when over, and a limit of 0 is full at once. */
export function permille(used: Quantity, limit: LimitText): number {
  const of = whole(limit);
  const value = whole(used);
  if (of === null || value === null) return 0;
  if (of <= 0n) return value > 0n ? 1001 : 1000;
  return Number((value * 1000n) / of);
}

/** Short form for narrow cells: `1,000,000` → `1 M`, `12,400` → `12.4 k`. */
export function compact(quantity: Quantity | number): string {
  const value = whole(quantity);
  if (value === null) return String(quantity);
  const scale = (
    [
      ['G', 1_000_000_000n],
      ['M', 1_000_000n],
      ['k', 10_000n],
    ] as const
  ).find(([, size]) => value >= size);
  if (!scale) return GROUPED.format(value);
  const size = scale[0] === 'k' ? 1000n : scale[1];
  const tenths = (value * 10n) / size;
  const rest = tenths % 10n;
  return `${GROUPED.format(tenths / 10n)}${rest === 0n ? '' : `.${rest}`} ${scale[0]}`;
}

export function plural(n: number | Quantity, one: string, many = `${one}s`): string {
  return `${count(n)} ${whole(n) === 1n ? one : many}`;
}

/** A label inside a sentence: `users`, but `API calls`. */
export function midSentence(label: string): string {
  return /^[A-Z]{2}/.test(label) ? label : label.charAt(0).toLowerCase() + label.slice(1);
}

/** `0190a6b2…9f0a1b`: both ends of an id. */
export function shortId(id: string): string {
  return id.length > 20 ? `${id.slice(0, 8)}…${id.slice(-6)}` : id;
}

/** The words people see for a limit. */
export const LIMIT_LABEL: Record<LimitKey, string> = {
  users: 'Users',
  projects: 'Projects',
  storage_bytes: 'Storage',
  api_calls_month: 'API calls this month',
};
