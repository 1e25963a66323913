/** The memory adapter: each question is answered by reading a table and looking at every row. */
import { isCandidateKind } from '../../src/identity/candidate.ts';
import { unreachable } from '../../src/model/brand.ts';
import type { Collection, Row, Slice } from '../../src/model/collection.ts';
import { GatewayError } from '../../src/model/errors.ts';
import { type Identifier, type IdentifierKind, identifierKey } from '../../src/model/identifier.ts';
import { absent, failed, found, type Outcome } from '../../src/model/outcome.ts';
import { compareText, type RecordId, type SourceName, type SourceRecord } from '../../src/model/record.ts';
import { wantFor } from '../asking.ts';
import { comparedColumns, partedByKind } from '../candidates.ts';
import { attributeColumns, columnsFor, lookupColumns, shownColumns } from '../columns.ts';
import type {
  Call,
  CollectPage,
  ColumnReport,
  Condition,
  Description,
  Manifest,
  Matches,
  Question,
  SearchPage,
  Source,
  Tools,
  Want,
} from '../contract.ts';
import type { CollectionMappings, CustomerMapping } from '../mapping.ts';
import { matchesByKey, recordsById } from '../matching.ts';
import { pathColumns, type Read } from '../read.ts';
import { recordReader } from '../reading.ts';
import { asText } from '../values.ts';
import { childReading } from './children.ts';
import { columnReport, mappedTables, unmappedColumns } from './description.ts';
import { type MemoryOptions, manifestOf } from './manifest.ts';
import { attempt, batchesFor, inBatches } from './outcomes.ts';
import type { MemoryRow, RowPort, Selection } from './port.ts';
import { compareRows, holdsAny, isAfter, meets } from './predicates.ts';

/** Consent is decided over all rows of a parent; more than these are not read, and `more` says so. */
const consentCap = 200;

export class MemorySource implements Source {
  readonly name: SourceName;
  readonly kind = 'memory';
  readonly manifest: Manifest;
  readonly #mapping: CustomerMapping;
  readonly #collections: CollectionMappings;
  readonly #lookups: ReadonlySet<IdentifierKind>;
  readonly #country: string;
  readonly #readId: Read<MemoryRow>;
  readonly #port: RowPort;
  readonly #now: () => Date;
  #closed = false;

  constructor(name: SourceName, options: MemoryOptions, port: RowPort, tools: Tools) {
    this.name = name;
    this.manifest = manifestOf(options);
    this.#mapping = options.customer;
    this.#collections = options.collections;
    this.#lookups = new Set(this.manifest.lookups.map(({ kind }) => kind));
    this.#readId = pathColumns(options.customer.id);
    this.#country = options.country ?? tools.country;
    this.#port = port;
    this.#now = tools.now;
  }

  async find(keys: readonly Identifier[], want: Want, call: Call): Promise<readonly Outcome<Matches>[]> {
    const asked = this.#known(keys);
    const outcomes = await inBatches(asked, identifierKey, this.manifest.batch.find, call.signal, (batch) =>
      this.#matches(batch, want, call),
    );
    const byKey = new Map(asked.map((key, index) => [key, outcomes[index]]));
    return keys.map((key) => byKey.get(key) ?? absent);
  }

  #known(keys: readonly Identifier[]): readonly Identifier[] {
    return keys.filter(({ kind }) => this.#lookups.has(kind));
  }

