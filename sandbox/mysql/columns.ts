/** What MySQL says of each column of a result, from what SQLite knows of it. */
import { bytes, lengthEncodedText, types, uint } from './wire.ts';

/** Character sets as they are numbered on the wire. */
const binary = 63;
const utf8mb4 = 224;

const flags = { notNull: 1, blob: 16, binary: 128, number: 32_768 } as const;

interface Kind {
  readonly type: number;
  readonly charset: number;
  readonly length: number;
  readonly flags: number;
  readonly decimals: number;
}

export interface ResultColumn {
  readonly name: string;
  readonly type: number;
  /** The column definition packet's body. */
  readonly definition: Buffer;
  /** A cell as the text protocol writes it. */
  text(cell: unknown): string | null;
  /** That text as a driver gives it: integers and floating point as numbers, the rest as it is. */
  value(text: string | null): string | number | null;
}

interface Described {
  readonly name: string;
  readonly column: string | null;
  readonly table: string | null;
  /** The type as declared; null for an expression. */
  readonly type: string | null;
}

const number = { charset: binary, decimals: 0, flags: flags.binary | flags.number };

const dateTime = { type: types.dateTime, charset: binary, length: 23, flags: flags.binary, decimals: 3 };

const storedInstant = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/;

const declared: Record<string, Kind> = {
  bigint: { ...number, type: types.longLong, length: 20 },
  int: { ...number, type: types.long, length: 11 },
  tinyint: { ...number, type: types.tiny, length: 1 },
  date: { type: types.date, charset: binary, length: 10, flags: flags.binary, decimals: 0 },
  datetime: dateTime,
  decimal: { ...number, type: types.newDecimal, length: 20, decimals: 2 },
  text: { type: types.blob, charset: utf8mb4, length: 262_140, flags: flags.blob, decimals: 0 },
  varchar: { type: types.varString, charset: utf8mb4, length: 1280, flags: 0, decimals: 0 },
};

const double: Kind = { ...number, type: types.double, length: 23, decimals: 31 };
const varString = { type: types.varString, charset: utf8mb4, length: 1280, flags: 0, decimals: 0 };
const longLong = { ...number, type: types.longLong, length: 21 };

const numeric: ReadonlySet<number> = new Set([types.tiny, types.long, types.longLong, types.double]);

/** @param rows - the result, read where the column is an expression that SQLite gives no type. */
export function resultColumn(
  described: Described,
  rows: readonly (readonly unknown[])[],
  at: number,
  schema: string,
): ResultColumn {
  const base = described.type?.toLowerCase().match(/^\w+/)?.[0] ?? '';
  const kind = declared[base] ?? inferred(rows, at);
  return {
    name: described.name,
    type: kind.type,
    definition: definition(described, kind, schema),
    value: (text) => (text !== null && numeric.has(kind.type) ? Number(text) : text),
    text: (cell) => {
      if (cell === null || cell === undefined) return null;
      // SQLite keeps decimals as floating point; two digits restore what was stored.
      return kind.type === types.newDecimal ? Number(cell).toFixed(kind.decimals) : String(cell);
    },
  };
}

/** An integer, a number, a date-time as the sandbox stores them, or text: whatever all cells fit. */
function inferred(rows: readonly (readonly unknown[])[], at: number): Kind {
  const cells = rows.map((row) => row[at]).filter((cell) => cell !== null);
  if (cells.length === 0) return varString;
  if (cells.every((cell) => typeof cell === 'bigint')) return longLong;
  if (cells.every((cell) => typeof cell === 'bigint' || typeof cell === 'number')) return double;
  return cells.every((cell) => typeof cell === 'string' && storedInstant.test(cell)) ? dateTime : varString;
}

function definition(described: Described, kind: Kind, schema: string): Buffer {
  const table = described.table ?? '';
  const names = ['def', table === '' ? '' : schema, table, table, described.name, described.column ?? ''];
  return Buffer.concat([
    ...names.map(lengthEncodedText),
    bytes(0x0c),
    uint(kind.charset, 2),
    uint(kind.length, 4),
    bytes(kind.type),
    uint(kind.flags, 2),
    bytes(kind.decimals),
    uint(0, 2),
  ]);
}

/** The definition of a parameter, whose type MySQL does not know before it is bound. */
export const parameterDefinition: Buffer = definition(
  { name: '?', column: null, table: null, type: null },
  varString,
  '',
);
