import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { identifier } from '../../src/identity/normalise.ts';
import { Suppressions, suppressed } from '../../src/steward/suppressions.ts';
import type { Log } from '../../src/steward/verdict.ts';
import { history, logOf, ruling, saying, seeing, suppressing } from './histories.ts';

const now = Date.parse('2026-01-10T00:00:00.000Z');
const values = ['0a', '0b'].flatMap((hash) => ['email', 'phone'].map((kind) => ({ kind, hash })));

/** All that can be asked of it, but for how far it was folded. */
function told(list: Suppressions) {
  return { standing: values.map(({ kind, hash }) => list.of(kind, hash)), inForce: list.inForce(now) };
}

const listOf = (log: Log) => Suppressions.none.after(log);

describe('the suppression list', () => {
  it('holds what was said last of a value in each scope, and of no other value', () => {
    const list = listOf(
      logOf(
        suppressing('0a'),
        suppressing('0a', { channel: 'SMS' }),
        suppressing('0a', { until: '2026-06-01T00:00:00.000Z' }),
        suppressing('0a', { kind: 'phone' }),
      ),
    );
    expect(list.of('email', '0a').map(({ id, channel }) => [id, channel])).toEqual([
      [2, 'SMS'],
      [3, 'ANY'],
    ]);
    expect(list.of('phone', '0a').map(({ id }) => id)).toEqual([4]);
    expect(list.of('email', '0b')).toEqual([]);
  });

  it('lets go of the very scope that is lifted: a narrower one stays, and the broader one, too', () => {
    const scopes = [
      suppressing('0a'),
      suppressing('0a', { purpose: 'marketing' }),
      suppressing('0a', { channel: 'SMS', purpose: 'marketing' }),
    ];
    const list = listOf(logOf(...scopes, suppressing('0a', { purpose: 'marketing', lifted: true })));
    expect(list.of('email', '0a').map(({ id }) => id)).toEqual([1, 3]);
  });

  it('shows what is in force, newest first: not what has ended', () => {
    const until = (day: string) => ({ until: `${day}T00:00:00.000Z` });
    const list = listOf(
      logOf(
        suppressing('0a'),
        suppressing('0b', until('2026-01-10')),
        suppressing('0c', until('2026-01-11')),
      ),
    );
    expect(list.inForce(now).map(({ hash }) => hash)).toEqual(['0c', '0a']);
  });

  it('is nothing but suppressions', () => {
    const none = listOf(logOf(saying('app:1', 'SAME', 'crm:1'), ruling('0a', 'BLOCKED'), seeing('0c')));
    expect(none).toBe(Suppressions.none);
    expect(none.isEmpty).toBe(true);
    expect(listOf(logOf(suppressing('0a'))).isEmpty).toBe(false);
    expect(listOf(logOf(suppressing('0a'), suppressing('0a', { lifted: true }))).isEmpty).toBe(true);
  });

  it('depends on the order of the log only: not on how it was cut, nor on hearing of it twice', () =>
    fc.assert(
      fc.property(history, fc.nat(40), fc.nat(40), (log, cut, back) => {
        const whole = listOf(log);
        const first = listOf(log.slice(0, cut));
        const before = told(first);
        expect(told(first.after(log.slice(Math.max(0, cut - back))))).toEqual(told(whole));
        expect(told(first)).toEqual(before);
        expect(told(whole.after(log.slice(0, cut)))).toEqual(told(whole));
      }),
    ));

  it('is after lifting as if the scope had never been suppressed', () =>
    fc.assert(
      fc.property(history, fc.constantFrom(...values), (log, { kind, hash }) => {
        const without = log.filter(
          (entry) =>
            !('lifted' in entry) ||
            entry.kind !== kind ||
            entry.hash !== hash ||
            entry.channel !== 'SMS' ||
            entry.purpose !== 'marketing',
        );
        const scope = { kind, channel: 'SMS', purpose: 'marketing' } as const;
        const id = (log.at(-1)?.id ?? 0) + 1;
        const said = listOf(log).after([{ ...suppressing(hash, scope), id }]);
        expect(said.of(kind, hash).at(-1)?.id).toBe(id);
        const lifted = said.after([{ ...suppressing(hash, { ...scope, lifted: true }), id: id + 1 }]);
        expect(told(lifted)).toEqual(told(listOf(without)));
      }),
    ));
});

describe('what the list says as evidence', () => {
  const key = (kind: 'email' | 'phone' | 'externalId.loyalty', raw: string) => {
    const found = identifier(kind, raw, 'DE');
    if (found === undefined) throw new Error('no identifier');
    return found;
  };
  const [entry] = logOf(suppressing('0a', { channel: 'EMAIL', purpose: 'marketing' }));

  it('follows an address or a number, and for an id of an issuer the person', () => {
    if (entry === undefined || !('lifted' in entry)) throw new Error('no suppression');
    expect(suppressed(entry, key('email', ' Ada@Example.com'))).toEqual({
      ref: { source: 'suppression list', id: '' },
      scope: { channel: 'EMAIL', purpose: 'marketing', contactPoint: 'ada@example.com' },
      status: 'SUPPRESSED',
      reason: 'suppression list',
      capturedAt: entry.at,
    });
    expect(suppressed(entry, key('phone', '030 1234567')).scope.contactPoint).toBe('+49301234567');
    expect(suppressed(entry, key('externalId.loyalty', 'L-1')).scope).toEqual({
      channel: 'EMAIL',
      purpose: 'marketing',
    });
  });

  it('ends when it is said to', () => {
    if (entry === undefined || !('lifted' in entry)) throw new Error('no suppression');
    const until = '2026-06-01T00:00:00.000Z';
    expect(suppressed({ ...entry, until }, key('email', 'ada@example.com')).effectiveTo).toBe(until);
  });
});
