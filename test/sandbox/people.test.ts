import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { describe, expect, it } from 'vitest';
import { Calendar } from '../../sandbox/people/calendar.ts';
import { placeholders } from '../../sandbox/people/card.ts';
import { Census } from '../../sandbox/people/census.ts';
import { Mess, type MessKind, messKinds, rates } from '../../sandbox/people/mess.ts';
import { defaultNow, populate } from '../../sandbox/people/population.ts';
import { personalValues } from '../../sandbox/people/values.ts';
import { standardObjects } from '../../sandbox/salesforce/schema.ts';
import type { Cell, Column, Table } from '../../sandbox/table.ts';
import { type RecordView, recordsOf, tableNamed } from './people-view.ts';

const population = populate();
const { truth, crm, billing } = population;
const records = recordsOf(population);
const recordOf = new Map(records.map((record) => [record.ref, record]));
const tables = [...population.app, ...population.shop];

const emailPlaceholders: ReadonlySet<string> = new Set(Object.values(placeholders.email).flat());
const phonePlaceholders: ReadonlySet<string> = new Set(placeholders.phone);

const phones = records.flatMap(({ phone, country }) =>
  phone === null || phonePlaceholders.has(phone) ? [] : [{ phone, country }],
);

/** The number in E.164, if it is one; a record without a country needs an international form. */
function e164(phone: string, country: string): string | undefined {
  const written = phone.replace(/^00/, '+');
  const number = parsePhoneNumberFromString(
    written,
    country === 'unknown' ? undefined : (country as CountryCode),
  );
  return number?.isValid() ? number.number : undefined;
}

/** What could link a record to another: contact points in canonical form, loyalty number, itself and whom it names. */
function keysOf(record: RecordView): readonly string[] {
  const { ref, email, phone, country, loyaltyNo, references } = record;
  return [
    ref,
    ...references,
    ...(email === null || emailPlaceholders.has(email) ? [] : [email.toLowerCase()]),
    ...(phone === null ? [] : [e164(phone, country) ?? []]).flat(),
    ...(loyaltyNo === null ? [] : [loyaltyNo]),
  ];
}

function values(table: Table, column: string): readonly Cell[] {
  const index = table.columns.findIndex(({ name }) => name === column);
  return table.rows.map((row) => row[index] ?? null);
}

describe('determinism', () => {
  it('gives the same population for the same options', () => {
    expect(populate({ seed: 7, size: 150 })).toEqual(populate({ seed: 7, size: 150 }));
    expect(populate({ seed: 1, size: 2000, now: defaultNow })).toEqual(population);
  });

  it('gives other people for another seed', () => {
    expect(recordsOf(populate({ seed: 2 }))).not.toEqual(records);
  });

  it('makes as many people as it is told, besides the personas', () => {
    const personas = truth.personas.length;
    expect(truth.people.size).toBe(2000 + personas);
    expect(populate({ size: 37 }).truth.people.size).toBe(37 + personas);
  });

  it('counts every instant back from now', () => {
    const now = '2024-03-01T12:00:00.000Z';
    const earlier = populate({ size: 100, now });
    for (const table of [...earlier.app, ...earlier.shop]) {
      for (const { name } of table.columns.filter(({ type }) => type === 'instant')) {
        if (name === 'expires_at') continue;
        expect(values(table, name).filter((value) => value !== null && value > now)).toEqual([]);
      }
    }
    expect(() => populate({ now: 'today' })).toThrow(RangeError);
  });
});

