import { absent, type Outcome } from '../../src/model/outcome.ts';
import type { RecordId, SourceRecord } from '../../src/model/record.ts';
import type { Call, Want } from '../contract.ts';
import { recordsById } from '../matching.ts';
import type { Database } from './database.ts';
import type { CustomerTable } from './records.ts';
import { getStatement } from './statements.ts';

/** The record of each id; an id its column could not hold is absent without asking. */
export function get(
  database: Database,
  customers: CustomerTable,
  ids: readonly RecordId[],
  want: Want,
  call: Call,
): Promise<readonly Outcome<SourceRecord>[]> {
  return database.askForEach(ids, call, async (chunk, catalogue) => {
    const selection = customers.in(catalogue).selections.of(want);
    const possible = chunk.filter((id) => database.dialect.holds(selection.id, id));
    if (possible.length === 0) return chunk.map(() => absent);
    const rows = await database.run(getStatement(database.dialect, selection, possible), call);
    return recordsById(chunk, selection.records(rows));
  });
}
