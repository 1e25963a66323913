import { describe, expect, it } from 'vitest';
import { predictionLines, runLines } from '../../src/cli/explanation.ts';
import type { PredictedCall, Prediction } from '../../src/gateway/prediction.ts';
import { type Traced, type TracedCall, totalsOf } from '../../src/loading/trace.ts';

const find: PredictedCall = { source: 'billing', operation: 'find', collection: null, keys: 1, price: 2 };

const prediction: Prediction = {
  plans: [
    {
      path: 'customersByKey',
      basis: 'CONSENT',
      consent: 'all',
      attributes: ['email'],
      collections: [],
      sources: [
        { source: 'app', use: 'NEEDED', for: ['consent', 'email'] },
        { source: 'billing', use: 'DEFERRED', for: ['consent'] },
        { source: 'crm', use: 'NOT_NEEDED', for: [] },
      ],
      stepwise: false,
      denied: [],
    },
  ],
  first: [{ ...find, source: 'app', keys: 2, price: 1 }, find, find],
  totals: [
    { source: 'app', calls: 1, price: 1 },
    { source: 'billing', calls: 2, price: 4 },
    { source: 'crm', calls: 0, price: 0 },
  ],
  remembered: ['app', 'billing'],
  further: {
    waves: 3,
    ahead: 4,
    calls: [{ source: 'crm', operation: 'get', collection: null, batch: 200, each: 'WAVE' }],
  },
};

function call(change: Partial<TracedCall>): TracedCall {
  return { ...find, level: 1, own: 1, asked: 0, left: 0, answered: 10, outcome: 'OK', ...change };
}

const calls: readonly TracedCall[] = [
  call({ source: 'app', keys: 2, own: 2, price: 1, answered: 12.25 }),
  call({}),
  call({ asked: 0, left: 40, answered: 60, keys: 1 }),
  call({
    source: 'crm',
    operation: 'get',
    level: 2,
    keys: 9,
    own: 3,
    asked: 60.5,
    left: 61,
    answered: null,
    outcome: 'PENDING',
    price: 1,
  }),
];

function traced(made: readonly TracedCall[]): Traced {
  return {
    plans: prediction.plans,
    customers: [
      { memory: 'UNKNOWN', waves: 2, records: 3, complete: false, unasked: [] },
      { memory: 'REMEMBERED', waves: 1, records: 1, complete: true, unasked: ['billing', 'crm'] },
    ],
    calls: made,
    totals: totalsOf(['app', 'billing', 'crm'], made),
    ms: 80,
  };
}

const run = (made: readonly TracedCall[]) => ({
  traced: traced(made),
  sources: [{ source: 'app', status: 'OK' } as const, { source: 'crm', status: 'TIMEOUT' } as const],
});

describe('an explanation', () => {
  it('of what will be asked counts calls that are alike', () => {
    expect(predictionLines(prediction).join('\n')).toMatchInlineSnapshot(`
      "customersByKey
        reads        email
        collections  none
        consent      everything: the purpose rests on CONSENT
        SOURCE   USE         FOR
        app      needed      consent, email
        billing  deferred    consent
        crm      not needed  asked only where it must be found out who the customer is

      First, as far as nothing is remembered of the customers:
        SOURCE   CALL  KEYS  TAKES  TIMES
        app      find  2     1      1
        billing  find  1     2      2
      Calls: 3. Statements and requests they take: 5.

      Then, where somebody is found, up to 3 waves of look-ups, and up to 4 asked ahead of a slow source.
      In each, a customer takes one call of a kind, or more where it cannot hold the keys:
        SOURCE  CALL  KEYS AT MOST
        crm     get   200

      For a customer who is remembered, app, billing alone, at once."
    `);
  });

  it('of what was asked draws each call from when it was asked for until it was answered', () => {
    expect(runLines(prediction, run(calls)).join('\n')).toMatchInlineSnapshot(`
      "It took 80 ms.
        MEMORY      WAVES  RECORDS  COMPLETE  LEFT ALONE
        unknown     2      3        no
        remembered  1      1        yes       billing, crm

        LEVEL  SOURCE   CALL  KEYS    TAKES  LEFT  ANSWERED  OUTCOME  0 to 80 ms
        1      app      find  2       1      0.0   12.3      OK       ======
        1      billing  find  1       2      0.0   10.0      OK       =====
        1      billing  find  1       2      40.0  60.0      OK       ....................==========
        2      crm      get   3 of 9  1      61.0            PENDING                                .=========

        SOURCE   FIRST CALLS  EXPECTED  ALL CALLS  TAKING  STATUS
        app      1            1         1          1       OK
        billing  2            2         2          4
        crm      0            0         1          1       TIMEOUT

      The first calls were those expected."
    `);
  });

  it('says so where the first calls were others', () => {
    const other = runLines(prediction, run(calls.map((one) => ({ ...one, keys: one.keys + 1 }))));
    expect(other.at(-1)).toBe('The first calls were not those expected.');
    const fewer = runLines(prediction, run(calls.slice(1)));
    expect(fewer.at(-1)).toBe('The first calls were not those expected.');
  });
});
