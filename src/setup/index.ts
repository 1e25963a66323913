/** From a survey to a proposal: which object holds the customers, and what it and those around it say of them. */
import type { Survey, SurveyedColumn, UnmappedColumn } from '../../sources/contract.ts';
import { attributesIn, doubtIn, identifierIn } from './attributes.ts';
import { belongingTo, collectionsOf } from './collections.ts';
import { consentIn } from './consent.ts';
import { consentRowsOf } from './consent-rows.ts';
import { customerIn } from './customer.ts';
import type { ColumnGuess, Look, SetupGuess } from './guess.ts';
import { readingOf } from './reading.ts';

/** @param table - the object that holds the customers, where that is known. */
export function guessed(survey: Survey, table?: string): SetupGuess {
  const customer = customerIn(survey, table);
  const belonging = customer === undefined ? [] : belongingTo(customer, survey);
  const { collections, remarks } = collectionsOf(belonging);
  const rows = consentRowsOf(belonging);
  return { survey, customer, collections, consents: rows.consents, remarks: [...rows.remarks, ...remarks] };
}

/** What a column that is not mapped may hold, and why; undefined where it looks like nothing that matters. */
export function looksOf({
  column,
  type,
}: UnmappedColumn): { readonly looksLike: Look; readonly reason: string } | undefined {
  const surveyed: SurveyedColumn = {
    name: column,
    type,
    nullable: true,
    primaryKey: false,
    unique: false,
    indexed: false,
  };
  const reading = readingOf(surveyed);
  const [guess] = [
    ...consentIn([reading]),
    ...[identifierIn(reading) ?? []].flat(),
    ...attributesIn([reading]),
    ...[doubtIn(reading) ?? []].flat(),
  ];
  const looksLike = guess && lookOf(guess);
  return guess === undefined || looksLike === undefined ? undefined : { looksLike, reason: guess.reason };
}

function lookOf({ meaning }: ColumnGuess): Look | undefined {
  switch (meaning.role) {
    case 'attribute': {
      const { attribute } = meaning;
      if (attribute === 'email' || attribute === 'phone' || attribute === 'birthDate') return attribute;
      if (attribute.startsWith('name.')) return 'name';
      if (attribute.startsWith('address.')) return 'address';
      return attribute.startsWith('externalId.') ? 'externalId' : undefined;
    }
    case 'reference':
      return 'reference';
    case 'consent':
    case 'consentTime':
      return 'consent';
    case 'review':
      return meaning.looksLike;
    default:
      return undefined;
  }
}