describe('tables', () => {
  const shapes: Record<Column['type'], (cell: Cell) => boolean> = {
    bigint: Number.isSafeInteger,
    integer: Number.isSafeInteger,
    text: (cell) => typeof cell === 'string',
    boolean: (cell) => typeof cell === 'boolean',
    date: (cell) => new Date(`${cell}T00:00:00.000Z`).toISOString().startsWith(`${cell}T`),
    instant: (cell) => new Date(String(cell)).toISOString() === cell,
    decimal: (cell) => /^\d+\.\d\d$/.test(String(cell)),
  };

  it.each(tables)('$name holds what its columns say, under unique keys', (table) => {
    expect(table.rows.length).toBeGreaterThan(500);
    expect(new Set(values(table, table.primaryKey)).size).toBe(table.rows.length);
    expect(table.rows.filter((row) => row.length !== table.columns.length)).toEqual([]);
    for (const { name, type, nullable } of table.columns) {
      const wrong = values(table, name).filter((cell) => (cell === null ? !nullable : !shapes[type](cell)));
      expect(wrong, name).toEqual([]);
    }
    for (const { column } of table.indexes) {
      expect(table.columns.map(({ name }) => name)).toContain(column);
    }
  });

  it.each([
    ['orders', 'user_id', 'users', 'id'],
    ['consents', 'user_id', 'users', 'id'],
    ['purchases', 'customer_no', 'customers', 'customer_no'],
  ])('every one of %s belongs to a row there is', (child, column, parent, key) => {
    const parents = new Set(tableNamed(tables, parent).map((row) => row[key]));
    expect(tableNamed(tables, child).filter((row) => !parents.has(row[column]))).toEqual([]);
  });
});

describe('crm', () => {
  const rows = Object.entries(crm).flatMap(([object, list]) => list.map((row) => ({ object, row })));
  const shapes = new Map(standardObjects().map((shape) => [shape.name, shape]));
  const ids = new Map(rows.map(({ object, row }) => [row['Id'], object]));

  it('has valid ids, each once', () => {
    expect(ids.size).toBe(rows.length);
    for (const { object, row } of rows) {
      expect(row['Id']).toMatch(new RegExp(`^${shapes.get(object)?.keyPrefix}[0-9A-Za-z]{15}$`));
    }
  });

  it('uses fields of the standard objects, and fills those that are required', () => {
    for (const { object, row } of rows) {
      const fields = shapes.get(object)?.fields ?? [];
      const names = new Set(fields.map(({ name }) => name));
      expect(Object.keys(row).filter((name) => !names.has(name))).toEqual([]);
      const missing = fields.filter(
        ({ name, nillable, type }) =>
          !nillable && type !== 'boolean' && name !== 'SystemModstamp' && (row[name] ?? null) === null,
      );
      expect(missing).toEqual([]);
    }
  });

  it('looks up nothing that is not there', () => {
    for (const { object, row } of rows) {
      for (const { name, referenceTo } of shapes.get(object)?.fields ?? []) {
        const id = row[name] ?? null;
        if (referenceTo !== undefined && id !== null) expect(ids.get(id), name).toBe(referenceTo);
      }
    }
  });

  it('has people as contact, as lead, and as both', () => {
    const forms = [...truth.people.values()].map((refs) => {
      const prefixes = new Set(refs.filter((ref) => ref.startsWith('crm:')).map((ref) => ref.slice(4, 7)));
      return [...prefixes].join();
    });
    for (const form of ['003', '00Q', '003,00Q']) {
      expect(forms.filter((found) => found === form).length).toBeGreaterThan(40);
    }
  });
});

describe('billing', () => {
  it('has unique ids of Stripe’s form, and no object without its customer', () => {
    const { customers, invoices, subscriptions, paymentIntents } = billing;
    const all = [...customers, ...invoices, ...subscriptions, ...paymentIntents].map(({ id }) => id);
    expect(new Set(all).size).toBe(all.length);
    expect(all.filter((id) => !/^(cus|in|sub|pi)_[0-9A-Za-z]{14}$/.test(id))).toEqual([]);
    const owners = new Set(customers.map(({ id }) => id));
    const owned = [...invoices, ...subscriptions, ...paymentIntents];
    expect(owned.filter(({ customer }) => !owners.has(customer))).toEqual([]);
    const known = new Set(subscriptions.map(({ id }) => id));
    expect(invoices.filter(({ subscription }) => subscription !== null && !known.has(subscription))).toEqual(
      [],
    );
  });

  it('keeps phones within the 20 characters Stripe allows', () => {
    expect(billing.customers.filter(({ phone }) => (phone?.length ?? 0) > 20)).toEqual([]);
  });
});

