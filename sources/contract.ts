/**
 * The source contract, on one page. An adapter turns these questions into calls of one system and answers each with
 * an outcome; nothing else in the gateway knows how a source is spoken to. `test/sources/contract.ts` holds every
 * adapter to it.
 */
import type { z } from 'zod';
import type { Attribute } from '../src/model/attribute.ts';
import type { Collection, Row, Slice } from '../src/model/collection.ts';
import type { Scope } from '../src/model/consent.ts';
import type { Identifier, IdentifierKind } from '../src/model/identifier.ts';
import type { Outcome } from '../src/model/outcome.ts';
import type { RecordId, SourceName, SourceRecord } from '../src/model/record.ts';

export const consentWants = ['none', 'restrictions', 'all'] as const;
export type ConsentWant = (typeof consentWants)[number];

/** What is to be read of a record. Adapters select the columns behind these names, those they compare, and no others. */
export interface Want {
  readonly attributes: readonly Attribute[];
  /** Columns that name records of other sources. */
  readonly references: boolean;
  /** Columns that say something about consent: every one, only those that restrict all processing, or none. */
  readonly consent: ConsentWant;
  /** Collections to be asked for next, so that the key each hangs off is read as well. */
  readonly collections: readonly Collection[];
}

/** `interactive` calls leave before `bulk` ones. */
export const lanes = ['interactive', 'bulk'] as const;
export type Lane = (typeof lanes)[number];

export interface Call {
  /** Aborted when the deadline passes or the client is gone; the adapter must stop its I/O. */
  readonly signal: AbortSignal;
  /** When the signal will abort, in epoch milliseconds: for timeouts that the source itself enforces. */
  readonly deadline: number;
  readonly lane: Lane;
}

/**
 * The records that answer to one identifier; `generic` when more than `matchCap` do, and then only some are here. Of a
 * candidate key that is generic there may be none: sources compare their columns more loosely than such a key means,
 * and of what they did not read nothing can be ruled out.
 */
export interface Matches {
  readonly records: readonly SourceRecord[];
  readonly generic: boolean;
  /** More than `matchCap` were seen to answer to it, so that it is generic however it is asked for. */
  readonly crowded?: true;
}

/** More records than this on one value make it generic: it no longer tells people apart (guard G3). */
export const matchCap = 50;

/** A position among rows ordered by (at descending, nulls last; id ascending). Rows strictly after it are wanted. */
export interface After {
  readonly at: string | null;
  /** The last id seen at that very instant; absent when all rows at that instant are still wanted. */
  readonly id?: string;
}

export interface CollectPage {
  /** Rows wanted per parent, 1 … 100. */
  readonly first: number;
  readonly after?: After;
  /** Attributes of the collection to read; its time and id are always read. */
  readonly attributes: readonly string[];
}

export const filterOperators = ['equals', 'startsWith', 'atLeast', 'before'] as const;
export type FilterOperator = (typeof filterOperators)[number];

/** All conditions must hold. Text compares without regard to case; instants and dates compare in time. */
export interface Condition {
  readonly attribute: Attribute;
  readonly operator: FilterOperator;
  readonly value: string;
}

export interface SearchPage {
  /** Records wanted, 1 … 100. */
  readonly first: number;
  /** The id of the last record seen. */
  readonly after?: RecordId;
}

export interface ColumnReport {
  readonly object: string;
  readonly column: string;
  /** Whether records are looked up by this column or only read. */
  readonly use: 'lookup' | 'read';
  readonly exists: boolean;
  /** What serves the look-up (an index's name, "unique", "by the vendor"); null where nothing does. */
  readonly index: string | null;
  /** What to do about it, in one sentence, where something should be done. */
  readonly advice?: string;
}

/** A column of a mapped object that no mapping names. */
export interface UnmappedColumn {
  readonly object: string;
  readonly column: string;
  /** The source's own word for its type. */
  readonly type: string;
}

export interface Description {
  /** Product and version as the source tells them. */
  readonly server: string;
  readonly columns: readonly ColumnReport[];
  /** In the source's own order; empty where the source has no catalogue to tell them from. */
  readonly unmapped: readonly UnmappedColumn[];
}

/** A column as the source's own catalogue tells it. */
export interface SurveyedColumn {
  readonly name: string;
  /** The source's own word for its type: `character varying`, `tinyint(1)`, `picklist`. */
  readonly type: string;
  /** The words it may hold, where its type lists them: an enumeration, a picklist. */
  readonly words?: readonly string[];
  readonly nullable: boolean;
  /** Part of the primary key. */
  readonly primaryKey: boolean;
  /** No two rows share a value of this column alone. */
  readonly unique: boolean;
  /** Something serves equality by this column. */
  readonly indexed: boolean;
  /** The column a declared foreign key leads to. */
  readonly references?: { readonly object: string; readonly column: string };
}

/** A table, view or object that can be mapped. */
export interface SurveyedObject {
  /** As a mapping writes it. */
  readonly name: string;
  /** About, as the catalogue guesses; null where it does not. Nothing is counted. */
  readonly rows: number | null;
  /** In the source's own order. */
  readonly columns: readonly SurveyedColumn[];
}

/** What there is to map in a source, told from its catalogue alone: names and types, no value of anybody. */
export interface Survey {
  /** Product and version as the source tells them. */
  readonly server: string;
  readonly objects: readonly SurveyedObject[];
}

