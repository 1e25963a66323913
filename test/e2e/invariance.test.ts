/** What an answer must not depend on: the order of the sources, what is remembered, and by which record one comes in. */
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
  wholeCustomer,
} from './gateway.ts';
import { patient } from './patient.ts';

let sandbox: Sandbox;
let gateway: RunningGateway;
let configuration: Configuration;

beforeAll(async () => {
  sandbox = await startTestSandbox({ size: 500 });
  configuration = patient(demoConfiguration(sandbox));
  gateway = await runGateway(configuration);
});
afterAll(async () => {
  await gateway?.close();
  await sandbox?.close();
});

const wholeByKeys = `query($keys: [CustomerKey!]!) { customersByKey(keys: $keys) { ...Whole
  customAttributes { name value source }
  marketing: consent(purpose: "marketing.communications.email", channel: EMAIL) { decision status decidedBy { source field } evidence { source record status } }
} } ${wholeCustomer}`;

const text = (value: unknown) => JSON.stringify(value);
const sorted = (list: readonly unknown[]) => list.toSorted((a, b) => (text(a) < text(b) ? -1 : 1));

/** An answer without how it was found, its lists sorted where the schema promises no order. */
function comparable(customer: Json): Json {
  if (customer === null) return null;
  const { waves: _, refused, otherMatches, records, ...identity } = customer.identity;
  return {
    ...customer,
    sources: sorted(customer.sources),
    identity: {
      ...identity,
      refused: sorted(refused),
      otherMatches: sorted(otherMatches),
      records: sorted(records),
    },
  };
}

async function whole(from: RunningGateway, refs: readonly string[]): Promise<readonly Json[]> {
  const { data, errors } = await from.query(wholeByKeys, { keys: refs.map(byRecord) });
  expect(errors).toBeUndefined();
  return data.customersByKey.map(comparable);
}

/** One record of each of `count` people, spread over the crowd and over the systems. */
function someone(count: number): readonly string[] {
  const people = [...sandbox.population.truth.people.values()];
  return Array.from({ length: count }, (_, at) => {
    const records = people[(at * 7919) % people.length] ?? [];
    return records[at % records.length] ?? '';
  });
}

function permutations<T>(list: readonly T[]): readonly (readonly T[])[] {
  if (list.length < 2) return [list];
  return list.flatMap((one, at) => permutations(list.toSpliced(at, 1)).map((rest) => [one, ...rest]));
}

describe('the answer', () => {
  it('is the same for every order of the sources in the configuration', async () => {
    const personas = sandbox.population.truth.personas.map(({ records }) => records.at(-1) ?? '');
    const refs = [...personas, ...someone(20)];
    const expected = await whole(gateway, refs);
    expect(expected.filter((one) => one !== null).length).toBe(refs.length);
    const orders = permutations(configuration.sources);
    expect(orders.length).toBe(24);
    for (const sources of orders) {
      const other = await runGateway({ ...configuration, sources });
      try {
        expect(await whole(other, refs), sources.map(({ name }) => name).join()).toEqual(expected);
      } finally {
        await other.close();
      }
    }
  }, 120_000);

  it('is the same cold and warm, and after the cross-reference was wiped', async () => {
    const refs = someone(100);
    gateway.installation.xref.clear();
    const cold = await whole(gateway, refs);
    const warm = await whole(gateway, refs);
    gateway.installation.xref.clear();
    const again = await whole(gateway, refs);
    expect(warm).toEqual(cold);
    expect(again).toEqual(cold);
  });

  it('is found in one round once it is known', async () => {
    const waves = async () =>
      (await gateway.query(wholeByKeys, { keys: [byRecord('app:1')] })).data.customersByKey[0].identity.waves;
    gateway.installation.xref.clear();
    expect(await waves()).toBeGreaterThan(1);
    expect(await waves()).toBe(1);
  });
});

describe('a customer id', () => {
  it('opens the same customer after a restart with nothing remembered', async () => {
    const before = await whole(gateway, someone(40));
    const restarted = await runGateway(configuration);
    try {
      const { data } = await restarted.query(
        `query($ids: [ID!]!) { nodes(ids: $ids) { ...Whole } } ${wholeCustomer}`,
        { ids: before.map(({ id }) => id) },
      );
      const after = data.nodes.map(comparable);
      expect(after.map((one: Json) => one.id)).toEqual(before.map(({ id }) => id));
      expect(after.map((one: Json) => one.identity.records)).toEqual(
        before.map(({ identity }) => identity.records),
      );
    } finally {
      await restarted.close();
    }
  });

  it('that was made from a record which no longer names the customer still opens them', async () => {
    const ada = sandbox.population.truth.personas.find(({ email }) => email === 'ada.lindqvist@example.com');
    const ids = (ada?.records ?? []).map((ref) => gateway.installation.ids.of(byRecord(ref).record));
    expect(new Set(ids).size).toBe(4);
    const { data } = await gateway.query(
      'query($keys: [CustomerKey!]!) { customersByKey(keys: $keys) { id } }',
      {
        keys: ids.map((id) => ({ id })),
      },
    );
    const answered = new Set(data.customersByKey.map((one: Json) => one.id));
    expect(answered.size).toBe(1);
    expect(ids).toContain([...answered][0]);
  });

  it('of another secret opens nobody', async () => {
    const stranger = await runGateway({
      ...configuration,
      gateway: { ...configuration.gateway, secret: 'another secret, which is none either' },
    });
    try {
      const [ada] = await whole(stranger, ['app:1']);
      const { data, errors } = await gateway.query(
        'query($id: ID!) { node(id: $id) { id } customer(by: { id: $id }) { id } }',
        { id: ada.id },
      );
      expect(data).toEqual({ node: null, customer: null });
      expect(errors.map((error: Json) => error.extensions.code)).toEqual(['KEY_INVALID']);
    } finally {
      await stranger.close();
    }
  });
});

describe('who is who', () => {
  it('agrees with the truth, by every record as a door', async () => {
    const { people, personOf } = sandbox.population.truth;
    const doors = [...people.values()].flat();
    let predicted = 0;
    let right = 0;
    let overmerged = 0;
    for (let at = 0; at < doors.length; at += 100) {
      const batch = doors.slice(at, at + 100);
      const { data } = await gateway.query(
        'query($keys: [CustomerKey!]!) { customersByKey(keys: $keys) { identity { records { source id } } } }',
        { keys: batch.map(byRecord) },
      );
      for (const [index, door] of batch.entries()) {
        const records: readonly string[] = data.customersByKey[index].identity.records.map(
          ({ source, id }: Json) => `${source}:${id}`,
        );
        const others = records.filter((ref) => ref !== door);
        const same = others.filter((ref) => personOf.get(ref) === personOf.get(door));
        predicted += others.length;
        right += same.length;
        if (same.length < others.length) overmerged++;
      }
    }
    const real = [...people.values()].reduce((sum, { length }) => sum + length * (length - 1), 0);
    const precision = right / predicted;
    const recall = right / real;
    const f1 = (2 * precision * recall) / (precision + recall);
    console.log(
      `identity, ${doors.length} doors: precision ${precision.toFixed(4)}, recall ${recall.toFixed(4)}, ` +
        `F1 ${f1.toFixed(4)}, over-merged ${((100 * overmerged) / doors.length).toFixed(2)} %`,
    );
    expect(precision).toBeGreaterThanOrEqual(0.99);
    expect(recall).toBeGreaterThanOrEqual(0.95);
  }, 120_000);
});
