/** Records by identifiers and by candidate keys: one statement an object for each batch of either. */
import { GatewayError } from '../../src/model/errors.ts';
import type { Identifier, IdentifierKind } from '../../src/model/identifier.ts';
import { absent, failed, type Outcome } from '../../src/model/outcome.ts';
import type { RecordId, SourceRecord } from '../../src/model/record.ts';
import { type AskedValue, Asking, spellingsOf } from '../asking.ts';
import { partedByKind } from '../candidates.ts';
import type { LookupColumn } from '../columns.ts';
import { type Call, type Matches, matchCap, type Want } from '../contract.ts';
import { readFairly } from '../fair.ts';
import { kept } from '../kept.ts';
import { matchesByKey } from '../matching.ts';
import { type CandidateCondition, candidateCondition, learnFields } from './candidates.ts';
import type { CustomerObject } from './config.ts';
import { failureIn, isReadable, type Org, onlyCustomers } from './records.ts';
import { anyOf, batches, encoded, isIn, statement, textLiteral } from './soql.ts';

/** A value that is asked for, as the look-up fields of each object are compared with it. */
interface Question {
  readonly asked: AskedValue;
  readonly comparisons: ReadonlyMap<CustomerObject, readonly Comparison[]>;
  /** Bytes of URL that its literals take where they take most. */
  readonly bytes: number;
}

/** A column among literals, which those of other questions join, or a condition of its own on some columns. */
type Comparison = { readonly column: string; readonly literals: readonly string[] } | CandidateCondition;

/** Keys in one statement. */
export const findBatch = 100;

export async function find(
  org: Org,
  keys: readonly Identifier[],
  want: Want,
  call: Call,
): Promise<readonly Outcome<Matches>[]> {
  const asking = askingOf(org, keys);
  const outcomes = new Map<AskedValue, Outcome<Matches>>();
  const answer = (values: readonly AskedValue[]) =>
    Promise.all(
      batchesOf(org, values).map(async (batch) => {
        const answers = await answerBatch(org, batch, want, call);
        for (const [at, one] of batch.entries()) outcomes.set(one.asked, answers[at] ?? absent);
      }),
    );
  const { identifiers, candidates } = partedByKind(asking.values);
  const answerCandidates = async () => {
    try {
      await learnFields(org, candidates, call.signal);
    } catch (error) {
      const failure = failed(failureIn(error));
      for (const one of candidates) outcomes.set(one, failure);
      return;
    }
    await answer(candidates);
  };
  await Promise.all([answer(identifiers), answerCandidates()]);
  return asking.answers(asking.values.map((one) => outcomes.get(one) ?? absent));
}

function askingOf({ objects }: Org, keys: readonly Identifier[]): Asking {
  const has = (kind: IdentifierKind) =>
    objects.some(({ lookups, candidates }) => lookups.has(kind) || candidates.has(kind));
  return new Asking(keys, { has });
}

/** What is asked of each object in one statement; what none of them can hold is in none. */
function batchesOf(org: Org, values: readonly AskedValue[]): readonly (readonly Question[])[] {
  const questions = values.map((asked) => questionOf(org, asked));
  const asked = questions.filter(({ comparisons }) => comparisons.size > 0);
  return batches(asked, findBatch, ({ bytes }) => bytes);
}

/**
 * Statements these keys take: one for each batch and object it concerns. Candidate keys have their own, so that what
 * Salesforce has no index for slows down no identifier.
 */
export function findPrice(org: Org, keys: readonly Identifier[]): number {
  const { identifiers, candidates } = partedByKind(askingOf(org, keys).values);
  return [...batchesOf(org, identifiers), ...batchesOf(org, candidates)].flatMap((batch) =>
    org.objects.filter((object) => concerning(batch, object).length > 0),
  ).length;
}

function concerning(batch: readonly Question[], object: CustomerObject): readonly Question[] {
  return batch.filter(({ comparisons }) => comparisons.has(object));
}

async function answerBatch(
  org: Org,
  batch: readonly Question[],
  want: Want,
  call: Call,
): Promise<readonly Outcome<Matches>[]> {
  const values = batch.map(({ asked }) => asked);
  const answers = await Promise.all(org.objects.map((object) => ask(org, object, batch, values, want, call)));
  const records = answers.flatMap((answer) => answer.records);
  const cut = new Set(answers.flatMap((answer) => [...answer.cut]));
  const matches = matchesByKey(values, records, org.country, cut);
  if (answers.every(({ failures }) => failures.size === 0)) return matches;
  return batch.map((question, at) => {
    const failure = answers.map(({ failures }) => failures.get(question)).find((one) => one !== undefined);
    return failure === undefined ? (matches[at] ?? absent) : failed(failure);
  });
}

