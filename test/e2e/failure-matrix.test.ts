/**
 * Every combination of what can happen to four sources, from cold and with the customers remembered: what the healthy
 * ones hold is answered, in time; each of the others says what is wrong with it; and consent never gets wider.
 */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Json } from './gateway.ts';
import type { State } from './matrix/failing-source.ts';
import { faultsOf } from './matrix/faults.ts';
import {
  allOk,
  inOwnTime,
  openWorks,
  type Patience,
  type States,
  type Tested,
  type Works,
} from './matrix/gateway.ts';
import { type Person, people, sourceNames } from './matrix/people.ts';
import { provenanceOf, type Question, questions, variablesFor } from './matrix/questions.ts';

// One for all gateways: thousands of caches for ids would take longer than all the rest.
vi.mock(import('../../src/identity/ids.ts'), async (original) => {
  const { CustomerIds } = await original();
  let one: InstanceType<typeof CustomerIds> | undefined;
  const construct = (_: unknown, [keys]: ConstructorParameters<typeof CustomerIds>) => {
    one ??= new CustomerIds(keys);
    return one;
  };
  return { CustomerIds: new Proxy<typeof CustomerIds>(CustomerIds, { construct }) };
});

/** A call that hangs ends long before its request: what is left of the time is for the others. */
const patient: Patience = { deadline: 1500, timeout: 500 };
/** Only the deadline ends a call that hangs. */
const hurried: Patience = { deadline: 300, timeout: 5000 };

let works: Works;
/** Has met everybody while all was well. */
let acquainted: Tested;
/** What it answered then, by question and person; and where each person's values came from. */
const answers = new Map<Question, Map<Person, Json>>();
const provenances = new Map<Person, Json>();

beforeAll(async () => {
  works = await openWorks();
  acquainted = works.open(allOk, patient);
  const ask = async (document: string, person: Person, purpose?: string) => {
    const { body } = await acquainted.ask(document, variablesFor([person, person]), purpose);
    expect(body.errors).toBeUndefined();
    return body.data;
  };
  await inOwnTime(async () => {
    for (const question of questions) {
      const byPerson = new Map<Person, Json>();
      for (const one of people) byPerson.set(one, await ask(question.document, one, question.purpose));
      answers.set(question, byPerson);
    }
    for (const one of people) provenances.set(one, (await ask(provenanceOf, one)).one.provenance);
  });
});
afterAll(async () => {
  acquainted?.close();
  await works?.close();
});

const wholeOf = (question: Question) => ({
  one: (person: Person) => answers.get(question)?.get(person).one,
  several: (person: Person) => answers.get(question)?.get(person).several[0],
  provenance: (person: Person) => provenances.get(person),
});

/** Every way to give each source one of some states. */
function combinations(of: readonly State[]): readonly States[] {
  return sourceNames.reduce<readonly States[]>(
    (all, name) => all.flatMap((states) => of.map((state) => ({ ...states, [name]: state }))),
    [allOk],
  );
}

const combinationsAtOnce = 12;
/** Bound on what a defect that shows everywhere prints. */
const faultsShown = 10;

interface Circumstances {
  readonly patience: Patience;
  readonly warm: boolean;
  /** Who may be asked for; everybody by default. */
  readonly among?: readonly Person[];
}

/** Asks in each combination, a few at a time. */
async function faultsIn(all: readonly States[], circumstances: Circumstances): Promise<readonly string[]> {
  const faults: string[] = [];
  const queue = all.entries();
  const work = async () => {
    for (const [at, states] of queue)
      for (const first of firstAsked(states, at, circumstances))
        faults.push(...(await faultsOfOne(states, first, circumstances)));
  };
  await inOwnTime(() => Promise.all(Array.from({ length: combinationsAtOnce }, work)));
  return faults.slice(0, faultsShown);
}

/** Where in the row of people to begin: with each in turn where at most one source is ill, with one elsewhere. */
function firstAsked(states: States, at: number, { among = people }: Circumstances): readonly number[] {
  const ill = sourceNames.filter((name) => states[name] !== 'ok').length;
  return ill < 2 ? [...among.keys()] : [at];
}

/** Puts every question at once to a gateway of its own. */
async function faultsOfOne(
  states: States,
  first: number,
  { patience, warm, among = people }: Circumstances,
): Promise<readonly string[]> {
  const gateway = works.open(states, patience, warm ? acquainted : undefined);
  const told = sourceNames.map((source) => `${source} ${states[source]}`).join(', ');
  const faults = await Promise.all(
    questions.map(async (question, nth) => {
      const asked = Array.from({ length: 1 + question.several }, (_, next) =>
        among.at((first + nth + 3 * next) % among.length),
      ).filter((one) => one !== undefined);
      const reply = await gateway.ask(question.document, variablesFor(asked), question.purpose);
      const situations = asked.map((person) => ({ person, states, warm }));
      return faultsOf(situations, reply, wholeOf(question), patience.deadline).map(
        (fault) => `${told}; ${question.name}; ${fault}`,
      );
    }),
  );
  gateway.close();
  return faults.flat();
}

it('begins with an objection in each source that holds one, and with none elsewhere', () => {
  const [, byConsent] = questions;
  const permitted = people.filter(
    (one) => byConsent && wholeOf(byConsent).one(one).declared.decision === 'PERMIT',
  );
  expect(permitted.map(({ given }) => given)).toEqual(['Ada', 'Fay']);
});

describe.each([
  ['from cold', false],
  ['with the customers remembered', true],
] as const)('%s', (_, warm) => {
  it('answers what can be known in each of 2401 combinations', { timeout: 180_000 }, async () => {
    const all = combinations(['ok', 'down', 'hang', '429', '5xx', 'garbage', 'drift']);
    expect(all.length).toBe(2401);
    expect(await faultsIn(all, { warm, patience: patient })).toEqual([]);
  });

  it('answers likewise where a table is gone, or a source never lets go of a call', async () => {
    const all = combinations(['ok', 'table gone', 'deaf']);
    expect(await faultsIn(all, { warm, patience: patient })).toEqual([]);
  });
});

it('answers what the others hold when only the deadline ends a call', async () => {
  // Whoever shares something with the customer is asked about it in a second round, for which no time is left.
  const among = people.filter(({ neighboursIn }) => neighboursIn.length === 0);
  const all = combinations(['ok', 'hang', 'deaf']);
  expect(await faultsIn(all, { warm: true, patience: hurried, among })).toEqual([]);
});
