/** The population's tables as SQL of three dialects. Literals are written here and nowhere else. */
import type { Cell, Column, ColumnType, Table } from '../table.ts';

export const dialects = ['postgres', 'mysql', 'sqlite'] as const;
export type Dialect = (typeof dialects)[number];

/** Rows per INSERT: large enough to be quick, small enough for a default `max_allowed_packet`. */
const rowsPerInsert = 500;

const postgresTypes: Record<ColumnType, string> = {
  bigint: 'bigint',
  integer: 'integer',
  text: 'text',
  boolean: 'boolean',
  date: 'date',
  instant: 'timestamptz',
  decimal: 'numeric(18,2)',
};

/** The embedded MySQL declares these too: SQLite keeps them as written, and result packets are typed by them. */
const mysqlTypes: Record<ColumnType, string> = {
  bigint: 'bigint',
  integer: 'int',
  text: 'text',
  boolean: 'tinyint(1)',
  date: 'date',
  instant: 'datetime(3)',
  decimal: 'decimal(18,2)',
};

/** Quotes a name of a table or column. */
export function quoteName(name: string, dialect: Dialect): string {
  return dialect === 'postgres' ? `"${name.replaceAll('"', '""')}"` : `\`${name.replaceAll('`', '``')}\``;
}

/** Statements, in order, that create the table with its primary key and indexes. */
export function createTable(table: Table, dialect: Dialect): string[] {
  const quote = (name: string) => quoteName(name, dialect);
  const columns = table.columns.map(
    (column) =>
      `${quote(column.name)} ${columnType(table, column, dialect)}${column.nullable ? '' : ' NOT NULL'}`,
  );
  const body = `${columns.join(', ')}, PRIMARY KEY (${quote(table.primaryKey)})`;
  // One collation that MySQL 8 and MariaDB both have; their case-insensitive defaults differ in name.
  const suffix = dialect === 'mysql' ? ' DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci' : '';
  return [`CREATE TABLE ${quote(table.name)} (${body})${suffix}`, ...indexStatements(table, dialect)];
}

/** INSERT statements, in order, for all rows of the table; one at a time, so that a large table is not held twice. */
export function* insertRows(table: Table, dialect: Dialect): Generator<string> {
  const names = table.columns.map((column) => quoteName(column.name, dialect)).join(', ');
  const head = `INSERT INTO ${quoteName(table.name, dialect)} (${names}) VALUES `;
  for (let start = 0; start < table.rows.length; start += rowsPerInsert) {
    const rows = table.rows.slice(start, start + rowsPerInsert);
    yield head + rows.map((row) => rowLiteral(table.columns, row, dialect)).join(',');
  }
}

function columnType(table: Table, column: Column, dialect: Dialect): string {
  if (dialect === 'postgres') return postgresTypes[column.type];
  const indexed =
    column.name === table.primaryKey || table.indexes.some((index) => index.column === column.name);
  const type = column.type === 'text' && indexed ? 'varchar(320)' : mysqlTypes[column.type];
  return dialect === 'sqlite' && column.type === 'text' ? `${type} COLLATE NOCASE` : type;
}

function indexStatements(table: Table, dialect: Dialect): string[] {
  const seen = new Set<string>();
  const statements: string[] = [];
  for (const { column, lower } of table.indexes) {
    const expression = lower === true && dialect === 'postgres';
    const name = `${table.name}_${column}${expression ? '_lower' : ''}_idx`;
    if (seen.has(name)) continue;
    seen.add(name);
    const key = quoteName(column, dialect);
    statements.push(
      `CREATE INDEX ${quoteName(name, dialect)} ON ${quoteName(table.name, dialect)} (${expression ? `lower(${key})` : key})`,
    );
  }
  return statements;
}

function rowLiteral(columns: readonly Column[], row: readonly Cell[], dialect: Dialect): string {
  return `(${columns.map((column, at) => literal(row[at] ?? null, column.type, dialect)).join(',')})`;
}

function literal(cell: Cell, type: ColumnType, dialect: Dialect): string {
  if (cell === null) return 'NULL';
  if (typeof cell === 'number') return String(cell);
  if (typeof cell === 'boolean') return dialect === 'postgres' ? String(cell) : cell ? '1' : '0';
  const text = type === 'instant' && dialect !== 'postgres' ? mysqlInstant(cell) : cell;
  const quoted = text.replaceAll("'", "''");
  return `'${dialect === 'mysql' ? quoted.replaceAll('\\', '\\\\') : quoted}'`;
}

/** `2024-05-01T10:00:00.000Z` as MySQL writes it in a session at UTC. */
function mysqlInstant(instant: string): string {
  return new Date(instant).toISOString().replace('T', ' ').replace('Z', '');
}
