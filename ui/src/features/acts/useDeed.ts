import { type CommandError, type CommandName, type Request, type Response, useChange } from '@/ipc';
import type { Subject } from './useSubject';

export interface Deed<N extends CommandName> {
  run: (request: Request<N>) => void;
  /** Under way, or done and about to close. */
  busy: boolean;
  /** The sentence for a field of the form; undefined: it was not meant. */
  at: (field: string) => string | undefined;
  /** What belongs to no field of the form. */
  rest: CommandError | null;
  /** The field that was refused. */
  refused: string | null;
  forget: () => void;
}

/** One command behind a form: its refusal lands at the field that was meant, or over the buttons. */
export function useDeed<N extends CommandName>(
  name: N,
  fields: readonly string[],
  done: (answer: Response<N>) => void,
): Deed<N> {
  const change = useChange(name);
  const error = change.error;
  const field = error?.field !== undefined && fields.includes(error.field) ? error.field : null;
  return {
    run: (request) => change.mutate(request, { onSuccess: done }),
    busy: change.isPending || change.isSuccess,
    at: (asked) => (asked === field ? [error?.message, error?.remedy].filter(Boolean).join(' ') : undefined),
    rest: field === null ? error : null,
    refused: field,
    forget: change.reset,
  };
}

/** What somebody else changed, unless it was this very deed; and the database's own words about it. */
export function conflictOf(subject: Subject, deed: Pick<Deed<CommandName>, 'busy' | 'rest' | 'forget'>) {
  return {
    changed: deed.busy ? null : subject.changed,
    conflict: {
      refusal: deed.rest?.code === 'conflict' ? deed.rest : null,
      busy: deed.busy,
      onAccept: deed.forget,
    },
  };
}