  async #matches(keys: readonly Identifier[], want: Want, call: Call): Promise<readonly Outcome<Matches>[]> {
    const kinds = [...new Set(keys.map(({ kind }) => kind))];
    const full = wantFor(kinds, want);
    const compared = kinds.flatMap((kind) => this.#comparedColumns(kind));
    const selected = await this.#customers([...this.#columns(full), ...compared], call);
    const { identifiers, candidates } = partedByKind(keys);
    const held = this.#records(selected, full, holdsAny(this.#mapping, identifiers, pathColumns));
    const isGone = (column: string) => selected.missing.has(column);
    const gone = new Set(kinds.filter((kind) => this.#comparedColumns(kind).some(isGone)));
    // Every row is at hand, so the records are asked which candidate keys they have, not the columns.
    const all = candidates.length === 0 ? [] : this.#records(selected, full, () => true);
    const ofIdentifiers = matchesByKey(identifiers, held, this.#country);
    const ofCandidates = matchesByKey(candidates, all, this.#country);
    const outcomes = new Map<Identifier, Outcome<Matches>>();
    for (const [at, key] of identifiers.entries()) outcomes.set(key, ofIdentifiers[at] ?? absent);
    for (const [at, key] of candidates.entries()) outcomes.set(key, ofCandidates[at] ?? absent);
    return keys.map((key) => (gone.has(key.kind) ? drifted : (outcomes.get(key) ?? absent)));
  }

  async get(ids: readonly RecordId[], want: Want, call: Call): Promise<readonly Outcome<SourceRecord>[]> {
    return inBatches(ids, same, this.manifest.batch.get, call.signal, async (batch) => {
      const wanted = new Set(batch);
      const selected = await this.#customers(this.#columns(want), call);
      const records = this.#records(selected, want, (row) => wanted.has(this.#idOf(row)));
      return recordsById(batch, records);
    });
  }

  async collect(
    collection: Collection,
    parents: readonly string[],
    page: CollectPage,
    call: Call,
  ): Promise<readonly Outcome<Slice<Row>>[]> {
    const { first, after } = collection === 'consents' ? { first: consentCap } : page;
    return inBatches(parents, same, this.manifest.batch.collect, call.signal, async (batch) => {
      const children = await this.#childrenOf(batch, collection, page.attributes, call);
      return batch.map((parent) => {
        const rows = (children.get(parent) ?? []).filter((row) => after === undefined || isAfter(row, after));
        rows.sort(compareRows);
        return found({ items: rows.slice(0, first), more: rows.length > first });
      });
    });
  }

  async search(
    filter: readonly Condition[],
    { first, after }: SearchPage,
    want: Want,
    call: Call,
  ): Promise<Outcome<Slice<SourceRecord>>> {
    if (!filter.every((condition) => this.#pushesDown(condition)))
      return failed(new GatewayError('FILTER_UNSUPPORTED'));
    return attempt(call.signal, async () => {
      const conditional: Want = { ...nothing, attributes: filter.map(({ attribute }) => attribute) };
      const compared = filter.flatMap(({ attribute }) => attributeColumns(this.#mapping, attribute));
      const selected = await this.#customers([...this.#columns(want), ...compared], call);
      if (compared.some((column) => selected.missing.has(column))) return drifted;
      const matching = this.#records(selected, conditional, () => true)
        .filter((record) => filter.every((condition) => meets(record, condition)))
        .map(({ ref }) => ref.id)
        .filter((id) => after === undefined || id > after)
        .sort(compareText);
      const ids = new Set(matching.slice(0, first));
      const items = this.#records(selected, want, (row) => ids.has(this.#idOf(row)));
      return found({
        items: items.toSorted((a, b) => compareText(a.ref.id, b.ref.id)),
        more: matching.length > first,
      });
    });
  }

  price(question: Question): number {
    const { batch } = this.manifest;
    switch (question.operation) {
      case 'find':
        return batchesFor(this.#known(question.keys), identifierKey, batch.find);
      case 'get':
        return batchesFor(question.ids, same, batch.get);
      case 'collect': {
        const isMapped = this.#collections[question.collection] !== undefined;
        return isMapped ? batchesFor(question.parents, same, batch.collect) : 0;
      }
      case 'search':
        return question.filter.every((condition) => this.#pushesDown(condition)) ? 1 : 0;
      default:
        return unreachable(question);
    }
  }

  async describe(call: Call): Promise<Outcome<Description>> {
    return attempt(call.signal, async () => {
      const mapped = mappedTables(this.#mapping, this.#collections);
      const selected = await Promise.all(
        mapped.map(async (one) => ({
          ...one,
          ...(await this.#select(one.table, [...one.lookups, ...one.reads], call)),
        })),
      );
      const columns = selected.flatMap(({ table, lookups, reads, missing }) => {
        const report = (use: ColumnReport['use']) => (column: string) =>
          columnReport(table, column, use, !missing.has(column));
        return [...lookups.map(report('lookup')), ...reads.map(report('read'))];
      });
      return found({ server: 'rows in memory', columns, unmapped: unmappedColumns(selected) });
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#port.close();
  }

  async #select(table: string, columns: readonly string[], call: Call): Promise<Selection> {
    if (this.#closed) throw new GatewayError('SOURCE_UNAVAILABLE');
    return this.#port.select(table, [...new Set(columns)], call.signal);
  }

  /** @throws GatewayError where customers cannot even be told apart. */
  async #customers(columns: readonly string[], call: Call): Promise<Selection> {
    const selected = await this.#select(this.#mapping.table, columns, call);
    if (selected.missing.has(this.#mapping.id)) throw new GatewayError('SOURCE_DRIFTED');
    return selected;
  }

  async #childrenOf(
    parents: readonly string[],
    collection: Collection,
    attributes: readonly string[],
    call: Call,
  ): Promise<ReadonlyMap<string, Row[]>> {
    const byParent = new Map(parents.map((parent): [string, Row[]] => [parent, []]));
    const reading = childReading(this.#collections, collection, attributes);
    if (reading === undefined) return byParent;
    const { rows, missing } = await this.#select(reading.table, reading.columns, call);
    if (reading.required.some((column) => missing.has(column))) throw new GatewayError('SOURCE_DRIFTED');
    const readParent = pathColumns(reading.customer);
    const read = reading.reader(missing);
    for (const row of rows) byParent.get(asText(readParent(row)) ?? '')?.push(read(row));
    return byParent;
  }

  #records(
    { rows, missing }: Selection,
    want: Want,
    which: (row: MemoryRow) => boolean,
  ): readonly SourceRecord[] {
    const shape = { columns: pathColumns, missing };
    const read = recordReader(this.name, this.#mapping, want, shape, this.#collections);
    const observedAt = this.#now().toISOString();
    return rows.filter(which).map((row) => read(row, observedAt));
  }

  #columns(want: Want): readonly string[] {
    return columnsFor(this.#mapping, want, this.#collections);
  }

  /** The columns a key is looked up by, and those in which a match is seen. */
  #comparedColumns(kind: IdentifierKind): readonly string[] {
    if (isCandidateKind(kind)) return comparedColumns(this.#mapping, kind);
    const looked = lookupColumns(this.#mapping, kind).map(({ column }) => column);
    return [...looked, ...shownColumns(this.#mapping, kind)];
  }

  #idOf(row: MemoryRow): string {
    return String(this.#readId(row));
  }

  #pushesDown({ attribute, operator }: Condition): boolean {
    return this.manifest.filters.some(
      (each) => each.attribute === attribute && each.operators.includes(operator),
    );
  }
}

const same = (text: string) => text;
const drifted = failed(new GatewayError('SOURCE_DRIFTED'));
const nothing: Want = { attributes: [], references: false, consent: 'none', collections: [] };
