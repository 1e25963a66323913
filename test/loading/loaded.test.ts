import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it, vi } from 'vitest';
import { identifier } from '../../src/identity/normalise.ts';
import { departed } from '../../src/loading/guarded.ts';
import type { Identifier } from '../../src/model/identifier.ts';
import { absent, found } from '../../src/model/outcome.ts';
import { record } from '../identity/records.ts';
import {
  closeAll,
  failing,
  keysOf,
  onATestedClock,
  opened,
  page,
  pass,
  settle,
  want,
} from './waiting-source.ts';

onATestedClock();

describe('batch while busy', () => {
  it('asks at once while a lane is free', async () => {
    const { asked, get } = opened();
    const answers = Promise.all([get('1'), get('2')]);
    await settle();
    expect(keysOf(asked)).toEqual([['1', '2']]);
    asked[0]?.answer();
    expect(await answers).toEqual(['1', '2']);
  });

  it('gathers what is asked while none is free, asks each key once, and gives everyone their own', async () => {
    const { asked, get } = opened();
    const first = get('0');
    await settle();
    const later = ['1', '2', '2', '3', '1'].map((id) => get(id));
    await settle();
    expect(asked).toHaveLength(1);
    asked[0]?.answer();
    await first;
    await settle();
    expect(keysOf(asked)).toEqual([['0'], ['1', '2', '3']]);
    asked[1]?.answer([
      ...['1', '2'].map((id) => failing(id === '1' ? 'SOURCE_DRIFTED' : 'INTERNAL')),
      absent,
    ]);
    expect(await Promise.all(later)).toEqual([
      'SOURCE_DRIFTED',
      'INTERNAL',
      'INTERNAL',
      'absent',
      'SOURCE_DRIFTED',
    ]);
  });

  it('never joins a call that has left: what it reads may be older than the question', async () => {
    const { asked, get } = opened({ lanes: 2 });
    const first = get('1');
    await settle();
    const second = get('1');
    await settle();
    expect(keysOf(asked)).toEqual([['1'], ['1']]);
    for (const { answer } of asked) answer();
    await Promise.all([first, second]);
  });

  it('keeps nothing of an answer once it is given', async () => {
    const { source, asker } = opened({ get: async (ids) => ids.map((id) => found(record(`app:${id}`, {}))) });
    async function read(): Promise<WeakRef<object>> {
      return new WeakRef(await source.getting(want)('1', asker()));
    }
    const answer = await read();
    await closeAll();
    setFlagsFromString('--expose-gc');
    runInNewContext('gc')();
    expect(answer.deref()).toBeUndefined();
  });

  it('asks in batches of the size the source takes, in order of arrival, whatever is asked for later', async () => {
    const { asked, get } = opened({ batch: 2, onAsked: ({ answer }) => setTimeout(answer, 10) });
    const others = { ...want, references: true };
    const early = [...['1', '2', '3', '4'].map((id) => get(id)), get('5', undefined, others)];
    const late = ['6', '7', '8'].map((id) => get(id));
    await pass(15);
    late.push(get('9'));
    await pass(60);
    await Promise.all([...early, ...late]);
    expect(keysOf(asked)).toEqual([['1', '2'], ['3', '4'], ['5'], ['6', '7'], ['8', '9']]);
  });

  it('lets no kind of question wait for ever, however much is asked of another', async () => {
    const { asked, get } = opened({ batch: 2, onAsked: ({ answer }) => setTimeout(answer, 10) });
    const other = { ...want, references: true };
    let answered = '';
    for (let turn = 0; turn < 6; turn++) {
      for (const id of ['a', 'b', 'c']) void get(`${id}${turn}`);
      if (turn === 1) void get('other', undefined, other).then((id) => (answered = id));
      await pass(10);
    }
    expect(answered).toBe('other');
    expect(asked.at(-1)?.keys, 'the source is busy all the time').not.toEqual(['other']);
  });

  it('asks apart what is wanted apart: other columns, operations, collections and pages', async () => {
    const { source, asked, asker, get } = opened({ lanes: 9, onAsked: ({ answer }) => answer() });
    const on = asker();
    const otherPage = { ...page, first: 3 };
    await Promise.all([
      get('1', on),
      get('1', on, { ...want, references: true }),
      source.collecting('orders', page)('1', on),
      source.collecting('orders', otherPage)('1', on),
      source.collecting('cases', page)('1', on),
      source.search([], { first: 1 }, want, on),
      source.search([], { first: 1 }, want, on),
    ]);
    const operations = asked.map(({ operation }) => operation);
    expect(operations).toEqual(['get', 'get', 'collect', 'collect', 'collect', 'search', 'search']);
    expect(source.collecting('orders', page)).toBe(source.collecting('orders', page));
    expect(source.getting(want)).toBe(source.getting(want));
    expect(source.finding(want)).toBe(source.finding(want));
  });

  it('finds by identifier, each spelling of its own', async () => {
    const { source, asked, asker } = opened({ onAsked: ({ answer }) => answer() });
    const on = asker();
    const find = source.finding(want);
    const keys = ['ann@a.example', 'Ann@A.example', 'ann@a.example'].map((text) => {
      return identifier('email', text, 'DE') as Identifier;
    });
    const found = await Promise.all(keys.map((key) => find(key, on)));
    expect(keysOf(asked)).toEqual([['ann@a.example', 'Ann@A.example']]);
    const ids = found.flatMap((one) => (one.kind === 'found' ? one.value.records : []));
    expect(ids.map(({ ref }) => ref.id)).toEqual(['ann@a.example', 'Ann@A.example', 'ann@a.example']);
  });

  it('asks what somebody waits for before what is read in the background, never together', async () => {
    const { asked, asker, get } = opened({ onAsked: ({ answer }) => setTimeout(answer, 10) });
    const background = asker(1000, 'bulk');
    const first = get('0');
    await settle();
    const later = [get('1', background), get('2'), get('2', background)];
    await pass(40);
    await Promise.all([first, ...later]);
    expect(asked.map(({ keys, call }) => [call.lane, keys])).toEqual([
      ['interactive', ['0']],
      ['interactive', ['2']],
      ['bulk', ['1', '2']],
    ]);
  });

  it('makes calls fuller where the rate allows no more of them', async () => {
    const { asked, get } = opened({ lanes: 9, perSecond: 4, onAsked: ({ answer }) => answer() });
    const answers: Promise<string>[] = [];
    for (const id of ['0', '1', '2', '3', '4', '5']) {
      answers.push(get(id));
      await pass(60);
    }
    await pass(250);
    expect(await Promise.all(answers)).toEqual(['0', '1', '2', '3', '4', '5']);
    expect(keysOf(asked)).toEqual([['0'], ['1', '2', '3', '4'], ['5']]);
  });

  it('takes nothing off the rate for requests that are over before their turn', async () => {
    const { asked, asker, get } = opened({
      batch: 1,
      lanes: 9,
      perSecond: 4,
      onAsked: ({ answer }) => answer(),
    });
    await get('0');
    const hurried = asker(100);
    const over = ['1', '2', '3', '4'].map((id) => get(id, hurried));
    const patient = get('5', asker(600));
    await pass(300);
    expect(await Promise.all([...over, patient])).toEqual([...over.map(() => 'SOURCE_TIMEOUT'), '5']);
    expect(keysOf(asked)).toEqual([['0'], ['5']]);
  });
});

