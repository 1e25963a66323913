/** The search in the background for customers whose memory is old: one for each, behind whatever somebody waits for. */
import { describe, expect, it } from 'vitest';
import { defaultBudget } from '../../src/identity/answer.ts';
import { identifier } from '../../src/identity/normalise.ts';
import { recall } from '../../src/identity/recall.ts';
import type { Door } from '../../src/identity/resolution.ts';
import { Refresher } from '../../src/profile/refresher.ts';
import { freshXref, rules } from '../identity/population.ts';
import { failing, onATestedClock, opened, pass, settle, want } from '../loading/waiting-source.ts';

const record = (id: string): Door => ({ by: 'record', ref: { source: 'app', id } });

function email(text: string): Door {
  const one = identifier('email', text, 'DE');
  if (one === undefined) throw new TypeError('no address');
  return { by: 'identifier', identifiers: [one] };
}

/** A source that answers when the test says so, and searches of it; `asked` holds the keys of each call. */
function refreshing() {
  const { source, asked, sweeper } = opened({ lanes: 64, batch: 1, timeout: 60_000 });
  const xref = freshXref();
  const refresher = new Refresher({
    sources: [source],
    sweeper,
    rules,
    budget: defaultBudget,
    xref,
    want,
    now: () => new Date(),
  });
  const keys = () => asked.map((one) => one.keys.join());
  return { asked, keys, xref, refresher };
}

describe('a search in the background', () => {
  onATestedClock();

  it('goes in the lane of whatever nobody waits for', async () => {
    const { asked, refresher } = refreshing();
    refresher.refresh(record('1'));
    await settle();
    expect(asked.map(({ operation, call }) => [operation, call.lane])).toEqual([['get', 'bulk']]);
    refresher.close();
  });

  it('is one at a time for a door, and another once it has ended', async () => {
    const { asked, keys, refresher } = refreshing();
    for (let times = 0; times < 3; times++) {
      refresher.refresh(record('1'));
      refresher.refresh(record('2'));
      refresher.refresh(email('ada@a.example'));
      await settle();
    }
    expect(keys()).toEqual(['1', '2', 'ada@a.example']);
    asked[0]?.answer();
    await settle();
    for (const id of ['1', '2']) refresher.refresh(record(id));
    await settle();
    expect(keys()).toEqual(['1', '2', 'ada@a.example', '1']);
    refresher.close();
  });

  it('is one of eight at most: who is not searched for now will be asked for again', async () => {
    const { keys, refresher } = refreshing();
    const ids = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];
    for (const id of ids) refresher.refresh(record(id));
    await settle();
    expect(keys()).toEqual(ids.slice(0, 8));
    refresher.close();
  });

  it('is remembered, unless the source failed', async () => {
    const { asked, xref, refresher } = refreshing();
    const known = () => recall(record('1'), xref).kind;
    refresher.refresh(record('1'));
    await settle();
    asked[0]?.answer([failing('SOURCE_UNAVAILABLE')]);
    await settle();
    expect(known()).toBe('unknown');
    refresher.refresh(record('1'));
    await settle();
    asked[1]?.answer();
    await settle();
    expect(known()).toBe('room');
  });

  it('is given up after ten seconds, or when the gateway closes', async () => {
    const { asked, xref, refresher } = refreshing();
    refresher.refresh(record('1'));
    await pass(9_980, 10);
    expect(asked[0]?.call.signal.aborted).toBe(false);
    await pass(40);
    expect(asked[0]?.call.signal.aborted).toBe(true);
    // The door is free for the next.
    refresher.refresh(record('1'));
    await settle();
    expect(asked).toHaveLength(2);
    refresher.close();
    await pass(30);
    expect(asked[1]?.call.signal.aborted).toBe(true);
    expect(recall(record('1'), xref).kind).toBe('unknown');
  });
});
