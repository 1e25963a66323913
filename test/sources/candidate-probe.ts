/** What tests of candidate keys share besides the contract. */
import type { Source } from '../../sources/contract.ts';
import type { CandidateKind } from '../../src/identity/candidate.ts';
import { personOf } from '../../src/identity/person.ts';
import type { Identifier } from '../../src/model/identifier.ts';
import type { SourceRecord } from '../../src/model/record.ts';
import { calling, said, wanting } from './sql-probe.ts';

/** The candidate keys of a record that shows these values. */
export function candidatesOf(values: SourceRecord['attributes']): readonly Identifier[] {
  return personOf(
    {
      ref: { source: 'elsewhere', id: '1' },
      attributes: values,
      references: [],
      consent: [],
      parentKeys: {},
      observedAt: '2024-06-01T00:00:00.000Z',
      drifted: [],
    },
    'DE',
  ).candidates();
}

/** What each key is answered with, by its kind without `match.`: ids, `generic`, `absent` or the code of a failure. */
export async function answersTo(
  source: Source,
  keys: readonly Identifier[],
): Promise<Readonly<Partial<Record<string, string>>>> {
  const outcomes = await source.find(keys, wanting(), calling());
  return Object.fromEntries(
    keys.map(({ kind }, at) => {
      const answer = said(outcomes[at]);
      const text =
        typeof answer !== 'object'
          ? String(answer)
          : answer.generic
            ? 'generic'
            : answer.records.map(({ ref }) => ref.id).join();
      return [kind.slice('match.'.length), text];
    }),
  );
}

/** The keys of these kinds, which the record must have. */
export function ofKinds(keys: readonly Identifier[], ...names: readonly string[]): readonly Identifier[] {
  return names.map((name) => {
    const kind: CandidateKind | string = `match.${name}`;
    const key = keys.find((one) => one.kind === kind);
    if (key === undefined) throw new TypeError(`no key of kind ${name}`);
    return key;
  });
}
