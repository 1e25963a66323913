/** Events of several systems in one order, whatever has been loaded of each. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  casesOf,
  consentOf,
  type Evidence,
  ordersOf,
  subscriptionsOf,
} from '../../console/src/customer/events.ts';
import {
  byMonth,
  type EventKind,
  eventKinds,
  type Loaded,
  merged,
  type TimelineEvent,
} from '../../console/src/customer/timeline.ts';

const instant = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();

function eventsOf(kind: EventKind, minutes: readonly number[], name = ''): readonly TimelineEvent[] {
  return minutes.map((minute, index) => ({
    kind,
    at: instant(minute),
    source: 'app',
    key: `${kind} ${name}${index}`,
    title: '',
  }));
}

/** All rows of some kinds, newest first, with many equal times, and how many of each are loaded. */
const histories = fc.array(
  fc.record({
    minutes: fc.array(fc.nat({ max: 12 }), { maxLength: 15 }).map((all) => all.toSorted((a, b) => b - a)),
    loaded: fc.nat({ max: 15 }),
  }),
  { minLength: 1, maxLength: eventKinds.length },
);

type History = readonly { readonly minutes: readonly number[]; readonly loaded: number }[];

function loadedOf(history: History, more = 0): readonly Loaded[] {
  return history.flatMap(({ minutes, loaded }, index) => {
    const kind = eventKinds[index];
    if (kind === undefined) return [];
    // A page has a row at least, where there are any.
    const rows = eventsOf(kind, minutes).slice(0, Math.max(1, loaded) + more);
    return [{ kind, rows, later: [], older: rows.length < minutes.length }];
  });
}

const everything = 100;

describe('the timeline', () => {
  it('shows the beginning of the whole, whatever has been loaded of each kind', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const whole = merged(loadedOf(history, everything)).map(({ key }) => key);
        const shown = merged(loadedOf(history)).map(({ key }) => key);
        expect(shown).toEqual(whole.slice(0, shown.length));
      }),
    );
  });

  it('adds below when more is loaded, and in the end shows all of it, newest first', () => {
    fc.assert(
      fc.property(histories, fc.nat({ max: 5 }), (history, more) => {
        const before = merged(loadedOf(history)).map(({ key }) => key);
        const after = merged(loadedOf(history, more)).map(({ key }) => key);
        expect(after.slice(0, before.length)).toEqual(before);
        const whole = merged(loadedOf(history, everything)).map(({ at }) => at);
        expect(whole).toEqual(whole.toSorted().toReversed());
        expect(whole).toHaveLength(history.reduce((sum, { minutes }) => sum + minutes.length, 0));
      }),
    );
  });

  it('always gets somewhere: what is loaded last of the least far kind is shown', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const loaded = loadedOf(history);
        fc.pre(loaded.some(({ rows }) => rows.length > 0));
        expect(merged(loaded).length).toBeGreaterThan(0);
      }),
    );
  });

  it('holds back what is older than a source that came late has given out', () => {
    // The second page of a kind begins anew where a source is back that did not answer the first.
    const rows = [...eventsOf('cases', [10, 4]), ...eventsOf('cases', [9, 7], 'late ')];
    expect(merged([{ kind: 'cases', rows, later: [], older: true }]).map(({ at }) => at)).toEqual(
      [10, 9, 7].map(instant),
    );
  });

  it('puts second times where they belong', () => {
    const shown = merged([
      { kind: 'orders', rows: eventsOf('orders', [8, 2]), later: [], older: false },
      { kind: 'cases', rows: eventsOf('cases', [5]), later: eventsOf('cases', [9], 'closed '), older: false },
    ]);
    expect(shown.map(({ kind, at }) => `${kind} ${at}`)).toEqual([
      `cases ${instant(9)}`,
      `orders ${instant(8)}`,
      `cases ${instant(5)}`,
      `orders ${instant(2)}`,
    ]);
  });

  it('is grouped by month, in its order', () => {
    const months = byMonth(eventsOf('orders', [50_000, 49_000, 10]), (at) => at.slice(0, 7));
    expect(months.map(({ name, events }) => [name, events.length])).toEqual([
      ['2026-02', 2],
      ['2026-01', 1],
    ]);
  });
});

describe('events', () => {
  const row = (id: string) => ({ id, source: 'app', record: { source: 'app', id: '1' } });

  it('leave out rows without a time, after which nothing older has one', () => {
    const order = (id: string, placedAt: string | null) => ({
      ...row(id),
      number: id,
      status: 'shipped',
      placedAt,
      total: null,
    });
    const known = ordersOf({ rows: [order('2', instant(2)), order('1', null)], hasOlder: true });
    expect(known.rows.map(({ title }) => title)).toEqual(['Order 2']);
    expect(known.older).toBe(false);
    expect(ordersOf({ rows: [order('2', instant(2))], hasOlder: true }).older).toBe(true);
  });

  it('tell of a case when it was opened and when it was closed, and of a subscription when it was cancelled', () => {
    const cases = casesOf({
      rows: [
        {
          ...row('c'),
          number: '17',
          subject: 'Return',
          status: null,
          openedAt: instant(1),
          closedAt: instant(3),
        },
      ],
      hasOlder: false,
    });
    expect([...cases.later, ...cases.rows].map(({ title, at }) => [title, at])).toEqual([
      ['Case closed: Return', instant(3)],
      ['Case opened: Return', instant(1)],
    ]);
    const subscriptions = subscriptionsOf({
      rows: [
        {
          ...row('s'),
          plan: 'Standard',
          status: null,
          startedAt: instant(1),
          canceledAt: instant(2),
          price: null,
          interval: null,
        },
      ],
      hasOlder: false,
    });
    expect(subscriptions.later.map(({ title }) => title)).toEqual(['Cancelled Standard']);
  });

  it('tell once what was said of consent, however many purposes it counts for', () => {
    const said: Evidence = {
      source: 'app',
      record: '1',
      field: 'status',
      status: 'GRANTED',
      purpose: 'marketing.communications.email',
      channel: 'EMAIL',
      capturedAt: instant(1),
      doubleOptInAt: instant(2),
    };
    const words = { status: (text: string) => text, purpose: (text: string) => text };
    const { rows } = consentOf(
      [said, { ...said }, { ...said, capturedAt: null, doubleOptInAt: null }],
      words,
    );
    expect(rows.map(({ title }) => title)).toEqual(['Consent: granted', 'Consent: confirmed']);
  });
});
