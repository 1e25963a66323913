/** Whom the benchmark asks for: people about whom a look-up by e-mail and a resolved identity must say the same. */
import { type Population, populate } from '../sandbox/people/population.ts';
import type { PersonId } from '../sandbox/people/truth.ts';
import type { Cell, Table } from '../sandbox/table.ts';
import type { RefKey } from '../src/model/record.ts';
import { maxRounds } from './options.ts';

/** People in the sandbox: enough that those known to all four systems outnumber the connections. */
export const populationSize = 10_000;

/** E-mail addresses, each of one person who has it on every record and no second record in any system. */
export interface Candidates {
  /** Known to all four systems. */
  readonly everywhere: readonly string[];
  /** Known to one system at least, as customers come. */
  readonly anywhere: readonly string[];
}

/** Whom the queries ask for. */
export interface Cast {
  /** For query A: known to all four systems. */
  readonly regulars: readonly string[];
  /** For query `latency`: the same, and asked for by no other query. */
  readonly strangers: readonly string[];
  /** For query B: those who are asked for together. */
  readonly groups: readonly (readonly string[])[];
}

/** Customers in one question of query B. */
const groupSize = 50;
/** Questions of query B: twice its connections, so that those under way at one time are about different customers. */
const groupCount = 16;
/** One for each round at least. */
const strangerCount = maxRounds;
/** As many as the groups take, and some to spare for those the targets do not agree about. */
const anywhereCount = 1000;

export function candidates(): Candidates {
  const population = populate({ size: populationSize });
  const people = [...recordsByEmail(population)].filter(([, refs]) => isWholePerson(population, refs));
  const everywhere = people.flatMap(([email, refs]) => (refs.length === 4 ? [email] : []));
  const anywhere = people.flatMap(([email, refs]) => (refs.length === 4 ? [] : [email]));
  return { everywhere, anywhere: anywhere.slice(0, anywhereCount) };
}

/** @param agreed - whether all targets say the same of somebody. */
export function castPeople({ everywhere, anywhere }: Candidates, agreed: (email: string) => boolean): Cast {
  const known = everywhere.filter(agreed);
  const regulars = known.slice(strangerCount);
  // Spread evenly, so that no group has more to tell than another.
  const others = [...regulars, ...anywhere.filter(agreed)].slice(0, groupCount * groupSize);
  return {
    regulars,
    strangers: known.slice(0, strangerCount),
    groups: Array.from({ length: groupCount }, (_, group) =>
      others.filter((__, at) => at % groupCount === group),
    ),
  };
}

/** Whether these are all the records of one person, no two of them in one system. */
function isWholePerson({ truth }: Population, refs: readonly RefKey[]): boolean {
  const persons = new Set<PersonId | undefined>(refs.map((ref) => truth.personOf.get(ref)));
  const [person] = persons;
  if (persons.size !== 1 || person === undefined) return false;
  const systems = new Set(refs.map((ref) => ref.slice(0, ref.indexOf(':'))));
  return systems.size === refs.length && truth.people.get(person)?.length === refs.length;
}

/** Addresses in lower case; those that Stripe has in another case are left out, since it tells them apart. */
function recordsByEmail({ app, shop, crm, billing }: Population): ReadonlyMap<string, readonly RefKey[]> {
  const records = new Map<string, RefKey[]>();
  const misspelt = new Set<string>();
  const add = (email: Cell | undefined, ref: RefKey) => {
    if (typeof email !== 'string') return;
    const key = email.toLowerCase();
    const refs = records.get(key);
    if (refs === undefined) records.set(key, [ref]);
    else refs.push(ref);
  };
  for (const [id, email] of column(app, 'users', 'email')) add(email, `app:${id}`);
  for (const [id, email] of column(shop, 'customers', 'mail')) add(email, `shop:${id}`);
  for (const { Id, Email, IsDeleted } of crm['Contact'] ?? [])
    if (IsDeleted !== true) add(Email, `crm:${Id}`);
  for (const { Email } of crm['Lead'] ?? []) if (typeof Email === 'string') misspelt.add(Email.toLowerCase());
  for (const { id, email, deleted } of billing.customers) {
    if (email === null || deleted === true) continue;
    add(email, `billing:${id}`);
    if (email !== email.toLowerCase()) misspelt.add(email.toLowerCase());
  }
  for (const email of misspelt) records.delete(email);
  return records;
}

/** Pairs of primary key and value, by row. */
function column(tables: readonly Table[], name: string, value: string): (readonly [Cell, Cell])[] {
  const table = tables.find((each) => each.name === name);
  if (table === undefined) throw new TypeError(`the population has no table ${name}`);
  const at = (wanted: string) => table.columns.findIndex((each) => each.name === wanted);
  const [keyAt, valueAt] = [at(table.primaryKey), at(value)];
  return table.rows.map((row) => [row[keyAt] ?? null, row[valueAt] ?? null]);
}