/** How a kind of source is surveyed before anything of it is mapped. */
export interface Surveyor<Connection extends z.ZodType = z.ZodType> {
  /** What connecting takes: the kind's configuration without any mapping. */
  readonly config: Connection;
  /** @throws never for a failure of the source: that is an outcome. */
  survey(config: z.output<Connection>, call: Call): Promise<Outcome<Survey>>;
}

export interface Lookup {
  readonly kind: IdentifierKind;
  /** `bytes`: the source compares spelling, so each known spelling must be asked; `folded`: case does not matter. */
  readonly compares: 'bytes' | 'folded';
}

/** What a source can do, as data: the planner, `doctor` and the inventory read it; the suite holds the adapter to it. */
export interface Manifest {
  /** Where its data lives, and who answers for it. */
  readonly region: string | undefined;
  readonly steward: string | undefined;
  readonly lookups: readonly Lookup[];
  readonly attributes: readonly Attribute[];
  readonly collections: readonly Collection[];
  /** Those of them that hang off `SourceRecord.parentKeys` instead of the record's id. */
  readonly keyedCollections: readonly Collection[];
  /** Sources whose records this one names. */
  readonly references: readonly SourceName[];
  /** Which conditions `search` pushes down; others are refused before the call. */
  readonly filters: readonly {
    readonly attribute: Attribute;
    readonly operators: readonly FilterOperator[];
  }[];
  /** How many keys leave in one statement or request; 1 where the source has no batched form. */
  readonly batch: { readonly find: number; readonly get: number; readonly collect: number };
  /** Calls it may be asked; what is left of a day's is as the source itself last told. */
  readonly quota: { readonly perSecond?: number; readonly perDay?: number; readonly leftToday?: number };
  /** The source promises one record per person (guard G8). */
  readonly duplicateFree: boolean;
  /** Consent scopes it is mapped to: where it does not answer, these are denied. */
  readonly consent: readonly Scope[];
  /** Whether its records may say that all processing is restricted, which purposes that rest on a contract obey as well. */
  readonly restricts: boolean;
  /** Writes it can do; none yet. */
  readonly writes: readonly string[];
}

/** What a source is asked in one go, as far as it decides how many statements or requests that takes. */
export type Question =
  | { readonly operation: 'find'; readonly keys: readonly Identifier[] }
  | { readonly operation: 'get'; readonly ids: readonly RecordId[] }
  | {
      readonly operation: 'collect';
      readonly collection: Collection;
      readonly parents: readonly string[];
      readonly page: CollectPage;
    }
  | { readonly operation: 'search'; readonly filter: readonly Condition[]; readonly page: SearchPage };

export interface Source {
  readonly name: SourceName;
  readonly kind: string;
  readonly manifest: Manifest;

  /**
   * Who answers to each identifier, or to each candidate key (`identity/candidate.ts`): these are keys like others.
   * @param keys - any number, any mixture of the manifest's look-up kinds, duplicates allowed; the adapter chunks.
   * @returns one outcome per key, same order and length: found (at least one record, or generic), absent, or failed.
   * @throws never for a failure of the source: that is an outcome.
   */
  find(keys: readonly Identifier[], want: Want, call: Call): Promise<readonly Outcome<Matches>[]>;

  /** The record of each id; same promises as `find`. A deleted record is absent. */
  get(ids: readonly RecordId[], want: Want, call: Call): Promise<readonly Outcome<SourceRecord>[]>;

  /**
   * Child rows of many records at once, newest first, a page for each.
   * @param parents - for each record its `parentKeys[collection]`, or its id where it has none.
   * @returns one outcome per parent, same order and length: found (perhaps empty) or failed.
   */
  collect(
    collection: Collection,
    parents: readonly string[],
    page: CollectPage,
    call: Call,
  ): Promise<readonly Outcome<Slice<Row>>[]>;

  /** A page of records that meet every condition, in the source's own total and stable order. */
  search(
    filter: readonly Condition[],
    page: SearchPage,
    want: Want,
    call: Call,
  ): Promise<Outcome<Slice<SourceRecord>>>;

  /**
   * How many statements or requests a question takes, told before it is asked: what `explain` predicts. Asks nothing
   * itself. Exact where nothing fails or drifts, no value is generic, every answer fits in a page, and catalogues,
   * schemas and sessions are known already.
   */
  price(question: Question): number;

  /** What exists now behind the mapping: for drift, readiness and `doctor`. */
  describe(call: Call): Promise<Outcome<Description>>;

  /** Frees every connection; safe to call twice. Later calls are answered with failed outcomes. */
  close(): Promise<void>;
}

/** What an adapter is handed besides its own configuration. */
export interface Tools {
  readonly now: () => Date;
  /** ISO 3166 country in which a phone number without a country code is read, unless the record says another. */
  readonly country: string;
}

/** A kind of source: its name in the configuration, the shape of its configuration, and how to open one. */
export interface SourceKind<Config extends z.ZodType = z.ZodType> {
  readonly kind: string;
  readonly config: Config;
  create(name: SourceName, config: z.output<Config>, tools: Tools): Source;
  /** Loads what is needed only once a source is asked, and would hold up everything else if it were loaded then. */
  load?(): Promise<unknown>;
  /** Absent where a kind has no catalogue. */
  readonly survey?: Surveyor;
}

/** Ties a kind's connection type to its survey. */
export function defineSurveyor<Connection extends z.ZodType>(surveyor: Surveyor<Connection>): Surveyor {
  return surveyor;
}

/** Ties a kind's configuration type to its factory, so that nothing is annotated twice. */
export function defineSource<Config extends z.ZodType>(kind: SourceKind<Config>): SourceKind<Config> {
  return kind;
}
