import { describe, expect, it } from 'vitest';
import { type Answer, defaultBudget } from '../../src/identity/answer.ts';
import { identifier } from '../../src/identity/normalise.ts';
import { recall } from '../../src/identity/recall.ts';
import { type Door, Resolution } from '../../src/identity/resolution.ts';
import { resolve } from '../../src/identity/resolve.ts';
import type { IdentifierKind } from '../../src/model/identifier.ts';
import { refKey, type SourceRecord } from '../../src/model/record.ts';
import { freshXref, type MemoryPort, portsOf, rules, sourceNames } from './population.ts';
import { record, ref, type Traits } from './records.ts';

const anna = { full: 'Anna Schmidt' };
const phone = '+493012345678';

/** One customer in four systems, each of which shares something with the next only. */
const chain: Readonly<Record<string, Traits>> = {
  'app:1': { ...anna, email: 'anna@a.example' },
  'billing:2': { ...anna, email: ['anna@a.example', 'anna@work.example'] },
  'crm:3': { ...anna, email: 'anna@work.example', phone },
  'shop:4': { ...anna, phone },
};

function recordsOf(traits: Readonly<Record<string, Traits>>): readonly SourceRecord[] {
  return Object.entries(traits).map(([key, one]) => record(key, one));
}

function by(kind: IdentifierKind, raw: string): Door {
  const one = identifier(kind, raw, 'DE');
  return { by: 'identifier', identifiers: one === undefined ? [] : [one] };
}

const byRef = (key: string): Door => ({ by: 'record', ref: ref(key) });
const membersOf = (answer: Answer) => answer.members.map(({ ref }) => refKey(ref));
const callsOf = (ports: readonly MemoryPort[]) => ports.reduce((sum, port) => sum + port.calls, 0);

function portNamed(ports: readonly MemoryPort[], name: string): MemoryPort {
  const port = ports.find((one) => one.name === name);
  if (port === undefined) throw new TypeError(`no port ${name}`);
  return port;
}

/** What a door leads to on fresh sources and with nothing remembered. */
function cold(door: Door, traits: Readonly<Record<string, Traits>>, budget = defaultBudget) {
  return resolve(door, portsOf(recordsOf(traits)), rules, freshXref(), { budget });
}

describe('a cold door', () => {
  it('leads to the whole customer, named by the source that comes first, with a reason for each link', async () => {
    const answer = await cold(by('email', 'Anna@A.example'), chain);
    expect(membersOf(answer)).toEqual(['app:1', 'billing:2', 'crm:3', 'shop:4']);
    expect(answer).toMatchObject({
      complete: true,
      warm: false,
      generic: false,
      anchor: ref('crm:3'),
      waves: 4,
    });
    expect(answer.explain().links.map(({ a, b, rule }) => `${a} ${b} ${rule}`)).toEqual([
      'app:1 billing:2 EMAIL_AND_NAME',
      'billing:2 crm:3 EMAIL_AND_NAME',
      'crm:3 shop:4 PHONE_AND_NAME',
    ]);
  });

  it('leads to nobody where nobody answers', async () => {
    const answer = await cold(by('email', 'peter@a.example'), chain);
    expect(answer).toMatchObject({ members: [], anchor: undefined, complete: true });
    expect(await cold(byRef('crm:99'), chain)).toMatchObject({ members: [], complete: true });
  });

  it('that is a record is looked for by those that name it in the same wave', async () => {
    const traits = { 'app:1': { names: ['crm:2'] }, 'crm:2': {} };
    expect(await cold(byRef('crm:2'), traits, { waves: 2, records: 200 })).toMatchObject({
      complete: true,
      waves: 2,
    });
  });

  it('follows a reference both ways', async () => {
    const traits = { 'app:1': { names: ['billing:2'] }, 'billing:2': {} };
    expect(membersOf(await cold(byRef('app:1'), traits))).toEqual(['app:1', 'billing:2']);
    expect(membersOf(await cold(byRef('billing:2'), traits))).toEqual(['app:1', 'billing:2']);
  });

  it('that many customers share leads to the one of the first source, and names the others', async () => {
    const traits = {
      'app:1': { full: 'Peter Schmidt', phone },
      'crm:2': { ...anna, phone },
      'shop:3': { ...anna, phone },
    };
    const answer = await cold(by('phone', '030 12345678'), traits);
    expect(membersOf(answer)).toEqual(['crm:2', 'shop:3']);
    expect(answer.explain().otherMatches.map(refKey)).toEqual(['app:1']);
    expect(answer.neighbours.map(({ ref }) => refKey(ref))).toEqual(['app:1']);
  });

  it('asks no source again that has nothing to add', async () => {
    const ports = portsOf(recordsOf(chain));
    await resolve(by('email', 'anna@a.example'), ports, rules, freshXref());
    for (const port of ports) {
      const asked = port.found.map(({ kind, value, spelling }) => `${kind} ${value} ${spelling}`);
      expect(new Set(asked).size).toBe(asked.length);
    }
  });
});

