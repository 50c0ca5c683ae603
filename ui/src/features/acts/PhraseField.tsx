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
  const parts = escapedParts(value);
  return (
    <div className="flex flex-col gap-2">
      <Field
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
        name="phrase"
        error={error}
        hint={
          <span
            role="status"
            data-testid="phrase-lack"
            className={cx(lack === null ? 'text-ok-text' : value && 'text-warn-text')}
          >
            {lack ?? 'It is the phrase.'}
          </span>
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
      {parts.some(({ escaped }) => escaped) && (
        <p
          data-testid="phrase-escaped"
          className="rounded-md bg-sunken px-2 py-1 font-mono text-xs break-all"
        >
          <span className="font-sans text-ink-3">You typed </span>
          {parts.map(({ text, escaped, at }) =>
            escaped ? (
              <span key={at} className="mx-px rounded-sm bg-bad-soft px-1 text-bad-text">
                {text}
              </span>
            ) : (
              <span key={at}>{text}</span>
            ),
          )}
        </p>
      )}
    </div>
  );
}