interface Answer {
  readonly records: readonly SourceRecord[];
  /** Questions the object did not answer; those that do not concern it are not among them. */
  readonly failures: ReadonlyMap<Question, GatewayError>;
  /** Values of which there may be more records than were read. */
  readonly cut: ReadonlySet<AskedValue>;
}

/** @param values - of the whole batch: whatever object a record is of, all are compared with it. */
async function ask(
  org: Org,
  object: CustomerObject,
  batch: readonly Question[],
  values: readonly AskedValue[],
  want: Want,
  call: Call,
): Promise<Answer> {
  const concerned = concerning(batch, object);
  const cut = new Set<AskedValue>();
  if (concerned.length === 0) return { records: [], failures: none, cut };
  try {
    return await org.drift.read(object.target, call.signal, async (missing) => {
      const gone = concerned.filter((question) => isBlocked(object, question, missing));
      const failures = gone.length === 0 ? none : failing(gone, new GatewayError('SOURCE_DRIFTED'));
      const askable = gone.length === 0 ? concerned : concerned.filter((one) => !failures.has(one));
      if (askable.length === 0) return { records: [], failures, cut };
      const { fields, records } = org.selections(object, missing).of(want, values);
      const rows = await readFairly(
        askable,
        matchCap + 1,
        (some, limit) => org.session.query(lookupStatement(object, fields, some, limit), call.signal),
        ({ asked }) => cut.add(asked),
      );
      return { records: distinct(records(rows)), failures, cut };
    });
  } catch (error) {
    return { records: [], failures: failing(concerned, failureIn(error)), cut };
  }
}

const none: Answer['failures'] = new Map();

function failing(questions: readonly Question[], error: GatewayError): Answer['failures'] {
  return new Map(questions.map((question) => [question, error]));
}

/** A row that answers keys of both halves of a split batch came twice. */
function distinct(records: readonly SourceRecord[]): readonly SourceRecord[] {
  const byId = new Map<RecordId, SourceRecord>();
  for (const record of records) byId.set(record.ref.id, record);
  return [...byId.values()];
}

/** With one of its look-up fields gone, nobody found would be no answer. */
function isBlocked(object: CustomerObject, { comparisons }: Question, missing: ReadonlySet<string>): boolean {
  if (missing.size === 0) return false;
  return (
    !isReadable(object, missing) ||
    (comparisons.get(object) ?? []).some((one) =>
      'columns' in one ? one.columns.some((column) => missing.has(column)) : missing.has(one.column),
    )
  );
}

function lookupStatement(
  object: CustomerObject,
  fields: string,
  questions: readonly Question[],
  limit: number,
): string {
  const literals = new Map<string, Set<string>>();
  const own: string[] = [];
  for (const { comparisons } of questions)
    for (const one of comparisons.get(object) ?? []) {
      if ('columns' in one) {
        own.push(one.condition);
        continue;
      }
      const ofColumn = kept(literals, one.column, () => new Set<string>());
      for (const literal of one.literals) ofColumn.add(literal);
    }
  const lists = [...literals].map(([column, ofColumn]) => isIn(column, ofColumn));
  return statement({
    columns: fields,
    object: object.mapping.table,
    where: [anyOf([...lists, ...own]), ...onlyCustomers(object)],
    limit,
  });
}

/** Objects that cannot be asked for the value have no comparisons. */
function questionOf({ objects, schema }: Org, asked: AskedValue): Question {
  const literals = new Map<LookupColumn['as'], readonly string[]>();
  const comparisons = new Map<CustomerObject, readonly Comparison[]>();
  let bytes = 0;
  for (const object of objects) {
    const own: Comparison[] = [];
    for (const { column, as } of object.lookups.get(asked.kind) ?? []) {
      const written = kept(literals, as, () => literalsOf(asked, as));
      if (written.length > 0) own.push({ column, literals: written });
    }
    if (object.candidates.has(asked.kind)) {
      const condition = candidateCondition(schema, object, asked);
      if (condition !== undefined) own.push(condition);
    }
    if (own.length === 0) continue;
    comparisons.set(object, own);
    bytes = Math.max(bytes, bytesOf(own));
  }
  return { asked, comparisons, bytes };
}

/** Salesforce compares text without regard to case. */
function literalsOf(asked: AskedValue, as: LookupColumn['as']): readonly string[] {
  const spellings = spellingsOf(asked, as);
  const caseless =
    spellings.length === 1 ? spellings : new Map(spellings.map((one) => [one.toLowerCase(), one])).values();
  return [...caseless].map(textLiteral).filter((literal) => literal !== undefined);
}

function bytesOf(comparisons: readonly Comparison[]): number {
  let bytes = 0;
  for (const one of comparisons)
    if ('columns' in one) bytes += encoded(`${one.condition} OR `).length;
    else for (const literal of one.literals) bytes += encoded(`${literal},,`).length;
  return bytes;
}
