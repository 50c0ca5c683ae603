import { useState } from 'react';
import type { ScrubFinding } from '@/ipc';

export interface Chosen {
  findings: readonly ScrubFinding[];
  has: (finding: ScrubFinding) => boolean;
  /** All of them, or none of them. */
  set: (findings: readonly ScrubFinding[], chosen: boolean) => void;
  clear: () => void;
}

/** Findings that were chosen. A choice ends when something was decided of its finding, by whomever. */
export function useChosen(findings: readonly ScrubFinding[]): Chosen {
  const [marks, setMarks] = useState<ReadonlyMap<number, string | null>>(new Map());
  const has = (one: ScrubFinding) => one.purgedAt === null && marks.get(one.number) === one.decidedAt;
  return {
    findings: findings.filter(has),
    has,
    set: (some, chosen) =>
      setMarks((former) => {
        const next = new Map(former);
        for (const { number, decidedAt, purgedAt } of some) {
          if (chosen && purgedAt === null) next.set(number, decidedAt);
          else next.delete(number);
        }
        return next;
      }),
    clear: () => setMarks(new Map()),
  };
}
