/** Stewards put values on the suppression list: it stands above whatever the sources say, until it is lifted. */
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  demoConfiguration,
  type Json,
  type RunningGateway,
  runGateway,
  type Sandbox,
  startTestSandbox,
} from './gateway.ts';

const stranger = 'somebody.else@example.net';
const purpose = 'marketing.communications.email';

let sandbox: Sandbox;
let gateway: RunningGateway;

beforeAll(async () => {
  sandbox = await startTestSandbox({ size: 120 });
  gateway = await runGateway({ ...demoConfiguration(sandbox), store: 'memory' });
});
afterEach(async () => {
  for (const scope of [{}, { purpose }, { channel: 'SMS' }]) await lift({ email: willing() }, scope);
  await lift({ email: stranger });
});
afterAll(async () => {
  await gateway?.close();
  await sandbox?.close();
});

/** The address of somebody whom every source lets write to. */
function willing(): string {
  const persona = sandbox.population.truth.personas.find(
    ({ email, expect: { consent } }) =>
      email !== undefined &&
      consent.length > 0 &&
      consent.every((one) => one.decision === 'PERMIT' && one.purpose === purpose && one.channel === 'EMAIL'),
  );
  if (persona?.email === undefined) throw new Error('nobody in the population permits marketing');
  return persona.email;
}

function suppress(value: Json, scope: Json = {}) {
  return gateway.query(
    `mutation ($value: ValueKey!, $purpose: String! = "*", $channel: Channel! = ANY, $until: DateTime, $reason: String) {
      suppress(value: $value, purpose: $purpose, channel: $channel, until: $until, reason: $reason) {
        id kind channel purpose until lifted reason actor at
      }
    }`,
    { value, ...scope },
  );
}

function lift(value: Json, scope: Json = {}) {
  return gateway.query(
    `mutation ($value: ValueKey!, $purpose: String! = "*", $channel: Channel! = ANY) {
      liftSuppression(value: $value, purpose: $purpose, channel: $channel) { lifted purpose channel }
    }`,
    { value, ...scope },
  );
}

async function listed(): Promise<Json> {
  const { data } = await gateway.query('{ suppressions(first: 10) { kind channel purpose until } }');
  return data.suppressions;
}

async function ask(): Promise<{ readonly consent: Json; readonly email: string | null }> {
  const { data } = await gateway.query(
    `query ($email: String!) @purpose(use: "${purpose}") {
      customer(by: { email: $email }) { email consent(channel: EMAIL) { decision status decidedBy { source } } }
    }`,
    { email: willing() },
  );
  return data.customer;
}

describe('the suppression list', () => {
  it('denies what every source permits, on the very next question, until it is lifted', async () => {
    // The first question of all finds connections that are still being made.
    const before = await vi.waitFor(async () => {
      const answer = await ask();
      expect(answer.consent.decision).toBe('PERMIT');
      return answer;
    }, 20_000);
    await suppress({ email: willing() });
    expect(await ask()).toEqual({
      email: null,
      consent: { decision: 'DENY', status: 'SUPPRESSED', decidedBy: { source: 'suppression list' } },
    });
    await lift({ email: willing() });
    expect(await ask()).toEqual(before);
  });

  it('denies only what it is about', async () => {
    await suppress({ email: willing() }, { channel: 'SMS' });
    await suppress({ email: stranger });
    expect((await ask()).consent.decision).toBe('PERMIT');
    await suppress({ email: willing() }, { purpose });
    expect((await ask()).consent.decision).toBe('DENY');
  });

  it('says what was said, and shows what is in force', async () => {
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const { data } = await suppress({ email: willing() }, { purpose, until, reason: 'asked by letter' });
    expect(data.suppress).toMatchObject({
      kind: 'email',
      channel: 'ANY',
      purpose,
      until,
      lifted: false,
      reason: 'asked by letter',
    });
    expect(await listed()).toEqual([{ kind: 'email', channel: 'ANY', purpose, until }]);
    const lifted = await lift({ email: willing() }, { purpose });
    expect(lifted.data.liftSuppression).toEqual({ lifted: true, purpose, channel: 'ANY' });
    expect(await listed()).toEqual([]);
  });

  it('is no list of verdicts', async () => {
    await suppress({ email: willing() });
    const { data, errors } = await gateway.query('{ verdicts(first: 5) { id } }');
    expect(errors).toBeUndefined();
    expect(data.verdicts).toEqual([]);
  });

  it.each([
    [
      'a purpose that no request can declare',
      { email: 'ada@example.com' },
      { purpose: 'marketting' },
      'PURPOSE_UNKNOWN',
    ],
    ['what is no address', { email: 'nobody' }, {}, 'KEY_INVALID'],
    ['a placeholder', { phone: '0000000000' }, {}, 'KEY_INVALID'],
    [
      'an issuer that is not mapped',
      { externalId: { issuer: 'moon', value: '1' } },
      {},
      'KEY_UNKNOWN_ISSUER',
    ],
    ['a reason too long', { email: 'ada@example.com' }, { reason: 's'.repeat(501) }, 'VERDICT_INVALID'],
  ])('refuses %s', async (_, value, scope, code) => {
    const { errors } = await suppress(value, scope);
    expect(errors[0].extensions.code).toBe(code);
    expect(await listed()).toEqual([]);
  });

  it('is logged without a value', async () => {
    await suppress({ email: willing() });
    await suppress({ email: willing() }, { purpose: 'marketting' });
    expect(gateway.logs.filter((line) => line.includes(willing()))).toEqual([]);
  });
});

it('a gateway without a store has no list', async () => {
  const { store: _, ...plain } = demoConfiguration(sandbox);
  const other = await runGateway(plain);
  try {
    const { errors } = await other.query('{ suppressions { id } }');
    expect(errors[0].extensions.code).toBe('STEWARD_REQUIRED');
  } finally {
    await other.close();
  }
});
