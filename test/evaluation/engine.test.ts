/** What must hold of the engine as a whole, on people made up. */
import { beforeAll, describe, expect, it } from 'vitest';
import { matchCap } from '../../sources/contract.ts';
import { modelFor, runEngine } from '../../src/evaluation/engine.ts';
import { type Evaluation, evaluationOf, type Run } from '../../src/evaluation/evaluation.ts';
import { PeoplePort } from '../../src/evaluation/people-port.ts';
import { personOf } from '../../src/identity/person.ts';
import type { Attribute } from '../../src/model/attribute.ts';
import type { SourceRecord } from '../../src/model/record.ts';
import { madeUpPeople } from './people.ts';

const { records, truth } = madeUpPeople(100);
const mapping = { country: 'DE', duplicateFree: new Set<string>(), inexact: new Set<string>() };

async function run(
  of: readonly SourceRecord[],
): Promise<{ readonly run: Run; readonly evaluation: Evaluation }> {
  // One model for all runs: what is compared is what the records do.
  const model = await modelFor(records, 'DE');
  const result = await runEngine(of, { mapping, model, permuted: 50 });
  return { run: result, evaluation: evaluationOf(result, truthOf(of)) };
}

function truthOf(of: readonly SourceRecord[]): ReadonlyMap<string, string> {
  return new Map(of.map(({ ref }) => [`${ref.source}:${ref.id}`, ref.id.split('-')[0] ?? '']));
}

let plain: Awaited<ReturnType<typeof run>>;
beforeAll(async () => {
  plain = await run(records);
}, 60_000);

const f1 = ({ accuracy }: Evaluation) => accuracy?.engine.pairwise.f1 ?? 0;

describe('the engine, over a file', () => {
  it('finds the people, and hardly ever takes two for one', () => {
    expect(truth.size).toBe(records.length);
    expect(f1(plain.evaluation)).toBeGreaterThan(0.85);
    expect(plain.evaluation.accuracy?.engine.overMerged).toBeLessThan(0.1);
    expect(plain.evaluation.accuracy?.baseline.pairwise.f1).toBe(0);
  });

  it('finds the same customer from each of their records, in whatever order sources answer', () => {
    expect(plain.evaluation.startInvariance).toBe(1);
    expect(plain.evaluation.orderInvariance).toBe(1);
    expect(plain.evaluation.effort?.incomplete).toBe(0);
  });

  it('says the same twice, and of the records in another order', async () => {
    const again = await run(records.toReversed());
    expect([...again.run.clusters].sort()).toEqual([...plain.run.clusters].sort());
    expect(again.run.scored.toSorted(byPair)).toEqual(plain.run.scored.toSorted(byPair));
  });

  it('is not moved by who stands by', async () => {
    const bystanders = madeUpPeople(500, 100_000).records.map(abroad);
    expect(bystanders.length).toBeGreaterThan(records.length);
    const among = await run([...records, ...bystanders]);
    for (const [key, cluster] of plain.run.clusters) expect(among.run.clusters.get(key)).toBe(cluster);
    // Some two thousand searches: nothing but work, and as long as the machine takes for it.
  }, 180_000);
});

describe('one value on many records', () => {
  it.each([
    ['email', 'holder@shared.example', 0.02],
    ['email', 'holder@shared.example', 0.2],
    ['phone', '+493012345678', 0.02],
    ['phone', '+493012345678', 0.2],
    ['externalId.card', 'C-1', 0.02],
    ['externalId.card', 'C-1', 0.2],
  ] as const)('%s %s on %d of them moves nothing', async (attribute, value, share) => {
    const poisoned = records.map((record, at) =>
      (at * 7919) % 1000 < share * 1000 ? withValue(record, attribute, value) : record,
    );
    const { evaluation } = await run(poisoned);
    expect(Math.abs(f1(evaluation) - f1(plain.evaluation))).toBeLessThanOrEqual(0.02);
    expect(evaluation.largest).toBeLessThanOrEqual(12);
    expect(evaluation.startInvariance).toBe(1);
  });
});

it('reads at most one record more than the cap for a value, however many hold it', async () => {
  const people = records.map((record) => personOf(withValue(record, 'phone', '+493012345678'), 'DE'));
  const port = new PeoplePort('file', people);
  const key = people[0]?.identifiers.find(({ kind }) => kind === 'phone');
  if (key === undefined) throw new Error('nobody has the value');
  expect(people.length).toBeGreaterThan(matchCap);
  expect(await port.find(key)).toMatchObject({ kind: 'found', value: { generic: true } });
  expect(port.fetched).toBe(matchCap + 1);
});

function withValue(record: SourceRecord, attribute: Attribute, value: string): SourceRecord {
  return {
    ...record,
    attributes: { ...record.attributes, [attribute]: [...(record.attributes[attribute] ?? []), value] },
  };
}

/** The same person of another time and place: nothing of theirs is anything of the others'. */
function abroad(record: SourceRecord): SourceRecord {
  const attributes = Object.entries(record.attributes).map(([name, values]) => [
    name,
    (values ?? []).map((value) =>
      name === 'birthDate'
        ? `18${String(value).slice(2)}`
        : name === 'email'
          ? String(value).replace('@mail.example', 'xq@elsewhere.test')
          : `Xq${String(value).toUpperCase()}wz`,
    ),
  ]);
  return { ...record, attributes: Object.fromEntries(attributes) };
}

function byPair(x: { a: string; b: string }, y: { a: string; b: string }): number {
  return `${x.a} ${x.b}` < `${y.a} ${y.b}` ? -1 : 1;
}
