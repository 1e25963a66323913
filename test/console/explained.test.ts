/** What the explorer tells of an answer: held against what the gateway says of it. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  compare,
  type Prediction as ShownPrediction,
  type Traced as ShownTraced,
  type TracedCall,
  waterfall,
} from '../../console/src/explorer/explained.ts';
import type { Prediction } from '../../src/gateway/prediction.ts';
import type { Traced } from '../../src/loading/trace.ts';

function call(source: string, change: Partial<TracedCall> = {}): TracedCall {
  return {
    source,
    operation: 'find',
    collection: null,
    level: 1,
    price: 1,
    keys: 1,
    own: 1,
    asked: 1,
    left: 2,
    answered: 10,
    outcome: 'OK',
    ...change,
  };
}

function traced(memories: readonly string[], calls: readonly TracedCall[]): ShownTraced {
  return {
    plans: [],
    customers: memories.map((memory) => ({ memory, waves: 1, records: 2, complete: true, unasked: [] })),
    calls,
    totals: ['app', 'crm'].map((source) => ({ source, calls: 0, price: 0 })),
    ms: 20,
  };
}

const prediction: ShownPrediction = {
  plans: [],
  first: [call('app'), call('crm', { price: 2 })],
  totals: [],
  remembered: ['crm'],
};

describe('foretold and made', () => {
  it('reads what the gateway says', () => {
    expectTypeOf<Traced>().toExtend<ShownTraced>();
    expectTypeOf<Prediction>().toExtend<ShownPrediction>();
  });

  it('agree where nothing was remembered and exactly those calls left first, whatever followed', () => {
    const made = [call('crm'), call('app'), call('app', { level: 2, keys: 4, own: 4 })];
    expect(compare(prediction, traced(['UNKNOWN'], made))).toMatchObject({
      agreement: 'AS_PREDICTED',
      memory: 'NONE',
    });
  });

  it('agree where a call holds keys of other requests as well', () => {
    const made = [call('crm', { keys: 30 }), call('app')];
    expect(compare(prediction, traced(['UNKNOWN'], made)).agreement).toBe('AS_PREDICTED');
  });

  it('differ where a call is missing or one too many', () => {
    expect(compare(prediction, traced(['UNKNOWN'], [call('app')])).agreement).toBe('DIFFERENT');
    const many = [call('crm'), call('app'), call('app')];
    expect(compare(prediction, traced(['UNKNOWN'], many)).agreement).toBe('DIFFERENT');
  });

  it('agree where all were remembered and nobody else was asked', () => {
    expect(compare(prediction, traced(['REMEMBERED', 'STALE'], [call('crm')])).agreement).toBe(
      'AS_PREDICTED',
    );
    expect(compare(prediction, traced(['REMEMBERED'], [call('app')])).agreement).toBe('DIFFERENT');
    const nobody = { ...prediction, remembered: [] };
    expect(compare(nobody, traced(['REMEMBERED'], [call('app')])).agreement).toBe('AS_PREDICTED');
    expect(compare(nobody, traced(['REMEMBERED'], [call('app'), call('crm')])).agreement).toBe('DIFFERENT');
  });

  it('are only bounds where some were remembered', () => {
    expect(compare(prediction, traced(['REMEMBERED', 'UNKNOWN'], []))).toMatchObject({
      agreement: 'MIXED',
      memory: 'SOME',
    });
  });

  it('count calls of each source, at once and later', () => {
    const made = [call('app'), call('app', { level: 3 }), call('app', { level: 2 })];
    expect(compare(prediction, traced(['UNKNOWN'], made)).sources).toEqual([
      { source: 'app', expected: 1, remembered: false, atOnce: 1, later: 2, price: 0 },
      { source: 'crm', expected: 1, remembered: true, atOnce: 0, later: 0, price: 0 },
    ]);
  });
});

describe('the waterfall', () => {
  it('has a bar for each call whose parts add up to when it was answered', () => {
    const bars = waterfall(traced(['UNKNOWN'], [call('app', { asked: 0.51, left: 3, answered: 9.25 })]));
    expect(bars).toEqual([
      { label: '1. app find (1)', source: 'app', level: 1, before: 0.51, waited: 2.49, took: 6.25 },
    ]);
  });

  it('ends a call that is under way where the answer did', () => {
    const [bar] = waterfall(traced(['UNKNOWN'], [call('app', { left: 5, answered: null })]));
    expect(bar?.took).toBe(15);
  });
});