describe('deadlines', () => {
  it('cuts a call at its time, and frees its lane, when a source does not answer', async () => {
    const { asked, get } = opened({ timeout: 100 });
    const answer = get('1');
    await pass(99);
    expect(asked[0]?.call.signal.aborted).toBe(false);
    await pass(20);
    expect(await answer).toBe('SOURCE_TIMEOUT');
    expect(asked[0]?.call.signal.aborted).toBe(true);
    expect(asked[0]?.call.signal.reason, 'this is the fault of the source').not.toBe(departed);
    const next = get('2');
    await settle();
    asked[1]?.answer();
    expect(await next).toBe('2');
  });

  it('says until when a call may take: as long as somebody waits, and never longer than its time', async () => {
    const { asked, asker, get } = opened({ timeout: 500 });
    const now = Date.now();
    const [short, longer] = [asker(50), asker(80)];
    void get('1', short);
    void get('2', longer);
    await settle();
    expect(asked[0]?.call.deadline).toBe(now + 80);
    longer.end();
    short.end();
    await pass(20);
    void get('3', asker(5000));
    await settle();
    expect(asked[1]?.call.deadline).toBe(Date.now() + 500);
  });

  it('counts the time in which a question waits for a lane: a source that hangs holds nobody up twice', async () => {
    const { asked, get } = opened({ timeout: 100, batch: 1 });
    const early = [get('1'), get('2')];
    await pass(60);
    const later = get('3');
    await pass(50);
    expect(await Promise.all(early)).toEqual(['SOURCE_TIMEOUT', 'SOURCE_TIMEOUT']);
    expect(keysOf(asked), 'the second has no time left').toEqual([['1'], ['3']]);
    expect(asked[1]?.call.deadline).toBe((asked[0]?.call.deadline ?? 0) + 60);
    asked[1]?.answer();
    expect(await later).toBe('3');
  });

  it('keeps the deadline of each request, also while it waits', async () => {
    const { asked, asker, get } = opened({ timeout: 1000 });
    const first = get('1', asker(5000));
    await settle();
    const hurried = get('2', asker(50));
    await pass(70);
    expect(await hurried).toBe('SOURCE_TIMEOUT');
    asked[0]?.answer();
    expect(await first).toBe('1');
    await settle();
    expect(asked, 'nobody waits for the second any more').toHaveLength(1);
  });

  it('goes on for the others when one client goes away, and stops when the last does', async () => {
    const { asked, asker, get } = opened({ timeout: 1000 });
    const [leaving, staying] = [asker(), asker()];
    const gone = get('1', leaving);
    const there = get('2', staying);
    await settle();
    leaving.end();
    await pass(20);
    expect(await gone).toBe('SOURCE_TIMEOUT');
    expect(asked[0]?.call.signal.aborted).toBe(false);
    staying.end();
    await pass(20);
    expect(await there).toBe('SOURCE_TIMEOUT');
    expect(asked[0]?.call.signal.reason).toBe(departed);
    expect(await get('3', leaving)).toBe('SOURCE_TIMEOUT');
    await settle();
    expect(asked, 'who is gone asks nothing').toHaveLength(1);
  });

  it('asks for nothing that only those want who are gone when the call leaves', async () => {
    const { asked, asker, get } = opened();
    const first = get('0');
    await settle();
    const leaving = asker();
    void get('1', leaving);
    const second = get('2');
    leaving.end();
    asked[0]?.answer();
    await first;
    await settle();
    expect(keysOf(asked)).toEqual([['0'], ['2']]);
    asked[1]?.answer();
    await second;
  });

  it('leaves alone what has been answered', async () => {
    const { source, asked, asker, get } = opened({ onAsked: ({ answer }) => answer() });
    const on = asker();
    await get('1', on);
    on.end();
    const described = source.describe(Date.now() + 1000);
    expect(await described).toMatchObject({ kind: 'found' });
    await pass(20);
    expect(asked.map(({ call }) => call.signal.aborted)).toEqual([false, false]);
    expect(vi.getTimerCount(), 'nothing is watched any more').toBe(0);
  });

  it('gives up a description at its deadline', async () => {
    const { source, asked } = opened();
    const described = source.describe(Date.now() + 100);
    await pass(99);
    expect(asked[0]?.call.signal.aborted).toBe(false);
    await pass(20);
    expect(await described).toMatchObject({ kind: 'failed', error: { code: 'SOURCE_TIMEOUT' } });
    expect(asked[0]?.call.signal.aborted).toBe(true);
  });
});
