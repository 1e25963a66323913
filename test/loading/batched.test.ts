import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Call, Source, Want } from '../../sources/contract.ts';
import { batched } from '../../src/loading/batched.ts';
import { GatewayError } from '../../src/model/errors.ts';
import { absent, failed, found, type Outcome } from '../../src/model/outcome.ts';
import type { SourceRecord } from '../../src/model/record.ts';
import { record } from '../identity/records.ts';

const want: Want = { attributes: ['email'], references: false, consent: 'none', collections: [] };

interface Asked {
  readonly ids: readonly string[];
  readonly call: Call;
  readonly answer: (outcomes?: readonly Outcome<SourceRecord>[]) => void;
  readonly fail: (cause: unknown) => void;
}

/** A source whose `get` waits to be answered by the test. */
function waitingSource(batch = 100): { readonly source: Source; readonly asked: Asked[] } {
  const asked: Asked[] = [];
  const source = {
    name: 'app',
    kind: 'memory',
    manifest: { batch: { find: batch, get: batch, collect: batch } },
    get: (ids: readonly string[], _want: Want, call: Call) =>
      new Promise<readonly Outcome<SourceRecord>[]>((resolve, reject) => {
        const all = () => ids.map((id) => found(record(`app:${id}`, {})));
        asked.push({ ids, call, answer: (outcomes = all()) => resolve(outcomes), fail: reject });
      }),
  } as unknown as Source;
  return { source, asked };
}

const calling = (within = 1000, signal = new AbortController().signal): Call => ({
  signal,
  deadline: Date.now() + within,
  lane: 'interactive',
});

const said = (outcomes: readonly Outcome<SourceRecord>[]) =>
  outcomes.map((one) =>
    one.kind === 'found' ? one.value.ref.id : one.kind === 'failed' ? one.error.code : one.kind,
  );

/** Lets everything that is due now happen. */
const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => void vi.useFakeTimers());
afterEach(async () => {
  // The sweep that finds nothing to watch stops the timer.
  await vi.advanceTimersByTimeAsync(20);
  expect(vi.getTimerCount(), 'timers left behind').toBe(0);
  vi.useRealTimers();
});

describe('batch while busy', () => {
  it('asks at once while a lane is free', async () => {
    const { source, asked } = waitingSource();
    const answer = batched(source, { lanes: 1, timeout: 500 }).get(['1', '2'], want, calling());
    await settle();
    expect(asked.map(({ ids }) => ids)).toEqual([['1', '2']]);
    asked[0]?.answer();
    expect(said(await answer)).toEqual(['1', '2']);
  });

  it('gathers what is asked while none is free, asks each key once, and gives everyone their own', async () => {
    const { source, asked } = waitingSource();
    const one = batched(source, { lanes: 1, timeout: 500 });
    const first = one.get(['0'], want, calling());
    await settle();
    const later = [['1', '2'], ['2'], ['3', '1']].map((ids) => one.get(ids, { ...want }, calling()));
    await settle();
    expect(asked).toHaveLength(1);
    asked[0]?.answer();
    await first;
    await settle();
    expect(asked.map(({ ids }) => ids)).toEqual([['0'], ['1', '2', '3']]);
    asked[1]?.answer();
    expect((await Promise.all(later)).map(said)).toEqual([['1', '2'], ['2'], ['3', '1']]);
  });

  it('never joins a call that has left: what it reads may be older than the question', async () => {
    const { source, asked } = waitingSource();
    const one = batched(source, { lanes: 2, timeout: 500 });
    const first = one.get(['1'], want, calling());
    await settle();
    const second = one.get(['1'], want, calling());
    await settle();
    expect(asked).toHaveLength(2);
    for (const { answer } of asked) answer();
    await Promise.all([first, second]);
  });

  it('asks apart what is wanted apart, and lets no kind of question wait for ever', async () => {
    const { source, asked } = waitingSource(2);
    const one = batched(source, { lanes: 1, timeout: 500 });
    const answers = [
      ...['1', '2', '3', '4'].map((id) => one.get([id], want, calling())),
      one.get(['5'], { ...want, references: true }, calling()),
    ];
    for (let at = 0; at < 3; at++) {
      await settle();
      asked[at]?.answer();
    }
    await Promise.all(answers);
    expect(asked.map(({ ids }) => ids)).toEqual([['1', '2'], ['5'], ['3', '4']]);
  });
});

