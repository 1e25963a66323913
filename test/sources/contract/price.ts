import { describe, expect, it } from 'vitest';
import type { Condition, Question } from '../../../sources/contract.ts';
import { referenceIdentifier } from '../../../src/identity/normalise.ts';
import type { Collection } from '../../../src/model/collection.ts';
import type { Identifier } from '../../../src/model/identifier.ts';
import { type Person, people, personOf, shown } from '../fixture.ts';
import type { Probe } from './probe.ts';
import { calling, candidatesOf, emailOf, key, nothing, page } from './words.ts';

/** Nobody whom a system holds; no two share anything. */
const inventedPeople = Array.from({ length: 26 }, (_, at): Person => {
  const letters = String.fromCharCode(97 + at, 97 + ((at * 7) % 26), 98 + at);
  return {
    ...personOf('Ada'),
    given: `${letters}ina`,
    family: `${letters}owski`,
    street: `${letters}weg ${at + 1}`,
    postalCode: String(20_000 + at),
    city: `${letters}stadt`,
    birthDate: `${1930 + at}-01-${String(at + 1).padStart(2, '0')}`,
  };
});

/** Nothing that many share is among the questions, and every answer fits in a page: as far as a price is exact. */
export function testPrice(probe: Probe): void {
  async function ask(question: Question): Promise<void> {
    const { source } = probe;
    switch (question.operation) {
      case 'find':
        await source.find(question.keys, nothing, calling());
        break;
      case 'get':
        await source.get(question.ids, nothing, calling());
        break;
      case 'collect':
        await source.collect(question.collection, question.parents, question.page, calling());
        break;
      case 'search':
        await source.search(question.filter, question.page, nothing, calling());
        break;
    }
  }

  /** @returns the price. */
  async function expectPrice(question: Question): Promise<number> {
    // What the source has to learn once is learned before anything is counted.
    await ask(question);
    let price = Number.NaN;
    const calls = await probe.callsFor(async () => {
      price = probe.source.price(question);
    });
    expect(calls).toBe(0);
    expect(await probe.callsFor(() => ask(question)), `calls of ${question.operation}`).toBe(price);
    return price;
  }

  const amounts = [0, 1, 3, 'many'] as const;
  const some = <T>(items: readonly T[], amount: (typeof amounts)[number]) =>
    amount === 'many' ? items : items.slice(0, amount);
  /** More than fit in two calls. */
  const beyond = (batch: number) => Array.from({ length: 2 * batch + 25 }, (_, at) => at);
  const repeated = <T>(item: T, batch: number) => beyond(batch).map(() => item);

  describe('the price of a question is the calls it takes', () => {
    describe.each(amounts)('for %s', (amount) => {
      it('keys', async () => {
        const mixed = [
          emailOf('Ada'),
          key('phone', '+493090182012'),
          referenceIdentifier('ledger', 'acct-2'),
          key('externalId.loyalty', 'L-1001'),
          key('externalId.neverMapped', 'L-1001'),
          key('email', 'BRUNO@Example.org'),
          emailOf('Bruno'),
          emailOf('Ada'),
        ];
        const { batch } = probe.source.manifest;
        const strangers = beyond(batch.find).map((at) =>
          at % 2 === 0
            ? key('email', `Nobody${at}@example.org`)
            : key('phone', `+4930${String(at).padStart(7, '7')}`),
        );
        const same = repeated(emailOf('Ada'), batch.find);
        const candidates = candidatesOf(personOf('Ada'), probe.attributes());
        const likely = inventedPeople.flatMap((one) => candidatesOf(one, probe.attributes()));
        const lists = [
          mixed,
          [...mixed].reverse(),
          same,
          strangers,
          [...mixed, ...strangers],
          [...candidates, ...mixed, ...candidates],
          [...likely, ...mixed],
        ];
        for (const keys of lists)
          await expectPrice({ operation: 'find', keys: some<Identifier>(keys, amount) });
      });

      it('ids', async () => {
        const known = people.map((one) => probe.idOf(one.key));
        const strange = ["'", '', '9'.repeat(40), 'x'.repeat(300)];
        const { batch } = probe.source.manifest;
        const numbers = beyond(batch.get).map((at) => String(10_000_000 + at));
        for (const ids of [
          known,
          repeated(probe.idOf('Ada'), batch.get),
          strange,
          [...known.slice(0, 2), ...known],
          [...strange, ...numbers, ...known],
        ])
          await expectPrice({ operation: 'get', ids: some(ids, amount) });
      });

      it('parents', async () => {
        const { batch } = probe.source.manifest;
        const own = ['Orla', 'Ada', 'Otto', 'Orla', ...people.map((one) => one.key)].map(probe.idOf);
        const same = repeated(probe.idOf('Orla'), batch.collect);
        const numbers = beyond(batch.collect).map((at) => String(10_000_000 + at));
        const strange = ['1) or (1=1', '🦊', '9'.repeat(40), ...own, ...numbers];
        const parties = await Promise.all(['Ada', 'Otto', 'Prolix'].map((name) => probe.consentParent(name)));
        const collections: readonly Collection[] = ['orders', 'cases', 'consents', probe.offered()];
        for (const collection of collections)
          for (const parents of [own, same, strange, parties])
            for (const after of [undefined, { at: null, id: 'x' }, { at: '2024-01-01T00:00:00.000Z' }])
              await expectPrice({
                operation: 'collect',
                collection,
                parents: some(parents, amount),
                page: { ...page(100), ...(after === undefined ? {} : { after }) },
              });
      });

      it('conditions', async () => {
        const pushed = probe.source.manifest.filters.flatMap(({ attribute, operators }) => {
          const [value] = shown(personOf('Ada'), attribute);
          return value === undefined
            ? []
            : operators.map((operator): Condition => ({ attribute, operator, value }));
        });
        const filters =
          amount === 'many'
            ? [pushed]
            : amount === 0
              ? [[]]
              : pushed.map((_, at) => pushed.slice(at, at + amount));
        for (const filter of filters)
          for (const after of [{}, { after: probe.idOf('Ada') }])
            await expectPrice({ operation: 'search', filter, page: { first: 100, ...after } });
      });
    });

    it('and nothing where nothing is asked', async () => {
      const refused: Condition = { attribute: 'custom.neverMapped', operator: 'equals', value: 'x' };
      const stranger = key('externalId.neverMapped', 'L-1001');
      const missing = (['orders', 'cases'] as const).find(
        (name) => !probe.source.manifest.collections.includes(name),
      );
      const parents = [probe.idOf('Orla')];
      expect(await expectPrice({ operation: 'find', keys: [stranger] })).toBe(0);
      expect(await expectPrice({ operation: 'search', filter: [refused], page: { first: 5 } })).toBe(0);
      if (missing !== undefined)
        expect(await expectPrice({ operation: 'collect', collection: missing, parents, page: page(5) })).toBe(
          0,
        );
    });

    it('as far as it can be told before the source has ever been asked', async () => {
      const keys = [emailOf('Ada'), key('email', 'nobody@example.org')];
      const question: Question = { operation: 'find', keys };
      expect(probe.reopen().price(question)).toBe(await expectPrice(question));
    });
  });
}
