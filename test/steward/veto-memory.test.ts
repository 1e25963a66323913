import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { VetoSeen } from '../../src/steward/verdict.ts';
import { VetoMemory } from '../../src/steward/veto-memory.ts';
import { history, logOf, seeing } from './histories.ts';

const day = 86_400_000;
const first = Date.parse('2026-01-02T03:04:05.678Z');

const moment = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A memory whose writings wait until they are let go, or fail. */
function memory() {
  const written: string[][] = [];
  let answers: { resolve(): void; reject(error: Error): void } | undefined;
  let pauses = 0;
  const kept = new VetoMemory({
    write(vetoes: readonly Omit<VetoSeen, 'id'>[]) {
      written.push(vetoes.map(({ veto }) => veto));
      const { promise, ...settle } = Promise.withResolvers<void>();
      answers = settle;
      return promise;
    },
    pause: async () => {
      pauses++;
    },
  });
  return {
    kept,
    written,
    pauses: () => pauses,
    see: (at: number, ...vetoes: readonly string[]) => kept.remember(vetoes.map((veto) => ({ veto, at }))),
    async answer() {
      await moment();
      answers?.resolve();
      await moment();
    },
    async fail() {
      await moment();
      answers?.reject(new Error('the store is away'));
      await moment();
    },
  };
}

describe('vetoes that were seen', () => {
  it('are remembered on this node at once, and written once', async () => {
    const { kept, see, written, answer } = memory();
    expect(kept.isEmpty).toBe(true);
    see(first, '0a', '0b', '0a');
    see(first + day, '0a');
    expect(kept.seenAt('0a')).toBe(first);
    expect(kept.seenAt('0c')).toBeUndefined();
    await answer();
    see(first + 2 * day, '0b');
    await answer();
    expect(written).toEqual([['0a', '0b']]);
    expect(kept.unsaved).toEqual({ failures: 0, waiting: 0 });
  });

  it('gather while a writing is under way', async () => {
    const { see, written, answer } = memory();
    see(first, '0a');
    await moment();
    see(first, '0b');
    see(first, '0c');
    await answer();
    await answer();
    expect(written).toEqual([['0a'], ['0b', '0c']]);
  });

  it('are not written where the log has them', async () => {
    const { kept, see, written } = memory();
    kept.take(logOf(seeing('0a')));
    see(first + day, '0a');
    await moment();
    expect(written).toEqual([]);
    expect(kept.seenAt('0a')).toBe(first);
  });

  it.each([
    ['a month later, while they stand', { veto: '0a', at: first + 31 * day }, true],
    ['made anew', { veto: '0a', at: first + 2 * day, capturedAt: first + day }, true],
    ['made before they were seen', { veto: '0a', at: first + 2 * day, capturedAt: first - day }, false],
    [
      'made at an instant that cannot be read',
      { veto: '0a', at: first + day, capturedAt: Number.NaN },
      false,
    ],
  ])('are seen again when %s: %j', (_, sighting, isNews) => {
    const { kept } = memory();
    kept.take(logOf(seeing('0a')));
    kept.remember([sighting]);
    expect(kept.seenAt('0a')).toBe(isNews ? sighting.at : first);
  });

  it('are written again when the store was away, and the failure is counted', async () => {
    const { kept, see, written, fail, answer, pauses } = memory();
    see(first, '0a');
    await fail();
    expect(kept.unsaved).toEqual({ failures: 1, waiting: 1 });
    expect(kept.seenAt('0a')).toBe(first);
    see(first, '0b');
    await answer();
    await answer();
    expect(pauses()).toBe(1);
    expect(written).toEqual([['0a'], ['0a'], ['0b']]);
    expect(kept.unsaved).toEqual({ failures: 1, waiting: 0 });
  });

  it('are written before it closes, unless they cannot be', async () => {
    const good = memory();
    good.see(first, '0a');
    let closed = false;
    const closing = good.kept.close().then(() => {
      closed = true;
    });
    await moment();
    expect(closed).toBe(false);
    await good.answer();
    await closing;
    expect(good.kept.unsaved.waiting).toBe(0);
    good.see(first, '0b');
    await moment();
    expect(good.written).toEqual([['0a']]);

    const bad = memory();
    bad.see(first, '0a');
    const parting = bad.kept.close();
    await bad.fail();
    await parting;
    expect(bad.pauses()).toBe(0);
  });

  it('are known by the last time they were seen, in whatever order they are heard of', () =>
    fc.assert(
      fc.property(
        history.chain((log) =>
          fc.tuple(fc.constant(log), fc.shuffledSubarray([...log], { minLength: log.length })),
        ),
        ([log, shuffled]) => {
          const [one, other] = [memory().kept, memory().kept];
          one.take(log);
          for (const entry of [...shuffled, ...log]) other.take([entry]);
          for (const veto of ['0c', '0d']) {
            const last = Math.max(
              ...log.map((entry) => ('veto' in entry && entry.veto === veto ? Date.parse(entry.at) : -1)),
            );
            expect(one.seenAt(veto)).toBe(last < 0 ? undefined : last);
            expect(other.seenAt(veto)).toBe(one.seenAt(veto));
          }
        },
      ),
    ));
});
