/** Rows of the customer table: which columns a want takes of it as it is now, and what the rows say. */
import type { Identifier } from '../../src/model/identifier.ts';
import type { SourceName, SourceRecord } from '../../src/model/record.ts';
import type { Want } from '../contract.ts';
import type { CollectionMappings, CustomerMapping } from '../mapping.ts';
import { wantFor } from '../matching.ts';
import { type RecordContext, readColumn } from '../read.ts';
import { columnsFor, toRecord } from '../reading.ts';
import { type Catalogue, type Column, columnOf, type Table, tableOf } from './catalogue.ts';
import type { Dialect } from './dialect.ts';
import type { SqlRow } from './pool.ts';
import { selectList } from './statements.ts';

export interface Selection {
  readonly table: Table;
  readonly id: Column;
  /** The want and what its keys are compared with. */
  readonly want: Want;
  readonly list: string;
}

/** The customer table of one source. */
export class CustomerTable {
  readonly mapping: CustomerMapping;
  readonly #source: SourceName;
  readonly #collections: CollectionMappings;
  readonly #dialect: Dialect;
  readonly #now: () => Date;
  /** By want and then by the kinds of key that add to it. */
  readonly #selections = new WeakMap<Catalogue, WeakMap<Want, Map<string, Selection>>>();

  constructor(
    source: SourceName,
    mapping: CustomerMapping,
    collections: CollectionMappings,
    dialect: Dialect,
    now: () => Date,
  ) {
    this.#source = source;
    this.mapping = mapping;
    this.#collections = collections;
    this.#dialect = dialect;
    this.#now = now;
  }

  /** @throws GatewayError SOURCE_DRIFTED when the table or its id is gone. */
  selection(catalogue: Catalogue, want: Want, keys: readonly Identifier[] = []): Selection {
    const byWant = computed(this.#selections, catalogue, () => new WeakMap());
    const byKinds = computed(byWant, want, () => new Map());
    const kinds = [...new Set(keys.map((key) => key.kind))].sort().join();
    return computed(byKinds, kinds, () => {
      const table = tableOf(catalogue, this.mapping.table);
      const extended = wantFor(keys, want);
      const columns = columnsFor(this.mapping, extended, this.#collections);
      return {
        table,
        id: columnOf(table, this.mapping.id),
        want: extended,
        list: selectList(this.#dialect, table, columns),
      };
    });
  }

  /** One record per row that has an id of its own. */
  records(rows: readonly SqlRow[], { table, want }: Selection): readonly SourceRecord[] {
    const context: RecordContext<SqlRow> = {
      source: this.#source,
      read: readColumn,
      missing: table.missing,
      observedAt: this.#now().toISOString(),
    };
    const distinct = new Map(rows.map((row) => [row[this.mapping.id], row]));
    return [...distinct.values()].map((row) => toRecord(this.mapping, row, want, context, this.#collections));
  }
}

interface Memo<Key, Value> {
  get(key: Key): Value | undefined;
  set(key: Key, value: Value): unknown;
}

function computed<Key, Value>(memo: Memo<Key, Value>, key: Key, compute: () => Value): Value {
  const known = memo.get(key);
  if (known !== undefined) return known;
  const value = compute();
  memo.set(key, value);
  return value;
}
