/** `information_schema`, kept as an attached database with what SQLite knows of its own tables. */
import type { DatabaseSync } from 'node:sqlite';

/** The collation that text compares by, as near as SQLite's NOCASE comes to it. */
export const collation = 'utf8mb4_unicode_ci';

/** MySQL 8 names these columns in capitals in results too, whatever the statement says. */
const definition = `
  CREATE TABLE information_schema.TABLES (
    TABLE_CATALOG varchar(64), TABLE_SCHEMA varchar(64) COLLATE NOCASE, TABLE_NAME varchar(64) COLLATE NOCASE,
    TABLE_TYPE varchar(64), ENGINE varchar(64), TABLE_ROWS bigint, TABLE_COLLATION varchar(64));
  CREATE TABLE information_schema.COLUMNS (
    TABLE_CATALOG varchar(64), TABLE_SCHEMA varchar(64) COLLATE NOCASE, TABLE_NAME varchar(64) COLLATE NOCASE,
    COLUMN_NAME varchar(64) COLLATE NOCASE, ORDINAL_POSITION int, COLUMN_DEFAULT text, IS_NULLABLE varchar(3),
    DATA_TYPE varchar(64) COLLATE NOCASE, CHARACTER_MAXIMUM_LENGTH bigint, NUMERIC_PRECISION bigint,
    NUMERIC_SCALE bigint, DATETIME_PRECISION bigint, CHARACTER_SET_NAME varchar(64), COLLATION_NAME varchar(64),
    COLUMN_TYPE varchar(64), COLUMN_KEY varchar(3), EXTRA varchar(256));
  CREATE TABLE information_schema.STATISTICS (
    TABLE_CATALOG varchar(64), TABLE_SCHEMA varchar(64) COLLATE NOCASE, TABLE_NAME varchar(64) COLLATE NOCASE,
    NON_UNIQUE int, INDEX_SCHEMA varchar(64) COLLATE NOCASE, INDEX_NAME varchar(64) COLLATE NOCASE,
    SEQ_IN_INDEX int, COLUMN_NAME varchar(64) COLLATE NOCASE, COLLATION varchar(1), CARDINALITY bigint,
    SUB_PART bigint, NULLABLE varchar(3), INDEX_TYPE varchar(11), EXPRESSION text);
  CREATE TABLE information_schema.KEY_COLUMN_USAGE (
    TABLE_SCHEMA varchar(64) COLLATE NOCASE, TABLE_NAME varchar(64) COLLATE NOCASE,
    COLUMN_NAME varchar(64) COLLATE NOCASE, REFERENCED_TABLE_NAME varchar(64), REFERENCED_COLUMN_NAME varchar(64));`;

/** Attaches the catalogue, empty. */
export function attachCatalog(database: DatabaseSync): void {
  database.exec(`ATTACH ':memory:' AS information_schema; ${definition}`);
}

/** Describes the tables as they are now; to be called after each change of their definition. */
export function refreshCatalog(database: DatabaseSync, schema: string): void {
  database.exec(
    'DELETE FROM information_schema.TABLES; DELETE FROM information_schema.COLUMNS; DELETE FROM information_schema.STATISTICS; DELETE FROM information_schema.KEY_COLUMN_USAGE;',
  );
  database
    .prepare(
      `INSERT INTO information_schema.TABLES
       SELECT 'def', ?, name, 'BASE TABLE', 'InnoDB', NULL, '${collation}' FROM main.sqlite_schema WHERE type = 'table'`,
    )
    .run(schema);
  const column = database.prepare(
    'INSERT INTO information_schema.COLUMNS VALUES (?, ?, ?, ?, ?, NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  for (const row of database
    .prepare(
      `SELECT t.name AS "table", c.cid, c.name, c.type, c."notnull", c.pk FROM main.sqlite_schema t
       JOIN pragma_table_info(t.name, 'main') c WHERE t.type = 'table'`,
    )
    .all()) {
    const type = String(row['type']).toLowerCase();
    const [, base = type, size, scale] = /^(\w+)(?:\((\d+)(?:,(\d+))?\))?/.exec(type) ?? [];
    const text = base === 'varchar' || base === 'text';
    const number = base === 'decimal' || base.endsWith('int');
    column.run(
      'def',
      schema,
      row['table'] ?? null,
      row['name'] ?? null,
      Number(row['cid']) + 1,
      row['notnull'] === 0 ? 'YES' : 'NO',
      base,
      text ? Number(size ?? 65_535) : null,
      number ? Number(size ?? (base === 'bigint' ? 19 : 10)) : null,
      number ? Number(scale ?? 0) : null,
      base === 'datetime' ? Number(size ?? 0) : null,
      text ? 'utf8mb4' : null,
      text ? collation : null,
      type,
      row['pk'] === 0 ? '' : 'PRI',
      '',
    );
  }
  // The primary key of one integer-like column has no index of its own in SQLite, so it is added from the columns.
  database
    .prepare(
      `INSERT INTO information_schema.STATISTICS
       SELECT 'def', :schema, c.TABLE_NAME, 0, :schema, 'PRIMARY', 1, c.COLUMN_NAME, 'A', NULL, NULL, '', 'BTREE', NULL
       FROM information_schema.COLUMNS c WHERE c.COLUMN_KEY = 'PRI'
       UNION ALL
       SELECT 'def', :schema, t.name, 1 - i."unique", :schema, i.name, k.seqno + 1, k.name, 'A', NULL, NULL, 'YES', 'BTREE', NULL
       FROM main.sqlite_schema t JOIN pragma_index_list(t.name, 'main') i JOIN pragma_index_info(i.name, 'main') k
       WHERE t.type = 'table' AND i.origin <> 'pk'`,
    )
    .run({ schema });
  database
    .prepare(
      `INSERT INTO information_schema.KEY_COLUMN_USAGE
       SELECT :schema, t.name, f."from", f."table", f."to"
       FROM main.sqlite_schema t JOIN pragma_foreign_key_list(t.name, 'main') f WHERE t.type = 'table'`,
    )
    .run({ schema });
  database.exec(
    `UPDATE information_schema.COLUMNS SET COLUMN_KEY = 'MUL' WHERE COLUMN_KEY = '' AND (TABLE_NAME, COLUMN_NAME) IN
       (SELECT TABLE_NAME, COLUMN_NAME FROM information_schema.STATISTICS WHERE SEQ_IN_INDEX = 1);`,
  );
}
