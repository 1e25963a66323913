/** Where the stewards' log is kept. */
import type { RefKey } from '../model/record.ts';
import type { Entry, Log, NewEntry, VetoSeen } from './verdict.ts';

export interface HistoryQuestion {
  /** Verdicts that touch any of these records; absent: everything that stewards said, of values too. */
  readonly refs?: readonly RefKey[];
  /** Leaves out what was said of values, so that a page of verdicts is full of them. */
  readonly verdictsOnly?: boolean;
  /** Most entries to answer, 1 to `maxHistory`. */
  readonly limit: number;
  /** Only entries with a lesser id: to read on, the id of the last entry answered. */
  readonly before?: number;
}

export const maxHistory = 1000;

/** Told of entries in order of id, each once. It must not throw. */
export type Listener = (log: Log) => void;

/**
 * An append-only log shared by all nodes of a gateway. It holds record refs, decisions and keyed hashes, never a value
 * of a person.
 *
 * Every promise here rejects with a GatewayError when the store cannot be reached or is closed.
 */
export interface StewardStore {
  /** Everything that was said. */
  load(): Promise<Log>;
  /** What was said after the entry with this id; none that became visible is ever left out between two answers. */
  since(version: number): Promise<Log>;
  /**
   * Writes an entry and gives it its place. The listeners of this node have heard of it when the promise resolves,
   * unless the store was lost just then; they hear of it later in that case.
   *
   * Where the connection breaks before the answer, the entry may or may not have been written. To say it again is safe:
   * the same said twice in a row means what it means said once.
   * @returns the entry as it is kept: its records in order, its instant in milliseconds.
   * @throws RangeError for what the log cannot keep: one record twice, a reason too long, an instant that is none.
   */
  append<E extends NewEntry>(entry: E): Promise<E & Pick<Entry, 'id'>>;
  /**
   * Writes down vetoes that were seen: all of them or none. Listeners hear of them sooner or later.
   * @throws RangeError for what the log cannot keep.
   */
  appendVetoes(vetoes: readonly Omit<VetoSeen, 'id'>[]): Promise<void>;
  /**
   * Epoch milliseconds, by this node's clock: listeners have heard of everything that was said before this instant. It
   * stands still while the store cannot be reached, and is negative infinity where nobody listens yet.
   */
  caughtUpAt(): number;
  /**
   * Milliseconds by which the store's clock is known to be ahead of this node's, negative where it is behind: what the
   * last answer cannot be explained without. 0 where the two are one clock, or nothing was asked yet.
   */
  clockSkew(): number;
  /** What stewards said, newest first. @throws RangeError for a limit out of bounds. */
  history(question: HistoryQuestion): Promise<Log>;
  /**
   * Tells of everything said after the entry with the id `version`, by whichever node: what was said already at once,
   * the rest as it is said. Handing over the version of the decisions one holds leaves no gap and no race.
   * @returns ends it.
   */
  onChange(listener: Listener, version: number): () => void;
  /** Safe to call twice. */
  close(): Promise<void>;
}
