import type { Catalogue, Column, Mapped } from './catalogue.ts';
import type { Bound, SqlRow, Statement } from './pool.ts';

/** How look-ups compare a column: as it is, without regard to case, or by its beginning and without regard to case. */
export type Compared = 'exact' | 'folded' | 'prefix';

/**
 * What two SQL products spell differently, and nothing else. Functions that compare push the values they bind to
 * `values` and give back the SQL that stands for them; names are quoted here and nowhere else.
 */
export interface Dialect {
  /** Keys, ids and parents in one statement. */
  readonly batch: number;
  /** A table's name, `schema.table` or `table`, as SQL. */
  table(name: string): string;
  name(column: string): string;
  /** A column in a select list, under its own name and in a form that `values.ts` reads. */
  select(column: Column): string;

  bind(value: Bound, values: Bound[]): string;
  /** Whether the column can hold this text at all; others are absent without asking. */
  holds(column: Column, text: string): boolean;
  /** The column equals one of the texts, all of which it can hold. */
  among(column: Column, texts: readonly string[], values: Bound[]): string;
  /** The same without regard to case. */
  amongFolded(column: Column, texts: readonly string[], values: Bound[]): string;
  /** The column is the text, or begins with it, without regard to case. */
  matches(column: Column, text: string, extent: 'whole' | 'prefix', values: Bound[]): string;
  /**
   * The column begins or ends with the text, or has it somewhere, without regard to case; by some collations letters
   * may differ by their accents as well.
   */
  like(column: Column, text: string, place: 'start' | 'end' | 'anywhere', values: Bound[]): string;
  /** A date or instant is on one of the days, `MM-DD`, of any year. */
  onDay(column: Column, days: readonly string[], values: Bound[]): string;
  /** A text the column can hold, as a value of its type. */
  key(column: Column, text: string, values: Bound[]): string;
  /** An instant (ISO 8601 in UTC) or date, as a value to compare the column with. */
  instant(column: Column, instant: string, values: Bound[]): string;

  /** Expressions that order child rows as the contract does: instants by milliseconds, ids by bytes. */
  timeKey(column: Column): string;
  idKey(column: Column): string;
  /** An id as a value to compare `idKey` with. */
  idValue(column: Column, id: string, values: Bound[]): string;
  /** Equal for values that are the same text, whatever the column's collation. */
  exactKey(column: Column): string;
  readonly newestFirst: string;

  /** Reads the catalogue in as few statements as possible. */
  catalogue(mapped: Mapped, run: (statement: Statement) => Promise<readonly SqlRow[]>): Promise<Catalogue>;
  /** What would serve look-ups by this column, as one statement; undefined when they are served well. */
  advice(table: string, column: Column, compared: Compared): string | undefined;
}
