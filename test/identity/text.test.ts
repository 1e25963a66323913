import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOneEdit, jaroWinkler } from '../../src/identity/text.ts';

/** Few letters, so that texts have some in common. */
const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd', ' '), maxLength: 9 });

describe('Jaro-Winkler similarity', () => {
  // The pairs that Winkler and the Census Bureau published, and two that later libraries added.
  it.each([
    ['MARTHA', 'MARHTA', 0.961],
    ['DIXON', 'DICKSONX', 0.813],
    ['DWAYNE', 'DUANE', 0.84],
    ['JELLYFISH', 'SMELLYFISH', 0.896],
    ['SHACKLEFORD', 'SHACKELFORD', 0.982],
    ['DUNNINGHAM', 'CUNNIGHAM', 0.896],
    ['NICHLESON', 'NICHULSON', 0.956],
    ['JONES', 'JOHNSON', 0.832],
    ['MASSEY', 'MASSIE', 0.933],
    ['ABROMS', 'ABRAMS', 0.922],
    ['JERALDINE', 'GERALDINE', 0.926],
    ['MICHELLE', 'MICHAEL', 0.921],
    ['JULIES', 'JULIUS', 0.933],
    ['TANYA', 'TONYA', 0.88],
    ['SEAN', 'SUSAN', 0.805],
    ['JON', 'JOHN', 0.933],
    ['CRATE', 'TRACE', 0.733],
    ['ABC', 'XYZ', 0],
    // One letter is shared, and half a text apart.
    ['ABCD', 'XYAZ', 0],
    ['', 'ABC', 0],
    ['', '', 0],
    ['A', 'A', 1],
  ])('of %s and %s is %f', (one, other, published) =>
    expect(jaroWinkler(one, other)).toBeCloseTo(published, 3),
  );

  it('is the same from either side', () =>
    fc.assert(
      fc.property(letters, letters, (a, b) => {
        expect(jaroWinkler(a, b)).toBe(jaroWinkler(b, a));
      }),
    ));

  it('is 0 … 1, and 1 for equal texts only', () =>
    fc.assert(
      fc.property(letters, letters, (a, b) => {
        expect(jaroWinkler(a, b)).toBeGreaterThanOrEqual(0);
        expect(jaroWinkler(a, b)).toBeLessThanOrEqual(1);
        expect(jaroWinkler(a, b) === 1).toBe(a === b && a !== '');
        expect(jaroWinkler(a, a)).toBe(a === '' ? 0 : 1);
      }),
    ));

  it('is 0 where no letter is shared', () =>
    fc.assert(
      fc.property(letters, fc.string({ unit: fc.constantFrom('x', 'y', 'z') }), (a, b) => {
        expect(jaroWinkler(a, b)).toBe(0);
      }),
    ));
});

/** Edits between two texts where no part is edited twice, by the textbook's table. */
function edits(a: string, b: string): number {
  const table = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0)),
  );
  const at = (i: number, j: number) => table[i]?.[j] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i <= a.length; i++)
    for (let j = 1; j <= b.length; j++) {
      const least = Math.min(
        at(i - 1, j) + 1,
        at(i, j - 1) + 1,
        at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
          ? at(i - 2, j - 2) + 1
          : Number.POSITIVE_INFINITY,
      );
      table[i]?.splice(j, 1, least);
    }
  return at(a.length, b.length);
}

it('one edit is what the Damerau-Levenshtein distance says is one or none', () => {
  const short = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 5 });
  fc.assert(
    fc.property(short, short, (a, b) => {
      expect(isOneEdit(a, b)).toBe(edits(a, b) <= 1);
    }),
    { numRuns: 500 },
  );
});
