// A small part of the query language, enough to build pages on: the real one is in model/src/query.
import type { FakeTenant } from './fleet';
import type { FakeState } from './state';
import { refuse } from './state';
import { alarmsOf, usagePermille } from './views';

type Test = (tenant: FakeTenant, state: FakeState) => boolean;

const WORDS: Record<string, (tenant: FakeTenant) => string> = {
  status: (t) => t.status,
  tier: (t) => t.tier,
  rung: (t) => t.rung,
  region: (t) => t.region,
  slug: (t) => t.slug,
  name: (t) => t.name,
  id: (t) => t.id,
  parent: (t) => t.parent ?? '',
};

const NUMBERS: Record<string, (tenant: FakeTenant, state: FakeState) => number> = {
  usage: (t, state) => usagePermille(t, state) / 10,
  users: (t) => Number(t.used.users),
  projects: (t) => Number(t.used.projects),
  storage: (t) => Number(t.used.storage_bytes),
  api: (t) => Number(t.used.api_calls_month),
  alarms: (t, state) => alarmsOf(t, state).length,
};

export function find(state: FakeState, query: string): FakeTenant[] {
  const tests = (query.match(/(?:[^\s"]|"[^"]*")+/g) ?? []).map((term) => testOf(term));
  return state.tenants.filter((tenant) => tests.every((test) => test(tenant, state)));
}

function testOf(raw: string): Test {
  const negated = raw.startsWith('-');
  const term = negated ? raw.slice(1) : raw;
  const test = fieldTest(term) ?? textTest(term.replaceAll('"', '').toLowerCase());
  return negated ? (tenant, state) => !test(tenant, state) : test;
}

function textTest(needle: string): Test {
  return ({ name, slug, id }) => [name, slug, id].some((text) => text.toLowerCase().includes(needle));
}

function fieldTest(term: string): Test | null {
  const [, field = '', sign = '', value = ''] = /^([a-z]+)(:|>=|<=|>|<|=)(.*)$/i.exec(term) ?? [];
  if (!field) return null;
  const word = WORDS[field];
  if (word && (sign === ':' || sign === '=')) {
    const values = value.replaceAll('"', '').toLowerCase().split(',');
    return (tenant) => values.some((wished) => word(tenant).toLowerCase().startsWith(wished));
  }
  const number = NUMBERS[field];
  if (number) return compare(number, sign, amount(value));
  throw refuse('invalid', `There is no field "${field}".`, {
    field: 'query',
    remedy: `Fields are ${Object.keys({ ...WORDS, ...NUMBERS }).join(', ')}.`,
  });
}

function amount(value: string): number {
  const [, digits = '', unit = ''] = /^([\d.]+)\s*(%|k|m|gb|mb|tb)?$/i.exec(value) ?? [];
  const scale = { k: 1e3, m: 1e6, mb: 1e6, gb: 1e9, tb: 1e12 }[unit.toLowerCase()] ?? 1;
  if (!digits)
    throw refuse('invalid', `"${value}" is no number.`, { field: 'query', remedy: 'Write usage>90%.' });
  return Number(digits) * scale;
}

function compare(
  number: (tenant: FakeTenant, state: FakeState) => number,
  sign: string,
  with_: number,
): Test {
  return (tenant, state) => {
    const value = number(tenant, state);
    if (sign === '>') return value > with_;
    if (sign === '>=') return value >= with_;
    if (sign === '<') return value < with_;
    if (sign === '<=') return value <= with_;
    return value === with_;
  };
}

const RUNG_ORDER = ['shared', 'schema', 'database', 'instance'];

const SORT: Record<string, (tenant: FakeTenant, state: FakeState) => string | number> = {
  ...NUMBERS,
  name: (t) => t.name.toLowerCase(),
  slug: (t) => t.slug,
  status: (t) => t.status,
  tier: (t, state) => state.tiers.findIndex(({ name }) => name === t.tier),
  rung: (t) => RUNG_ORDER.indexOf(t.rung),
  region: (t) => t.region,
  activity: (t) => t.lastActivity ?? '',
  created: (t) => t.createdAt,
  version: (t) => Number(t.version),
};

export function sorted(state: FakeState, tenants: FakeTenant[], sort: string): FakeTenant[] {
  const down = sort.startsWith('-');
  const by = SORT[sort.replace(/^-/, '') || 'name'];
  if (!by) throw refuse('invalid', `There is no column "${sort}" to sort by.`, { field: 'sort' });
  const rows = tenants.map((tenant) => [by(tenant, state), tenant] as const);
  rows.sort(([a, { id: x }], [b, { id: y }]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : 1));
  const order = rows.map(([, tenant]) => tenant);
  return down ? order.reverse() : order;
}
