/** Objects whose rows belong to customers: orders, invoices and the like, and what each customer said of consent. */
import type { Survey, SurveyedColumn, SurveyedObject } from '../../sources/contract.ts';
import type { CollectionMapping } from '../../sources/mapping.ts';
import { collectionSpecs, type PublicCollection } from '../model/collection.ts';
import type { CollectionGuess, CustomerGuess } from './guess.ts';
import { collectionNouns, entities, moneyOf, notMoney, partNouns, rowPatterns } from './patterns.ts';
import { bestFit, has, headOf, idOf, type Reading, readingsOf } from './reading.ts';
import { tokensOf } from './words.ts';

/** Words that mean something else of a table than of a column. */
const tableNouns: Readonly<Record<string, string>> = {
  subscription: 'subscriptions',
  lead: 'opportunity',
  leads: 'opportunity',
};

export interface Belonging {
  readonly object: SurveyedObject;
  /** The column that names the customer. */
  readonly by: SurveyedColumn;
  readonly declared: boolean;
}

/** Objects that name the customer, declared as a foreign key or by the name of a column. */
export function belongingTo(
  { object: customers, columns }: CustomerGuess,
  { objects }: Survey,
): readonly Belonging[] {
  const id = columns.find(({ meaning }) => meaning.role === 'id')?.column;
  if (id === undefined) return [];
  const head = headOf(customers.name);
  return objects
    .filter((object) => object !== customers)
    .flatMap((object): readonly Belonging[] => {
      const keys = object.columns.filter(({ references }) => references?.object === customers.name);
      // Of several the one that says whose it is: not who created it.
      const declared = keys.find(({ name }) => isOwner(object, name, head)) ?? keys[0];
      if (declared?.references !== undefined)
        return declared.references.column.toLowerCase() === id.toLowerCase()
          ? [{ object, by: declared, declared: true }]
          : [];
      const named = object.columns.find(
        (column) =>
          column.references === undefined &&
          !(column.primaryKey && object.columns.filter(({ primaryKey }) => primaryKey).length === 1) &&
          ((isSpecific(id) && column.name.toLowerCase() === id.toLowerCase()) ||
            isOwner(object, column.name, head)),
      );
      return named === undefined ? [] : [{ object, by: named, declared: false }];
    });
}

/** A bare `id` is everybody's. */
function isSpecific(id: string): boolean {
  return !/^(id|uuid|guid|nr|no|code|key)$/i.test(id);
}

function isOwner(
  object: SurveyedObject,
  name: string,
  head: { readonly word: string; readonly concept: string | null },
): boolean {
  const reading = readingsOf(object).find(({ column }) => column.name === name);
  if (reading === undefined || !has(reading, 'id', 'number')) return false;
  const rest = [...reading.concepts].filter((concept) => concept !== 'id' && concept !== 'number');
  const known = [...rest, ...reading.unknown];
  if (known.length !== 1) return false;
  const [only] = known;
  // Of the words for people only the one the table is named by, or the plainest.
  return only === head.concept
    ? head.concept !== null && entities.includes(head.concept)
    : only === 'customer' || only === singular(head.word);
}

function singular(word: string): string {
  return word.endsWith('s') ? word.slice(0, -1) : word;
}

/** The likeliest object of each collection; what cannot be mapped is told instead. */
export function collectionsOf(belonging: readonly Belonging[]): {
  readonly collections: readonly CollectionGuess[];
  readonly remarks: readonly string[];
} {
  const remarks: string[] = [];
  const found = new Map<PublicCollection, { readonly guess: CollectionGuess; readonly rank: number }>();
  for (const one of belonging) {
    const { word, concept } = headOf(one.object.name);
    const noun = tableNouns[word] ?? concept;
    const collection = collectionNouns.find(([one]) => one === noun)?.[1];
    if (collection === undefined || partNouns.has(word)) continue;
    if (tokensOf(one.object.name).some((token) => notMoney.has(token)) && collection === 'payments') continue;
    const guess = collectionOf(collection, one);
    if (typeof guess === 'string') {
      remarks.push(`${one.object.name} looks like ${collection}: ${guess}`);
      continue;
    }
    const rank =
      (one.declared ? 10 : 0) + Object.keys(guess.mapping.attributes).length - one.object.name.length / 100;
    const before = found.get(collection);
    if (before === undefined || before.rank < rank) found.set(collection, { guess, rank });
    const other =
      before === undefined ? undefined : before.rank < rank ? before.guess.mapping.table : one.object.name;
    if (other !== undefined) remarks.push(`${other} looks like ${collection} as well`);
  }
  return { collections: [...found.values()].map(({ guess }) => guess), remarks };
}

