import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { judge } from '../../src/identity/link.ts';
import { Comparer, defaultMatching } from '../../src/identity/matching.ts';
import { person, type Traits } from './records.ts';

const none: ReadonlySet<string> = new Set();
const ground = { ambiguous: none, generic: none, comparer: new Comparer(defaultMatching) };
const traits = {
  e: 'email',
  p: 'phone',
  l: 'loyalty',
  b: 'born',
  z: 'postcode',
  j: 'suffix',
  r: 'names',
} as const;

/** `Anna Schmidt e:anna@a.example p:030 12345678` as traits. */
function side(text: string): Traits {
  const [full = '', ...rest] = text.trim().split(/ (?=[eplbzjr]:)/);
  const read: Record<string, string | readonly string[]> = full === '-' ? {} : { full };
  for (const field of rest) {
    const name = traits[field[0] as keyof typeof traits];
    const value = field.slice(2);
    const several = name === 'names' || name === 'loyalty';
    read[name] = several ? [...(read[name] ?? []), value] : value;
  }
  return read;
}

const cases = readFileSync(new URL('cases.csv', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.split(' ; '));

describe('pairs of records and the verdict on them', () => {
  it.each(cases)('%s / %s: %s', (left = '', right = '', expected) => {
    const [a, b] = [person('crm:1', side(left)), person('app:2', side(right))];
    const verdict = judge(a, b, ground);
    const said =
      verdict === undefined
        ? '-'
        : 'link' in verdict
          ? verdict.link.rule
          : 'probable' in verdict
            ? 'PROBABLE'
            : verdict.refused.refusal;
    expect(said).toBe(expected);
    expect(judge(b, a, ground)).toEqual(verdict);
  });
});