describe('spelling', () => {
  const traits = {
    'app:1': { ...anna, email: 'Anna@A.example', phone },
    'crm:2': { ...anna, phone },
    'shop:3': { ...anna, email: 'ANNA@a.example' },
  };

  it('is asked again of sources that compare bytes, once it is known', async () => {
    const written = {
      'app:1': { ...anna, email: 'anna@a.example', phone },
      'crm:2': { ...anna, email: 'Anna@A.example', phone },
      'shop:3': { ...anna, email: 'Anna@A.example' },
    };
    const open = (email: string) =>
      resolve(by('email', email), portsOf(recordsOf(written), { compares: 'bytes' }), rules, freshXref());
    expect(membersOf(await open('anna@a.example'))).toEqual(['app:1', 'crm:2', 'shop:3']);
    expect(membersOf(await open('ANNA@a.example')), 'asked in lower case too').toHaveLength(3);
  });

  it('is not asked again of sources that fold case', async () => {
    const ports = portsOf(recordsOf(traits));
    expect(membersOf(await resolve(byRef('crm:2'), ports, rules, freshXref()))).toEqual([
      'app:1',
      'crm:2',
      'shop:3',
    ]);
    for (const port of ports) expect(port.found.filter(({ kind }) => kind === 'email')).toHaveLength(1);
  });

  it('that differs by more than case is asked of every source', async () => {
    const dotted = {
      'app:1': { ...anna, email: 'annaschmidt@gmail.com', phone },
      'crm:2': { ...anna, email: 'anna.schmidt@gmail.com', phone },
      'shop:3': { ...anna, email: 'Anna.Schmidt@gmail.com' },
    };
    expect(membersOf(await cold(byRef('app:1'), dotted))).toEqual(['app:1', 'crm:2', 'shop:3']);
  });

  it('makes another door: what one spelling did not find, another may', async () => {
    const xref = freshXref();
    const ports = portsOf(recordsOf({ 'crm:1': { ...anna, email: 'anna.schmidt@gmail.com' } }));
    const open = async (email: string) => membersOf(await resolve(by('email', email), ports, rules, xref));
    expect(await open('annaschmidt@gmail.com')).toEqual([]);
    expect(await open('anna.schmidt@gmail.com')).toEqual(['crm:1']);
  });
});

