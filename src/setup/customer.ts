/** Which object of a survey holds the customers, and what its columns say of them. */
import type { Survey, SurveyedObject } from '../../sources/contract.ts';
import { attributesIn, doubtIn, identifierIn } from './attributes.ts';
import { consentIn } from './consent.ts';
import { isTime } from './family.ts';
import type { ColumnGuess, CustomerGuess } from './guess.ts';
import { customerNouns, entities, notCustomers, updatedPattern } from './patterns.ts';
import { bestFit, conceptsOf, has, headOf, type Reading, readingsOf } from './reading.ts';
import { tokensOf } from './words.ts';

/** Points an object must have to be taken for the customers at all. */
const enough = 12;

/** @param table - the object that is said to be the customers; the likeliest is taken without it. */
export function customerIn(survey: Survey, table?: string): CustomerGuess | undefined {
  const rated = survey.objects
    .filter(({ name }) => table === undefined || name === table)
    .map((object) => ({ object, ...ratingOf(object, survey) }))
    .sort((a, b) => b.points - a.points);
  const [best, ...others] = rated;
  if (best === undefined || (table === undefined && best.points < enough)) return undefined;
  const near = others.filter(({ points }) => points >= enough && points > best.points * 0.6);
  return {
    object: best.object,
    sureness: table !== undefined || near.length === 0 ? 'sure' : 'likely',
    reason: table === undefined ? best.why.join(', ') : 'as it was said to be',
    columns: columnsIn(best.object),
    others: near.map(({ object }) => object.name),
  };
}

function ratingOf(
  object: SurveyedObject,
  { objects }: Survey,
): { readonly points: number; readonly why: readonly string[] } {
  const readings = readingsOf(object);
  const means = new Set(
    attributesIn(readings.filter(({ column }) => !column.primaryKey)).flatMap(({ meaning }) =>
      meaning.role === 'attribute' ? [meaning.attribute as string] : [],
    ),
  );
  const why: string[] = [];
  let points = 0;
  const add = (more: number, reason?: string) => {
    points += more;
    if (reason !== undefined) why.push(reason);
  };
  const bare = object.name.slice(object.name.lastIndexOf('.') + 1);
  const tokens = tokensOf(bare);
  const concepts = conceptsOf(bare);
  const noun = headOf(object.name).concept;
  const said = Math.max(0, ...[...concepts].map((concept) => customerNouns[concept] ?? 0));
  const head = noun === null ? 0 : (customerNouns[noun] ?? 0);
  if (said > 0) add(Math.max(head, said - 3), `its name, ${object.name}, says customers`);
  if (tokens.some((token) => notCustomers.has(token))) add(-14);
  if ([...concepts].some((concept) => ['someone', 'order', 'invoice', 'payment', 'case'].includes(concept)))
    add(-12);
  const named = means.has('name.given') || means.has('name.family') || means.has('name.full');
  if (means.has('email')) add(6);
  if (means.has('phone')) add(4);
  if (means.has('name.given') && means.has('name.family')) add(6);
  else if (named) add(3);
  if (means.has('birthDate')) add(3);
  if ([...means].some((attribute) => attribute.startsWith('address.'))) add(1);
  const held = [
    means.has('email') && 'e-mail addresses',
    means.has('phone') && 'telephone numbers',
    named && 'names',
  ].filter(Boolean);
  if (held.length > 0) why.push(`it has ${held.join(', ')}`);
  if (object.columns.filter(({ primaryKey }) => primaryKey).length === 1) add(2);
  const referring = objects.filter(
    (other) => other !== object && other.columns.some(({ references }) => references?.object === object.name),
  ).length;
  if (referring > 0) add(Math.min(referring, 6), `${referring} other objects refer to it`);
  // Nobody can be found or told apart by the rest.
  if (!named && !means.has('email') && !means.has('phone')) add(-20);
  return { points, why };
}

/** What every column of a customer object is taken for, at most one meaning each. */
export function columnsIn(object: SurveyedObject): readonly ColumnGuess[] {
  const readings = readingsOf(object);
  const id = idIn(object, readings);
  const guesses = new Map<string, ColumnGuess>();
  const take = (all: readonly ColumnGuess[]) => {
    for (const one of all) if (!guesses.has(one.column)) guesses.set(one.column, one);
  };
  if (id !== undefined) take([id]);
  const free = () => readings.filter(({ column }) => !guesses.has(column.name));
  take(updatedIn(free()));
  take(consentIn(free()));
  take(free().flatMap((reading) => identifierIn(reading) ?? []));
  take(attributesIn(free()));
  take(free().flatMap((reading) => doubtIn(reading) ?? []));
  return object.columns.flatMap(({ name }) => guesses.get(name) ?? []);
}

/** The primary key, or what is unique and named like an id. */
export function idIn(object: SurveyedObject, readings: readonly Reading[]): ColumnGuess | undefined {
  const guess = (column: string, sureness: ColumnGuess['sureness'], reason: string): ColumnGuess => ({
    column,
    meaning: { role: 'id' },
    sureness,
    reason,
  });
  const keys = object.columns.filter(({ primaryKey }) => primaryKey);
  const [key] = keys;
  if (key !== undefined && keys.length === 1) return guess(key.name, 'sure', 'the primary key');
  const named = readings.filter((one) => has(one, 'id', 'number') && one.unknown.length === 0);
  const unique = named.find(({ column }) => column.unique && !column.nullable);
  if (unique !== undefined) return guess(unique.column.name, 'likely', 'unique, and named like an id');
  const plain = named.find(({ concepts }) =>
    [...concepts].every((concept) => ['id', 'number', ...entities].includes(concept)),
  );
  return plain === undefined
    ? undefined
    : guess(plain.column.name, 'unsure', 'named like an id, and nothing says that it is unique');
}

function updatedIn(readings: readonly Reading[]): readonly ColumnGuess[] {
  const fits = readings.flatMap((reading) => {
    const fit = isTime(reading.family) ? bestFit(reading, [updatedPattern]) : undefined;
    return fit === undefined ? [] : [reading];
  });
  const [best] = fits.sort((a, b) => Number(a.family === 'date') - Number(b.family === 'date'));
  if (best === undefined) return [];
  const { column } = best;
  return [
    {
      column: column.name,
      meaning: { role: 'updatedAt' },
      sureness: 'sure',
      reason: 'when the record last changed',
    },
  ];
}
