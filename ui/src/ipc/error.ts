// Why a command did not do it, as something that can be thrown.
import type { ErrorCode, CommandError as WireError } from './generated/types';

export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly code: ErrorCode;
  /** The field that was meant, as the request names it. */
  readonly field: string | undefined;
  /** What would be right. */
  readonly remedy: string | undefined;
  readonly command: string;

  constructor(command: string, wire: WireError) {
    super(wire.message);
    this.command = command;
    this.code = wire.code;
    this.field = wire.field;
    this.remedy = wire.remedy;
  }

  /** For "copy details": what a colleague needs, nothing secret is ever in it. */
  details(): string {
    const lines = [
      `${this.command}: ${this.code}`,
      this.message,
      this.remedy,
      this.field && `field: ${this.field}`,
    ];
    return lines.filter(Boolean).join('\n');
  }
}

export function isCommandError(error: unknown): error is CommandError {
  return error instanceof CommandError;
}

/** Whatever a host rejects with becomes a CommandError; what has no known form is `internal` and keeps its text out. */
export function asCommandError(command: string, thrown: unknown): CommandError {
  if (isCommandError(thrown)) return thrown;
  if (isWireError(thrown)) return new CommandError(command, thrown);
  return new CommandError(command, {
    code: 'internal',
    message: 'The console could not carry out this command.',
    remedy: 'Try again; if it happens again, look at the log in Settings.',
  });
}

function isWireError(thrown: unknown): thrown is WireError {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown && 'message' in thrown;
}
