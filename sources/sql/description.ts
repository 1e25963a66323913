import type { TermOperator } from '../../src/identity/terms.ts';
import type { ColumnReport, Description } from '../contract.ts';
import { kept } from '../kept.ts';
import type { CollectionMappings, CustomerMapping } from '../mapping.ts';
import { isPossible, isServed, type PlacedTerm, pushedKinds } from './candidates.ts';
import { type Catalogue, type Column, type Table, tableOf } from './catalogue.ts';
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
  const leftOut = leftOutAdvice(dialect, tableOf(catalogue, customer.table), customer);
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
            : sentences(
                indexAdvice(dialect, name, column, by),
                name === customer.table ? leftOut.get(each) : undefined,
              );
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
  const unmapped = [...catalogue.tables.values()].flatMap(({ name, unmapped }) =>
    unmapped.map((column) => ({ object: name, column: column.name, type: column.type })),
  );
  return { server: catalogue.server, columns, unmapped };
}

function sentences(...all: readonly (string | undefined)[]): string | undefined {
  const said = all.filter((one) => one !== undefined);
  return said.length === 0 ? undefined : said.join(' ');
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
    .map(({ folded }) => dialect.advice(table, column, folded ? 'folded' : 'exact'))
    .filter((statement) => statement !== undefined);
  return statements.length === 0
    ? undefined
    : `Each look-up reads the whole table: ${[...new Set(statements)].join('; ')}.`;
}

/** What to do so that people are looked for by the kinds of candidate keys that are left out, by column. */
function leftOutAdvice(
  dialect: Dialect,
  table: Table,
  customer: CustomerMapping,
): ReadonlyMap<string, string> {
  const unindexed = new Map<Column, string[]>();
  /** By what no index would help with. */
  const hopeless = new Map<Column, string[]>();
  const unfit = new Map<Column, string[]>();
  for (const [kind, pushed] of pushedKinds(customer, table)) {
    if (pushed.verdict !== 'leftOut') continue;
    const note = (to: Map<Column, string[]>, columns: readonly Column[]) => {
      for (const column of new Set(columns))
        kept(to, column, (): string[] => []).push(kind.slice('match.'.length));
    };
    const { alternatives } = pushed;
    note(
      unfit,
      alternatives.flatMap((terms) => terms.flatMap((term) => term.unfit)),
    );
    const lacking = alternatives.filter((terms) => isPossible(terms) && !isServed(terms));
    const best = lacking.flatMap((terms) => bestTerm(terms) ?? []);
    const placesOf = (indexable: boolean) =>
      best
        .filter(({ operator }) => narrowing.includes(operator) === indexable)
        .flatMap(({ columns }) => columns);
    note(unindexed, placesOf(true));
    note(hopeless, placesOf(false));
  }
  const advice = new Map<string, string>();
  const advise = (of: ReadonlyMap<Column, readonly string[]>, said: (column: Column) => string) => {
    for (const [column, kinds] of of)
      advice.set(
        column.name,
        sentences(advice.get(column.name), `Nobody is looked for by ${kinds.join(', ')}${said(column)}.`) ??
          '',
      );
  };
  advise(unindexed, (column) => {
    const statement = dialect.advice(table.name, column, column.family === 'text' ? 'prefix' : 'exact');
    return `, which would read this large table whole: ${statement ?? 'no index serves it'}`;
  });
  advise(hopeless, () => ', which would read this large table whole: no index serves it');
  advise(unfit, () => ': map a column of a date or timestamp type');
  return advice;
}

/** Operators by how few rows an index leaves of them, the fewest first; no index serves the others. */
const narrowing: readonly TermOperator[] = ['date', 'equals', 'startsWith', 'month', 'year'];
/** Attributes by how few records share a value. */
const telling: readonly string[] = [
  'email',
  'address.postalCode',
  'name.family',
  'name.given',
  'address.city',
];

/** The term that is best indexed. */
function bestTerm(alternative: readonly PlacedTerm[]): PlacedTerm | undefined {
  const rank = ({ operator, attribute }: PlacedTerm) => {
    const [byOperator, byAttribute] = [narrowing.indexOf(operator), telling.indexOf(attribute)];
    return (byOperator < 0 ? narrowing.length : byOperator) * telling.length + Math.max(byAttribute, 0);
  };
  return alternative.toSorted((a, b) => rank(a) - rank(b))[0];
}
