/** What the gateway's names of rules, refusals and levels mean, in the words of whoever reads them. */
import type { ComparisonPartsFragment } from '../gql/graphql.ts';
import { spelled } from '../parts/in-words.ts';

export const rulesInWords: Readonly<Record<string, string>> = {
  STEWARD: 'a steward said so',
  REFERENCE: 'one names the other',
  EXTERNAL_ID: 'same id of one issuer',
  EMAIL_AND_NAME: 'same e-mail, names agree',
  PHONE_AND_NAME: 'same phone, names agree',
  EMAIL_AND_SECOND_FIELD: 'same e-mail and one more field',
  PHONE_AND_SECOND_FIELD: 'same phone and one more field',
  EMAIL: 'same e-mail, no other name',
  PHONE: 'same phone, no other name',
  SCORE: 'all that agrees outweighs the rest',
};

export const refusalsInWords: Readonly<Record<string, string>> = {
  STEWARD: 'a steward said: two people',
  NAMES_DIFFER: 'both names differ',
  GIVEN_NAMES_DIFFER: 'given names differ',
  FAMILY_NAMES_DIFFER: 'family names differ',
  SUFFIXES_DIFFER: 'suffixes differ, such as Jr and Sr',
  BIRTH_DATES_DIFFER: 'days of birth differ',
  EXCLUSIVE_IDS_DIFFER: 'two ids of one issuer',
  SHARED_BY_SEVERAL_PEOPLE: 'what they share is shared by several people',
  TOO_WEAK: 'what differs outweighs what they share',
  AVERAGE_TOO_LOW: 'the records around them do not fit',
  DUPLICATE_FREE_SOURCE: 'a source that has one record per person',
  IDENTIFIER_LIMIT: 'too many addresses or numbers for one person',
  CLUSTER_LIMIT: 'too many records for one person',
};

const fields: Readonly<Record<string, string>> = {
  given: 'Given name',
  family: 'Family name',
  birthDate: 'Date of birth',
  email: 'E-mail',
  phone: 'Telephone',
  address: 'Address',
  externalId: 'Id of an issuer',
};

export const levelsInWords: Readonly<Record<string, string>> = {
  EXACT: 'the same',
  NICKNAME: 'used for one another',
  PART: 'one is a part of the other',
  INITIAL: 'an initial that fits',
  CLOSE: 'nearly the same',
  SIMILAR: 'similar',
  SOUND: 'sounds the same',
  ALIKE: 'a little alike',
  DIFFERENT: 'different',
  ONE_EDIT: 'one slip apart',
  MONTH: 'same month',
  YEAR: 'same year',
  DECADE: 'within ten years',
  USER: 'same before the @',
  NAME_USER: 'only the name before the @',
  USER_CLOSE: 'nearly the same before the @',
  LAST_DIGITS: 'same last digits',
  STREET: 'same street and house',
  POSTCODE: 'same postcode',
  SECTOR: 'nearly the same postcode',
  DISTRICT: 'same district',
  CITY: 'same town',
};

export const ruleWords = (rule: string): string => rulesInWords[rule] ?? spelled(rule);
export const refusalWords = (refusal: string): string => refusalsInWords[refusal] ?? spelled(refusal);
export const fieldWords = (field: string): string => fields[field] ?? field;

export const levelWords = (level: string): string => levelsInWords[level] ?? spelled(level);

/** The fields of a score that an attribute, or the name as a whole, is compared in. */
export function comparedIn(attribute: string): readonly string[] {
  if (attribute === 'name') return ['given', 'family'];
  if (attribute.startsWith('address.')) return ['address'];
  if (attribute.startsWith('externalId.')) return ['externalId'];
  return attribute in fields ? [attribute] : [];
}

/** What two records are to each other, as a sentence. */
export function likenessWords({
  likeness,
  rule,
  refusal,
  together,
}: Pick<ComparisonPartsFragment, 'likeness' | 'rule' | 'refusal' | 'together'>): string {
  const through = together ? ' Both stand in one customer, through other records.' : '';
  switch (likeness) {
    case 'ONE':
      return `One person: ${ruleWords(rule ?? '')}.`;
    case 'PERHAPS':
      return `Perhaps one person: too unsure to be shown together.${through}`;
    case 'APART':
      return `Kept apart: ${refusalWords(refusal ?? '')}.${through}`;
    default:
      return `Strangers: they have too little in common to be compared.${through}`;
  }
}

const verdicts: Readonly<Record<string, string>> = {
  SAME: 'one person',
  NOT_SAME: 'two people',
  UNSURE: 'looked at, and not to be told',
  WITHDRAWN: 'taken back',
};

/** What a steward said of two records. */
export const verdictWords = (kind: string): string => verdicts[kind] ?? spelled(kind);

/** Probabilities as people say them: none is quite certain. */
export function percent(probability: number): string {
  if (probability > 0.999) return 'over 99.9 %';
  if (probability < 0.001) return 'under 0.1 %';
  const digits = probability > 0.99 || probability < 0.01 ? 1 : 0;
  return `${(100 * probability).toFixed(digits)} %`;
}

/** Bits with their sign, one digit after the point. */
export function signed(bits: number): string {
  const text = Math.abs(bits).toFixed(1);
  return `${text === '0.0' ? '±' : bits < 0 ? '−' : '+'}${text}`;
}
