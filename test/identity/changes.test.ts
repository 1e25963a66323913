/** What the cross-reference forgets when it is told that something changed, and what it will not learn meanwhile. */
import { describe, expect, it } from 'vitest';
import { identifier } from '../../src/identity/normalise.ts';
import { doorsOf, recall } from '../../src/identity/recall.ts';
import type { Door } from '../../src/identity/resolution.ts';
import { resolve } from '../../src/identity/resolve.ts';
import type { Xref } from '../../src/identity/xref.ts';
import type { Identifier, IdentifierKind } from '../../src/model/identifier.ts';
import { refKey, type SourceRecord } from '../../src/model/record.ts';
import { freshXref, type MemoryPort, portsOf, rules } from './population.ts';
import { record, ref, type Traits } from './records.ts';

const phone = '+493012345678';
const email = 'anna@a.example';
/** Anna by two records, and Peter, who shares her telephone. */
const household: Readonly<Record<string, Traits>> = {
  'app:1': { full: 'Anna Schmidt', email, phone },
  'shop:2': { full: 'Anna Schmidt', email },
  'shop:3': { full: 'Peter Meier', phone, email: 'peter@a.example' },
};

const recordsOf = (traits: Readonly<Record<string, Traits>>): readonly SourceRecord[] =>
  Object.entries(traits).map(([key, one]) => record(key, one));

function read(kind: IdentifierKind, text: string): Identifier {
  const one = identifier(kind, text, 'DE');
  if (one === undefined) throw new TypeError('no identifier');
  return one;
}

const byKey = (kind: IdentifierKind, text: string): Door => ({
  by: 'identifier',
  identifiers: [read(kind, text)],
});
const byRef = (key: string): Door => ({ by: 'record', ref: ref(key) });

function world(traits: Readonly<Record<string, Traits>> = household) {
  const [ports, xref] = [portsOf(recordsOf(traits)), freshXref()];
  return {
    ports,
    xref,
    known: (door: Door) => recall(door, xref).kind,
    async open(door: Door): Promise<readonly string[]> {
      const { members } = await resolve(door, ports, rules, xref);
      return members.map((one) => refKey(one.ref));
    },
  };
}

/** As the source tells of it. */
interface Change {
  readonly source?: string;
  readonly ids?: readonly string[];
  readonly keys?: readonly (readonly [IdentifierKind, string])[];
}

function tell(xref: Xref, { source = 'crm', ids = [], keys = [] }: Change): void {
  xref.changed(
    source,
    ids,
    keys.flatMap(([kind, text]) => doorsOf(read(kind, text))),
  );
}

const doors: readonly Door[] = [byRef('app:1'), byRef('shop:2'), byKey('email', email)];

describe('a remembered customer is forgotten, by whatever door, once told of', () => {
  it.each<readonly [string, Change]>([
    ['a record of theirs', { source: 'shop', ids: ['2'] }],
    ['a record met on the way, which may be theirs now', { source: 'shop', ids: ['3'] }],
    ['a key of theirs', { keys: [['email', email]] }],
    ['a key in another spelling', { keys: [['email', ' ANNA@A.Example ']] }],
    ['a number as it is dialled in the country', { keys: [['phone', '030 12345678']] }],
    ['a record, new by its id, that names one of theirs', { ids: ['9'], keys: [['reference.app', '1']] }],
  ])('%s', async (_, change) => {
    const { xref, open, known } = world();
    await open(byRef('app:1'));
    for (const door of doors) expect(known(door)).toBe('room');
    tell(xref, change);
    for (const door of doors) expect(known(door)).toBe('unknown');
  });

  it.each<readonly [string, Change]>([
    ['the same record id in another source', { source: 'crm', ids: ['2'] }],
    ['a key of somebody else', { keys: [['email', 'peter@a.example']] }],
    ['a new record without any key', { ids: ['9'] }],
  ])('but not: %s', async (_, change) => {
    const { xref, open, known } = world();
    await open(byRef('app:1'));
    tell(xref, change);
    for (const door of doors) expect(known(door)).toBe('room');
  });

  it('each of those who share a key, whoever of them was asked for', async () => {
    for (const asked of [['app:1'], ['shop:3'], ['app:1', 'shop:3'], ['shop:3', 'app:1']]) {
      const { xref, open, known } = world();
      for (const key of asked) await open(byRef(key));
      tell(xref, { keys: [['phone', phone]] });
      for (const key of asked) expect(known(byRef(key)), asked.join()).toBe('unknown');
    }
  });

  it('and is found anew with what is there then', async () => {
    const { ports, xref, open } = world();
    expect(await open(byRef('app:1'))).toEqual(['app:1', 'shop:2']);
    for (const port of ports)
      if (port.name === 'crm') port.records = [record('crm:9', { full: 'Anna Schmidt', email })];
    expect(await open(byRef('app:1'))).toEqual(['app:1', 'shop:2']);
    tell(xref, { ids: ['9'], keys: [['email', email]] });
    expect(await open(byRef('app:1'))).toEqual(['app:1', 'crm:9', 'shop:2']);
    expect(await open(byKey('email', email))).toEqual(['app:1', 'crm:9', 'shop:2']);
  });
});