function collectionOf(
  collection: PublicCollection,
  { object, by, declared }: Belonging,
): CollectionGuess | string {
  const readings = readingsOf(object).filter(({ column }) => column !== by);
  const id = idOf(object);
  if (id === undefined) return 'it has no primary key of one column';
  const noun = collectionNouns.find(([, name]) => name === collection)?.[0] ?? '';
  const owners = new Set([...entities, noun, 'order']);
  const attributes: Record<string, CollectionMapping['attributes'][string]> = {};
  for (const pattern of rowPatterns[collection]) {
    if (pattern.name in attributes) continue;
    const fitting = readings.filter(
      (one) => bestFit(one, [pattern], owners)?.qualified.length === 0 && one.column.references === undefined,
    );
    const [best] = fitting.sort((a, b) => Number(b.family === 'instant') - Number(a.family === 'instant'));
    if (best !== undefined) attributes[pattern.name] = best.column.name;
  }
  if (collection === 'orders' || collection === 'invoices') attributes['number'] ??= id;
  const { time } = collectionSpecs[collection];
  if (!(time in attributes)) return `no column says when, and ${time} orders the rows`;
  const remarks: string[] = [];
  const money = moneyOf[collection];
  if (money !== undefined) {
    const amount = moneyIn(readings, owners);
    if (typeof amount === 'string') remarks.push(`${money}: ${amount}`);
    else if (amount !== undefined) attributes[money] = amount;
  }
  return {
    collection,
    mapping: { table: object.name, id, customer: by.name, attributes },
    sureness: declared ? 'sure' : 'likely',
    reason: declared
      ? `${by.name} is declared to name the customer`
      : `${by.name} is named after the customer, though nothing declares it`,
    remarks,
  };
}

/** The column of the whole amount; what is missing, as text; undefined where there is none. */
function moneyIn(
  readings: readonly Reading[],
  owners: ReadonlySet<string>,
): CollectionMapping['attributes'][string] | string | undefined {
  const amounts = readings
    .filter((one) => has(one, 'total', 'price') && ['decimal', 'integer'].includes(one.family))
    .filter(
      ({ concepts, unknown }) =>
        unknown.length === 0 &&
        [...concepts].every((c) => ['total', 'price', 'cents', 'full', 'paid', ...owners].includes(c)),
    )
    .sort((a, b) => moneyRank(a) - moneyRank(b));
  const [amount] = amounts;
  if (amount === undefined) return undefined;
  const { name } = amount.column;
  const currency = readings.find(
    (one) => has(one, 'currency') && one.family === 'text' && !has(one, 'total', 'price'),
  );
  const minor = has(amount, 'cents');
  if (amount.family === 'integer' && !minor)
    return `${name} holds whole numbers: say whether of cents or of euros`;
  if (currency === undefined)
    return `${name} has no column beside it that names a currency: add { constant: EUR }, or whichever it is`;
  return { amount: name, currency: currency.column.name, unit: minor ? 'minor' : 'major' };
}

/** The whole before what was paid of it, the name that says it before the one that only says an amount. */
function moneyRank(one: Reading): number {
  return (has(one, 'paid') ? 4 : 0) + (has(one, 'full') ? -1 : 0) + (has(one, 'price') ? 1 : 0);
}
