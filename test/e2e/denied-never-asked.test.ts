/**
 * What is denied is not asked for: thousands of questions of callers of every role, for every purpose, about people of
 * every state of consent, which changes meanwhile. No system is asked for a denied field, and no value of one is found in
 * anything the gateway gives away.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runs } from '../execution/runs.ts';
import { as, withCallers } from './consent-callers.ts';
import {
  addKnownPerson,
  anySaying,
  isPermitted,
  type KnownPerson,
  marks,
  numbers,
  resay,
} from './consent-people.ts';
import {
  type Answer,
  byRecord,
  demoConfiguration,
  type Json,
  type RunningGateway,
  runGateway,
  type Sandbox,
  startTestSandbox,
  whatIsAsked,
} from './gateway.ts';
import { patient } from './patient.ts';
import {
  comparedFields,
  fieldsAsked,
  isBelow,
  mayAsk,
  shippedPolicy,
  type WithheldField,
  withheldFields,
} from './withheld-fields.ts';

const people = 90;
const perRound = 25;
const rounds = 80 * (runs(1).numRuns ?? 1);

/** Callers of each role, and of some together. */
const callers: Readonly<Record<string, { readonly roles: readonly string[] }>> = {
  ...Object.fromEntries(Object.keys(shippedPolicy.roles).map((role) => [role, { roles: [role] }])),
  desk: { roles: ['support', 'marketing'] },
  growth: { roles: ['marketing', 'analyst'] },
};

const folder = mkdtempSync(join(tmpdir(), 'onefold-denied-'));
/** Always the same ones. */
const pick = numbers(7);
let sandbox: Sandbox;
let gateway: RunningGateway;
let known: readonly KnownPerson[];
const ids = new Map<number, string>();

beforeAll(async () => {
  sandbox = await startTestSandbox({ size: 1 });
  const some: KnownPerson[] = [];
  while (some.length < people) some.push(await addKnownPerson(sandbox, anySaying(pick)));
  known = some;
  const configuration = patient(demoConfiguration(sandbox));
  gateway = await runGateway({
    ...withCallers(configuration, callers),
    audit: { folder, durable: false },
  });
  const { data } = await gateway.query(
    'query($keys: [CustomerKey!]!) { customersByKey(keys: $keys) { id } }',
    { keys: known.map(({ records }) => byRecord(`app:${records.app}`)) },
    { ...as('privacy'), 'x-data-use': 'essential.privacy_request' },
  );
  for (const [at, { number }] of known.entries()) ids.set(number, data.customersByKey[at].id);
}, 120_000);
afterAll(async () => {
  await gateway?.close();
  await sandbox?.close();
  rmSync(folder, { recursive: true, force: true });
});

const one = <T>(list: readonly T[]): T => list[pick(list.length)] as T;
const some = <T>(list: readonly T[], most: number): readonly T[] => [
  ...new Set(Array.from({ length: 1 + pick(most) }, () => one(list))),
];

interface Question {
  readonly person: KnownPerson;
  readonly fields: readonly string[];
  ask(): Promise<Answer>;
}

/** Ways of asking for one customer, in which `…` stands for what is asked of them. */
const ways = [
  'query($by: CustomerKey!) { customer(by: $by) { … } }',
  'query($by: CustomerKey!) { a: customer(by: $by) { id } b: customer(by: $by) { … } }',
  'query($by: CustomerKey!) { customersByKey(keys: [$by, $by]) { … } }',
  'query($id: ID!) { node(id: $id) { ... on Customer { … } } }',
  'query($id: ID!) { nodes(ids: [$id]) { ...Of } } fragment Of on Customer { … }',
  'query($filter: CustomerFilter) { customers(filter: $filter, first: 5) { nodes { … } pageInfo { hasNextPage endCursor } } }',
  'query($filter: CustomerFilter) { customers(filter: $filter, first: 1) { edges { cursor node { … } } } }',
];

function question(person: KnownPerson, headers: Readonly<Record<string, string>>): Question {
  const asked = [...some(withheldFields, 4), ...some(comparedFields, 2)];
  const more = pick(4) === 0 ? ' provenance { attribute value losing { value } } sources { status }' : '';
  const document = one(ways).replace('…', `id ${asked.map(({ selection }) => selection).join(' ')}${more}`);
  const { records, email, phone } = person;
  const [source, id] = one(Object.entries(records));
  const by = one<Json>([{ email }, { phone }, { record: { source, id } }, { id: ids.get(person.number) }]);
  const explain: Readonly<Record<string, string>> = pick(3) === 0 ? { 'x-explain': 'true' } : {};
  return {
    person,
    fields: asked.map(({ name }) => name),
    ask: () =>
      gateway.query(
        document,
        { by, id: ids.get(person.number), filter: { source: 'app', email } },
        { ...headers, ...explain },
      ),
  };
}

const basisOf = (purpose: string) => shippedPolicy.purposes[purpose]?.basis ?? '';

