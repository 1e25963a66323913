/** Records by e-mail, telephone, external id or reference: one statement an object for each batch of keys. */
import { emailSpellings } from '../../src/identity/email.ts';
import { phoneAs, phoneSpellings } from '../../src/identity/phone.ts';
import { GatewayError } from '../../src/model/errors.ts';
import { type Identifier, identifierKey } from '../../src/model/identifier.ts';
import { absent, failed, type Outcome } from '../../src/model/outcome.ts';
import type { SourceRecord } from '../../src/model/record.ts';
import { type Call, type Matches, matchCap, type Want } from '../contract.ts';
import { readFairly } from '../fair.ts';
import { matchesByKey, wantFor } from '../matching.ts';
import type { LookupColumn } from '../reading.ts';
import type { CustomerObject } from './config.ts';
import { failureIn, fieldList, isReadable, kept, type Org, onlyCustomers, recordsIn } from './records.ts';
import { anyOf, batches, encoded, isIn, statement, textLiteral } from './soql.ts';

/** A key, and the values each look-up field of each object is compared with. */
interface Question {
  readonly key: Identifier;
  readonly columns: ReadonlyMap<CustomerObject, ReadonlyMap<string, readonly string[]>>;
  /** Bytes of URL that its values take where they take most. */
  readonly bytes: number;
}

/** Keys in one statement. */
export const findBatch = 100;

export async function find(
  org: Org,
  keys: readonly Identifier[],
  want: Want,
  call: Call,
): Promise<readonly Outcome<Matches>[]> {
  const outcomes = new Map<string, Outcome<Matches>>();
  const asked = batches(questionsOf(org, keys), findBatch, ({ bytes }) => bytes);
  await Promise.all(
    asked.map(async (batch) => {
      const answers = await answerBatch(org, batch, want, call);
      for (const [at, { key }] of batch.entries()) outcomes.set(identifierKey(key), answers[at] ?? absent);
    }),
  );
  return keys.map((key) => outcomes.get(identifierKey(key)) ?? absent);
}

async function answerBatch(
  org: Org,
  batch: readonly Question[],
  want: Want,
  call: Call,
): Promise<readonly Outcome<Matches>[]> {
  const keys = batch.map(({ key }) => key);
  const wanted = lookupWant(keys, want);
  const answers = await Promise.all(org.objects.map((object) => ask(org, object, batch, wanted, call)));
  const matches = matchesByKey(
    keys,
    answers.flatMap(({ records }) => records),
    org.country,
  );
  return batch.map((question, at) => {
    const failure = answers.map(({ failures }) => failures.get(question)).find((one) => one !== undefined);
    return failure === undefined ? (matches[at] ?? absent) : failed(failure);
  });
}

interface Answer {
  readonly records: readonly SourceRecord[];
  /** Questions the object did not answer; those that do not concern it are not among them. */
  readonly failures: ReadonlyMap<Question, GatewayError>;
}

async function ask(
  org: Org,
  object: CustomerObject,
  batch: readonly Question[],
  want: Want,
  call: Call,
): Promise<Answer> {
  const concerned = batch.filter(({ columns }) => columns.has(object));
  if (concerned.length === 0) return { records: [], failures: none };
  try {
    return await org.drift.read(object.target, call.signal, (missing) =>
      read(org, object, concerned, want, missing, call.signal),
    );
  } catch (error) {
    return { records: [], failures: failing(concerned, failureIn(error)) };
  }
}

/** @throws GatewayError */
async function read(
  org: Org,
  object: CustomerObject,
  questions: readonly Question[],
  want: Want,
  missing: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<Answer> {
  const gone = questions.filter((question) => isBlocked(object, question, missing));
  const failures = gone.length === 0 ? none : failing(gone, new GatewayError('SOURCE_DRIFTED'));
  const askable = questions.filter((question) => !failures.has(question));
  if (askable.length === 0) return { records: [], failures };
  const columns = fieldList(object, want, missing);
  const rows = await readFairly(askable, matchCap + 1, (some, limit) =>
    org.session.query(
      statement({
        columns,
        object: object.mapping.table,
        where: [lookupCondition(object, some), ...onlyCustomers(object)],
        limit,
      }),
      signal,
    ),
  );
  const records = recordsIn(org, object, rows, want, missing);
  // A row that answers keys of both halves of a split batch came twice.
  return { records: [...new Map(records.map((record) => [record.ref.id, record])).values()], failures };
}

const none: Answer['failures'] = new Map();

function failing(questions: readonly Question[], error: GatewayError): Answer['failures'] {
  return new Map(questions.map((question) => [question, error]));
}

/** With one of its look-up fields gone, nobody found would be no answer. */
function isBlocked(object: CustomerObject, { columns }: Question, missing: ReadonlySet<string>): boolean {
  if (missing.size === 0) return false;
  return (
    !isReadable(object, missing) || [...(columns.get(object)?.keys() ?? [])].some((one) => missing.has(one))
  );
}

function lookupCondition(object: CustomerObject, questions: readonly Question[]): string {
  const values = new Map<string, Set<string>>();
  for (const { columns } of questions)
    for (const [column, literals] of columns.get(object) ?? []) {
      const all = kept(values, column, () => new Set());
      for (const literal of literals) all.add(literal);
    }
  return anyOf([...values].map(([column, literals]) => isIn(column, literals)));
}

/** Keys without repeats, each with every spelling it was asked by; those that no object can answer are left out. */
function questionsOf(org: Org, keys: readonly Identifier[]): readonly Question[] {
  const asked = new Map<string, Identifier[]>();
  for (const key of keys) {
    const text = identifierKey(key);
    const same = asked.get(text);
    if (same === undefined) asked.set(text, [key]);
    else if (same.every(({ spelling }) => spelling !== key.spelling)) same.push(key);
  }
  const questions: Question[] = [];
  for (const same of asked.values()) {
    const [key] = same;
    if (key === undefined) continue;
    const columns: Map<CustomerObject, ReadonlyMap<string, readonly string[]>> = new Map();
    let most = 0;
    for (const object of org.objects) {
      const values = valuesOf(object.lookups.get(key.kind) ?? [], same);
      if (values.size === 0) continue;
      columns.set(object, values);
      most = Math.max(most, encoded([...values.values()].flat().join(',,')).length);
    }
    if (columns.size > 0) questions.push({ key, columns, bytes: most });
  }
  return questions;
}

function valuesOf(
  columns: readonly LookupColumn[],
  same: readonly Identifier[],
): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, readonly string[]>();
  for (const { column, as } of columns) {
    // Salesforce compares text without regard to case.
    const spellings = new Map(same.flatMap((key) => spellingsOf(key, as)).map((s) => [s.toLowerCase(), s]));
    const literals = [...spellings.values()].map(textLiteral).filter((one) => one !== undefined);
    if (literals.length > 0) values.set(column, literals);
  }
  return values;
}

function spellingsOf({ kind, value, spelling }: Identifier, as: LookupColumn['as']): readonly string[] {
  if (kind === 'email') return emailSpellings(value, spelling);
  if (kind !== 'phone') return [spelling, value];
  return as === undefined ? phoneSpellings(value, spelling) : [phoneAs(value, as)];
}

const wants = new WeakMap<Want, Map<string, Want>>();

/** `wantFor`, made once for each set of kinds, so that field lists can be kept by it. */
function lookupWant(keys: readonly Identifier[], want: Want): Want {
  const kinds = [...new Set(keys.map(({ kind }) => kind))].sort().join(' ');
  return kept(
    kept(wants, want, () => new Map()),
    kinds,
    () => wantFor(keys, want),
  );
}
