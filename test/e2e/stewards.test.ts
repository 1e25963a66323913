/** Stewards decide which records are one customer: in force on the next question, and always taken back. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Configuration } from '../../src/config/configuration.ts';
import {
  byRecord,
  demoConfiguration,
  type Json,
  type RunningGateway,
  runGateway,
  type Sandbox,
  startTestSandbox,
} from './gateway.ts';

const token = 'a-token-that-only-Ada-has';
const asAda = { authorization: `Bearer ${token}` };
const tokenHash = createHash('sha256').update(token).digest('hex');

let sandbox: Sandbox;
let gateway: RunningGateway;

beforeAll(async () => {
  sandbox = await startTestSandbox({ size: 200 });
  gateway = await runGateway(configured());
});
afterAll(async () => {
  await gateway?.close();
  await sandbox?.close();
});

function configured(): Configuration {
  const configuration = demoConfiguration(sandbox);
  const anonymous = { roles: ['support'], scopes: [], dataUses: ['essential'], region: 'eu' };
  const ada = { ...anonymous, name: 'ada', hash: tokenHash, roles: ['steward'] };
  const authentication = { jwt: undefined, apiKeys: [ada], anonymous };
  return { ...configuration, store: 'memory', gateway: { ...configuration.gateway, authentication } };
}

async function roomOf(ref: string): Promise<{ readonly id: string; readonly records: readonly string[] }> {
  const { data } = await gateway.query(
    'query ($by: CustomerKey!) { customer(by: $by) { id identity { records { source id } } } }',
    { by: byRecord(ref) },
  );
  const { id, identity } = data.customer;
  return { id, records: identity.records.map((one: Json) => `${one.source}:${one.id}`) };
}

const verdict = `mutation ($a: RecordKey!, $b: RecordKey!, $kind: VerdictKind!, $reason: String) {
  giveVerdict(a: $a, b: $b, kind: $kind, reason: $reason) { id kind actor reason a { source id } b { source id } }
}`;

function say(a: string, b: string, kind: string, headers: Readonly<Record<string, string>> = asAda) {
  const variables = { a: byRecord(a).record, b: byRecord(b).record, kind, reason: 'a look at both' };
  return gateway.query(verdict, variables, headers);
}

function compare(a: string, b: string) {
  return gateway.query(
    `query ($a: RecordKey!, $b: RecordKey!) {
      identityCompare(a: $a, b: $b) {
        likeness together rule refusal modelVersion verdict { kind actor }
        score { prior weight fields { field level m u bits frequencyBits generic } }
      }
    }`,
    { a: byRecord(a).record, b: byRecord(b).record },
    asAda,
  );
}

describe('verdicts', () => {
  it('part one customer, and bring them together again when withdrawn', async () => {
    const [one = '', other = ''] = anyPair();
    const before = await roomOf(one);
    expect(before.records).toContain(other);

    const { data } = await say(one, other, 'NOT_SAME');
    expect(data.giveVerdict).toMatchObject({ kind: 'NOT_SAME', actor: 'ada', reason: 'a look at both' });
    const parted = [await roomOf(one), await roomOf(other)];
    expect(parted.filter(({ records }) => records.includes(one) && records.includes(other))).toEqual([]);
    // Whoever keeps the record that named the customer keeps the id.
    expect(new Set(parted.map(({ id }) => id)).size).toBe(2);
    expect(parted.map(({ id }) => id)).toContain(before.id);

    await say(one, other, 'WITHDRAWN');
    expect(await roomOf(one)).toEqual(before);
    expect(await roomOf(other)).toEqual(before);
  });

  it('bring two customers together, whatever their names, and part them when withdrawn', async () => {
    const [one, other] = twoPeople();
    const before = [await roomOf(one), await roomOf(other)];
    await say(one, other, 'SAME');
    const together = await roomOf(one);
    expect(together.records).toEqual(before.flatMap(({ records }) => records).sort());
    expect((await roomOf(other)).id).toBe(together.id);
    // Ids given out before lead to the same customer.
    for (const { id } of before) {
      const { data } = await gateway.query('query ($id: ID!) { customer(by: { id: $id }) { id } }', { id });
      expect(data.customer.id).toBe(together.id);
    }
    await say(one, other, 'WITHDRAWN');
    expect([await roomOf(one), await roomOf(other)]).toEqual(before);
  });

  it('that contradict each other are a case, and the one that keeps apart holds', async () => {
    const [one, other] = twoPeople();
    const [third] = threePeople();
    await say(one, third, 'SAME');
    await say(third, other, 'SAME');
    await say(one, other, 'NOT_SAME');
    const { data } = await gateway.query(
      '{ conflictCases { apart { kind a { source id } b { source id } } chain { kind } } }',
      {},
      asAda,
    );
    expect(data.conflictCases).toMatchObject([
      { apart: { kind: 'NOT_SAME' }, chain: [{ kind: 'SAME' }, { kind: 'SAME' }] },
    ]);
    expect((await roomOf(one)).records).not.toContain(other);
    for (const pair of [
      [one, third],
      [third, other],
      [one, other],
    ] as const)
      await say(pair[0], pair[1], 'WITHDRAWN');
  });

  it('are history, newest first', async () => {
    const { data } = await gateway.query('{ verdicts(first: 3) { id kind actor at } }', {}, asAda);
    const ids = data.verdicts.map(({ id }: Json) => Number(id));
    expect(ids).toEqual(ids.toSorted((x: number, y: number) => y - x));
    expect(data.verdicts[0]).toMatchObject({ kind: 'WITHDRAWN', actor: 'ada' });
  });

  it.each([
    [{}, 'STEWARD_REQUIRED'],
    [{ authorization: 'Bearer a-token-of-somebody-else' }, 'UNAUTHENTICATED'],
    [{ authorization: `Basic ${token}` }, 'UNAUTHENTICATED'],
  ])('are given by stewards only: %j', async (headers, code) => {
    const [one, other] = twoPeople();
    const { errors } = await say(one, other, 'SAME', headers);
    expect(errors[0].extensions.code).toBe(code);
    expect((await roomOf(one)).records).not.toContain(other);
  });

  it('need two records that exist', async () => {
    const [one] = twoPeople();
    for (const other of [one, 'app:999999999']) {
      const { errors } = await say(one, other, 'SAME');
      expect(errors[0].extensions.code).toBe('VERDICT_INVALID');
    }
  });
});

describe('two records held against each other', () => {
  it('have a score that adds up', async () => {
    const [one = '', other = ''] = anyPair();
    const { data } = await compare(one, other);
    const { score, likeness, together } = data.identityCompare;
    expect({ likeness, together }).toEqual({ likeness: 'ONE', together: true });
    const sum = score.fields.reduce(
      (all: number, { bits, frequencyBits }: Json) => all + bits + frequencyBits,
      score.prior,
    );
    expect(sum).toBeCloseTo(score.weight, 9);
    for (const { m, u, bits, generic } of score.fields)
      if (!generic) expect(bits).toBeCloseTo(Math.log2(m / u), 9);
  });

  it('say why not', async () => {
    const [one, other] = twoPeople();
    await say(one, other, 'NOT_SAME');
    const { data } = await compare(one, other);
    expect(data.identityCompare).toMatchObject({
      likeness: 'APART',
      together: false,
      refusal: 'STEWARD',
      verdict: { kind: 'NOT_SAME', actor: 'ada' },
    });
    await say(one, other, 'WITHDRAWN');
  });
});

describe('values', () => {
  it('of which a steward said that they mean nobody lead nowhere, until it is taken back', async () => {
    const { phone, ref } = reachableByPhone();
    const open = () =>
      gateway.query('query ($phone: String!) { customer(by: { phone: $phone }) { id } }', { phone });
    expect((await open()).data.customer).not.toBeNull();
    const rule = (kind: string) =>
      gateway.query(
        'mutation ($phone: String!, $rule: ValueRuleKind!) { setValueRule(value: { phone: $phone }, rule: $rule) { kind rule } }',
        { phone, rule: kind },
        asAda,
      );
    expect((await rule('BLOCKED')).data.setValueRule).toEqual({ kind: 'phone', rule: 'BLOCKED' });
    expect((await open()).errors[0].extensions.code).toBe('KEY_GENERIC');
    expect((await roomOf(ref)).records).toContain(ref);
    const { data } = await gateway.query('{ valueRules { kind rule actor } }', {}, asAda);
    expect(data.valueRules).toEqual([{ kind: 'phone', rule: 'BLOCKED', actor: 'ada' }]);
    await rule('WITHDRAWN');
    expect((await open()).data.customer).not.toBeNull();
  });
});

it('a gateway without stewards has no desk', async () => {
  const plain = await runGateway(demoConfiguration(sandbox));
  try {
    const { errors } = await plain.query('{ reviewQueue { requests } }', {}, asAda);
    expect(errors[0].extensions.code).toBe('STEWARD_REQUIRED');
  } finally {
    await plain.close();
  }
});

/** Records of one person that several systems know. */
function anyPair(): readonly string[] {
  const several = [...sandbox.population.truth.people.values()].filter((records) => records.length > 1);
  return several[3] ?? [];
}

function threePeople(): readonly [string, string, string] {
  const [c, a, b] = [...sandbox.population.truth.people.values()]
    .filter((records) => records.length === 1)
    .slice(10, 13)
    .flat();
  if (a === undefined || b === undefined || c === undefined) throw new Error('too few people');
  return [c, a, b];
}

function twoPeople(): readonly [string, string] {
  const [, a, b] = threePeople();
  return [a, b];
}

function reachableByPhone(): { readonly phone: string; readonly ref: string } {
  const persona = sandbox.population.truth.personas.find(({ phone, records }) => phone && records.length > 1);
  return { phone: persona?.phone ?? '', ref: persona?.records[0] ?? '' };
}
