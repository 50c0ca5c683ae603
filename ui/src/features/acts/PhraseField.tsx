import { Field, Input } from '@/components';
import { cx } from '@/lib/cx';
import { escapedParts, phraseLack } from './phrase';

export interface PhraseFieldProps {
  wanted: string;
  value: string;
  onChange: (typed: string) => void;
  error: string | undefined;
}

/** The phrase to type, and what was typed where it is not plainly what it looks like. */
export function PhraseField({ wanted, value, onChange, error }: PhraseFieldProps) {
  const lack = phraseLack(value, wanted);
  return (
    <Field
      name="phrase"
      error={error}
      label={
        <span>
          To go on, type{' '}
          <b
            data-testid="phrase-wanted"
            className="rounded-sm bg-hover px-1.5 py-0.5 font-mono font-semibold break-all text-ink"
          >
            {wanted}
          </b>
        </span>
      }
      hint={
        <>
          <span
            role="status"
            data-testid="phrase-lack"
            className={cx(lack === null ? 'text-ok-text' : value && 'text-warn-text')}
          >
            {lack ?? 'It is the phrase.'}
          </span>
          <Escaped typed={value} />
        </>
      }
    >
      <Input
        mono
        value={value}
        autoCapitalize="off"
        autoCorrect="off"
        data-testid="act-phrase"
        onChange={(event) => onChange(event.target.value)}
      />
    </Field>
  );
}

/** What was typed, with look-alikes and what is invisible written by their numbers; nothing when all is plain. */
function Escaped({ typed }: { typed: string }) {
  const parts = escapedParts(typed);
  if (!parts.some(({ escaped }) => escaped)) return null;
  return (
    <span data-testid="phrase-escaped">
      {' You typed '}
      <span className="font-mono break-all text-ink">
        {parts.map(({ text, escaped, at }) => (
          <span key={at} className={escaped ? 'mx-px rounded-sm bg-bad-soft px-1 text-bad-text' : undefined}>
            {text}
          </span>
        ))}
      </span>
    </span>
  );
}