describe('values that tell nobody apart', () => {
  it('are not followed when too many records share them (G3)', async () => {
    const traits = Object.fromEntries(
      [1, 2, 3].map((n) => [`shop:${n}`, { ...anna, phone, email: `anna${n}@a.example` }] as const),
    );
    const records = recordsOf({ ...traits, 'crm:9': { ...anna, phone } });
    const answer = await resolve(byRef('crm:9'), portsOf(records, { cap: 2 }), rules, freshXref());
    expect(membersOf(answer)).toEqual(['crm:9']);
    expect(answer).toMatchObject({ complete: true, generic: false, neighbours: [] });
    expect(
      membersOf(await resolve(byRef('crm:9'), portsOf(records, { cap: 3 }), rules, freshXref())),
    ).toHaveLength(4);
  });

  it('are refused as a door, and nothing is remembered of it', async () => {
    const records = recordsOf({ 'shop:1': { ...anna, phone }, 'shop:2': { ...anna, phone } });
    const [ports, xref] = [portsOf(records, { cap: 1 }), freshXref()];
    expect(await resolve(by('phone', phone), ports, rules, xref)).toMatchObject({ generic: true });
    const before = callsOf(ports);
    expect(await resolve(by('phone', phone), ports, rules, xref)).toMatchObject({
      generic: true,
      warm: false,
    });
    expect(callsOf(ports)).toBeGreaterThan(before);
  });

  it('link nobody when the room is visited again', async () => {
    const office = { email: 'a@a.example', phone };
    const records = recordsOf({
      'app:1': { ...anna, ...office },
      'crm:2': { full: 'Anna Meier', email: 'a@a.example', phone },
      'shop:3': { full: 'Eva Kurz', phone },
      'shop:4': { full: 'Ida Lang', phone },
    });
    const [ports, xref] = [portsOf(records, { cap: 1 }), freshXref()];
    const [first, again] = [
      await resolve(byRef('app:1'), ports, rules, xref),
      await resolve(byRef('app:1'), ports, rules, xref),
    ];
    expect([first.warm, again.warm]).toEqual([false, true]);
    expect(membersOf(first)).toEqual(['app:1']);
    expect(membersOf(again)).toEqual(['app:1']);
  });

  it('a role mailbox opens but is not followed (G2)', async () => {
    const traits = {
      'app:1': { ...anna, email: 'info@a.example' },
      'crm:2': { full: 'Anna Schmidt', email: 'info@a.example' },
    };
    const answer = await cold(by('email', 'info@a.example'), traits);
    expect(membersOf(answer)).toEqual(['crm:2']);
    expect(answer.explain().otherMatches.map(refKey)).toEqual(['app:1']);
    const ports = portsOf(recordsOf(traits));
    expect(membersOf(await resolve(byRef('app:1'), ports, rules, freshXref()))).toEqual(['app:1']);
    expect(ports.flatMap((port) => port.found).filter(({ kind }) => kind === 'email')).toEqual([]);
  });
});

describe('a candidate key that too many records share', () => {
  const colleagues = Object.fromEntries(
    Array.from({ length: 60 }, (_, at) => [
      `crm:${at}`,
      { full: `Colleague Nr${at}`, email: `colleague.${at}@company.example` },
    ]),
  );
  const open = async (at: number, ports: readonly MemoryPort[], xref = freshXref()) => {
    for (const port of ports) port.found.length = 0;
    const answer = await resolve(by('email', `colleague.${at}@company.example`), ports, rules, xref);
    const asked = ports.flatMap(({ found }) => found).filter(({ kind }) => kind === 'match.emailDomain');
    return { members: membersOf(answer), neighbours: answer.neighbours.length, asked: asked.length };
  };

  it('is not asked for again while it is remembered, and what is found is the same', async () => {
    const ports = portsOf(recordsOf(colleagues), { candidates: true, cap: 50 });
    const xref = freshXref();
    const first = await open(1, ports, xref);
    expect(first.asked).toBeGreaterThan(0);
    expect(await open(2, ports, xref)).toEqual({ members: ['crm:2'], neighbours: 0, asked: 0 });
    expect(await open(2, ports)).toEqual({ members: ['crm:2'], neighbours: 0, asked: first.asked });
    xref.clear();
    expect(await open(3, ports, xref)).toMatchObject({ asked: first.asked });
  });
});

