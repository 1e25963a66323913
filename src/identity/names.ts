/** Personal names for matching: folded, without titles, particles and order; and how two of them compare. */
import anyAscii from 'any-ascii';
import type { SourceRecord } from '../model/record.ts';
import { areNicknames, isKnownName } from './nicknames.ts';
import { isPlaceholder } from './normalise.ts';

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
function foldUmlauts(token: string): string {
  return token.replaceAll('ae', 'a').replaceAll('oe', 'o').replaceAll('ue', 'u');
}

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
 * `UNKNOWN`: one side does not say enough. `GIVEN_DIFFERS` is what tells twins and couples apart.
 */
export type NameComparison = 'AGREE' | 'UNKNOWN' | 'GIVEN_DIFFERS' | 'FAMILY_DIFFERS' | 'DIFFER';

export function compareNames(a: PersonName | undefined, b: PersonName | undefined): NameComparison {
  if (a === undefined || b === undefined) return 'UNKNOWN';
  const given = everyPair(a.given, b.given, similarGiven);
  const family = anyPair(a.family, b.family, similarFamily);
  if (given === true && family === true) return 'AGREE';
  if (anyPair(a.given, b.family, similarGiven) === true && anyPair(a.family, b.given, similarGiven) === true)
    return 'AGREE';
  // A full name does not say where a double family name begins: "Gabriel García Márquez" may be a García.
  const late = (one: PersonName, other: PersonName) =>
    anyPair(one.given.slice(1), other.family, similarFamily) === true;
  if (given === true && (late(a, b) || late(b, a))) return 'AGREE';
  if (given === false && family === false) return 'DIFFER';
  if (given === false) return 'GIVEN_DIFFERS';
  if (family === false) return 'FAMILY_DIFFERS';
  return 'UNKNOWN';
}

/** Undefined where a side has no token to compare: blank never matches blank. */
function anyPair(
  a: readonly string[],
  b: readonly string[],
  similar: (a: string, b: string) => boolean,
): boolean | undefined {
  if (a.length === 0 || b.length === 0) return undefined;
  return a.some((one) => b.some((other) => similar(one, other)));
}

/**
 * Whether each token of the shorter list has its like in the longer: "Jean-Luc" and "Jean-Pierre" are brothers, and
 * "Maria Carmen" is not "Maria Dolores", while "Hans" may be "Hans Peter".
 */
function everyPair(
  a: readonly string[],
  b: readonly string[],
  similar: (a: string, b: string) => boolean,
): boolean | undefined {
  if (a.length === 0 || b.length === 0) return undefined;
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  const covers = (all: readonly string[], by: readonly string[]) =>
    all.every((one) => by.some((other) => similar(one, other)));
  return covers(short, long) || (short.length === long.length && covers(long, short));
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

/** Whether one insertion, deletion, substitution or swap of neighbours turns `a` into `b`. */
export function isOneEdit(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (long.length - short.length > 1) return false;
  let at = 0;
  while (at < short.length && short[at] === long[at]) at++;
  if (short.length < long.length) return short.slice(at) === long.slice(at + 1);
  if (short.slice(at + 1) === long.slice(at + 1)) return true;
  return (
    short[at] === long[at + 1] && short[at + 1] === long[at] && short.slice(at + 2) === long.slice(at + 2)
  );
}
