import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { KeyedHash } from '../../src/identity/keyed-hash.ts';

const ascii = fc.string({ unit: 'binary-ascii', maxLength: 64 });

it('is HMAC-SHA256, cut to 144 bits', () =>
  fc.assert(
    fc.property(ascii, fc.array(fc.string({ unit: 'grapheme' })), (key, texts) => {
      const hash = new KeyedHash(key);
      for (const text of texts) {
        const hmac = createHmac('sha256', key).update(text).digest('base64url');
        expect(hash.of(text)).toBe(hmac.slice(0, 24));
      }
    }),
  ));

it.each(['x'.repeat(65), 'ä'])('takes no key that is longer than a block, or not ASCII', (key) => {
  expect(() => new KeyedHash(key)).toThrow(RangeError);
});
