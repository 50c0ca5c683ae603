import { ArrowRight } from 'lucide-react';
import { Bar } from '@/components';
import type { LimitText, LimitView } from '@/ipc';
import { cx } from '@/lib/cx';
import { LIMIT_LABEL, limitText, percent, permille, quantity, UNLIMITED, unitOf, whole } from '@/lib/format';
import { Note } from './parts';

export interface LimitPreviewProps {
  limit: LimitView;
  /** What would be in force; null: not known yet. */
  after: LimitText | null;
  /** Where it would come from. */
  from: string;
}

/** A limit now and then, with the present use against both. */
export function LimitPreview({ limit, after, from }: LimitPreviewProps) {
  const source = limit.source === 'override' ? 'by the present override' : 'by its tier';
  const over = after !== null && exceeds(limit.used, after);
  return (
    <div className="flex flex-col gap-2">
      <div
        data-testid="act-preview"
        className="grid grid-cols-[1fr_20px_1fr] items-center gap-3 rounded-md border px-3 py-2.5"
      >
        <Side word="Now" value={limit.effective} limit={limit} note={source} />
        <ArrowRight size={16} aria-label="becomes" className="text-ink-3" />
        <Side word="After" value={after} limit={limit} note={from} />
      </div>
      {over && (
        <Note tone="warn">
          {LIMIT_LABEL[limit.name]}: {quantity(limit.used, unitOf(limit.name))} are in use already, more than
          this allows. Nothing is deleted; more is refused until use is below it.
        </Note>
      )}
    </div>
  );
}

function exceeds(used: string, limit: LimitText): boolean {
  const [use, top] = [whole(used), whole(limit)];
  return use !== null && top !== null && use > top;
}

interface SideProps {
  word: string;
  value: LimitText | null;
  limit: LimitView;
  note: string;
}

function Side({ word, value, limit, note }: SideProps) {
  const unit = unitOf(limit.name);
  const full = value === null ? 0 : permille(limit.used, value);
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <p className="text-xs text-ink-3">
        {word} · {note}
      </p>
      <p className={cx('truncate text-lg font-semibold', value === null && 'text-ink-3')}>
        {value === null ? '–' : limitText(value, unit)}
      </p>
      {value === null || value === UNLIMITED ? (
        <span className="h-1" />
      ) : (
        <Bar thousandths={full} className="w-full" />
      )}
      <p className="text-xs text-ink-2">
        {quantity(limit.used, unit)} in use{value !== null && value !== UNLIMITED && `, ${percent(full)}`}
      </p>
    </div>
  );
}
