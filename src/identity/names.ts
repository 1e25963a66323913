/** Personal names for matching: folded, without titles, particles and order; and how two of them compare. */
import anyAscii from 'any-ascii';
import type { SourceRecord } from '../model/record.ts';
import { areNicknames, isKnownName } from './nicknames.ts';
import { isPlaceholder } from './normalise.ts';
import { isOneEdit, jaroWinkler } from './text.ts';

export interface PersonName {
  /** Folded tokens, in the order written. */
  readonly given: readonly string[];
  readonly family: readonly string[];
  /** `jr`, `sr`, `ii` …: tells a parent from a child. */
  readonly suffix: string | undefined;
}

const titles = new Set(
  'mr mrs ms miss mx dr prof professor sir dame herr frau hr mag dipl ing monsieur madame mme mlle senor senora sr sra pan pani'.split(
    ' ',
  ),
);
const particles = new Set(
  'de del della der den di da dos du la le van von vom zu zum zur y e af av ter ten el al bin ben st san'.split(
    ' ',
  ),
);
const suffixes: Readonly<Record<string, string>> = {
  jr: 'jr',
  junior: 'jr',
  jnr: 'jr',
  sr: 'sr',
  senior: 'sr',
  snr: 'sr',
  ii: 'ii',
  iii: 'iii',
  iv: 'iv',
};

