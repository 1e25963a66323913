/** Tables as CSV (RFC 4180), read with the line of every row, and written. */
import { readFileSync } from 'node:fs';
import { RowFaults, refuse } from './row-faults.ts';

export interface Table {
  /** As the user named it. */
  readonly file: string;
  /** Names of the columns, each once, none blank. */
  readonly header: readonly string[];
  readonly rows: readonly Row[];
}

export interface Row {
  /** Where it begins, 1-based. */
  readonly line: number;
  /** Without surrounding blanks; as many as the header has. */
  readonly cells: readonly string[];
}

/**
 * Reads a file in UTF-8.
 * @throws {ConfigurationError} for a file that cannot be read, and as `parseTable` does.
 */
export function readTable(file: string): Table {
  const bytes = bytesOf(file);
  try {
    return parseTable(new TextDecoder('utf-8', { fatal: true }).decode(bytes), file);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const before = new TextDecoder().decode(bytes).split('\uFFFD', 1)[0] ?? '';
    return refuse(file, { line: 1 + lineEndsIn(before) }, 'is not UTF-8', 'save the file as UTF-8');
  }
}

function bytesOf(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    return refuse(file, { line: 1 }, `cannot be read: ${code}`);
  }
}

/**
 * A table with a header. Cells may be in quotes, with quotes doubled and line ends inside; lines end in LF, CRLF or CR;
 * a byte order mark and blank lines are passed over; blanks around cells are cut off.
 * @throws {ConfigurationError} naming the lines that have another number of cells than the header, a quote that does not
 *   end, or a header with a name missing or repeated.
 */
export function parseTable(text: string, file: string): Table {
  const faults = new RowFaults(file);
  let header: Row | undefined;
  const rows: Row[] = [];
  for (const row of rowsOf(text, file))
    if (header === undefined) {
      header = row;
      judgeHeader(row, faults);
    } else if (row.cells.length === header.cells.length) rows.push(row);
    else
      faults.add(
        row,
        `has ${row.cells.length} cells where the header has ${header.cells.length}`,
        'separate cells by commas; put a cell that holds a comma in quotes',
      );
  if (header === undefined)
    return refuse(file, { line: 1 }, 'has no header', 'name the columns in the first line');
  faults.check();
  return { file, header: header.cells, rows };
}

/** Rows as CSV text, each ended by LF; a cell is put in quotes where it would not be read back as it is. */
export function tableText(rows: Iterable<readonly string[]>): string {
  let text = '';
  for (const cells of rows) {
    const written = cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell));
    // One empty cell would be a blank line.
    text += `${written.length === 1 && written[0] === '' ? '""' : written.join(',')}\n`;
  }
  return text;
}

function judgeHeader({ line, cells }: Row, faults: RowFaults): void {
  const [only = ''] = cells;
  if (cells.length === 1 && /[;\t]/.test(only))
    faults.add({ line }, 'has one column, with other separators in its name', 'separate cells by commas');
  for (const [at, name] of cells.entries()) {
    const first = cells.indexOf(name);
    if (name === '') faults.add({ line }, `column ${at + 1} has no name`, 'name it in the header');
    else if (first < at)
      faults.add({ line }, `column ${at + 1} has the name of column ${first + 1}`, 'rename one of them');
  }
}

/** @throws {ConfigurationError} at the first quote that cannot be understood: what follows it cannot be either. */
function* rowsOf(text: string, file: string): Generator<Row> {
  let at = 0;
  let line = 1;
  while (at < text.length) {
    const row = { line, cells: [] as string[] };
    let blank = true;
    let separator: string;
    do {
      const cell = cellAt(text, at);
      const end = cell && matchAt(ending, text, cell.end);
      const place = () => ({ line, column: columnOf(text, at) });
      if (cell === undefined)
        return refuse(
          file,
          place(),
          'has a quote here that does not end',
          'close it, or put the cell in quotes and double it',
        );
      if (end === undefined)
        return refuse(
          file,
          place(),
          'has a cell here that goes on after its quotes',
          'double the quotes inside it',
        );
      // A byte order mark is a blank to `trim`, as to `\s` below.
      row.cells.push(cell.value.trim());
      blank &&= cell.blank;
      line += cell.lineEnds;
      at = cell.end + end[0].length;
      separator = end[1] ?? '';
      blank &&= separator !== ',';
    } while (separator === ',');
    line++;
    if (!blank) yield row;
  }
}

interface Cell {
  readonly value: string;
  /** Offset behind it. */
  readonly end: number;
  readonly lineEnds: number;
  /** Nothing is written, not even quotes. */
  readonly blank: boolean;
}

/** A quote opens a cell where only blanks stand before it; elsewhere it is a character like others. */
const opening = /[^\S\r\n]*"/y;
const plain = /[^,\r\n]*/y;
const ending = /[^\S\r\n]*(,|\r\n|\n|\r|$)/y;

/** @returns undefined for a cell whose quotes do not end. */
function cellAt(text: string, at: number): Cell | undefined {
  const before = matchAt(opening, text, at)?.[0];
  if (before === undefined) {
    const value = matchAt(plain, text, at)?.[0] ?? '';
    return { value, end: at + value.length, lineEnds: 0, blank: value.trim() === '' };
  }
  const from = at + before.length;
  let quote = text.indexOf('"', from);
  while (quote >= 0 && text[quote + 1] === '"') quote = text.indexOf('"', quote + 2);
  if (quote < 0) return undefined;
  const inside = text.slice(from, quote);
  return {
    value: inside.replaceAll('""', '"'),
    end: quote + 1,
    lineEnds: lineEndsIn(inside),
    blank: false,
  };
}

function matchAt(sticky: RegExp, text: string, at: number): RegExpExecArray | undefined {
  sticky.lastIndex = at;
  return sticky.exec(text) ?? undefined;
}

function lineEndsIn(text: string): number {
  return text.match(/\r\n|\n|\r/g)?.length ?? 0;
}

/** 1-based, of an offset. */
function columnOf(text: string, offset: number): number {
  if (offset === 0) return 1;
  return offset - Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1));
}
