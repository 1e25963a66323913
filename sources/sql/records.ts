/** The customer table as the catalogue shows it: how records are found in it, and what its rows say for a want. */
import type { IdentifierKind } from '../../src/model/identifier.ts';
import type { SourceName, SourceRecord } from '../../src/model/record.ts';
import { PerWant } from '../asking.ts';
import {
  candidateLookups,
  columnsFor,
  type LookupColumn,
  lookupColumns,
  lookupKinds,
  shownColumns,
} from '../columns.ts';
import { kept } from '../kept.ts';
import type { CollectionMappings, CustomerMapping } from '../mapping.ts';
import { namedColumns } from '../read.ts';
import { recordReader } from '../reading.ts';
import { type Pushed, pushedKinds } from './candidates.ts';
import { type Catalogue, type Column, columnOf, type Table, tableOf } from './catalogue.ts';
import type { Dialect } from './dialect.ts';
import type { SqlRow } from './pool.ts';
import { type Selected, selectedFrom } from './statements.ts';

/** What is selected for a want, and what the rows say. */
export interface Selection extends Selected {
  /** One record per row that has an id of its own. */
  records(rows: readonly SqlRow[]): readonly SourceRecord[];
}

/** A column that keys of a kind are looked up by. */
export interface Lookup extends Pick<LookupColumn, 'as'> {
  readonly column: Column;
  /** E-mail addresses are compared without regard to case. */
  readonly folded: boolean;
}

/** The table in one catalogue. */
export interface CurrentTable {
  /** @throws GatewayError SOURCE_DRIFTED when the table or its id is gone. */
  readonly selections: PerWant<Selection>;
  /** Without the kinds whose keys cannot be looked up completely, or whose matches could not be seen, for want of a column. */
  readonly lookups: ReadonlyMap<IdentifierKind, readonly Lookup[]>;
  /** What becomes of each kind of candidate keys. */
  readonly candidates: ReadonlyMap<IdentifierKind, Pushed>;
}

/** The customer table of one source. */
export class CustomerTable {
  readonly mapping: CustomerMapping;
  /** Those that keys can be looked up by while no column is gone. */
  readonly kinds: ReadonlySet<IdentifierKind>;
  readonly #source: SourceName;
  readonly #collections: CollectionMappings;
  readonly #dialect: Dialect;
  readonly #now: () => Date;
  readonly #current = new WeakMap<Catalogue, CurrentTable>();

  constructor(
    source: SourceName,
    mapping: CustomerMapping,
    collections: CollectionMappings,
    dialect: Dialect,
    now: () => Date,
  ) {
    this.#source = source;
    this.mapping = mapping;
    this.kinds = new Set([...lookupKinds(mapping), ...candidateLookups(mapping)]);
    this.#collections = collections;
    this.#dialect = dialect;
    this.#now = now;
  }

  in(catalogue: Catalogue): CurrentTable {
    return kept(this.#current, catalogue, () => {
      const table = tableOf(catalogue, this.mapping.table);
      return {
        selections: this.#selections(table),
        lookups: this.#lookups(table),
        candidates: pushedKinds(this.mapping, table),
      };
    });
  }

  #selections(table: Table): PerWant<Selection> {
    const { mapping } = this;
    return new PerWant((want) => {
      const id = columnOf(table, mapping.id);
      const names = columnsFor(mapping, want, this.#collections);
      const selected = selectedFrom(this.#dialect, table, id, names);
      const { missing } = table;
      const read = recordReader(
        this.#source,
        mapping,
        want,
        { columns: namedColumns, missing },
        this.#collections,
      );
      const records = (rows: readonly SqlRow[]) => {
        const observedAt = this.#now().toISOString();
        const byId = new Map<unknown, SourceRecord>();
        for (const row of rows) if (!byId.has(row[id.name])) byId.set(row[id.name], read(row, observedAt));
        return [...byId.values()];
      };
      return { ...selected, records };
    });
  }

  #lookups(table: Table): ReadonlyMap<IdentifierKind, readonly Lookup[]> {
    const lookups = new Map<IdentifierKind, readonly Lookup[]>();
    for (const kind of lookupKinds(this.mapping)) {
      const places = lookupColumns(this.mapping, kind);
      const needed = [...places.map(({ column }) => column), ...shownColumns(this.mapping, kind)];
      if (needed.some((name) => table.missing.has(name))) continue;
      const folded = kind === 'email';
      lookups.set(
        kind,
        places.map((at) => ({ ...at, column: columnOf(table, at.column), folded })),
      );
    }
    return lookups;
  }
}
