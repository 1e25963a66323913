/** What the columns of a customer object say of the customer, consent apart. */
import type { Attribute } from '../model/attribute.ts';
import { addressAttributes } from '../model/attribute.ts';
import { type ColumnGuess, type Look, type Meaning, type Sureness, typed } from './guess.ts';
import { attributePatterns, entities, ownIds, qualifiers } from './patterns.ts';
import { bestFit, has, type Reading } from './reading.ts';
import { vendorOf } from './words.ts';

interface Candidate {
  readonly reading: Reading;
  readonly attribute: Attribute;
  readonly sureness: Sureness;
  readonly qualified: readonly string[];
}

/** Attributes that may come from several columns: all of them are the customer's. */
const many: ReadonlySet<Attribute> = new Set<Attribute>(['email', 'phone']);
const addresses: ReadonlySet<Attribute> = new Set<Attribute>(addressAttributes);

/** @param readings - of columns that are not taken for something else. */
export function attributesIn(readings: readonly Reading[]): readonly ColumnGuess[] {
  const found = readings.flatMap((reading) => candidateOf(reading, readings) ?? []);
  const named = namesResolved(found);
  const chosen = [...named.filter(({ attribute }) => !addresses.has(attribute)), ...oneAddress(named)];
  const byAttribute = Map.groupBy(chosen, ({ attribute }) => attribute);
  return [...byAttribute].flatMap(([attribute, all]) => {
    const sorted = all.toSorted((a, b) => rank(a) - rank(b));
    return sorted.slice(0, many.has(attribute) ? 4 : 1).map(guessOf);
  });
}

function guessOf({ reading, attribute, sureness, qualified }: Candidate): ColumnGuess {
  const doubt =
    sureness === 'sure'
      ? ''
      : qualified.length > 0
        ? `, one of several (${qualified.join(', ')})`
        : ', though the name or type leaves a doubt';
  const words = reading.words.map(({ text }) => text).join(' ');
  return {
    column: reading.column.name,
    meaning: { role: 'attribute', attribute },
    sureness,
    reason: `"${words}" (${typed(reading.column)}) says ${attribute}${doubt}`,
  };
}

/** Unqualified columns first, then as `qualifiers` are ordered. */
function rank({ qualified }: Candidate): number {
  return qualified.reduce((sum, one) => sum + 1 + qualifiers.indexOf(one), 0);
}

function candidateOf(reading: Reading, all: readonly Reading[]): Candidate | undefined {
  const { column } = reading;
  if (column.references !== undefined) return undefined;
  const title = titleOf(reading, all);
  if (title !== undefined) return { reading, attribute: title, sureness: 'likely', qualified: [] };
  const fit = bestFit(reading, attributePatterns);
  if (fit === undefined) return undefined;
  const { name, doubtful, qualified } = fit;
  const only = reading.concepts.size === 1 && has(reading, 'state');
  // A state is a place only beside places, and not where its words are listed.
  if (only && (column.words !== undefined || !all.some((one) => has(one, 'city', 'postcode'))))
    return undefined;
  return {
    reading,
    attribute: name,
    sureness: doubtful || qualified.length > 0 ? 'likely' : 'sure',
    qualified,
  };
}

/** A title is what somebody does where there is a salutation as well, and else what they are called. */
function titleOf(reading: Reading, all: readonly Reading[]): Attribute | undefined {
  const own = [...reading.concepts].filter((concept) => !entities.includes(concept));
  if (own.length !== 1 || own[0] !== 'title' || reading.family !== 'text' || reading.unknown.length > 0)
    return undefined;
  const others = all.filter((one) => one !== reading);
  if (others.some((one) => has(one, 'prefix'))) return 'jobTitle';
  return 'name.prefix';
}

/** A bare name is a family name beside given names, a given name beside family names, and else the whole. */
function namesResolved(found: readonly Candidate[]): readonly Candidate[] {
  const given = found.some(({ attribute }) => attribute === 'name.given');
  const family = found.some(({ attribute }) => attribute === 'name.family');
  if (given === family) return found;
  const meant: Attribute = given ? 'name.family' : 'name.given';
  const bare = found.find(
    ({ attribute, reading }) => attribute === 'name.full' && !has(reading, 'full', 'account', 'contact'),
  );
  if (bare === undefined) return found;
  return found
    .filter((one) => one === bare || one.attribute !== 'name.full' || has(one.reading, 'full'))
    .map((one) => (one === bare ? { ...one, attribute: meant, sureness: 'likely' } : one));
}

