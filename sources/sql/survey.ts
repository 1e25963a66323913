/** What there is to map in a database: rows of its catalogue put together as objects. */
import { z } from 'zod';
import { found, type Outcome } from '../../src/model/outcome.ts';
import type { Call, Survey, SurveyedColumn, SurveyedObject } from '../contract.ts';
import { catalogueRows } from './catalogue.ts';
import { failureOutcome } from './database.ts';
import { type Driver, Pool, type Statement } from './pool.ts';

const flag = z.union([z.boolean(), z.coerce.number().transform((one) => one !== 0)]);

/** One row of a dialect's survey statement, for each column of each table, in their order. */
const surveyRow = z.object({
  server: z.string(),
  object_name: z.string(),
  /** About, null where the catalogue does not say. */
  row_count: z.coerce.number().nullable(),
  column_name: z.string(),
  column_type: z.string(),
  /** Words of an enumeration, each quoted as in SQL, with commas between them. */
  words: z.string().nullable(),
  is_nullable: flag,
  is_primary: flag,
  is_unique: flag,
  is_indexed: flag,
  target_object: z.string().nullable(),
  target_column: z.string().nullable(),
});
type SurveyRow = z.output<typeof surveyRow>;

/** Runs a dialect's survey statement on a connection of its own. */
export async function surveyBy(
  driver: Driver,
  statement: Statement,
  product: (version: string) => string,
  call: Call,
): Promise<Outcome<Survey>> {
  const pool = new Pool(driver, 1);
  try {
    const rows = catalogueRows(surveyRow, await pool.run(statement, call.signal));
    const objects = [...Map.groupBy(rows, (row) => row.object_name)].map(([name, own]) =>
      objectOf(name, own),
    );
    return found({ server: product(rows[0]?.server ?? ''), objects });
  } catch (error) {
    return failureOutcome(error);
  } finally {
    await pool.close();
  }
}

function objectOf(name: string, rows: readonly SurveyRow[]): SurveyedObject {
  return { name, rows: rows[0]?.row_count ?? null, columns: rows.map(columnOf) };
}

function columnOf(row: SurveyRow): SurveyedColumn {
  const words = row.words === null ? [] : wordsOf(row.words);
  return {
    name: row.column_name,
    type: row.column_type,
    nullable: row.is_nullable,
    primaryKey: row.is_primary,
    unique: row.is_unique,
    indexed: row.is_indexed,
    ...(words.length === 0 ? {} : { words }),
    ...(row.target_object === null || row.target_column === null
      ? {}
      : { references: { object: row.target_object, column: row.target_column } }),
  };
}

/** The words in a list such as `'yes','it''s'`. */
function wordsOf(list: string): readonly string[] {
  return [...list.matchAll(/'((?:[^']|'')*)'/g)].map(([, word = '']) => word.replaceAll("''", "'"));
}