/** ASCII lower-case tokens; whatever the script, accents and punctuation. */
export function foldTokens(text: string): readonly string[] {
  return anyAscii(text)
    .toLowerCase()
    .replace(/['`’]/g, '')
    .split(/[^a-z0-9]+/)
    .filter((token) => token !== '');
}

/** German umlauts are written as two letters or as one: both fold to the same. */
export function foldUmlauts(token: string): string {
  let folded = umlautsFolded.get(token);
  if (folded === undefined) {
    folded = token.replaceAll('ae', 'a').replaceAll('oe', 'o').replaceAll('ue', 'u');
    if (umlautsFolded.size >= keptTokens) umlautsFolded.clear();
    umlautsFolded.set(token, folded);
  }
  return folded;
}

/** Few names are borne by many, and each is compared with many. */
const umlautsFolded = new Map<string, string>();
const keptTokens = 20_000;

/** The name a record gives, from its parts or else from the full name; undefined where it gives none. */
export function nameOf(record: Pick<SourceRecord, 'attributes'>): PersonName | undefined {
  const text = (name: 'name.given' | 'name.family' | 'name.suffix' | 'name.full') => {
    const written = record.attributes[name]?.map(String).join(' ') ?? '';
    return isPlaceholder(written.replace(/^[\s[({<]+|[\s\])}>]+$/g, '')) ? '' : written;
  };
  const structured = text('name.given') !== '' || text('name.family') !== '';
  const parsed = structured
    ? fromParts(text('name.given'), text('name.family'), text('name.suffix'))
    : fromFull(text('name.full'), text('name.suffix'));
  return parsed.given.length + parsed.family.length === 0 ? undefined : parsed;
}

function fromParts(given: string, family: string, suffix: string): PersonName {
  const [first, last] = [withoutSuffix(foldTokens(given), 1), withoutSuffix(foldTokens(family), 1)];
  return {
    given: first.tokens.filter((token) => !titles.has(token)),
    family: withoutParticles(last.tokens),
    suffix: suffixOf(suffix) ?? last.suffix ?? first.suffix,
  };
}

function fromFull(full: string, suffix: string): PersonName {
  // The suffix ends a part: "John Smith, Jr.", "Smith, John Jr.", "Smith Jr., John", "Smith, John, Jr.".
  const written = full.split(',').map(foldTokens);
  const parts = written.map((tokens, at) => withoutSuffix(tokens, at > 0 ? 0 : written.length > 1 ? 1 : 2));
  const [before = [], after = []] = parts.map(({ tokens }) => tokens).filter((tokens) => tokens.length > 0);
  const named = [...after, ...before];
  const tokens = named.filter((token, at) => !(titles.has(token) && at < named.length - 1 && at < 2));
  const particle = tokens.findIndex((token, at) => at > 0 && at < tokens.length - 1 && particles.has(token));
  const split = particle > 0 ? particle : tokens.length - 1;
  return {
    given: tokens.length === 1 ? [] : tokens.slice(0, split),
    family: withoutParticles(tokens.length === 1 ? tokens : tokens.slice(split)),
    suffix: suffixOf(suffix) ?? parts.find((part) => part.suffix !== undefined)?.suffix,
  };
}

/** Splits a suffix off the end where more than `kept` tokens are there. */
function withoutSuffix(
  tokens: readonly string[],
  kept: number,
): { readonly tokens: readonly string[]; readonly suffix: string | undefined } {
  const suffix = tokens.length > kept ? suffixOf(tokens.at(-1) ?? '') : undefined;
  return suffix === undefined ? { tokens, suffix } : { tokens: tokens.slice(0, -1), suffix };
}

function suffixOf(text: string): string | undefined {
  const [token] = foldTokens(text);
  return token !== undefined && Object.hasOwn(suffixes, token) ? suffixes[token] : undefined;
}

function withoutParticles(tokens: readonly string[]): readonly string[] {
  const kept = tokens.filter((token) => !particles.has(token));
  return kept.length === 0 ? tokens : kept;
}

/**
 * How two names compare, whatever their order.
 * `UNKNOWN`: one side does not say enough. `UNCLEAR`: neither the same nor clearly another; slips of the keyboard look
 * like this. `GIVEN_DIFFERS` is what tells twins and couples apart.
 */
export type NameComparison = 'AGREE' | 'UNKNOWN' | 'UNCLEAR' | 'GIVEN_DIFFERS' | 'FAMILY_DIFFERS' | 'DIFFER';

/** How two lists of names compare; undefined where a side has none: blank never matches blank. */
type Likeness = 'SAME' | 'UNCLEAR' | 'OTHER' | undefined;

export function compareNames(a: PersonName | undefined, b: PersonName | undefined): NameComparison {
  if (a === undefined || b === undefined) return 'UNKNOWN';
  const given = compareGiven(a.given, b.given);
  const family = compareFamily(a.family, b.family);
  if (given === 'SAME' && family === 'SAME') return 'AGREE';
  const crossed = [compareCrossed(a.given, b.family), compareCrossed(b.given, a.family)];
  if (crossed.every((one) => one === 'SAME')) return 'AGREE';
  // A full name does not say where a double family name begins: "Gabriel García Márquez" may be a García.
  const late = (one: PersonName, other: PersonName) =>
    compareFamily(one.given.slice(1), other.family) === 'SAME';
  if (given === 'SAME' && (late(a, b) || late(b, a))) return 'AGREE';
  if (given !== 'OTHER' && family !== 'OTHER')
    return given === 'UNCLEAR' || family === 'UNCLEAR' ? 'UNCLEAR' : 'UNKNOWN';
  // Boxes that were mixed up, with a slip in one of them, or with one left empty.
  if (crossed.some((one) => one !== undefined) && !crossed.includes('OTHER')) return 'UNCLEAR';
  if (given === 'OTHER' && family === 'OTHER') return 'DIFFER';
  return given === 'OTHER' ? 'GIVEN_DIFFERS' : 'FAMILY_DIFFERS';
}

/**
 * Whether each token of the shorter list has its like in the longer: "Jean-Luc" and "Jean-Pierre" are brothers, and
 * "Maria Carmen" is not "Maria Dolores", while "Hans" may be "Hans Peter".
 */
function compareGiven(a: readonly string[], b: readonly string[]): Likeness {
  if (a.length === 0 || b.length === 0) return undefined;
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  const covers = (all: readonly string[], by: readonly string[]) =>
    all.every((one) => by.some((other) => similarGiven(one, other)));
  if (covers(short, long) || (short.length === long.length && covers(long, short))) return 'SAME';
  return short.some((one) => long.every((other) => isOtherGiven(one, other))) ? 'OTHER' : 'UNCLEAR';
}

function compareFamily(a: readonly string[], b: readonly string[]): Likeness {
  return compareAny(a, b, similarFamily, isOtherFamily);
}

/** Given names with family names. */
function compareCrossed(given: readonly string[], family: readonly string[]): Likeness {
  return compareAny(given, family, similarGiven, isOtherFamily);
}

type Test = (a: string, b: string) => boolean;

function compareAny(a: readonly string[], b: readonly string[], similar: Test, isOther: Test): Likeness {
  if (a.length === 0 || b.length === 0) return undefined;
  if (a.some((one) => b.some((other) => similar(one, other)))) return 'SAME';
  return a.every((one) => b.every((other) => isOther(one, other))) ? 'OTHER' : 'UNCLEAR';
}

/** Long enough that one slip of the keyboard does not make it another name. */
const typoLength = 6;

function similarFamily(a: string, b: string): boolean {
  if (a === b) return true;
  const [foldedA, foldedB] = [foldUmlauts(a), foldUmlauts(b)];
  return (
    foldedA === foldedB ||
    (Math.min(foldedA.length, foldedB.length) >= typoLength && isOneEdit(foldedA, foldedB))
  );
}

/** A slip of the keyboard is none where it makes another name: Martin and Martina, Francis and Frances. */
function similarGiven(a: string, b: string): boolean {
  if (a === b || foldUmlauts(a) === foldUmlauts(b) || areNicknames(a, b)) return true;
  if (a.length === 1 || b.length === 1) return a[0] === b[0];
  return similarFamily(a, b) && a.at(-1) === b.at(-1) && !(isKnownName(a) && isKnownName(b));
}

/** Below this likeness two words are two words. */
const otherBelow = 0.7;

function isOtherGiven(a: string, b: string): boolean {
  return (
    !similarGiven(a, b) &&
    (a.length === 1 ||
      b.length === 1 ||
      (isKnownName(a) && isKnownName(b)) ||
      areCounterparts(a, b) ||
      isOtherWord(a, b))
  );
}

function isOtherFamily(a: string, b: string): boolean {
  if (a.length === 1 || b.length === 1) return a[0] !== b[0];
  // Of the letters of a short word one slip leaves little.
  return isOtherWord(a, b) && !(a.length !== b.length && isOneEdit(a, b));
}

function isOtherWord(a: string, b: string): boolean {
  if (a.length <= 2 && b.length <= 2) return a !== b;
  return jaroWinkler(a, b) < otherBelow && !areRearranged(a, b);
}

/** Letters out of order, as fast typing leaves them: most of the letters of the one are in the other. */
function areRearranged(a: string, b: string): boolean {
  const left = [...a];
  let shared = 0;
  for (const letter of b) {
    const at = left.indexOf(letter);
    if (at < 0) continue;
    left.splice(at, 1);
    shared++;
  }
  return shared >= 0.8 * Math.max(a.length, b.length);
}

const endings = ['a', 'e', 'o', 'an', 'as', 'us', 'na', 'ne', 'ina', 'ine'];

/** A man's name and a woman's that differ by their endings: Julian and Julia, Paul and Paula, Mario and Maria. */
function areCounterparts(a: string, b: string): boolean {
  const isFeminine = (name: string) => /[ae]$/.test(name);
  const isMasculine = (name: string) => /[^aeiuy]$/.test(name);
  if (!(isFeminine(a) && isMasculine(b)) && !(isFeminine(b) && isMasculine(a))) return false;
  const stems = stemsOf(a);
  return stemsOf(b).some((stem) => stems.includes(stem));
}

function stemsOf(name: string): readonly string[] {
  const stems = endings
    .filter((ending) => name.endsWith(ending))
    .map((ending) => name.slice(0, -ending.length));
  return [name, ...stems.filter((stem) => stem.length > 2)];
}
