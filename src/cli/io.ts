import type { Environment } from '../config/environment.ts';

/** What a command touches of the process it runs in. */
export interface Io {
  readonly env: Environment;
  /** Writes one line to standard output: what the caller asked for, and nothing else. */
  out(line: string): void;
  /** Writes one line to standard error. */
  err(line: string): void;
  /** Asks whoever sits at the terminal for a line; absent where nobody does. */
  readonly ask?: (question: string) => Promise<string>;
  /** Aborted when the process is asked to end. */
  readonly stop: AbortSignal;
}

/** Exit codes: 0 fine, 1 something is wrong with what was asked about, 2 the command itself was not understood. */
export type ExitCode = 0 | 1 | 2;

/** The values of a command's options; empty for one that takes none, absent for one that was not given. */
export type Options = Readonly<Record<string, string | undefined>>;

export type Command = (options: Options, io: Io) => Promise<ExitCode>;
