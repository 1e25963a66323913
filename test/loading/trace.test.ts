import { describe, expect, it, vi } from 'vitest';
import type { Question } from '../../sources/contract.ts';
import { type LeavingCall, Trace, type TracedPlan } from '../../src/loading/trace.ts';
import { onATestedClock, opened, page, want } from './waiting-source.ts';

onATestedClock();

const call: LeavingCall = {
  source: 'app',
  operation: 'get',
  collection: null,
  level: 1,
  price: 1,
  keys: 2,
  own: 1,
  asked: 0,
  left: 0.5,
};
const plan: TracedPlan = {
  path: 'customer',
  basis: 'CONTRACT',
  consent: 'none',
  attributes: ['email'],
  collections: [],
  sources: [],
  stepwise: false,
  denied: [],
};

describe('a trace', () => {
  it('knows a call from when it leaves, and how it ended from when it is answered', () => {
    const trace = new Trace();
    const answered = trace.left(call);
    trace.left({ ...call, source: 'crm', price: 2 });
    expect(trace.calls.map(({ outcome, answered }) => [outcome, answered])).toEqual([
      ['PENDING', null],
      ['PENDING', null],
    ]);
    answered('SOURCE_TIMEOUT');
    const [first, second] = trace.calls;
    expect(first).toEqual({ ...call, outcome: 'SOURCE_TIMEOUT', answered: expect.any(Number) });
    expect(second?.outcome).toBe('PENDING');
  });

  it('sums up calls and prices of every source, also of those that were not asked', () => {
    const trace = new Trace();
    for (const price of [1, 3]) trace.left({ ...call, price });
    trace.left({ ...call, source: 'crm', price: 2 });
    expect(trace.sofar(['shop', 'app', 'crm']).totals).toEqual([
      { source: 'shop', calls: 0, price: 0 },
      { source: 'app', calls: 2, price: 4 },
      { source: 'crm', calls: 1, price: 2 },
    ]);
  });

  it('keeps one plan for each place', () => {
    const trace = new Trace();
    for (const one of [plan, { ...plan, path: 'other' }, plan]) trace.planned(one);
    expect(trace.sofar([]).plans.map(({ path }) => path)).toEqual(['customer', 'other']);
  });

  it('counts milliseconds from its beginning', () => {
    const trace = new Trace();
    const before = trace.now();
    expect(before).toBeGreaterThanOrEqual(0);
    expect(trace.sofar([]).ms).toBeGreaterThanOrEqual(before);
  });
});

describe('the price of a call', () => {
  it('is that of the whole question, worked out before it is asked, for those who trace', async () => {
    const priced: Question[] = [];
    const { source, asked, asker, get } = opened({
      onAsked: ({ answer }) => answer(),
      price: (question) => {
        expect(asked).toHaveLength(priced.length);
        return priced.push(question);
      },
    });
    const trace = new Trace();
    const on = asker(1000, 'interactive', trace);
    const filter = [{ attribute: 'email', operator: 'equals', value: 'x' }] as const;
    await get('1', on);
    await source.collecting('orders', page)('2', on);
    await source.search(filter, { first: 3 }, want, on);
    expect(priced).toEqual([
      { operation: 'get', ids: ['1'] },
      { operation: 'collect', collection: 'orders', parents: ['2'], page },
      { operation: 'search', filter, page: { first: 3 } },
    ]);
    expect(trace.calls.map(({ price }) => price)).toEqual([1, 2, 3]);
  });

  it('is not asked for where nobody traces', async () => {
    const price = vi.fn(() => 1);
    const { get } = opened({ onAsked: ({ answer }) => answer(), price });
    await get('1');
    expect(price).not.toHaveBeenCalled();
  });
});