describe('what was cut short', () => {
  it('by the budget of waves is not complete, and remembered behind its own door alone', async () => {
    const [ports, xref] = [portsOf(recordsOf(chain)), freshXref()];
    const budget = { waves: 2, records: 200 };
    const open = (ref: string) => resolve(byRef(ref), ports, rules, xref, { budget });
    const short = await open('app:1');
    expect(short).toMatchObject({ complete: false, cut: true, waves: 2, warm: false });
    expect(membersOf(short)).toEqual(['app:1', 'billing:2']);
    const again = await open('app:1');
    expect(again).toMatchObject({ complete: false, cut: true, waves: 1, warm: true });
    expect(membersOf(again)).toEqual(['app:1', 'billing:2']);
    expect(await open('billing:2')).toMatchObject({ cut: true, warm: false });
  });

  it('is forgotten with what it rests on', async () => {
    const [ports, xref] = [portsOf(recordsOf(chain)), freshXref()];
    const open = () => resolve(byRef('app:1'), ports, rules, xref, { budget: { waves: 2, records: 200 } });
    await open();
    xref.changed('billing', ['2'], []);
    expect(await open()).toMatchObject({ cut: true, warm: false });
  });

  it('is not what needed exactly the budget: questions that no source can answer take no wave', async () => {
    const traits = { 'app:1': { ...anna, email: 'a@a.example' }, 'crm:2': { ...anna, email: 'a@a.example' } };
    const ports = portsOf(recordsOf(traits)).map((port) => {
      const lookups = new Map([...port.lookups].filter(([kind]) => !kind.startsWith('reference.')));
      return { name: port.name, lookups, find: port.find.bind(port), get: port.get.bind(port) };
    });
    expect(
      await resolve(by('email', 'a@a.example'), ports, rules, freshXref(), {
        budget: { waves: 1, records: 200 },
      }),
    ).toMatchObject({
      complete: true,
      waves: 1,
    });
  });

  it('by the budget of records is not complete', async () => {
    expect(await cold(byRef('app:1'), chain, { waves: 9, records: 1 })).toMatchObject({ complete: false });
  });

  it('by a source that failed is not complete, names the failure, and is not remembered', async () => {
    const [ports, xref] = [portsOf(recordsOf(chain)), freshXref()];
    portNamed(ports, 'billing').down = true;
    const answer = await resolve(byRef('crm:3'), ports, rules, xref);
    expect(membersOf(answer)).toEqual(['crm:3', 'shop:4']);
    expect(answer.complete).toBe(false);
    expect([...answer.failures].map(([source, { code }]) => `${source} ${code}`)).toEqual([
      'billing SOURCE_TIMEOUT',
    ]);
    expect(portNamed(ports, 'billing').calls, 'asked no further').toBe(1);
    portNamed(ports, 'billing').down = false;
    expect(membersOf(await resolve(byRef('crm:3'), ports, rules, xref))).toHaveLength(4);
  });
});

describe('a door known to lead nowhere', () => {
  it('asks nobody for a while', async () => {
    const [ports, xref] = [portsOf(recordsOf(chain)), freshXref()];
    const door = by('email', 'peter@a.example');
    await resolve(door, ports, rules, xref);
    const before = callsOf(ports);
    expect(await resolve(door, ports, rules, xref)).toMatchObject({
      members: [],
      warm: true,
      complete: true,
      waves: 0,
    });
    expect(callsOf(ports)).toBe(before);
  });

  it('is not believed when a source did not answer', async () => {
    const [ports, xref] = [portsOf(recordsOf(chain)), freshXref()];
    portNamed(ports, 'shop').down = true;
    const door = by('email', 'peter@a.example');
    await resolve(door, ports, rules, xref);
    expect(await resolve(door, ports, rules, xref)).toMatchObject({ warm: false, complete: false });
  });
});

