/** Personal names for matching: folded, without titles, particles and order; and how two of them compare. */
import anyAscii from 'any-ascii';
import type { SourceRecord } from '../model/record.ts';
import { areNicknames } from './nicknames.ts';

export interface PersonName {
  /** Folded tokens, in the order written. */
  readonly given: readonly string[];
  readonly family: readonly string[];
  /** `jr`, `sr`, `ii` …: tells a parent from a child. */
  readonly suffix: string | undefined;
}

const titles = new Set(
  'mr mrs ms miss mx dr prof professor sir dame herr frau hr mag dipl ing monsieur madame mme mlle senor senora sr sra don dona pan pani'.split(
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
  const text = (name: 'name.given' | 'name.middle' | 'name.family' | 'name.suffix' | 'name.full') =>
    record.attributes[name]?.map(String).join(' ') ?? '';
  const structured = text('name.given') !== '' || text('name.family') !== '';
  const parsed = structured
    ? fromParts(text('name.given'), text('name.family'), text('name.suffix'))
    : fromFull(text('name.full'), text('name.suffix'));
  return parsed.given.length + parsed.family.length === 0 ? undefined : parsed;
}

function fromParts(given: string, family: string, suffix: string): PersonName {
  const familyTokens = foldTokens(family);
  const last = familyTokens.at(-1);
  const trailing = familyTokens.length > 1 && last !== undefined ? suffixes[last] : undefined;
  return {
    given: foldTokens(given).filter((token) => !titles.has(token)),
    family: withoutParticles(trailing === undefined ? familyTokens : familyTokens.slice(0, -1)),
    suffix: suffixOf(suffix) ?? trailing,
  };
}

function fromFull(full: string, suffix: string): PersonName {
  const [before = '', after] = full.split(',', 2);
  const afterTokens = after === undefined ? [] : foldTokens(after);
  // "Smith, John" is turned round; "John Smith, Jr." is not.
  const turned = afterTokens.length > 0 && suffixes[afterTokens[0] ?? ''] === undefined;
  const written = foldTokens(turned ? `${after} ${before}` : full);
  const untitled = written.filter((token, at) => !(titles.has(token) && at < written.length - 1 && at < 2));
  const last = untitled.at(-1);
  const trailing = untitled.length > 2 && last !== undefined ? suffixes[last] : undefined;
  const tokens = trailing === undefined ? untitled : untitled.slice(0, -1);
  const particle = tokens.findIndex((token, at) => at > 0 && at < tokens.length - 1 && particles.has(token));
  const split = particle > 0 ? particle : tokens.length - 1;
  return {
    given: tokens.length === 1 ? [] : tokens.slice(0, split),
    family: withoutParticles(tokens.length === 1 ? tokens : tokens.slice(split)),
    suffix: suffixOf(suffix) ?? trailing,
  };
}

function suffixOf(text: string): string | undefined {
  const [token] = foldTokens(text);
  return token === undefined ? undefined : suffixes[token];
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
  const given = anyPair(a.given, b.given, similarGiven);
  const family = anyPair(a.family, b.family, similarFamily);
  if (given === true && family === true) return 'AGREE';
  if (anyPair(a.given, b.family, similarGiven) === true && anyPair(a.family, b.given, similarGiven) === true)
    return 'AGREE';
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

/** Long enough that one slip of the keyboard does not make it another name. */
const typoLength = 6;

function similarFamily(a: string, b: string): boolean {
  return (
    a === b ||
    foldUmlauts(a) === foldUmlauts(b) ||
    (Math.min(a.length, b.length) >= typoLength && isOneEdit(a, b))
  );
}

function similarGiven(a: string, b: string): boolean {
  if (similarFamily(a, b) || areNicknames(a, b)) return true;
  return (a.length === 1 || b.length === 1) && a[0] === b[0];
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
