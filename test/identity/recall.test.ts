/** Which remembered records a request reads: those of the sources it needs, and all of them where it must be certain. */
import { describe, expect, it } from 'vitest';
import { residentsOf } from '../../src/identity/recall.ts';
import { resolve } from '../../src/identity/resolve.ts';
import { deriveKey } from '../../src/identity/seal.ts';
import { Xref } from '../../src/identity/xref.ts';
import { refKey } from '../../src/model/record.ts';
import { portsOf, rules } from './population.ts';
import { record, ref } from './records.ts';

const refresh = 1000;

/** Anna in three sources, and Peter, who shares her telephone, in the fourth. */
async function remembered() {
  let now = 0;
  const limits = { entries: 100, ttl: 60_000, absentTtl: 60_000, refresh };
  const xref = new Xref(deriveKey('a secret of the tests', 'lookup'), limits, () => now);
  const phone = '+493012345678';
  const anna = { full: 'Anna Schmidt', email: 'anna@a.example' };
  const records = [
    record('app:1', anna),
    record('billing:2', anna),
    record('crm:3', { ...anna, phone }),
    record('shop:4', { full: 'Peter Meier', phone }),
  ];
  const ports = portsOf(records);
  const open = (needed?: readonly string[]) =>
    resolve({ by: 'record', ref: ref('app:1') }, ports, rules, xref, {
      needed: needed && new Set(needed),
    });
  await open();
  for (const port of ports) port.got.length = port.found.length = 0;
  const room = xref.roomOf('app:1');
  if (room === undefined) throw new TypeError('nothing is remembered');
  return {
    xref,
    room,
    ports,
    open,
    pass: (ms: number) => {
      now += ms;
    },
  };
}

const all = ['app:1', 'billing:2', 'crm:3', 'shop:4'];

describe('the records a request reads of a remembered customer', () => {
  it.each<readonly [readonly string[] | undefined, readonly string[]]>([
    [undefined, all],
    [['app', 'billing', 'crm', 'shop'], all],
    [['billing'], ['billing:2']],
    [
      ['app', 'crm'],
      ['app:1', 'crm:3'],
    ],
    // A neighbour's word counts as well.
    [
      ['app', 'shop'],
      ['app:1', 'shop:4'],
    ],
    // None of theirs among them: there would be nothing that proves the memory right.
    [['shop'], all],
    [['another'], all],
    [[], all],
  ])('where %j are needed are %j', async (needed, read) => {
    const { xref, room, ports, open } = await remembered();
    const residents = residentsOf(room, xref, needed && new Set(needed));
    expect(residents.map(({ key }) => key)).toEqual(read);
    const answer = await open(needed);
    expect(ports.flatMap((port) => port.got.map((id) => `${port.name}:${id}`))).toEqual(read);
    expect(ports.flatMap(({ found }) => found)).toEqual([]);
    const members = read.filter((key) => key !== 'shop:4');
    expect(answer.members.map((one) => refKey(one.ref))).toEqual(members);
    expect([...answer.unasked]).toEqual(
      ['app', 'billing', 'crm'].filter((name) => !members.some((key) => key.startsWith(name))),
    );
    // Whoever is not read still names the customer.
    expect(answer).toMatchObject({ warm: true, waves: 1, anchor: ref('crm:3'), stale: false });
  });

  it('are all of them once the sources were not searched for so long', async () => {
    const { xref, room, open, pass } = await remembered();
    pass(refresh - 1);
    expect(residentsOf(room, xref, new Set(['billing']))).toHaveLength(1);
    expect((await open(['billing'])).stale).toBe(false);
    pass(1);
    expect(residentsOf(room, xref, new Set(['billing']))).toHaveLength(4);
    const stale = await open(['billing']);
    expect(stale).toMatchObject({ warm: true, stale: true, unasked: new Set() });
    expect(stale.members).toHaveLength(3);
  });

  it('prove the memory wrong by themselves', async () => {
    const { ports, open } = await remembered();
    for (const port of ports)
      if (port.name === 'billing')
        port.records = [record('billing:2', { full: 'Eva Lang', email: 'eva@a.example' })];
    // What is not needed is not read, so its change is not seen before the sources are searched afresh.
    expect((await open(['app'])).warm).toBe(true);
    const answer = await open(['billing']);
    expect(answer.warm).toBe(false);
    expect(answer.members.map((one) => refKey(one.ref))).toEqual(['app:1', 'crm:3']);
  });
});