describe('a warm door', () => {
  async function warmed(traits: Readonly<Record<string, Traits>> = chain) {
    const [ports, xref] = [portsOf(recordsOf(traits)), freshXref()];
    await resolve(by('email', 'anna@a.example'), ports, rules, xref);
    for (const port of ports) {
      port.found.length = 0;
      port.got.length = 0;
    }
    return { ports, xref, open: (door: Door) => resolve(door, ports, rules, xref) };
  }

  it('reads each record once, in one wave, and finds the same', async () => {
    const { ports, xref, open } = await warmed();
    const door = by('phone', phone);
    const memory = recall(door, xref);
    expect(memory.kind === 'room' && memory.room.members).toEqual(['app:1', 'billing:2', 'crm:3', 'shop:4']);
    const answer = await open(door);
    expect(answer).toMatchObject({ warm: true, waves: 1, complete: true, anchor: ref('crm:3') });
    expect(membersOf(answer)).toHaveLength(4);
    expect(ports.map((port) => [port.found.length, port.got.length])).toEqual(sourceNames.map(() => [0, 1]));
  });

  it.each([
    ['an e-mail', { ...anna, phone, email: 'other@a.example' }],
    ['its role mailbox', { ...anna, phone, email: ['anna@work.example', 'info@a.example'] }],
  ])('is resolved afresh when a record changed %s', async (_, changed) => {
    const { ports, open } = await warmed();
    const crm = portNamed(ports, 'crm');
    crm.records = recordsOf({ 'crm:3': changed });
    const answer = await open(byRef('crm:3'));
    expect(answer.warm).toBe(false);
    expect(answer.complete).toBe(true);
  });

  it('leads elsewhere once its role mailbox has moved', async () => {
    const xref = freshXref();
    const ports = portsOf(recordsOf({ 'app:1': { ...anna, email: 'info@a.example' } }));
    const door = by('email', 'info@a.example');
    expect(membersOf(await resolve(door, ports, rules, xref))).toEqual(['app:1']);
    portNamed(ports, 'app').records = recordsOf({ 'app:1': { ...anna, email: 'sales@a.example' } });
    expect(membersOf(await resolve(door, ports, rules, xref))).toEqual([]);
  });

  it('drops a member whose name says now that it is someone else', async () => {
    const { ports, open } = await warmed();
    portNamed(ports, 'app').records = recordsOf({
      'app:1': { full: 'Peter Meier', email: 'anna@a.example' },
    });
    const answer = await open(byRef('crm:3'));
    expect(membersOf(answer)).toEqual(['billing:2', 'crm:3', 'shop:4']);
    expect(answer.neighbours.map(({ ref }) => refKey(ref))).toEqual(['app:1']);
  });

  it('is resolved afresh when a record was deleted', async () => {
    const { ports, open } = await warmed();
    portNamed(ports, 'shop').records = [];
    const answer = await open(by('phone', phone));
    expect(answer.warm).toBe(false);
    expect(membersOf(answer)).toEqual(['app:1', 'billing:2', 'crm:3']);
    expect(await open(by('phone', phone))).toMatchObject({ warm: true });
  });

  it('keeps id and records while the source that names the customer is down, and says what is missing', async () => {
    const { ports, open } = await warmed();
    portNamed(ports, 'crm').down = true;
    const answer = await open(by('email', 'anna@a.example'));
    expect(answer).toMatchObject({ warm: true, complete: false, anchor: ref('crm:3'), unread: ['crm:3'] });
    expect(membersOf(answer)).toEqual(['app:1', 'billing:2', 'shop:4']);
    expect([...answer.failures.keys()]).toEqual(['crm']);
  });

  it('leads to no other customer while the record behind it cannot be read', async () => {
    const xref = freshXref();
    const ports = portsOf(
      recordsOf({
        'app:1': { full: 'Peter Schmidt', phone },
        'crm:2': { ...anna, phone, email: 'a@a.example' },
        'shop:3': { ...anna, email: 'a@a.example' },
      }),
    );
    const open = async () => membersOf(await resolve(by('phone', phone), ports, rules, xref));
    expect(await open()).toEqual(['crm:2', 'shop:3']);
    portNamed(ports, 'crm').down = true;
    expect(await open()).toEqual(['shop:3']);
  });

  it('is no door to another customer, though one comes first who holds it too', () => {
    const resolution = new Resolution(by('phone', phone), rules);
    resolution.absorb(recordsOf({ 'crm:1': { full: 'Peter Schmidt', phone }, 'shop:2': { ...anna, phone } }));
    expect(resolution.outcome().members.map(({ key }) => key)).toEqual(['crm:1']);
    expect(resolution.outcome(new Set(['shop:2'])).members.map(({ key }) => key)).toEqual(['shop:2']);
  });

  it('reads the neighbours as well: their word on a shared address counts', async () => {
    const { ports, open } = await warmed({ ...chain, 'shop:5': { full: 'Peter Schmidt', phone } });
    const answer = await open(by('email', 'anna@a.example'));
    expect(answer.warm).toBe(true);
    expect(answer.neighbours.map(({ ref }) => refKey(ref))).toEqual(['shop:5']);
    expect(portNamed(ports, 'shop').got.toSorted()).toEqual(['4', '5']);
  });
});

it('a number that reads as several opens whoever answers to any reading', async () => {
  const readings = ['+493012345678', '+4930123456789'].flatMap((raw) => identifier('phone', raw, 'DE') ?? []);
  const answer = await cold(
    { by: 'identifier', identifiers: readings },
    { 'crm:1': { ...anna, phone: '+4930123456789' } },
  );
  expect(membersOf(answer)).toEqual(['crm:1']);
});
