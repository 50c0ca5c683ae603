// A query cut into terms, for chips: only where they end and what they ask. What they mean is the backend's to say.

export interface Term {
  /** As written, quotes and minus included. */
  text: string;
  /** The word before the operator, lower case; none for searched text. */
  field: string | null;
}

const TERM = /(?:[^\s"]|"[^"]*"?)+/g;
const FIELD = /^-?([a-z_]+)(?:>=|<=|:|=|>|<)/i;

export function termsOf(query: string): Term[] {
  return (query.match(TERM) ?? []).map((text) => ({
    text,
    field: FIELD.exec(text)?.[1]?.toLowerCase() ?? null,
  }));
}

export function queryOf(terms: readonly Term[]): string {
  return terms.map(({ text }) => text).join(' ');
}

/** The values that `field:a,b` names; a negated or compared term names none. */
export function valuesOf(query: string, field: string): string[] {
  const term = listTerm(termsOf(query), field);
  return term
    ? term.text
        .slice(term.text.search(/[:=]/) + 1)
        .split(',')
        .filter(Boolean)
    : [];
}

/** Adds the value to the field's list, or takes it away. */
export function toggleValue(query: string, field: string, value: string): string {
  const terms = termsOf(query);
  const present = valuesOf(query, field);
  const values = present.includes(value) ? present.filter((other) => other !== value) : [...present, value];
  const next = values.length > 0 ? [{ text: `${field}:${values.join(',')}`, field }] : [];
  const term = listTerm(terms, field);
  if (!term) return queryOf([...terms, ...next]);
  return queryOf(terms.flatMap((other) => (other === term ? next : [other])));
}

/** Adds a whole term, in place of others of its field, or takes it away. */
export function toggleTerm(query: string, text: string): string {
  const terms = termsOf(query);
  if (terms.some((term) => term.text === text)) return withoutTerm(query, text);
  const field = FIELD.exec(text)?.[1]?.toLowerCase();
  return queryOf([...terms.filter((term) => term.field !== field), ...termsOf(text)]);
}

export function withoutTerm(query: string, text: string): string {
  return queryOf(termsOf(query).filter((term) => term.text !== text));
}

function listTerm(terms: readonly Term[], field: string): Term | undefined {
  return terms.find((term) => term.field === field && new RegExp(`^${field}[:=]`, 'i').test(term.text));
}
