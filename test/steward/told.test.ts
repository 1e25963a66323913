/** What followers are told when looks, writings and newcomers cross: on a log whose answers can be held back. */
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { openStoreOn, type Queryable } from '../../src/steward/postgres-store.ts';
import type { Entry } from '../../src/steward/verdict.ts';
import { saying } from './histories.ts';

/** Keeps verdicts in an array, and answers nothing but what the store asks of it. */
class HeldLog implements Queryable {
  readonly #rows: Readonly<Record<string, unknown>>[] = [];
  #held: Promise<void> = Promise.resolve();
  /** Looks that were made, answered or not. */
  looks = 0;

  /** Holds back what is found from now on; it is found when it is asked for nevertheless. @returns lets it go. */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#held = promise;
    return resolve;
  }

  /** Whether reading it fails. */
  broken = false;

  async query(text: string, values: unknown[]): Promise<{ readonly rows: readonly unknown[] }> {
    if (text.startsWith('insert')) {
      const [a, b, kind, actor, reason, at] = values;
      const id = String(this.#rows.length + 1);
      this.#rows.push({ id, a, b, kind, actor, reason, at });
      return { rows: [{ id }] };
    }
    if (!text.startsWith('select')) return { rows: [] };
    this.looks++;
    if (this.broken) throw new Error('the disk is gone');
    const rows = this.#rows.filter(({ id }) => Number(id) > Number(values[0]));
    await this.#held;
    return { rows };
  }
}

async function store() {
  const log = new HeldLog();
  const opened = await openStoreOn(log, async () => {});
  const following = (version: number) => {
    const heard: number[] = [];
    opened.onChange((entries: readonly Entry[]) => heard.push(...entries.map(({ id }) => id)), version);
    return heard;
  };
  return { log, opened, following, say: () => opened.append(saying('app:1', 'SAME', 'crm:1')) };
}

const moment = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('followers of the log', () => {
  it('are told of what is written while a look is under way, before the writing is over', async () => {
    const { log, following, say } = await store();
    const release = log.hold();
    const heard = following(0);
    await moment();
    expect(log.looks).toBe(1);
    const writing = say();
    await moment();
    release();
    await writing;
    expect(heard).toEqual([1]);
  });

  it('are told from where each of them is', async () => {
    const { following, say } = await store();
    for (let count = 0; count < 3; count++) await say();
    const [all, some, none] = [following(0), following(2), following(3)];
    await say();
    expect([all, some, none]).toEqual([[1, 2, 3, 4], [3, 4], [4]]);
  });

  it('are told without a gap when they come while a look is under way that began after them', async () => {
    const { log, following, say } = await store();
    for (let count = 0; count < 3; count++) await say();
    const release = log.hold();
    following(2);
    await moment();
    expect(log.looks).toBe(1);
    const early = following(0);
    release();
    await say();
    expect(early).toEqual([1, 2, 3, 4]);
  });

  it('make one look of many rings', async () => {
    const { log, say, following } = await store();
    following(0);
    await say();
    const { looks } = log;
    await Promise.all(Array.from({ length: 20 }, say));
    expect(log.looks - looks).toBeLessThan(5);
  });

  it('of a log that nobody else writes to are up to date, unless they could not be told', async () => {
    const { log, opened, following, say } = await store();
    following(0);
    await say();
    await pause(20);
    expect(Date.now() - opened.caughtUpAt()).toBeLessThan(10);
    log.broken = true;
    await say();
    await pause(20);
    expect(Date.now() - opened.caughtUpAt()).toBeGreaterThanOrEqual(19);
    log.broken = false;
    await say();
    await pause(20);
    expect(Date.now() - opened.caughtUpAt()).toBeLessThan(10);
  });
});
