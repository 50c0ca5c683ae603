import type { RungName } from '@/ipc';
import { cx } from '@/lib/cx';

const RUNGS: readonly RungName[] = ['shared', 'schema', 'database', 'instance'];

export interface RungLadderProps {
  rung: RungName;
  /** Write the word beside it. */
  labelled?: boolean;
  className?: string;
}

/** The ladder of isolation as a small drawing: filled up to where the tenant stands. */
export function RungLadder({ rung, labelled, className }: RungLadderProps) {
  const height = RUNGS.indexOf(rung) + 1;
  return (
    <span className={cx('inline-flex items-center gap-1.5 whitespace-nowrap', className)}>
      <svg width="12" height="16" viewBox="0 0 12 16" role="img" aria-label={`${rung}, rung ${height} of 4`}>
        <path d="M1.5 0.5v15M10.5 0.5v15" className="stroke-line-strong" strokeWidth="1" />
        {RUNGS.map((name, at) => (
          <rect
            key={name}
            x="2"
            y={12.5 - at * 3.5}
            width="8"
            height="2"
            className={at < height ? 'fill-accent' : 'fill-bar-track'}
          />
        ))}
      </svg>
      {labelled && <span className="text-sm">{rung}</span>}
    </span>
  );
}
