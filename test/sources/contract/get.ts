import { describe, expect, it } from 'vitest';
import { people, shown } from '../fixture.ts';
import type { Probe } from './probe.ts';
import { answerOf, calling, nothing } from './words.ts';

export function testGet(probe: Probe): void {
  describe('get', () => {
    it('reads every attribute of every record as it was written', async () => {
      const attributes = probe.attributes();
      expect(attributes.length).toBeGreaterThanOrEqual(5);
      const started = probe.harness.tools.now().toISOString();
      const outcomes = await probe.source.get(
        people.map((one) => probe.idOf(one.key)),
        { ...nothing, attributes },
        calling(),
      );
      const ended = probe.harness.tools.now().toISOString();
      expect(outcomes).toHaveLength(people.length);
      for (const [index, one] of people.entries()) {
        const record = answerOf(outcomes[index]);
        const expected = attributes
          .map((name) => [name, shown(one, name)] as const)
          .filter(([, values]) => values.length > 0);
        expect(record).toMatchObject({
          ref: { source: probe.source.name, id: probe.idOf(one.key) },
          references: [],
          consent: [],
          parentKeys: {},
          drifted: [],
        });
        expect(record.attributes).toEqual(Object.fromEntries(expected));
        expect(record.updatedAt).toBe(probe.harness.updatedAt);
        expect(record.observedAt >= started && record.observedAt <= ended).toBe(true);
      }
    });

    it('answers each id in its place; ids that cannot be of this source are absent', async () => {
      const malformed = [
        "'",
        '1) or (1=1',
        '',
        ' ',
        'x'.repeat(300),
        '9'.repeat(40),
        '-1',
        '1e3',
        '%',
        '🦊',
        '\\',
      ];
      const padded = [`${probe.idOf('Ada')} `, ` ${probe.idOf('Ada')}`, `0${probe.idOf('Ada')}`];
      const ids = [probe.idOf('Bruno'), ...malformed, probe.idOf('Large'), ...padded, probe.idOf('Bruno')];
      const outcomes = await probe.source.get(ids, nothing, calling());
      expect(outcomes.map(probe.who)).toEqual([
        ['Bruno'],
        ...malformed.map(() => 'absent'),
        ['Large'],
        ...padded.map(() => 'absent'),
        ['Bruno'],
      ]);
      expect(await probe.source.get([], nothing, calling())).toEqual([]);
    });

    it('reads a hundred records in the calls its batch size takes', async () => {
      const ids = people.slice(0, 100).map((one) => probe.idOf(one.key));
      await probe.source.get(ids, nothing, calling());
      const calls = await probe.callsFor(() => probe.source.get(ids, nothing, calling()));
      expect(calls).toBeLessThanOrEqual(Math.ceil(100 / probe.source.manifest.batch.get));
    });
  });
}
