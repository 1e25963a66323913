import type { ColumnReport, Description } from '../contract.ts';
import type { CollectionMappings, CustomerMapping } from '../mapping.ts';
import { type Catalogue, type Column, tableOf } from './catalogue.ts';
import type { Dialect } from './dialect.ts';
import { type FoundBy, foundBy, mappedCollections, mappedColumns, timeOf } from './mapped.ts';

/** Every mapped column once, in the order of the mapping: whether it exists and what serves look-ups by it. */
export function describeColumns(
  dialect: Dialect,
  catalogue: Catalogue,
  customer: CustomerMapping,
  collections: CollectionMappings,
): Description {
  const lookups = foundBy(customer, collections);
  const times = mappedCollections(collections).map(([name, mapping]) => ({
    table: mapping.table,
    column: mapping.attributes[timeOf(name)],
  }));
  const columns: ColumnReport[] = [];
  for (const [name, mapped] of mappedColumns(customer, collections)) {
    const table = tableOf(catalogue, name);
    for (const each of mapped) {
      const by = lookups.filter((one) => one.table === name && one.column === each);
      const column = table.columns.get(each);
      const orders = times.some((one) => one.table === name && one.column === each);
      const advice =
        column === undefined
          ? 'This column does not exist: restore it or correct the mapping.'
          : orders && !holdsTime(column)
            ? 'Rows are ordered by this column: map one of a date or timestamp type.'
            : indexAdvice(dialect, name, column, by);
      columns.push({
        object: name,
        column: each,
        use: by.length > 0 ? 'lookup' : 'read',
        exists: column !== undefined,
        index: column === undefined ? null : servingIndex(column, by),
        ...(advice === undefined ? {} : { advice }),
      });
    }
  }
  return { server: catalogue.server, columns };
}

export function holdsTime(column: Column): boolean {
  return column.family === 'instant' || column.family === 'date';
}

function servingIndex(column: Column, by: readonly FoundBy[]): string | null {
  const folded = by.some((one) => one.folded) && column.family === 'text' && !column.folds;
  return folded ? column.lowerIndex : column.index;
}

function indexAdvice(
  dialect: Dialect,
  table: string,
  column: Column,
  by: readonly FoundBy[],
): string | undefined {
  const statements = by
    .map(({ folded }) => dialect.advice(table, column, folded))
    .filter((statement) => statement !== undefined);
  return statements.length === 0
    ? undefined
    : `Each look-up reads the whole table: ${[...new Set(statements)].join('; ')}.`;
}