/** All parts of an address come from one: the plain one where it has a place, else the one of which most is known. */
function oneAddress(found: readonly Candidate[]): readonly Candidate[] {
  const parts = found.filter(({ attribute }) => addresses.has(attribute));
  const groups = Map.groupBy(parts, ({ qualified }) => qualified.toSorted().join(' '));
  const distinct = (group: readonly Candidate[]) => new Set(group.map(({ attribute }) => attribute)).size;
  const [best] = [...groups.values()].sort(
    (a, b) => distinct(b) - distinct(a) || Math.min(...a.map(rank)) - Math.min(...b.map(rank)),
  );
  return best ?? [];
}

const idTypes: ReadonlySet<string> = new Set(['text', 'integer', 'uuid', 'decimal']);
/** Names of systems that are words of everyday as well: they need to say whose id it is. */
const weakSystems: ReadonlySet<string> = new Set(['app', 'shop', 'pos', 'google', 'facebook', 'apple']);

/** Ids by which the business or another system knows the customer, and ids that are nobody's business. */
export function identifierIn(reading: Reading): ColumnGuess | undefined {
  const { column, concepts, family, unknown } = reading;
  if (!idTypes.has(family) || column.primaryKey) return undefined;
  const guess = (meaning: Meaning, sureness: Sureness, reason: string): ColumnGuess => ({
    column: column.name,
    meaning,
    sureness,
    reason,
  });
  const review = (looksLike: Look, reason: string) => guess({ role: 'review', looksLike }, 'unsure', reason);
  if (has(reading, 'meta', 'someone')) return undefined;
  if (has(reading, 'nationalid'))
    return review('externalId', 'an id of the state or a bank, which is better left where it is');
  if (has(reading, 'companyid')) return review('externalId', 'identifies a company rather than a person');
  if (column.references !== undefined) return undefined;
  const isId = has(reading, 'id', 'number');
  const owners = entities.filter((one) => concepts.has(one));
  const system = vendorOf(reading.words);
  if (system !== undefined) {
    const rest = [...concepts].filter(
      (one) => !['vendor', 'id', 'number', 'external', ...entities].includes(one),
    );
    const named = isId || owners.length > 0;
    if (rest.length === 0 && unknown.length === 0 && named && (!weakSystems.has(system) || owners.length > 0))
      return guess({ role: 'reference', system }, 'sure', `names a record of ${system}`);
    return undefined;
  }
  if (has(reading, 'external') && unknown.length === 0 && (isId || owners.length > 0)) {
    const rest = [...concepts].filter((one) => !['external', 'id', 'number', ...entities].includes(one));
    const word = reading.words.find(({ concept }) => concept === 'external')?.text ?? 'external';
    if (rest.length === 0)
      return guess(
        { role: 'attribute', attribute: `externalId.${issuerOf(word)}` },
        'likely',
        'an id that another system gave; name the issuer after it',
      );
  }
  const own = ownIds.find(([concept]) => concepts.has(concept));
  if (own === undefined || unknown.length > 0) return undefined;
  const [concept, issuer] = own;
  const harmless = ['id', 'number', 'card', ...ownIds.map(([each]) => each), ...entities];
  const rest = [...concepts].filter((one) => !harmless.includes(one));
  if (rest.length > 0) return undefined;
  const attribute: Attribute = `externalId.${issuer}`;
  if (has(reading, 'number') || (concept === 'loyalty' && isId))
    return guess(
      { role: 'attribute', attribute },
      'sure',
      `the ${issuer} number by which the business knows them`,
    );
  if (isId && (column.unique || family === 'text'))
    return guess({ role: 'attribute', attribute }, 'likely', `an id, named after a ${issuer}`);
  // Ids without an index of their own mostly lead to another table that has not declared it.
  return undefined;
}

function issuerOf(word: string): string {
  return ['ext', 'extern', 'externe', 'externo'].includes(word) ? 'external' : word;
}

/** `idnumber` and no more: the state's in one place, a school's in another. */
function isIdNumber({ concepts, unknown }: Reading): boolean {
  return unknown.length === 0 && concepts.size === 2 && concepts.has('id') && concepts.has('number');
}

/** Identifiers are what people are found by: a column that may be one and is not mapped has to be looked at. */
export function doubtIn(reading: Reading): ColumnGuess | undefined {
  if (reading.family !== 'text' || has(reading, 'meta')) return undefined;
  const { column } = reading;
  const looksLike: Look | undefined = has(reading, 'email')
    ? 'email'
    : has(reading, 'phone', 'mobile')
      ? 'phone'
      : has(reading, 'loyalty') || (column.unique && has(reading, 'id', 'number')) || isIdNumber(reading)
        ? 'externalId'
        : undefined;
  if (looksLike === undefined) return undefined;
  const reason = has(reading, 'someone')
    ? `looks like ${looksLike}, of somebody else than the customer`
    : `looks like ${looksLike}; its other words are not understood`;
  return { column: column.name, meaning: { role: 'review', looksLike }, sureness: 'unsure', reason };
}
