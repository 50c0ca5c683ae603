import { cx } from '@/lib/cx';
import { type DiffRow, diffOf } from '@/lib/diff';

export interface DiffProps {
  before: unknown;
  after: unknown;
  className?: string;
}

/** Before and after side by side, changed keys first. Values are text, whatever they say. */
export function Diff({ before, after, className }: DiffProps) {
  const rows = diffOf(before, after);
  if (rows.length === 0) return <p className="text-sm text-ink-3">No values were recorded.</p>;
  return (
    <div className={cx('overflow-hidden rounded-md border', className)} data-testid="diff">
      <table className="w-full table-fixed text-left text-xs">
        <thead className="bg-sunken text-ink-3">
          <tr>
            <th className="w-[28%] px-2 py-1 font-medium">Key</th>
            <th className="px-2 py-1 font-medium">Before</th>
            <th className="px-2 py-1 font-medium">After</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.key} row={row} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ row: { key, before, after, changed } }: { row: DiffRow }) {
  return (
    <tr className="border-t align-top">
      <th
        scope="row"
        className={cx('px-2 py-1.5 font-normal break-words', changed ? 'text-ink' : 'text-ink-3')}
      >
        {key}
        {changed && <span className="sr-only"> changed</span>}
      </th>
      <Value text={before} tone={changed ? 'bg-bad-soft text-bad-text' : 'text-ink-3'} />
      <Value text={after} tone={changed ? 'bg-ok-soft text-ok-text' : 'text-ink-3'} />
    </tr>
  );
}

/** What is not there has no colour: only a dash. */
function Value({ text, tone }: { text: string | null; tone: string }) {
  if (text === null) return <td className="px-2 py-1.5 text-ink-3">–</td>;
  return (
    <td className={cx('selectable px-2 py-1.5 font-mono break-words', tone)}>
      <span className="foreign">{text === '' ? '“”' : text}</span>
    </td>
  );
}
