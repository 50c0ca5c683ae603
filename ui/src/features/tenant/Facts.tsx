import type { ReactNode } from 'react';

/** Names and values under each other, for panels. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className="grid grid-cols-[112px_minmax(0,1fr)] gap-x-3 gap-y-1.5 p-3 text-sm">{children}</dl>;
}

export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}

export function None({ children = 'none' }: { children?: ReactNode }) {
  return <span className="text-ink-3">{children}</span>;
}