describe('that nobody has a key is no longer believed once told of it', () => {
  it.each<readonly [string, IdentifierKind, string, string]>([
    ['as it was asked', 'email', 'new@a.example', 'new@a.example'],
    ['in another spelling than was asked', 'email', 'New@A.example', 'new@a.example'],
    ['in a spelling that was not asked', 'email', 'new@a.example', 'NEW@a.example'],
    ['without what a provider ignores', 'email', 'ne.w+shop@gmail.com', 'new@gmail.com'],
    ['a number dialled another way', 'phone', '030 98765432', '+49 30 98765432'],
    ['an id of an issuer', 'externalId.loyalty', 'L7', 'L7'],
  ])('%s', async (_, kind, asked, told) => {
    const { xref, open, known } = world();
    expect(await open(byKey(kind, asked))).toEqual([]);
    expect(known(byKey(kind, asked))).toBe('nobody');
    tell(xref, { keys: [['email', 'somebody.else@a.example']] });
    expect(known(byKey(kind, asked))).toBe('nobody');
    tell(xref, { keys: [[kind, told]] });
    expect(known(byKey(kind, asked))).toBe('unknown');
  });
});

describe('a search that is under way when a change is told', () => {
  /** Tells of it once, when a source has answered a look-up and the search has not ended. */
  function during(ports: readonly MemoryPort[], tellOfIt: () => void): void {
    let told = false;
    for (const port of ports) {
      const find = port.find.bind(port);
      port.find = async (key) => {
        const answer = await find(key);
        if (!told) tellOfIt();
        told = true;
        return answer;
      };
    }
  }

  it.each<readonly [string, Change]>([
    ['of a record it found', { source: 'shop', ids: ['2'] }],
    ['of a key it asked for', { keys: [['email', email]] }],
    ['of the key in another spelling', { keys: [['email', 'Anna@A.EXAMPLE']] }],
    ['of a record that names one it found', { ids: ['9'], keys: [['reference.shop', '2']] }],
  ])('is answered and not remembered: %s', async (_, change) => {
    const { ports, xref, open, known } = world();
    during(ports, () => tell(xref, change));
    expect(await open(byRef('app:1'))).toEqual(['app:1', 'shop:2']);
    for (const door of doors) expect(known(door)).toBe('unknown');
    await open(byRef('app:1'));
    for (const door of doors) expect(known(door)).toBe('room');
  });

  it('is remembered where the change is another customer’s', async () => {
    const { ports, xref, open, known } = world();
    during(ports, () => tell(xref, { ids: ['9'], keys: [['email', 'somebody.else@a.example']] }));
    await open(byRef('app:1'));
    for (const door of doors) expect(known(door)).toBe('room');
  });

  it('is not believed where it found nobody', async () => {
    for (const told of ['new@a.example', 'NEW@A.example']) {
      const { ports, xref, open, known } = world();
      during(ports, () => tell(xref, { keys: [['email', told]] }));
      expect(await open(byKey('email', 'New@a.example'))).toEqual([]);
      expect(known(byKey('email', 'New@a.example'))).toBe('unknown');
    }
  });

  it('that began before is not remembered over one that began after', async () => {
    const { xref } = world();
    const before = xref.changes;
    tell(xref, { source: 'app', ids: ['1'] });
    const remember = (since?: number) =>
      xref.remember({
        members: [record('app:1', { email })],
        neighbours: [],
        doors: new Map(),
        generic: new Set(),
        since,
      });
    remember(before);
    expect(xref.roomOf('app:1')).toBeUndefined();
    remember(xref.changes);
    const room = xref.roomOf('app:1');
    expect(room?.members).toEqual(['app:1']);
    remember(before);
    expect(xref.roomOf('app:1')).toBe(room);
  });
});
