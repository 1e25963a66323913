/** A column of a survey with its name taken apart. */
import type { SurveyedColumn, SurveyedObject } from '../../sources/contract.ts';
import { type Family, familyOf, isTime } from './family.ts';
import { entities, type Pattern, qualifiers } from './patterns.ts';
import { tablePrefixes, tokensOf, type Word, wordsOf } from './words.ts';

export interface Reading {
  readonly column: SurveyedColumn;
  readonly family: Family;
  readonly words: readonly Word[];
  /** What its words mean, without those that change nothing. */
  readonly concepts: ReadonlySet<string>;
  /** Words nobody knows. */
  readonly unknown: readonly string[];
}

/** What is confirmed by answering a message, and how that is said. */
const confirmable: ReadonlySet<string> = new Set(['newsletter', 'optin', 'subscribed']);
const confirmation: ReadonlySet<string> = new Set(['confirmed', 'verified', 'bestaetigt', 'verifiziert']);

/** All columns of an object, read in each other's light. */
export function readingsOf({ name, columns }: SurveyedObject): readonly Reading[] {
  const prefixes = tablePrefixes(
    name,
    columns.map((column) => column.name),
  );
  return columns.map((column) => readingOf(column, prefixes));
}

export function readingOf(column: SurveyedColumn, prefixes?: ReadonlySet<string>): Reading {
  const family = familyOf(column);
  const said = wordsOf(column.name, prefixes);
  const words = isTime(family) ? ofTime(said) : said;
  return {
    column,
    family,
    words,
    concepts: new Set(
      words.flatMap(({ concept }) => (concept === null || concept === 'filler' ? [] : [concept])),
    ),
    unknown: words.flatMap(({ text, concept }) => (concept === null ? [text] : [])),
  };
}

/** Words that mean something else in the name of a time. */
function ofTime(words: readonly Word[]): readonly Word[] {
  const consenting = words.some(({ concept }) => concept !== null && confirmable.has(concept));
  return words.map((word, at) => {
    // `data` is a date in Italian and Portuguese, and says nothing in English; `f_alta` is short for `fecha de alta`.
    if (word.text === 'data' || (word.text === 'f' && at === 0)) return { ...word, concept: 'date' };
    // When a newsletter was confirmed, which of an address says nothing of consent.
    return consenting && confirmation.has(word.text) ? { ...word, concept: 'double' } : word;
  });
}

export function has(reading: Reading, ...concepts: readonly string[]): boolean {
  return concepts.some((concept) => reading.concepts.has(concept));
}

/** How a column fits a pattern: which meanings are over, or undefined where it does not fit. */
export interface Fit<Name extends string> {
  readonly name: Name;
  readonly doubtful: boolean;
  /** Of `qualifiers`: which of several values it is. */
  readonly qualified: readonly string[];
}

const ownersOf: ReadonlySet<string> = new Set(entities);
const qualifying: ReadonlySet<string> = new Set(qualifiers);

/**
 * The pattern that leaves the fewest words over; the first of those that do it equally.
 * @param owners - meanings that change nothing here, besides those that never do.
 */
export function bestFit<Name extends string>(
  reading: Reading,
  patterns: readonly Pattern<Name>[],
  owners: ReadonlySet<string> = ownersOf,
): Fit<Name> | undefined {
  if (reading.unknown.length > 0 || reading.concepts.size === 0) return undefined;
  let best: Fit<Name> | undefined;
  for (const { name, needs, may = [], types, doubtful = [] } of patterns) {
    const typed = types.includes(reading.family);
    if (!typed && !doubtful.includes(reading.family)) continue;
    if (!needs.every((need) => need.split('|').some((one) => reading.concepts.has(one)))) continue;
    const named = new Set([...needs.flatMap((need) => need.split('|')), ...may]);
    const rest = [...reading.concepts].filter((concept) => !named.has(concept) && !owners.has(concept));
    if (!rest.every((concept) => qualifying.has(concept))) continue;
    if (best === undefined || rest.length < best.qualified.length)
      best = { name, doubtful: !typed, qualified: rest };
  }
  return best;
}

/** Meanings of the words of a name, for objects. */
export function conceptsOf(name: string): ReadonlySet<string> {
  return new Set(wordsOf(name).flatMap(({ concept }) => (concept === null ? [] : [concept])));
}

const emptyNouns: readonly string[] = [
  'entity',
  'table',
  'tbl',
  'tab',
  'data',
  'info',
  'main',
  'export',
  'lookup',
  'master',
  'dim',
  'fact',
  'raw',
  'view',
  'vw',
  'stamm',
  'anagrafica',
  'base',
  'record',
  'records',
];

/** The last word of a name that says what its rows are: `order` of `sales_order_entity`. */
export function headOf(name: string): { readonly word: string; readonly concept: string | null } {
  const bare = name.slice(name.lastIndexOf('.') + 1);
  const word =
    tokensOf(bare)
      .filter((token) => !emptyNouns.includes(token))
      .at(-1) ?? '';
  return { word, concept: wordsOf(word).at(-1)?.concept ?? null };
}

/** The primary key of one column; undefined where there is none. */
export function idOf({ columns }: SurveyedObject): string | undefined {
  const [key, ...others] = columns.filter(({ primaryKey }) => primaryKey);
  return others.length === 0 ? key?.name : undefined;
}
