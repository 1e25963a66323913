import { describe, expect, it } from 'vitest';
import { maxReason, orderedPair, settled } from '../../src/steward/verdict.ts';
import { ruling, saying, seeing, suppressing } from './histories.ts';

describe('a verdict', () => {
  it('names its records in order, each with its fingerprint', () => {
    expect(orderedPair('crm:1', 'app:1')).toEqual(['app:1', 'crm:1']);
    const fingerprints = { a: 'of crm', b: undefined };
    expect(settled({ ...saying('app:1', 'SAME', 'crm:1'), a: 'crm:1', b: 'app:1', fingerprints })).toEqual(
      saying('app:1', 'SAME', 'crm:1', { fingerprints: { a: undefined, b: 'of crm' } }),
    );
  });

  it('is told in milliseconds of UTC', () => {
    expect(settled(saying('app:1', 'SAME', 'crm:1', { at: '2026-01-02T03:04:05+02:00' })).at).toBe(
      '2026-01-02T01:04:05.000Z',
    );
  });

  it('is refused, without a word of it, when it cannot be kept', () => {
    const refused = [
      { ...saying('app:1', 'SAME', 'crm:1'), b: 'app:1' },
      saying('app:1', 'SAME', 'crm:1', { reason: 's'.repeat(maxReason + 1) }),
      saying('app:1', 'SAME', 'crm:1', { reason: 'secret\0' }),
      saying('app:1', 'SAME', 'crm:1', { reason: 'secret\ud800' }),
      saying('app:1', 'SAME', 'crm:1', { actor: '' }),
      saying('app:1', 'SAME', 'crm:1', { at: 'secret' }),
      saying('app:secret\0', 'SAME', 'crm:1'),
      ruling('secret', 'BLOCKED'),
      ruling('', 'BLOCKED'),
      ruling('0a', 'BLOCKED', ''),
      suppressing('secret'),
      suppressing('0a', { purpose: '' }),
      suppressing('0a', { until: 'secret' }),
      suppressing('0a', { channel: 'secret' as 'ANY' }),
      seeing('secret'),
      seeing('0a', 'secret'),
    ];
    for (const entry of refused) {
      expect(() => settled(entry)).toThrow(RangeError);
      expect(() => settled(entry)).not.toThrow(/secret|ss|app:1/);
    }
    const longest = saying('app:1', 'SAME', 'crm:1', { reason: 's'.repeat(maxReason) });
    expect(settled(longest)).toEqual(longest);
  });
});
