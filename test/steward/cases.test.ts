import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conflictCases, splitOf } from '../../src/steward/cases.ts';
import { otherOf, type Verdict } from '../../src/steward/verdict.ts';
import { inForce, verdict } from './histories.ts';

const idsOf = (verdicts: readonly Verdict[]) => verdicts.map(({ id }) => id);
const even = () => 0;

/** Whether SAME verdicts lead from one record to the other; written as plainly as can be. */
function connected(links: readonly Verdict[], from: string, to: string): boolean {
  const reached = new Set([from]);
  for (let before = 0; before < reached.size; ) {
    before = reached.size;
    for (const { a, b } of links) if (reached.has(a) || reached.has(b)) reached.add(a).add(b);
  }
  return reached.has(to);
}

/** Weights with ties, infinities and nonsense among them, by pair. */
const weights = fc
  .func(fc.constantFrom(-Infinity, -3, 0, 2, 2.5, 7, Infinity, Number.NaN))
  .map((weigh) => (a: string, b: string) => weigh(`${a} ${b}`));

describe('a conflict case', () => {
  it('is a NOT_SAME that a chain of SAME contradicts, with the shortest chain', () => {
    const apart = verdict(9, 'app:1', 'NOT_SAME', 'crm:3');
    const verdicts = [
      verdict(1, 'app:1', 'SAME', 'crm:1'),
      verdict(2, 'crm:1', 'SAME', 'crm:2'),
      verdict(3, 'crm:2', 'SAME', 'crm:3'),
      verdict(4, 'app:1', 'SAME', 'shop:7'),
      verdict(5, 'shop:7', 'SAME', 'crm:3'),
      verdict(6, 'app:2', 'NOT_SAME', 'crm:3'),
      verdict(7, 'app:2', 'UNSURE', 'crm:1'),
      apart,
    ];
    expect(conflictCases(verdicts)).toEqual([{ apart, chain: [verdicts[3], verdicts[4]] }]);
    expect(conflictCases(verdicts.filter(({ id }) => id !== 4)).map(({ chain }) => idsOf(chain))).toEqual([
      [1, 2, 3],
    ]);
    expect(conflictCases(verdicts.filter(({ id }) => id !== 4 && id !== 2))).toEqual([]);
  });
});

describe('a split', () => {
  const chain = [
    verdict(1, 'app:1', 'SAME', 'crm:1'),
    verdict(2, 'crm:1', 'SAME', 'crm:2'),
    verdict(3, 'crm:2', 'SAME', 'shop:7'),
  ];
  const apart = verdict(4, 'app:1', 'NOT_SAME', 'shop:7');

  it('sets the weakest link of the chain aside', () => {
    const weak = (a: string) => (a === 'crm:1' ? 1 : 5);
    const { kept, setAside } = splitOf([...chain, apart], weak);
    expect([idsOf(kept), idsOf(setAside)]).toEqual([[1, 3], [2]]);
  });

  it('sets the newest of equally weak links aside', () => {
    expect(idsOf(splitOf([...chain, apart], even).setAside)).toEqual([3]);
    expect(idsOf(splitOf([...chain, apart], () => -Infinity).setAside)).toEqual([3]);
    const [first, ...others] = chain;
    expect(first).toBeDefined();
    const lateFirst = verdict(8, 'app:1', 'SAME', 'crm:1');
    expect(idsOf(splitOf([lateFirst, ...others, apart], even).setAside)).toEqual([8]);
  });

  it('leaves alone what no NOT_SAME concerns', () => {
    expect(splitOf(chain, even)).toEqual({ kept: chain, setAside: [] });
  });

  it('takes a link of each chain where there are several', () => {
    const other = [verdict(5, 'app:1', 'SAME', 'crm:3'), verdict(6, 'crm:3', 'SAME', 'shop:7')];
    expect(idsOf(splitOf([...chain, ...other, apart], even).setAside)).toEqual([3, 6]);
  });
});

describe('of any verdicts in force', () => {
  it('each NOT_SAME that is contradicted is a case, with a chain that contradicts it', () =>
    fc.assert(
      fc.property(inForce, (verdicts) => {
        const cases = conflictCases(verdicts);
        const links = verdicts.filter(({ kind }) => kind === 'SAME');
        const contradicted = verdicts.filter(
          ({ kind, a, b }) => kind === 'NOT_SAME' && connected(links, a, b),
        );
        expect(new Set(cases.map(({ apart }) => apart))).toEqual(new Set(contradicted));
        for (const { apart, chain } of cases) {
          let at = apart.a;
          for (const link of chain) {
            expect([link.kind, [link.a, link.b].includes(at)]).toEqual(['SAME', true]);
            at = otherOf(link, at);
          }
          expect(at).toBe(apart.b);
          expect(new Set(chain).size).toBe(chain.length);
        }
      }),
    ));

  it('the order in which they are given changes neither cases nor splits', () =>
    fc.assert(
      fc.property(
        inForce.chain((verdicts) =>
          fc.tuple(fc.constant(verdicts), fc.shuffledSubarray([...verdicts], { minLength: verdicts.length })),
        ),
        weights,
        ([verdicts, shuffled], weigh) => {
          expect(conflictCases(shuffled)).toEqual(conflictCases(verdicts));
          expect(splitOf(shuffled, weigh)).toEqual(splitOf(verdicts, weigh));
        },
      ),
    ));

  it('after a split every NOT_SAME holds, and no link is set aside in vain', () =>
    fc.assert(
      fc.property(inForce, weights, (verdicts, weigh) => {
        const { kept, setAside } = splitOf(verdicts, weigh);
        const vetoes = verdicts.filter(({ kind }) => kind === 'NOT_SAME');
        const breaks = (links: readonly Verdict[]) => vetoes.some(({ a, b }) => connected(links, a, b));
        expect(breaks(kept)).toBe(false);
        expect(new Set([...kept, ...setAside])).toEqual(
          new Set(verdicts.filter(({ kind }) => kind === 'SAME')),
        );
        for (const link of setAside) expect(breaks([...kept, link])).toBe(true);
      }),
    ));

  it('what is set aside is the weakest link of a chain: those at least as strong contradict by it', () =>
    fc.assert(
      fc.property(inForce, weights, (verdicts, weigh) => {
        const { kept, setAside } = splitOf(verdicts, weigh);
        const weight = ({ a, b }: Verdict) => {
          const bits = weigh(a, b);
          return Number.isNaN(bits) ? -Infinity : bits;
        };
        for (const link of setAside) {
          const stronger = kept.filter(
            (other) => weight(other) > weight(link) || (weight(other) === weight(link) && other.id < link.id),
          );
          const vetoes = verdicts.filter(({ kind }) => kind === 'NOT_SAME');
          expect(vetoes.some(({ a, b }) => connected([...stronger, link], a, b))).toBe(true);
        }
      }),
    ));
});
