/** What is told of an operation before any source is asked, held against what it takes: exact at first, a bound after. */
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Configuration } from '../../src/config/configuration.ts';
import { executeOnce } from '../../src/gateway/once.ts';
import { isAsPredicted, type Prediction, predictionOf } from '../../src/gateway/prediction.ts';
import type { Traced, TracedCall } from '../../src/loading/trace.ts';
import {
  byRecord,
  columnOf,
  demoConfiguration,
  type Json,
  type RunningGateway,
  runGateway,
  type Sandbox,
  startTestSandbox,
  whatIsAsked,
  wholeCustomer,
} from './gateway.ts';

let sandbox: Sandbox;
let configuration: Configuration;

let gateway: RunningGateway;

beforeAll(async () => {
  sandbox = await startTestSandbox({ size: 120 });
  configuration = demoConfiguration(sandbox);
  gateway = await runGateway(configuration);
  await gateway.query('{ sources { health { status } } }');
});
afterAll(async () => {
  await gateway?.close();
  await sandbox?.close();
});

const log = pino({ level: 'silent' });
const marketing = 'marketing.communications.email';

async function predicted(
  query: string,
  variables: Json,
  purpose?: string,
  from = configuration,
): Promise<Prediction> {
  const operation = { query, variables, operationName: undefined, purpose };
  const { errors, traced, installation } = await executeOnce(from, operation, { log, dry: true });
  expect(errors).toEqual([]);
  return predictionOf(traced, installation.sources, installation.budget);
}

/** From cold. */
async function taken(query: string, variables: Json, purpose?: string): Promise<Traced> {
  gateway.installation.xref.clear();
  const headers = { 'x-explain': 'true', ...(purpose === undefined ? {} : { 'x-data-use': purpose }) };
  const { errors, extensions } = await gateway.query(query, variables, headers);
  expect(errors).toBeUndefined();
  return extensions.plan;
}

const kindOf = ({ source, operation, collection }: Pick<TracedCall, 'source' | 'operation' | 'collection'>) =>
  `${source} ${operation} ${collection}`;

/** What was asked after the first calls and is in nothing that was said to follow. */
function unforeseen({ further }: Prediction, { calls }: Traced): readonly string[] {
  const foreseen = new Set(further.calls.map(kindOf));
  const later = calls.filter(({ level }) => level > 1);
  const counts = Map.groupBy(later, kindOf);
  return [
    ...[...counts.keys()].filter((kind) => !foreseen.has(kind)),
    ...further.calls.flatMap((one) => {
      const made = counts.get(kindOf(one)) ?? [];
      const keys = made.reduce((sum, call) => sum + call.keys, 0);
      // One for each round, and one for each time that a call was full.
      const most =
        one.each === 'RECORDS' ? keys : further.waves + further.ahead + Math.floor(keys / one.batch);
      const full = made.some((call) => call.keys > one.batch);
      return made.length > most || full ? [`${kindOf(one)}: ${made.length}`] : [];
    }),
  ];
}

const one = (selection: string) => `query($by: CustomerKey!) { customer(by: $by) { ${selection} } }`;
const whole = `${one('...Whole consent(channel: EMAIL) { decision }')} ${wholeCustomer}`;

describe('a prediction', () => {
  it('asks no source', async () => {
    const { calls } = await whatIsAsked(sandbox, async () => {
      const { first } = await predicted(whole, { by: { email: 'ada.lindqvist@example.com' } });
      expect(first.length).toBeGreaterThan(0);
      await predicted('{ sources { name health { status } } }', {});
    });
    expect(calls).toEqual({ app: 0, shop: 0, crm: 0, billing: 0 });
  });

  it.each([undefined, marketing])(
    'tells the first calls exactly, and what may follow, for every persona and purpose %s',
    async (purpose) => {
      for (const [at, { name, email, phone, records }] of sandbox.population.truth.personas.entries()) {
        const doors = [byRecord(records[0] ?? ''), email && { email }, phone && { phone }].filter(Boolean);
        const by = doors[at % doors.length];
        const prediction = await predicted(whole, { by }, purpose);
        const traced = await taken(whole, { by }, purpose);
        expect(isAsPredicted(prediction.first, traced.calls), name).toBe(true);
        expect(unforeseen(prediction, traced), name).toEqual([]);
      }
    },
  );

  it('tells the first calls for many customers, however many fit in one', async () => {
    const emails = columnOf(sandbox.population.app, 'users', 'email').filter((email) => email.includes('@'));
    const distinct = [...new Set(emails.map((email) => email.toLowerCase()))];
    const query = 'query($keys: [CustomerKey!]!) { customersByKey(keys: $keys) { displayName } }';
    const variables = { keys: distinct.slice(0, 20).map((email) => ({ email })) };
    const { first } = await predicted(query, variables);
    expect(isAsPredicted(first, (await taken(query, variables)).calls)).toBe(true);
    expect(first.find(({ source }) => source === 'app')).toMatchObject({
      operation: 'find',
      keys: 20,
      price: 1,
    });
    expect(first.filter(({ source }) => source === 'billing')).toHaveLength(20);

    // However long a source would take to be asked so much.
    const sources = configuration.sources.map((one) => ({
      ...one,
      options: { ...one.options, perSecond: 1 },
    }));
    const slow = await predicted(query, variables, undefined, { ...configuration, sources });
    expect(slow.first).toEqual(first);
  });

  it('of a page of customers begins with the search, and the waves come after', async () => {
    const query =
      '{ customers(first: 5, filter: { source: "shop" }) { nodes { displayName orders(first: 1) { nodes { id } } } } }';
    const prediction = await predicted(query, {});
    expect(prediction.first).toEqual([
      { source: 'shop', operation: 'search', collection: null, keys: 1, price: 1 },
    ]);
    expect(prediction.further.waves).toBe(configuration.identity.budget.waves);
    expect(prediction.further.calls.map(kindOf)).toContain('shop get null');
    const traced = await taken(query, {});
    expect(isAsPredicted(prediction.first, traced.calls)).toBe(true);
    const foreseen = prediction.further.calls.map(kindOf);
    const later = traced.calls.filter(({ level }) => level > 1).map(kindOf);
    expect(later).toContain('shop collect orders');
    expect(later.filter((kind) => !foreseen.includes(kind))).toEqual([]);
  });

  it('knows what no column can hold once the source has been asked, as a gateway that has begun does', async () => {
    const variables = { by: byRecord('app:none of its numbers') };
    const operation = { query: one('id'), variables, operationName: undefined, purpose: undefined };
    const prices = async (dry: boolean) => {
      const { traced } = await executeOnce(configuration, operation, { log, dry });
      return traced.calls.filter(({ source }) => source === 'app').map(({ price }) => price);
    };
    expect([await prices(true), await prices(false)]).toEqual([[1], [0]]);
  });

  it('tells of no look-up where no customer is asked for', async () => {
    const { first, further, plans, remembered } = await predicted('{ sources { name } }', {});
    expect({ first, further, plans, remembered }).toEqual({
      first: [],
      further: { waves: 0, ahead: 0, calls: [] },
      plans: [],
      remembered: [],
    });
  });
});
