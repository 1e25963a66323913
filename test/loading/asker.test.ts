import { describe, expect, it, vi } from 'vitest';
import { Trace } from '../../src/loading/trace.ts';
import { absent } from '../../src/model/outcome.ts';
import { failing, onATestedClock, opened, page, pass, settle, want } from './waiting-source.ts';

onATestedClock();

describe('the end of a request', () => {
  it('comes at its deadline, and answers everything outstanding as late', async () => {
    const { asked, asker, get } = opened({ timeout: 1000 });
    const on = asker(100);
    const answers = Promise.all([get('1', on), get('2', on)]);
    await pass(99);
    expect(on.ended).toBe(false);
    await pass(11);
    expect(on.ended).toBe(true);
    expect(await answers).toEqual(['SOURCE_TIMEOUT', 'SOURCE_TIMEOUT']);
    expect(await get('3', on)).toBe('SOURCE_TIMEOUT');
    expect(asked).toHaveLength(1);
  });

  it('comes when nobody waits any more: what is answered stays, what is not is late, whatever follows', async () => {
    const { source, asked, asker, get } = opened({ lanes: 2 });
    const on = asker();
    const [first, second] = [get('1', on), source.collecting('orders', page)('2', on)];
    await settle();
    asked[0]?.answer();
    await first;
    on.end();
    on.end();
    expect(await second).toMatchObject({ kind: 'failed', error: { code: 'SOURCE_TIMEOUT' } });
    asked[1]?.answer();
    await settle();
    expect(await first).toBe('1');
    expect(await second).toMatchObject({ kind: 'failed' });
  });

  it('leaves nothing to be watched', async () => {
    const { asker, get } = opened({ onAsked: ({ answer }) => answer() });
    const [one, other] = [asker(), asker()];
    await Promise.all([get('1', one), get('2', other)]);
    expect(vi.getTimerCount(), 'one timer for all that is watched').toBe(1);
    one.end();
    await pass(20);
    expect(vi.getTimerCount(), 'the other request is not over').toBe(1);
    other.end();
    await pass(10);
    expect(vi.getTimerCount()).toBe(0);
    expect(await get('3', asker()), 'and it can be watched again').toBe('3');
    expect(vi.getTimerCount()).toBe(1);
  });
});

describe('what was asked, for whoever wants to know', () => {
  it('tells each request its own share of a call, and when it was asked, left and answered', async () => {
    const { asked, asker, get } = opened();
    const one = new Trace();
    const first = get('0', asker(1000, 'interactive', one));
    await pass(10);
    const other = new Trace();
    const [alone, second] = [asker(1000, 'interactive', one), asker(1000, 'interactive', other)];
    const later = [get('1', alone), get('2', alone), get('2', alone), get('2', second), get('3')];
    await pass(10);
    asked[0]?.answer();
    await first;
    expect(one.calls.map(({ outcome }) => outcome)).toEqual(['OK']);
    await settle();
    expect(one.calls.map(({ answered, outcome }) => [answered, outcome])).toEqual([
      [20, 'OK'],
      [null, 'PENDING'],
    ]);
    await pass(10);
    asked[1]?.answer([failing('SOURCE_DRIFTED'), absent, absent]);
    await Promise.all(later);
    const call = { source: 'app', operation: 'get', collection: null, level: 1 };
    expect(one.calls).toMatchObject([
      { ...call, keys: 1, own: 1, asked: 0, left: 0, answered: 20, outcome: 'OK' },
      { ...call, keys: 3, own: 2, asked: 10, left: 20, answered: 30, outcome: 'SOURCE_DRIFTED' },
    ]);
    expect(other.calls).toMatchObject([
      { ...call, keys: 3, own: 1, asked: 0, left: 10, answered: 20, outcome: 'SOURCE_DRIFTED' },
    ]);
  });

  it('names the collection, and counts for each half of a batch what is asked in it', async () => {
    const { source, asked, asker } = opened();
    const [one, other] = [new Trace(), new Trace()];
    const ask = source.collecting('orders', page);
    const [first, second] = [asker(1000, 'interactive', one), asker(1000, 'interactive', other)];
    const all = [ask('1', first), ask('2', first), ask('3', second)];
    await settle();
    asked[0]?.fail(new TypeError('a defect'));
    await settle();
    for (const { answer } of asked.slice(1)) answer();
    await Promise.all(all);
    const shares = ({ calls }: Trace) =>
      calls.map(({ collection, keys, own, outcome }) => [collection, keys, own, outcome]);
    expect(shares(one)).toEqual([
      ['orders', 3, 2, 'SOURCE_CONTRACT'],
      ['orders', 2, 2, 'OK'],
    ]);
    expect(shares(other)).toEqual([
      ['orders', 3, 1, 'SOURCE_CONTRACT'],
      ['orders', 1, 1, 'OK'],
    ]);
  });

  it('gives a call that waited for another the next level', async () => {
    const { source, asker, get } = opened({ onAsked: ({ answer }) => answer() });
    const trace = new Trace();
    const on = asker(1000, 'interactive', trace);
    await Promise.all([get('1', on), source.search([], { first: 1 }, want, on)]);
    expect(on.depth).toBe(1);
    await get('2', on);
    expect(on.depth).toBe(2);
    await source.collecting('orders', page)('3', on);
    expect(trace.calls.map(({ operation, level }) => [operation, level])).toEqual([
      ['get', 1],
      ['search', 1],
      ['get', 2],
      ['collect', 3],
    ]);
  });
});
