/** What a document needs of each customer at one place in it, worked out before anything is asked. */
import type { CollectPage, Want } from '../../sources/contract.ts';
import type { PublicCollection } from '../model/collection.ts';
import type { SourceName } from '../model/record.ts';
import type { Positions } from './connection.ts';

export interface CollectionRequest {
  readonly name: PublicCollection;
  readonly first: number;
  readonly after: Positions;
  readonly attributes: readonly string[];
  /** The page read of each record that no row was given out of; equal pages are one object, and are read together. */
  readonly page: CollectPage;
}

export interface Plan {
  /** What is read of each record; equal wants are one object, and are read together. */
  readonly want: Want;
  readonly collections: readonly CollectionRequest[];
  /** The same by the places of the document that ask for them. */
  readonly requests: ReadonlyMap<object, CollectionRequest>;
  /** Sources that hold something of what is shown, or have a say in whether it may be. */
  readonly needed: Needed;
  /** Those of them that what is not deferred needs: all, where nothing is. */
  readonly first: Needed;
}

/** Sources, each with what it is needed for: attributes, collections, `consent`, or `identity` where records are shown. */
export type Needed = ReadonlyMap<SourceName, readonly string[]>;