describe('truth', () => {
  it('gives every live record to exactly one person', () => {
    const claimed = [...truth.people.values()].flat();
    expect(claimed.toSorted()).toEqual(records.map(({ ref }) => ref).toSorted());
  });

  it('says the same from both sides, records sorted', () => {
    for (const [person, refs] of truth.people) {
      expect(refs).toEqual(refs.toSorted());
      expect(refs.map((ref) => truth.personOf.get(ref))).toEqual(refs.map(() => person));
    }
    expect(truth.personOf.size).toBe(records.length);
  });

  it('spreads people unevenly over the systems', () => {
    const spread: Record<string, number> = {};
    const breadth = [0, 0, 0, 0, 0];
    for (const refs of truth.people.values()) {
      const systems = new Set(refs.map((ref) => ref.split(':')[0] ?? ''));
      for (const system of systems) spread[system] = (spread[system] ?? 0) + 1 / truth.people.size;
      breadth[systems.size] = (breadth[systems.size] ?? 0) + 1 / truth.people.size;
    }
    expect(spread['app']).toBeCloseTo(0.7, 1);
    expect(spread['shop']).toBeCloseTo(0.55, 1);
    expect(spread['crm']).toBeCloseTo(0.45, 1);
    expect(spread['billing']).toBeCloseTo(0.5, 1);
    const [, one = 0, two = 0, three = 0, four = 0] = breadth;
    expect(two + three).toBeGreaterThan(0.6);
    expect(one).toBeGreaterThan(0.1);
    expect(four).toBeGreaterThan(0.05);
  });

  it('has duplicates in app and crm, and none in shop', () => {
    const twice = (system: string) =>
      [...truth.people.values()].filter((refs) => refs.filter((ref) => ref.startsWith(system)).length > 1)
        .length;
    expect(twice('app:')).toBeGreaterThan(30);
    expect(twice('crm:003')).toBeGreaterThan(10);
    expect(twice('shop:')).toBe(0);
  });

  it('lets references name the same person, but for a few that name nobody', () => {
    const named = records.flatMap(({ ref, references }) => references.map((target) => ({ ref, target })));
    const existing = named.filter(({ target }) => recordOf.has(target));
    expect(named.length).toBeGreaterThan(800);
    const share = existing.length / named.length;
    expect(share).toBeGreaterThan(0.95);
    expect(share).toBeLessThan(1);
    for (const { ref, target } of existing) {
      expect(truth.personOf.get(target)).toBe(truth.personOf.get(ref));
    }
  });
});

