/** The picture of who is who: where things stand in it, what it weighs, and how it is used. */
import fc from 'fast-check';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Picture, pictureOf } from '../../console/src/identity/picture.ts';
import { boxOf, overlap } from '../../console/src/identity/picture-labels.ts';
import { nameIn, saidBy, withheldFrom } from '../../console/src/identity/said.ts';
import { cardHeight, cardWidth, type Tie, type TieKind } from '../../console/src/identity/tie.ts';
import { waterfallOf } from '../../console/src/identity/waterfall.ts';
import { levelsInWords, percent, refusalsInWords, rulesInWords } from '../../console/src/identity/words.ts';
import { parseRef, refKey } from '../../console/src/parts/refs.ts';
import { levels } from '../../src/identity/comparison.ts';
import { linkRules, refusals } from '../../src/identity/link.ts';
import { browserPath } from '../browser.ts';
import { type ConsoleUnderTest, openTestConsole } from './console.ts';

const refs = fc
  .uniqueArray(fc.tuple(fc.constantFrom('app', 'crm', 'shop'), fc.nat(10_000)), {
    minLength: 2,
    maxLength: 30,
    selector: (one) => one.join(':'),
  })
  .map((pairs) => pairs.map(([source, id]) => ({ source, id: String(id) })));
const kinds: readonly TieKind[] = ['linked', 'refused', 'probable'];

/** Records, some of them the customer's, and ties between any of them. */
const scenes = refs.chain((records) =>
  fc.record({
    records: fc.constant(records),
    own: fc.integer({ min: 1, max: records.length }),
    ties: fc.array(
      fc
        .record({
          kind: fc.constantFrom(...kinds),
          a: fc.constantFrom(...records),
          b: fc.constantFrom(...records),
          says: fc.string({ maxLength: 50 }),
          weight: fc.double({ min: -50, max: 100, noNaN: true }),
        })
        .filter(({ a, b }) => a !== b),
      { maxLength: 40 },
    ),
  }),
);

function boxesOf({ records, ties }: Picture) {
  return [
    ...records.map(({ x, y }) => ({ left: x, top: y, right: x + cardWidth, bottom: y + cardHeight })),
    ...ties.flatMap(({ label }) => (label === undefined ? [] : [boxOf(label)])),
  ];
}

