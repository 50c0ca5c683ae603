import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import { Age, Badge, Checkbox, CopyId, type Tone } from '@/components';
import type { ScrubFinding } from '@/ipc';
import { cx } from '@/lib/cx';
import { bytes, plural, shortId } from '@/lib/format';
import { kindWord, OUTCOME_WORD, type Outcome, outcomeOf, whyNotPurged } from '@/lib/scrub';

export interface FindingRowProps {
  finding: ScrubFinding;
  chosen: boolean;
  onChoose: (chosen: boolean) => void;
}

/** One thing: what and where, whose, how big, why, and what was decided of it. */
export const FindingRow = memo(Row, (was, is) => was.finding === is.finding && was.chosen === is.chosen);

function Row({ finding, chosen, onChoose }: FindingRowProps) {
  const { number, kind, name, place, purgedAt } = finding;
  const gone = purgedAt !== null;
  return (
    <tr
      data-testid="finding"
      data-number={number}
      data-outcome={outcomeOf(finding)}
      className={cx(
        'border-b align-top [&>td]:px-2 [&>td]:py-1.5',
        chosen ? 'bg-selected' : 'hover:bg-hover',
        gone && 'text-ink-3',
      )}
    >
      <td className="pl-4!">
        {!gone && (
          <Checkbox
            aria-label={`Choose ${kindWord(kind)} ${name}`}
            checked={chosen}
            onChange={onChoose}
            className="mt-0.5"
            data-testid={`choose-${number}`}
          />
        )}
      </td>
      <td>
        <CopyId value={name} label={`name of ${kindWord(kind)}`} className="max-w-full text-ink!" />
        <p className="flex min-w-0 gap-1.5 text-xs text-ink-3">
          <span className="shrink-0" title="Its number in this scrub">
            #{number}
          </span>
          <span className="foreign truncate" title={place}>
            {place}
          </span>
        </p>
      </td>
      <td>
        <Whose finding={finding} />
      </td>
      <td className="text-right whitespace-nowrap">
        <Size finding={finding} />
      </td>
      <td>
        <Why finding={finding} />
      </td>
      <td>
        <Decided finding={finding} />
      </td>
    </tr>
  );
}

function Whose({ finding: { tenantId, tenantSlug } }: Pick<FindingRowProps, 'finding'>) {
  if (tenantSlug !== null)
    return (
      <Link
        to="/tenants/$tenant"
        params={{ tenant: tenantSlug }}
        title={tenantSlug}
        className="foreign block max-w-full truncate text-accent-text hover:underline"
      >
        {tenantSlug}
      </Link>
    );
  if (tenantId === null) return <span className="text-ink-3">names none</span>;
  return (
    <>
      <span className="block truncate text-ink-2">none of ours</span>
      <CopyId value={tenantId} label="tenant id" shown={shortId(tenantId)} className="max-w-full" />
    </>
  );
}

function Size({ finding: { rows, bytes: size } }: Pick<FindingRowProps, 'finding'>) {
  if (rows === null && size === null)
    return (
      <span className="text-ink-3" title="It has no size, or it was not counted.">
        –
      </span>
    );
  return (
    <>
      {size !== null && <span className="block">{bytes(size)}</span>}
      {rows !== null && (
        <span className={cx('block', size !== null && 'text-xs text-ink-3')}>{plural(rows, 'row')}</span>
      )}
    </>
  );
}

function Why({ finding }: Pick<FindingRowProps, 'finding'>) {
  const { why, operation } = finding;
  return (
    <>
      <p className="foreign selectable break-words">{why}</p>
      {operation !== null && (
        <Link
          to="/operations/$operation"
          params={{ operation }}
          title={operation}
          className="text-xs text-accent-text hover:underline"
        >
          Open the operation
        </Link>
      )}
    </>
  );
}

const TONE: Record<Outcome, Tone> = {
  undecided: 'neutral',
  purge: 'warn',
  keep: 'info',
  refused: 'bad',
  purged: 'ok',
};

function Decided({ finding }: Pick<FindingRowProps, 'finding'>) {
  const { decidedBy, decidedAt, decisionReason, purgedAt, error } = finding;
  const outcome = outcomeOf(finding);
  const not = whyNotPurged(finding);
  if (outcome === 'undecided') return <span className="text-xs text-ink-3">{not ?? 'not yet'}</span>;
  return (
    <>
      <p className="flex min-w-0 items-center gap-1.5">
        <Badge tone={TONE[outcome]} className="shrink-0">
          {OUTCOME_WORD[outcome]}
        </Badge>
        <Age at={purgedAt ?? decidedAt} className="truncate text-xs text-ink-3" />
      </p>
      {error !== null && (
        <p className="foreign selectable mt-0.5 text-xs break-words text-bad-text">{error}</p>
      )}
      <p className="mt-0.5 line-clamp-2 text-xs text-ink-2" title={decisionReason ?? undefined}>
        <span className="foreign font-medium">{decidedBy}</span>:{' '}
        <span className="foreign selectable break-words">{decisionReason}</span>
      </p>
    </>
  );
}