describe('a source held to its promises', () => {
  it('is answered for when it does not answer in time, and its lane is free again', async () => {
    const { source, asked } = waitingSource();
    const one = batched(source, { lanes: 1, timeout: 100 });
    const answer = one.get(['1'], want, calling());
    await vi.advanceTimersByTimeAsync(120);
    expect(said(await answer)).toEqual(['SOURCE_TIMEOUT']);
    expect(asked[0]?.call.signal.aborted).toBe(true);
    const next = one.get(['2'], want, calling());
    await settle();
    asked[1]?.answer();
    expect(said(await next)).toEqual(['2']);
  });

  it('keeps the deadline of each request, also while it waits', async () => {
    const { source, asked } = waitingSource();
    const one = batched(source, { lanes: 1, timeout: 1000 });
    const first = one.get(['1'], want, calling(5000));
    await settle();
    const hurried = one.get(['2'], want, calling(50));
    await vi.advanceTimersByTimeAsync(70);
    expect(said(await hurried)).toEqual(['SOURCE_TIMEOUT']);
    asked[0]?.answer();
    expect(said(await first)).toEqual(['1']);
    await settle();
    expect(asked, 'nobody waits for the second any more').toHaveLength(1);
  });

  it('goes on for the others when one client goes away, and stops when the last does', async () => {
    const { source, asked } = waitingSource();
    const one = batched(source, { lanes: 1, timeout: 1000 });
    const [leaving, staying] = [new AbortController(), new AbortController()];
    const gone = one.get(['1'], want, calling(1000, leaving.signal));
    const there = one.get(['2'], want, calling(1000, staying.signal));
    await settle();
    leaving.abort();
    await vi.advanceTimersByTimeAsync(20);
    expect(said(await gone)).toEqual(['SOURCE_TIMEOUT']);
    expect(asked[0]?.call.signal.aborted).toBe(false);
    staying.abort();
    await vi.advanceTimersByTimeAsync(30);
    expect(said(await there)).toEqual(['SOURCE_TIMEOUT']);
    expect(asked[0]?.call.signal.aborted).toBe(true);
    expect(said(await one.get(['3'], want, calling(1000, leaving.signal)))).toEqual(['SOURCE_TIMEOUT']);
    expect(asked).toHaveLength(1);
  });

  it('fails as a value when it throws or answers for another number of keys', async () => {
    const { source, asked } = waitingSource();
    const one = batched(source, { lanes: 1, timeout: 500 });
    const thrown = one.get(['1'], want, calling());
    await settle();
    asked[0]?.fail(new TypeError('a defect'));
    expect(said(await thrown)).toEqual(['SOURCE_CONTRACT']);
    const short = one.get(['1', '2'], want, calling());
    await settle();
    asked[1]?.answer([absent]);
    expect(said(await short)).toEqual(['SOURCE_CONTRACT', 'SOURCE_CONTRACT']);
  });

  it('asks each request again alone when one key may have spoilt the batch, and not when the source is down', async () => {
    const { source, asked } = waitingSource();
    const one = batched(source, { lanes: 1, timeout: 500 });
    const all = [one.get(['good'], want, calling()), one.get(['bad'], want, calling())];
    await settle();
    asked[0]?.answer(['good', 'bad'].map(() => failed(new GatewayError('SOURCE_CONTRACT'))));
    await settle();
    expect(asked.map(({ ids }) => ids)).toEqual([['good', 'bad'], ['good'], ['bad']]);
    asked[1]?.answer();
    asked[2]?.answer([failed(new GatewayError('SOURCE_CONTRACT'))]);
    expect((await Promise.all(all)).map(said)).toEqual([['good'], ['SOURCE_CONTRACT']]);

    const down = [one.get(['1'], want, calling()), one.get(['2'], want, calling())];
    await settle();
    asked[3]?.answer(['1', '2'].map(() => failed(new GatewayError('SOURCE_UNAVAILABLE'))));
    expect((await Promise.all(down)).map(said)).toEqual([['SOURCE_UNAVAILABLE'], ['SOURCE_UNAVAILABLE']]);
    expect(asked).toHaveLength(4);
  });
});