/** Fields of which a mark may be in an answer. What people can be reached by is judged by its channel as well. */
function showable(person: KnownPerson, roles: readonly string[], purpose: string): readonly string[] {
  if (!isPermitted(person.said, purpose, basisOf(purpose))) return [];
  const all: readonly Pick<WithheldField, 'name' | 'category' | 'usableFor'>[] = [
    ...withheldFields,
    ...comparedFields,
  ];
  return all
    .filter((field) => mayAsk(field, roles, purpose))
    .map(({ name }) => name)
    .filter((name) => name !== 'address' || basisOf(purpose) !== 'CONSENT');
}

const tally = { questions: 0, denied: 0, permitted: 0, refused: 0, shown: 0, asked: 0 };

/** One caller, one purpose, people who agree in whether it is permitted. */
async function round(): Promise<void> {
  for (const person of some(known, 3)) await resay(sandbox, person, anySaying(pick));
  if (pick(3) === 0) gateway.installation.xref.clear();
  const [name, { roles }] = one(Object.entries(callers));
  const purposes = Object.keys(shippedPolicy.purposes);
  const allowed = purposes.filter((purpose) =>
    roles.some((role) => shippedPolicy.roles[role]?.purposes.some((above) => isBelow(purpose, above))),
  );
  const purpose = one(pick(12) === 0 ? purposes : allowed);
  const permitted = known.filter(({ said }) => isPermitted(said, purpose, basisOf(purpose)));
  const denied = known.filter((person) => !permitted.includes(person));
  const isDenied = denied.length > 0 && (permitted.length === 0 || pick(2) === 0);
  const headers = { ...as(name), 'x-data-use': purpose };
  const questions = Array.from({ length: perRound }, () =>
    question(one(isDenied ? denied : permitted), headers),
  );

  let answers: readonly Answer[] = [];
  const { received } = await whatIsAsked(sandbox, async () => {
    answers = await Promise.all(questions.map(({ ask }) => ask()));
  });

  const hint = `${name} for ${purpose}`;
  const isRefused = !allowed.includes(purpose);
  if (isRefused) expect(Object.values(received).flat(), hint).toEqual([]);
  const askable = withheldFields
    .filter((field) => !isDenied && mayAsk(field, roles, purpose))
    .filter(({ name }) => questions.some(({ fields }) => fields.includes(name)))
    .map((field) => field.name);
  const asked = fieldsAsked(received);
  expect(
    asked.filter((field) => !askable.includes(field)),
    hint,
  ).toEqual([]);

  for (const [at, { person }] of questions.entries()) {
    const { status, data, errors, extensions } = answers[at] as Answer;
    expect(status, hint).toBe(200);
    // What goes wrong says so, or the rest would prove nothing.
    const codes = (errors ?? []).map((error: Json) => error.extensions.code);
    expect(new Set(codes), hint).toEqual(new Set(isRefused ? ['PURPOSE_NOT_ALLOWED'] : []));
    expect(JSON.stringify([errors, extensions]), hint).not.toMatch(marks);
    const may = isRefused ? [] : showable(person, roles, purpose);
    for (const [found, number, field = ''] of JSON.stringify(data).matchAll(marks)) {
      expect(`${number} ${may.includes(field) ? 'may' : 'may not'} ${field}: ${found}`, hint).toBe(
        `${person.number} may ${field}: ${found}`,
      );
      tally.shown++;
    }
  }
  tally.questions += questions.length;
  tally.asked += asked.length;
  if (isRefused) tally.refused++;
  else if (isDenied) tally.denied++;
  else tally.permitted++;
}

describe('what is denied', () => {
  it(`is neither asked for nor shown, in ${rounds * perRound} questions`, async () => {
    for (let at = 0; at < rounds; at++) await round();
    // Each kind of question was asked, and what is permitted is shown: the rest would prove nothing otherwise.
    expect(tally.questions).toBe(rounds * perRound);
    expect(tally.denied).toBeGreaterThan(rounds / 6);
    expect(tally.permitted).toBeGreaterThan(rounds / 4);
    expect(tally.refused).toBeGreaterThan(1);
    expect(tally.shown).toBeGreaterThan(rounds * 4);
    expect(tally.asked).toBeGreaterThan(rounds);
  }, 600_000);

  it('is in no log, in no memory of who is who, and not in the log of decisions', async () => {
    const decisions = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
      .join('\n');
    const dump = JSON.stringify(gateway.installation.xref.dump());
    const logs = gateway.logs.join('\n');
    expect(decisions.split('\n').length).toBeGreaterThan(rounds * perRound * 0.8);
    expect(dump.length).toBeGreaterThan(1000);
    expect(logs.length).toBeGreaterThan(10_000);
    for (const [place, text] of Object.entries({ decisions, dump, logs })) {
      expect(text.match(marks), place).toBeNull();
      for (const { email, phone, family } of known)
        expect(
          [email, phone, family].filter((value) => text.includes(value)),
          place,
        ).toEqual([]);
    }
  });
});
