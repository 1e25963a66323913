/** What a survey is taken to mean: every guess with its reason and how sure it is. Nothing here is more than a proposal. */
import type { Survey, SurveyedColumn, SurveyedObject } from '../../sources/contract.ts';
import type { CollectionMapping, ConsentColumn, ConsentRows } from '../../sources/mapping.ts';
import type { Attribute } from '../model/attribute.ts';
import type { PublicCollection } from '../model/collection.ts';

export const surenesses = ['sure', 'likely', 'unsure'] as const;
export type Sureness = (typeof surenesses)[number];

/** What a column may look like where it is not mapped. */
export const looks = [
  'email',
  'phone',
  'name',
  'birthDate',
  'address',
  'externalId',
  'reference',
  'consent',
] as const;
export type Look = (typeof looks)[number];

/** A consent column as a configuration writes it, defaults left out. */
export type ConsentEntry = Pick<ConsentColumn, 'purpose' | 'channel' | 'column'> &
  Partial<Omit<ConsentColumn, 'purpose' | 'channel' | 'column'>>;

export type Meaning =
  | { readonly role: 'id' }
  | { readonly role: 'updatedAt' }
  | { readonly role: 'attribute'; readonly attribute: Attribute }
  /** Names a record of another system, such as `stripe` or `crm`. */
  | { readonly role: 'reference'; readonly system: string }
  | { readonly role: 'consent'; readonly entries: readonly ConsentEntry[] }
  /** When the consent of another column was given, or confirmed. */
  | { readonly role: 'consentTime'; readonly of: string; readonly as: 'at' | 'doubleOptInAt' }
  /** Looks like something that matters and is not mapped: somebody has to look. */
  | { readonly role: 'review'; readonly looksLike: Look };

export interface ColumnGuess {
  readonly column: string;
  readonly meaning: Meaning;
  readonly sureness: Sureness;
  /** In words, of names and types alone. */
  readonly reason: string;
}

export interface CustomerGuess {
  readonly object: SurveyedObject;
  readonly sureness: Sureness;
  readonly reason: string;
  /** In the order of the object's columns; columns without a meaning are left out. */
  readonly columns: readonly ColumnGuess[];
  /** Other objects that might be the customers, likeliest first. */
  readonly others: readonly string[];
}

export interface CollectionGuess {
  readonly collection: PublicCollection;
  readonly mapping: CollectionMapping;
  readonly sureness: Sureness;
  readonly reason: string;
  /** What could not be told and is left to be filled in. */
  readonly remarks: readonly string[];
}

export interface ConsentRowsGuess {
  readonly mapping: ConsentRows;
  readonly sureness: Sureness;
  readonly reason: string;
}

export interface SetupGuess {
  readonly survey: Survey;
  readonly customer: CustomerGuess | undefined;
  readonly collections: readonly CollectionGuess[];
  readonly consents: ConsentRowsGuess | undefined;
  /** Objects that look as if they belonged to customers and are not mapped, and why. */
  readonly remarks: readonly string[];
}

/** A column's name for a reason: what its own words are taken for. */
export function typed({ type }: SurveyedColumn): string {
  return type.length > 40 ? `${type.slice(0, 37)}...` : type;
}
