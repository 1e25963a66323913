/** Made-up logs of stewards: few records, so that what is said of them meets. */
import fc from 'fast-check';
import {
  type Entry,
  type Log,
  type NewEntry,
  orderedPair,
  type Suppression,
  type ValueRule,
  type Verdict,
  type VerdictKind,
  type VetoSeen,
  valueRuleKinds,
  verdictKinds,
} from '../../src/steward/verdict.ts';

export const refs = ['app:1', 'app:2', 'billing:c1', 'crm:1', 'crm:2', 'crm:3', 'shop:7'];
const at = '2026-01-02T03:04:05.678Z';

export function saying(
  one: string,
  kind: VerdictKind,
  other: string,
  more: Partial<Verdict> = {},
): Omit<Verdict, 'id'> {
  const [a, b] = orderedPair(one, other);
  const fingerprints = { a: undefined, b: undefined };
  return { a, b, kind, actor: 'mia', at, reason: undefined, fingerprints, ...more };
}

export function ruling(hash: string, rule: ValueRule['rule'], kind = 'email'): Omit<ValueRule, 'id'> {
  return { kind, hash, rule, actor: 'mia', at, reason: undefined };
}

export function suppressing(hash: string, more: Partial<Suppression> = {}): Omit<Suppression, 'id'> {
  const scope = { channel: 'ANY', purpose: '*', until: undefined, lifted: false } as const;
  return { kind: 'email', hash, ...scope, actor: 'mia', at, reason: undefined, ...more };
}

export function seeing(veto: string, day = '2026-01-02'): Omit<VetoSeen, 'id'> {
  return { veto, at: `${day}T03:04:05.678Z` };
}

/** Nobody wrote what the gateway saw. */
export function actorOf(entry: Entry): string | undefined {
  return 'actor' in entry ? entry.actor : undefined;
}

export function logOf(...entries: readonly NewEntry[]): Log {
  return entries.map((entry, index) => ({ ...entry, id: index + 1 }));
}

/** `verdict(3, 'crm:1', 'SAME', 'app:1')` */
export function verdict(id: number, one: string, kind: VerdictKind, other: string): Verdict {
  return { ...saying(one, kind, other), id };
}

export const pair = fc
  .uniqueArray(fc.constantFrom(...refs), { minLength: 2, maxLength: 2 })
  .map(([x = '', y = '']) => orderedPair(x, y));

const aVerdict = fc
  .tuple(pair, fc.constantFrom(...verdictKinds), fc.constantFrom('mia', 'noor'))
  .map(([[a, b], kind, actor]) => saying(a, kind, b, { actor }));
const aRule = fc
  .tuple(fc.constantFrom('0a', '0b'), fc.constantFrom(...valueRuleKinds), fc.constantFrom('email', 'phone'))
  .map(([hash, rule, kind]) => ruling(hash, rule, kind));
const aSuppression = fc
  .record({
    hash: fc.constantFrom('0a', '0b'),
    kind: fc.constantFrom('email', 'phone'),
    channel: fc.constantFrom('ANY' as const, 'SMS' as const),
    purpose: fc.constantFrom('*', 'marketing'),
    until: fc.constantFrom(undefined, '2026-01-15T00:00:00.000Z'),
    lifted: fc.boolean(),
  })
  .map(({ hash, until, lifted, ...more }) =>
    suppressing(hash, { ...more, lifted, until: lifted ? undefined : until }),
  );
const aVeto = fc
  .tuple(fc.constantFrom('0c', '0d'), fc.constantFrom('2026-01-02', '2026-01-03', '2026-03-01'))
  .map(([veto, day]) => seeing(veto, day));

/** Ids with gaps, as a database gives them. */
export const history: fc.Arbitrary<Log> = fc
  .array(
    fc.tuple(
      fc.oneof({ weight: 4, arbitrary: aVerdict }, aRule, aSuppression, aVeto),
      fc.integer({ min: 1, max: 3 }),
    ),
    { maxLength: 40 },
  )
  .map((entries) => {
    let id = 0;
    return entries.map(([entry, step]): Entry => {
      id += step;
      return { ...entry, id };
    });
  });

/** SAME and NOT_SAME in force: at most one a pair. */
export const inForce: fc.Arbitrary<readonly Verdict[]> = fc
  .uniqueArray(fc.tuple(pair, fc.constantFrom<VerdictKind>('SAME', 'SAME', 'NOT_SAME', 'UNSURE')), {
    selector: ([[a, b]]) => `${a} ${b}`,
    maxLength: 18,
  })
  .chain((said) => fc.shuffledSubarray(said, { minLength: said.length }))
  .map((said) => said.map(([[a, b], kind], index) => verdict(index + 1, a, kind, b)));