describe('mess', () => {
  it.each(messKinds)('%s happens as often as its rate says', (kind) => {
    const { chances, times } = truth.mess.get(kind) ?? { chances: 0, times: 0 };
    const rate = rates[kind];
    expect(times).toBeGreaterThan(0);
    expect(Math.abs(times - chances * rate)).toBeLessThan(4 * Math.sqrt(chances * rate * (1 - rate)) + 1);
  });

  it('writes phones in many ways, all of them valid where the record is', () => {
    expect(phones.filter(({ phone, country }) => e164(phone, country) === undefined)).toEqual([]);
    for (const form of [/^\+\d+$/, /^\+\d+ /, /^0\d+ /, /^\(0/, /^\(\d{3}\) /, /^00/, /^[1-9]\d+$/]) {
      expect(phones.filter(({ phone }) => form.test(phone)).length, String(form)).toBeGreaterThan(5);
    }
  });

  it('gives only e-mail addresses nobody can have', () => {
    const emails = records.flatMap(({ email }) =>
      email === null || emailPlaceholders.has(email) ? [] : [email],
    );
    const foreign = emails.filter(
      (email) =>
        !/^[^@]+@(example\.(com|org|net)|[a-z0-9-]+\.example)$|^onefold\.sandbox\.[^@]+@gmail\.com$/i.test(
          email,
        ),
    );
    expect(foreign).toEqual([]);
    expect(emails.filter((email) => /[A-Z]/.test(email)).length / emails.length).toBeGreaterThan(0.05);
    expect(emails.some((email) => email.includes('+'))).toBe(true);
  });

  it('lets different people share an e-mail or a phone', () => {
    const owners = (key: (record: RecordView) => string | undefined) => {
      const people = new Map<string, Set<string>>();
      for (const record of records) {
        const value = key(record);
        const person = truth.personOf.get(record.ref);
        if (value === undefined || person === undefined) continue;
        people.set(value, (people.get(value) ?? new Set()).add(person));
      }
      return [...people].filter(([, sharing]) => sharing.size > 1).map(([value]) => value);
    };
    const emails = owners(({ email }) =>
      email === null || emailPlaceholders.has(email) ? undefined : email.toLowerCase(),
    );
    const times = (...kinds: readonly MessKind[]) =>
      kinds.reduce((sum, kind) => sum + (truth.mess.get(kind)?.times ?? 0), 0);
    // A household may share its mailbox in several spellings; a few more come from the personas.
    const families = emails.filter((email) => !email.startsWith('info@'));
    expect(emails.length - families.length).toBeGreaterThan(1);
    expect(families.length).toBeGreaterThan(10);
    expect(families.length).toBeLessThan(times('sharedEmail') * 1.5);
    const numbers = owners(({ phone, country }) => (phone === null ? undefined : e164(phone, country)));
    expect(numbers.length).toBeGreaterThan(40);
    expect(numbers.length).toBeLessThan(times('sharedPhone', 'twins', 'recycledPhone') + 5);
  });

  it('makes consent contradict itself across systems', () => {
    const optIns = new Map(
      tableNamed(tables, 'users').map((user) => [
        truth.personOf.get(`app:${user['id']}`),
        user['marketing_opt_in'],
      ]),
    );
    const refusedElsewhere = (crm['Contact'] ?? []).filter(
      (row) =>
        row['HasOptedOutOfEmail'] === true && optIns.get(truth.personOf.get(`crm:${row['Id']}`)) === true,
    );
    expect(refusedElsewhere.length).toBeGreaterThan(10);
    const newsletters = new Set(tableNamed(tables, 'customers').map((row) => row['newsletter']));
    expect(newsletters).toEqual(new Set(['yes', 'no', 'pending', '', 'maybe', null]));
    const consents = tableNamed(tables, 'consents');
    expect(new Set(consents.map((row) => row['status']))).toEqual(
      new Set(['granted', 'withdrawn', 'denied', 'pending', 'expired']),
    );
    expect(consents.filter((row) => String(row['expires_at'] ?? '9') < defaultNow).length).toBeGreaterThan(
      10,
    );
  });
});

describe('census', () => {
  const mess = new Mess(3);
  const census = new Census(mess, new Calendar(defaultNow), 12_000);
  const households = Array.from({ length: 12_000 }, () => census.household());

  it.each(['phone', 'email', 'secondEmail', 'loyaltyNo'] as const)(
    'gives no two households the same current %s',
    (fact) => {
      const all = households.flatMap((people) => [
        ...new Set(people.flatMap((person) => person[fact] ?? [])),
      ]);
      expect(new Set(all).size).toBe(all.length);
    },
  );

  it('gives a recycled phone to somebody else than the one who gave it up', () => {
    const former = new Set(households.flat().flatMap(({ formerPhone }) => formerPhone ?? []));
    expect(households.flat().filter(({ phone }) => former.has(phone)).length).toBeGreaterThan(100);
    expect(households.flat().filter(({ phone, formerPhone }) => phone === formerPhone)).toEqual([]);
  });
});

describe('personas', () => {
  const { personas } = truth;

  it('are the same for every seed and size', () => {
    const other = populate({ seed: 99, size: 40 });
    expect(other.truth.personas).toEqual(personas);
    const others = new Map(recordsOf(other).map((record) => [record.ref, record]));
    for (const ref of personas.flatMap((persona) => persona.records)) {
      expect(others.get(ref)).toEqual(recordOf.get(ref));
    }
  });

  it('are all there', () => {
    expect(personas.map(({ name }) => name)).toEqual([
      'merged',
      'twins',
      'twinsOther',
      'senior',
      'junior',
      'household',
      'householdOther',
      'roleMailbox',
      'roleMailboxOther',
      'duplicate',
      'recycled',
      'recycledOther',
      'conflict',
      'withdrawn',
      'expired',
      'pending',
      'silent',
      'unmapped',
      'leadAndContact',
      'forgotten',
      'addressVeto',
    ]);
    for (const persona of personas) {
      expect(persona.records).toEqual(truth.people.get(persona.person));
      expect(persona.expect.consent).not.toEqual([]);
    }
  });

  it.each(personas)('$name: every record can be reached from every other', (persona) => {
    const left = persona.records.flatMap((ref) => recordOf.get(ref) ?? []);
    const reached = new Set(keysOf(left[0] ?? expect.fail('no records')));
    for (let before = -1; before !== reached.size; ) {
      before = reached.size;
      for (const record of left) {
        const keys = keysOf(record);
        if (keys.some((key) => reached.has(key))) for (const key of keys) reached.add(key);
      }
    }
    expect(persona.records.filter((ref) => !reached.has(ref))).toEqual([]);
  });

  it('share nothing with generated people', () => {
    const theirs = new Set(personas.flatMap((persona) => persona.records));
    const keys = new Set(records.filter(({ ref }) => theirs.has(ref)).flatMap(keysOf));
    const strangers = records.filter(({ ref }) => !theirs.has(ref));
    expect(strangers.filter((record) => keysOf(record).some((key) => keys.has(key)))).toEqual([]);
  });

  it.each([
    ['twins', 'twinsOther', 'phone'],
    ['senior', 'junior', 'phone'],
    ['household', 'householdOther', 'email'],
    ['roleMailbox', 'roleMailboxOther', 'email'],
    ['recycled', 'recycledOther', 'phone'],
  ] as const)('%s and %s share the %s of one record', (one, other, field) => {
    const [first, second] = [one, other].map((name) => {
      const refs = personas.find((persona) => persona.name === name)?.records ?? [];
      return refs
        .flatMap((ref) => recordOf.get(ref) ?? [])
        .map((record) => (field === 'phone' ? e164(record.phone ?? '', record.country) : record.email));
    });
    expect(first?.filter((value) => value !== undefined && second?.includes(value))).not.toEqual([]);
  });

  it('shows Ada in all four systems, with everything a source can offer', () => {
    const ada = personas.find(({ name }) => name === 'merged');
    expect(ada?.email).toBe('ada.lindqvist@example.com');
    const refs = ada?.records ?? [];
    expect(refs.map((ref) => ref.replace(/:.*/, ''))).toEqual(['app', 'billing', 'crm', 'shop']);
    const [user, payer, contact, customer] = refs.map((ref) => ref.replace(/.*:/, ''));
    expect(tableNamed(tables, 'orders').filter((row) => String(row['user_id']) === user)).toHaveLength(3);
    expect(
      tableNamed(tables, 'purchases').filter((row) => String(row['customer_no']) === customer),
    ).toHaveLength(2);
    expect(billing.invoices.filter((invoice) => invoice.customer === payer)).toHaveLength(3);
    expect(billing.subscriptions.filter((found) => found.customer === payer)).toHaveLength(1);
    expect(crm['Case']?.filter((row) => row['ContactId'] === contact)).toHaveLength(2);
    expect(crm['OpportunityContactRole']?.filter((row) => row['ContactId'] === contact)).toHaveLength(1);
  });
});

describe('personalValues', () => {
  const found = personalValues(population);

  it('has every form in which a value is stored', () => {
    for (const value of [
      'ada.lindqvist@example.com',
      'ADA.LINDQVIST@example.com',
      '+46701740605',
      '070-174 06 05',
      '+46 70 174 06 05',
      '0046701740605',
      'Lindqvist, Ada Kristina',
      'Adelaide',
      'Björkvägen 12',
      '1987-04-12',
    ]) {
      expect(found).toContain(value);
    }
    for (const { email, phone } of records) {
      if (email !== null && !emailPlaceholders.has(email)) expect(found.has(email)).toBe(true);
      if (phone !== null && !phonePlaceholders.has(phone)) expect(found.has(phone)).toBe(true);
    }
  });

  it('leaves out what is nobody’s', () => {
    for (const value of ['n/a', 'test@test.com', '0000000', '1900-01-01', '[not provided]', 'Test']) {
      expect(found).not.toContain(value);
    }
  });
});
