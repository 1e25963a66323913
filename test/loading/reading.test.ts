import { expect, it } from 'vitest';
import { identifier } from '../../src/identity/normalise.ts';
import { Reading } from '../../src/loading/reading.ts';
import type { Identifier } from '../../src/model/identifier.ts';
import { onATestedClock, opened, page, want } from './waiting-source.ts';

onATestedClock();

const email = (text: string) => identifier('email', text, 'DE') as Identifier;

/** One request's reading of a source that answers at once. */
function read() {
  const { source, asked, asker } = opened({ lanes: 9, onAsked: ({ answer }) => answer() });
  const reading = new Reading([source], asker());
  const port = (wanted = want) => {
    const [only] = reading.ports(wanted);
    if (only === undefined) throw new TypeError('a reading has a port for each source');
    return only;
  };
  return { source, asked, asker, reading, port };
}

it('asks for nothing twice within a request, whoever asks and whenever', async () => {
  const { asked, reading, port } = read();
  const once = () => [
    port().get('1'),
    port().find(email('ann@a.example')),
    reading.collect('app', 'orders', '1', page),
  ];
  const together = await Promise.all([...once(), ...once()]);
  const later = await Promise.all(once());
  expect(asked.map(({ operation, keys }) => [operation, ...keys]).sort()).toEqual([
    ['collect', '1'],
    ['find', 'ann@a.example'],
    ['get', '1'],
  ]);
  for (const [at, answer] of later.entries()) {
    expect(answer.kind).toBe('found');
    expect(answer).toBe(together[at]);
    expect(answer).toBe(together[at + 3]);
  }
});

it('asks apart what is not the same: key, spelling, parent, page, collection, want', async () => {
  const { asked, reading, port } = read();
  const more = { ...want, references: true };
  await port().get('1');
  await port().get('2');
  await port(more).get('1');
  await port().find(email('ann@a.example'));
  await port().find(email('Ann@a.example'));
  await port(more).find(email('ann@a.example'));
  await reading.collect('app', 'orders', '1', page);
  await reading.collect('app', 'orders', '2', page);
  await reading.collect('app', 'orders', '1', { ...page, first: 3 });
  await reading.collect('app', 'cases', '1', page);
  expect(asked).toHaveLength(10);
});

it('asks again for another request: what was read for one may have changed since', async () => {
  const { source, asked, asker, port } = read();
  await port().get('1');
  await new Reading([source], asker()).ports(want)[0]?.get('1');
  expect(asked).toHaveLength(2);
});

it('shows identity each source: its name, what it is looked up by, and whether look-ups share calls', () => {
  const { source, asker, reading, port } = read();
  expect(reading.ports(want)).toBe(reading.ports(want));
  expect(port().name).toBe('app');
  expect([...port().lookups]).toEqual([['email', 'folded']]);
  expect(port().findsTogether).toBe(false);
  const together = { ...source, manifest: { ...source.manifest, batch: { find: 10, get: 1, collect: 1 } } };
  expect(new Reading([together], asker()).ports(want)[0]?.findsTogether).toBe(true);
});

it('searches the source that is named, and knows no other', async () => {
  const { asked, reading } = read();
  const condition = { attribute: 'email', operator: 'equals', value: 'ann' } as const;
  const found = await reading.search('app', [condition], { first: 1 }, want);
  expect(found).toMatchObject({ kind: 'found', value: { items: [{ ref: { id: 'ann' } }] } });
  expect(asked.map(({ operation, keys }) => [operation, ...keys])).toEqual([['search', 'ann']]);
  expect(() => reading.source('crm')).toThrow(TypeError);
});

it.each([
  ['none', true],
  ['restrictions', true],
  ['all', false],
] as const)(
  'reads a remembered record where consent asks for %s: by the door’s key %s',
  (consent, together) => {
    const { source, asker } = opened({ lanes: 9 });
    const { manifest } = source;
    const searching = {
      ...source,
      manifest: { ...manifest, batch: { ...manifest.batch, find: 10, get: 1 } },
    };
    const [port] = new Reading([searching], asker()).ports({ ...want, consent });
    expect(port?.findsTogether).toBe(together);
  },
);