describe('the layout of the picture', () => {
  it('lets no cards and no words overlap', () => {
    fc.assert(
      fc.property(scenes, ({ records, own, ties }) => {
        const boxes = boxesOf(pictureOf(records.slice(0, own), ties, records));
        const overlapping = boxes.flatMap((box, at) =>
          boxes.slice(at + 1).filter((other) => overlap(box, other)),
        );
        expect(overlapping).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('is the same whatever the order of records and ties', () => {
    fc.assert(
      fc.property(scenes, ({ records, own, ties }) => {
        const mine = records.slice(0, own);
        // Of two that are alike in all that is shown of their order, the last one told stands.
        const distinct: readonly Tie[] = [
          ...new Map(ties.map((tie) => [[refKey(tie.a), refKey(tie.b)].sort().join(), tie])).values(),
        ];
        expect(pictureOf(mine.toReversed(), distinct.toReversed(), records.toReversed())).toEqual(
          pictureOf(mine, distinct, records),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('shows each record once, and those of others as such', () => {
    const [a, b, c] = [
      { source: 'app', id: '1' },
      { source: 'shop', id: '2' },
      { source: 'crm', id: '3' },
    ];
    const tie = { says: 'given names differ', weight: 3 };
    const { records, ties } = pictureOf([a, b, a], [{ ...tie, kind: 'refused', a, b: c }], [c, b]);
    expect(records.map(({ key, own }) => [key, own])).toEqual([
      ['app:1', true],
      ['shop:2', true],
      ['crm:3', false],
    ]);
    expect(ties).toHaveLength(1);
  });
});

const bits = fc.double({ min: -40, max: 60, noNaN: true });
const weights = fc.record({
  prior: bits,
  fields: fc.array(
    fc.record({
      field: fc.constantFrom('given', 'family', 'email', 'address'),
      level: fc.constantFrom('EXACT', 'DIFFERENT'),
      m: fc.double({ min: 0, max: 1, noNaN: true }),
      u: fc.double({ min: 0, max: 1, noNaN: true }),
      bits,
      frequencyBits: fc.oneof(fc.constant(0), bits),
      generic: fc.boolean(),
    }),
    { maxLength: 8 },
  ),
});

describe('the waterfall', () => {
  it('adds up to the weight, each step beginning where the last one ended', () => {
    fc.assert(
      fc.property(weights, fc.oneof(fc.constant(0), bits), (score, ruleBits) => {
        const steps = waterfallOf(score, ruleBits);
        const weight = score.fields.reduce(
          (sum, one) => sum + one.bits + one.frequencyBits,
          score.prior + ruleBits,
        );
        expect(steps.reduce((sum, step) => sum + step.bits, 0)).toBeCloseTo(weight, 9);
        expect(steps.at(-1)?.to).toBeCloseTo(weight, 9);
        let before = 0;
        for (const { from, to, bits: added } of steps) {
          expect(from).toBe(before);
          expect(to - from).toBeCloseTo(added, 9);
          before = to;
        }
        expect(new Set(steps.map(({ key }) => key)).size).toBe(steps.length);
      }),
    );
  });
});

describe('words', () => {
  it('are there for every rule, refusal and level that the gateway knows', () => {
    expect(Object.keys(rulesInWords)).toEqual([...linkRules]);
    expect(Object.keys(refusalsInWords)).toEqual([...refusals]);
    expect(new Set(Object.keys(levelsInWords))).toEqual(new Set(Object.values(levels).flat()));
  });

  it('never say that something is certain', () => {
    expect([1, 0, 0.5, 0.994, 0.004].map(percent)).toEqual([
      'over 99.9 %',
      'under 0.1 %',
      '50 %',
      '99.4 %',
      '0.4 %',
    ]);
  });
});

describe('what a record says', () => {
  const app = { source: 'app', id: '1' };
  const crm = { source: 'crm', id: 'x:2' };
  const provenance = [
    {
      attribute: 'email',
      value: 'one',
      record: crm,
      losing: [
        { value: 'two', record: app },
        { value: 'three', record: app },
        { value: 'two', record: app },
      ],
    },
    { attribute: 'phone', value: null, record: app, losing: [] },
    { attribute: 'name.given', value: 'Ada', record: app, losing: [] },
  ];

  it('is picked out of the values that survived and of those that lost', () => {
    expect([...saidBy(app, provenance)]).toEqual([
      ['email', ['two', 'three']],
      ['name.given', ['Ada']],
    ]);
    expect([...saidBy(crm, provenance)]).toEqual([['email', ['one']]]);
    expect(nameIn(saidBy(app, provenance))).toBe('Ada');
  });

  it('is told apart from what may not be shown', () => {
    expect([...withheldFrom(app, provenance)]).toEqual(['phone']);
    expect([...withheldFrom(crm, provenance)]).toEqual([]);
  });

  it('is of a record by its source and id, in which there may be colons', () => {
    expect(parseRef(' crm:x:2 ')).toEqual(crm);
    for (const text of ['', 'crm', 'crm:', ':2', 'a b:2']) expect(parseRef(text)).toBeUndefined();
  });
});

describe.skipIf(browserPath === undefined)('the identity of a customer', () => {
  let console: ConsoleUnderTest;
  beforeAll(async () => {
    console = await openTestConsole({ sandbox: { size: 20 } });
  });
  afterAll(() => console?.close());

  async function idOf(record: { readonly source: string; readonly id: string }): Promise<string> {
    const response = await fetch(`${console.gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        query: 'query ($record: RecordKey!) { customer(by: { record: $record }) { id } }',
        variables: { record },
      }),
    });
    const { data } = (await response.json()) as { data: { customer: { id: string } } };
    return data.customer.id;
  }

  /** The first record of one of the hand-made people. */
  function recordOf(name: string) {
    const persona = console.sandbox.population.truth.personas.find((one) => one.name === name);
    const ref = parseRef(persona?.records[0] ?? '');
    if (ref === undefined) throw new Error('there is no such figure');
    return ref;
  }

  async function openIdentity(
    name: string,
    options?: Parameters<ConsoleUnderTest['open']>[1],
  ): Promise<Page> {
    const page = await console.open(`/customers/${await idOf(recordOf(name))}/identity`, options);
    await page.getByRole('heading', { name: 'What holds them together' }).waitFor();
    await page.locator('.react-flow__edge').first().waitFor({ state: 'attached' });
    return page;
  }

  /** The bits shown in an open waterfall, and the weight below them. */
  async function weighed(page: Page) {
    const numbers = (name: string) =>
      page
        .getByRole('dialog')
        .locator(`[data-${name}]`)
        .evaluateAll(
          (cells, attribute) => cells.map((cell) => Number(cell.getAttribute(attribute))),
          `data-${name}`,
        );
    await page.getByRole('dialog').locator('[data-weight]').waitFor();
    const [weight = Number.NaN] = await numbers('weight');
    return { weight, sum: (await numbers('bits')).reduce((all, one) => all + one, 0) };
  }

  it('shows Ada’s four records, and of a line that is clicked weights that add up', async () => {
    const page = await openIdentity('merged');
    expect(await page.locator('.react-flow__node').count()).toBe(4);
    await page.locator('.react-flow__edgelabel-renderer').getByText('one names the other').first().click();
    await page.getByRole('dialog', { name: 'Two records: one person' }).waitFor();
    const { weight, sum } = await weighed(page);
    expect(weight).toBeGreaterThan(6.6);
    expect(sum).toBeCloseTo(weight, 6);
    await page.getByRole('dialog').getByRole('cell', { name: '1987-04-12' }).first().waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  });

  it('opens a line by keyboard, and says of twins why they are kept apart', async () => {
    const page = await openIdentity('twins', { colours: 'dark' });
    const line = page.locator('.react-flow__edge[aria-label*="kept apart, given names differ"]').first();
    await line.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Two records: kept apart' }).waitFor();
    const { weight, sum } = await weighed(page);
    expect(sum).toBeCloseTo(weight, 6);
    await console.expectAccessible(page);
    await console.shoot(page, 'identity-twins-weights-dark');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await console.expectAccessible(page);
    await console.shoot(page, 'identity-twins-dark');
    await page
      .getByRole('button', { name: /: open the customer$/ })
      .first()
      .click();
    await page.getByRole('heading', { name: 'Carolin Brandt' }).waitFor();
  });

  it('holds any two records against each other', async () => {
    const page = await openIdentity('merged');
    const other = recordOf('twins');
    await page.getByRole('combobox', { name: 'The other' }).fill('nothing');
    await page.getByRole('button', { name: 'Compare', exact: true }).click();
    await page.getByText('A record is written source:id').waitFor();
    await page.getByRole('combobox', { name: 'The other' }).fill(refKey(other));
    await page.getByRole('button', { name: 'Compare', exact: true }).click();
    await page.getByText(/^(Strangers|Kept apart)/).waitFor();
    await page.getByRole('combobox', { name: 'The other' }).fill('shop:10001');
    await page.getByRole('button', { name: 'Compare', exact: true }).click();
    await page.getByText('One person: one names the other.').waitFor();
    await console.expectAccessible(page);
    await page.evaluate('scrollTo(0, 0)');
    await console.shoot(page, 'identity');
  });

  it('fits a telephone', async () => {
    const page = await openIdentity('merged', { phone: true });
    await console.shoot(page, 'identity-phone');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
  });
});
