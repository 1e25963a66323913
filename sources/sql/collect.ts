import type { Row, Slice } from '../../src/model/collection.ts';
import { found, type Outcome } from '../../src/model/outcome.ts';
import type { Call, CollectPage } from '../contract.ts';
import { tableOf } from './catalogue.ts';
import type { Children } from './children.ts';
import type { Database } from './database.ts';
import { collectStatement } from './statements.ts';

const nothing: Outcome<Slice<Row>> = found({ items: [], more: false });

/**
 * A page of rows for each parent, one more than wanted being read to know whether there are any.
 * @param children - undefined for a collection that is not mapped.
 */
export async function collect(
  database: Database,
  children: Children | undefined,
  parents: readonly string[],
  page: CollectPage,
  call: Call,
): Promise<readonly Outcome<Slice<Row>>[]> {
  if (children === undefined) return parents.map(() => nothing);
  const { first, after } = children.extent(page);
  return database.askForEach(parents, call, async (chunk, catalogue) => {
    const { selected, read } = children.reading(tableOf(catalogue, children.table), page.attributes);
    const { customer } = selected;
    const possible = chunk.filter((parent) => database.dialect.holds(customer, parent));
    if (possible.length === 0) return chunk.map(() => nothing);
    const statement = collectStatement(database.dialect, selected, possible, first + 1, after);
    const rows = await database.run(statement, call);
    const byParent = Map.groupBy(rows, (row) => String(row[customer.name]));
    return chunk.map((parent) => {
      const own = byParent.get(parent);
      if (own === undefined) return nothing;
      return found({ items: own.slice(0, first).map(read), more: own.length > first });
    });
  });
}
