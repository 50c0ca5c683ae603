// A typed phrase against the one that is wanted: letter by letter, so that look-alikes are named and not guessed.

/** What the phrase still lacks, as a sentence; null: it is the same. The database compares it byte for byte. */
export function phraseLack(typed: string, wanted: string): string | null {
  if (typed === wanted) return null;
  if (typed === '') return 'Type the phrase as it is shown.';
  const [is, should] = [[...typed], [...wanted]];
  const at = should.findIndex((letter, n) => letter !== is[n]);
  if (at < 0) return `There is more than the phrase after character ${should.length}.`;
  const [one, other] = [is[at], should[at]];
  if (one === undefined || other === undefined)
    return `Go on: ${at} of ${should.length} characters are right.`;
  return `Character ${at + 1} is ${named(one, other)} and not ${named(other, one)}.`;
}

/** `"a"`; where either could be mistaken, with its number: `U+0430`, `U+0061 (a)`. */
function named(letter: string, beside: string): string {
  if (plain(letter) && plain(beside)) return `"${letter}"`;
  return plain(letter) ? `${codeOf(letter)} (${letter})` : codeOf(letter);
}

/** Printable ASCII without the space: nothing looks like it but itself. */
function plain(letter: string): boolean {
  return /^[!-~]$/.test(letter);
}

export function codeOf(letter: string): string {
  return `U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

export interface Part {
  text: string;
  /** Written by its number, because it could be taken for another. */
  escaped: boolean;
  /** Where it begins, in characters. */
  at: number;
}

/** What was typed, with everything that is not plainly itself escaped. */
export function escapedParts(typed: string): Part[] {
  const parts: Part[] = [];
  for (const [at, letter] of [...typed].entries()) {
    const last = parts.at(-1);
    if (!plain(letter)) parts.push({ text: codeOf(letter), escaped: true, at });
    else if (last && !last.escaped) last.text += letter;
    else parts.push({ text: letter, escaped: false, at });
  }
  return parts;
}
