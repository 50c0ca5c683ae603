/** mulberry32: the same seed makes the same fleet. */
export function randomOf(seed: number) {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const between = (low: number, high: number): number => Math.floor(low + next() * (high - low + 1));
  const pick = <T>(from: readonly [T, ...T[]]): T => from[between(0, from.length - 1)] ?? from[0];
  const hex = (digits: number): string =>
    Array.from({ length: digits }, () => between(0, 15).toString(16)).join('');
  return { next, between, pick, hex };
}

export type Random = ReturnType<typeof randomOf>;
