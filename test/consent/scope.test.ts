import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { channelCovers, covers, overlaps, purposeCovers, samePoint } from '../../src/consent/scope.ts';
import { type Channel, channels } from '../../src/model/consent.ts';
import { scope } from './assertions.ts';

describe('purposes', () => {
  it.each([
    ['marketing', 'marketing.communications.email', true],
    ['marketing', 'marketing', true],
    ['*', 'marketing', true],
    ['market', 'marketing', false],
    ['marketing.communications', 'marketing', false],
    ['marketing', '*', false],
  ])('%s covers %s: %s, for a purpose ends at a dot', (outer, inner, expected) =>
    expect(purposeCovers(outer, inner)).toBe(expected),
  );
});

describe('channels', () => {
  it('form a tree: any covers all, telephone covers voice and text', () => {
    const covered = (outer: Channel) => channels.filter((inner) => channelCovers(outer, inner));
    expect(covered('ANY')).toEqual(channels);
    expect(covered('PHONE')).toEqual(['PHONE', 'VOICE', 'SMS']);
    for (const leaf of channels)
      if (leaf !== 'ANY' && leaf !== 'PHONE') expect(covered(leaf)).toEqual([leaf]);
  });
});

it('addresses compare without case and surrounding blanks', () => {
  expect(samePoint(' Ann@A.example', 'ann@a.example')).toBe(true);
  expect(samePoint('ann@a.example', 'bob@a.example')).toBe(false);
});

describe('scopes', () => {
  it('cover themselves, and what they cover they overlap', () =>
    fc.assert(
      fc.property(scope, scope, (a, b) => {
        expect(covers(a, a)).toBe(true);
        if (covers(a, b)) expect(overlaps(a, b)).toBe(true);
      }),
    ));

  it('overlap alike in either order', () =>
    fc.assert(
      fc.property(scope, scope, (a, b) => {
        expect(overlaps(a, b)).toBe(overlaps(b, a));
      }),
    ));

  it('cover what is covered by what they cover, and touch whatever touches it', () =>
    fc.assert(
      fc.property(scope, scope, scope, (a, b, c) => {
        if (covers(a, b) && covers(b, c)) expect(covers(a, c)).toBe(true);
        if (covers(a, b) && overlaps(b, c)) expect(overlaps(a, c)).toBe(true);
      }),
      { numRuns: 3000 },
    ));

  it('without an address are about every address; with one they do not cover those without', () => {
    const any = { channel: 'EMAIL', purpose: 'marketing' } as const;
    const one = { ...any, contactPoint: 'ann@a.example' };
    expect([covers(any, one), covers(one, any), overlaps(one, any)]).toEqual([true, false, true]);
    expect(overlaps(one, { ...any, contactPoint: 'bob@a.example' })).toBe(false);
  });
});
