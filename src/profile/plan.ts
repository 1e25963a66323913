/** What a document needs of each customer at one place in it, worked out before anything is asked. */
import type { CollectPage, Want } from '../../sources/contract.ts';
import type { Coordinate } from '../access/field-rule.ts';
import type { DenialCode } from '../access/view.ts';
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
  /** What of it tells who is who and what they consent to, which is read first where consent may deny the rest. */
  readonly known: Want;
  /** The rest of it; undefined where there is none. */
  readonly rest: Want | undefined;
  /** Whether the rest, and collections, wait for consent: where the purpose rests on what the customer says. */
  readonly stepwise: boolean;
  /** Whether the purpose rests on a contract, so that only a restriction of all processing stops it. */
  readonly restrictable: boolean;
  /** Selected fields that are denied whoever the customer is: nothing is asked for them. */
  readonly denied: readonly { readonly field: Coordinate; readonly code: DenialCode }[];
  readonly collections: readonly CollectionRequest[];
  /** The same by the places of the document that ask for them. */
  readonly requests: ReadonlyMap<object, CollectionRequest>;
  /** Sources that hold something of what is shown, or have a say in whether it may be. */
  readonly needed: Needed;
  /** Those of them that what is not deferred needs: all, where nothing is. */
  readonly first: Needed;
  /**
   * The same with those that may restrict all processing. They are waited for unless they were all heard to say nothing
   * of the kind and nothing by which the person is reached is shown: what is deferred is judged again, and a purpose that
   * rests on a contract does not fail for want of them.
   */
  readonly checked: Needed;
}

/** Sources, each with what it is needed for: attributes, collections, `consent`, or `identity` where records are shown. */
export type Needed = ReadonlyMap<SourceName, readonly string[]>;
