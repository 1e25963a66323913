import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readVectors } from '../../src/cli/consent-vectors.ts';

/** The notation is described in the vectors file itself. */
const file = fileURLToPath(new URL('vectors.json', import.meta.url));

describe('consent vectors', () => {
  for (const { id, note, evidence, expected, outcome } of readVectors(file)) {
    it(`${id} ${note}`, () => {
      expect(outcome(evidence)).toEqual(expected);
      expect(outcome(evidence.toReversed()), 'in another order').toEqual(expected);
    });
  }
});
