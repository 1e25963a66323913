/**
 * Whoever is not told of denials learns nothing of what is denied: two worlds that differ in it alone give the same answers,
 * byte for byte, to whatever a client asks one question after another: with look-ups, filters, pages, cursors, aliases,
 * deferred parts, checks and explanations.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runs } from '../execution/runs.ts';
import { as, withCallers } from './consent-callers.ts';
import { addKnownPerson, nextPerson, numbers, type Said, type Stranger } from './consent-people.ts';
import { byPath } from './deferring.ts';
import {
  demoConfiguration,
  type Json,
  type RunningGateway,
  runGateway,
  type Sandbox,
  startTestSandbox,
} from './gateway.ts';
import { addLead, numberFrom } from './newcomers.ts';
import { patient } from './patient.ts';

interface World {
  readonly sandbox: Sandbox;
  readonly gateway: RunningGateway;
}

const email = 'marketing.communications.email';
const questionsAWorld = 120 * (runs(1).numRuns ?? 1);

/** What a caller may see who sees everything that is to be seen, and is not told why something is not. */
const outsider = { purposes: ['*'], categories: ['user'], scopes: [] };
const callers = {
  outsider: { roles: ['outsider'] },
  tracer: { roles: ['outsider'], scopes: ['plan:explain'] },
  marketing: { roles: ['marketing'] },
  sender: { roles: ['sender'] },
  support: { roles: ['support'] },
  analyst: { roles: ['analyst'] },
  finance: { roles: ['finance'] },
} as const;
type CallerName = keyof typeof callers;

/** People who agree to e-mail, in every world. */
const willing: readonly Said[] = [
  { app: true },
  { app: true, crm: false },
  { app: true, shop: 'yes', billing: 'yes' },
  { app: null, shop: 'yes', crm: false },
  { app: true, billing: null },
  { app: true, shop: null, crm: false, billing: 'yes' },
];
/** And who do not, in one of them. */
const unwilling: readonly Said[] = [
  { app: false },
  { app: null },
  { app: true, crm: true },
  { app: true, shop: 'no', billing: 'yes' },
  { app: true, shop: 'maybe' },
  { app: null, shop: null, crm: false, billing: null },
  { app: true, billing: 'no', crm: false },
  { app: false, shop: 'yes' },
];
const base = willing.map(() => nextPerson());
const objecting = unwilling.map(() => nextPerson());
const restricted = unwilling.map(() => nextPerson());

const worlds: Record<'plain' | 'objected' | 'restricted' | 'changed', World> = {} as never;

beforeAll(async () => {
  const names = ['plain', 'objected', 'restricted', 'changed'] as const;
  const sandboxes = await Promise.all(names.map(() => startTestSandbox({ size: 1 })));
  for (const [at, name] of names.entries()) {
    const sandbox = sandboxes[at] as Sandbox;
    // The same people bear the same numbers, one world after the other.
    numberFrom(6_000_000);
    for (const [index, said] of willing.entries())
      await addKnownPerson(sandbox, { ...said }, base[index] as Stranger);
    if (name === 'objected')
      for (const [index, said] of unwilling.entries())
        await addKnownPerson(sandbox, { ...said }, objecting[index] as Stranger);
    if (name === 'restricted') for (const person of restricted) addRestricted(sandbox, person);
    if (name === 'changed') await changeValues(sandbox);
    const configuration = withCallers(patient(demoConfiguration(sandbox)), callers, { outsider });
    worlds[name] = { sandbox, gateway: await runGateway(configuration) };
  }
}, 120_000);
afterAll(async () => {
  for (const { gateway, sandbox } of Object.values(worlds)) {
    await gateway?.close();
    await sandbox?.close();
  }
});

/** Somebody whose data may not be processed at all. */
function addRestricted(sandbox: Sandbox, person: Stranger): void {
  const { crm } = sandbox.systems;
  const individual = crm.object('Individual').insert({
    FirstName: person.given,
    LastName: person.family,
    HasOptedOutProcessing: true,
  });
  addLead(sandbox, person, { IndividualId: individual, Title: 'Head of nothing' });
}

/** Values that the purpose of e-mail may not use, changed; their country stays, since it says which law holds. */
async function changeValues({ systems }: Sandbox): Promise<void> {
  for (const [index, { number, email }] of base.entries()) {
    const phone = index % 3 === 0 ? null : `+49309${number}123`;
    const street = `Weg ${number}`;
    await systems.app.execute(
      'update users set phone = $1, street = $2, city = $3, postcode = $4 where email = $5',
      [phone, street, 'Ulm', '89073', email],
    );
    await systems.shop.execute('update customers set tel = ?, street = ?, city = ?, zip = ? where mail = ?', [
      phone,
      street,
      'Ulm',
      '89073',
      email,
    ]);
    const leads = systems.crm.object('Lead');
    for (const { Id, Email } of [...leads.rows])
      if (Email === email)
        leads.update(String(Id), { Phone: phone, Street: street, City: 'Ulm', PostalCode: '89073' });
    for (const customer of systems.billing.data.customers)
      if (!customer.deleted && customer.email === email) customer.phone = phone;
  }
  systems.billing.touch();
}

const whole = `id displayName name { full family } email emails { value sources } phone phones { value } address { street city }
  addresses { city } company jobTitle birthDate locale createdAt lastActivityAt customAttributes { name value source }
  externalIds { issuer value } orders(first: 2) { nodes { number } edges { cursor } pageInfo { hasNextPage endCursor } missing }
  invoices(first: 1) { nodes { number } missing } subscriptions(first: 1) { nodes { plan } } payments(first: 1) { nodes { status } }
  opportunities(first: 1) { nodes { name } } cases(first: 1) { nodes { subject } } sources { source status records { id } drifted }
  consent { decision status legalBasis mechanism evidence { source } sources { status } remedy { possible } }
  identity { records { source id } otherMatches { id } refused { refusal } probable { weight } complete }`;
/** Each by itself. */
const parts = whole.match(/\w+(\([^)]*\))?( \{(?:[^{}]|\{[^{}]*\})*\})?/g) ?? [];

/** A client that asks one question after another, and makes what it was answered part of the next. */
class Attacker {
  readonly #pick: (below: number) => number;
  readonly #purposes: readonly string[];
  readonly #callers: readonly CallerName[];
  readonly #people: readonly Stranger[];
  /** Ids and cursors from answers. */
  readonly #ids: string[] = ['cust_nobody'];
  readonly #cursors: string[] = [];

  constructor(
    seed: number,
    terms: { purposes: readonly string[]; callers: readonly CallerName[]; people: readonly Stranger[] },
  ) {
    this.#pick = numbers(seed);
    this.#purposes = terms.purposes;
    this.#callers = terms.callers;
    this.#people = terms.people;
  }

  learn(text: string): void {
    for (const [id] of text.matchAll(/cust_[\w-]+/g)) this.#ids.push(id);
    for (const [, cursor = ''] of text.matchAll(/"(?:endCursor|cursor)":"([^"]+)"/g))
      this.#cursors.push(cursor);
  }

  #one<T>(list: readonly T[]): T {
    return list[this.#pick(list.length)] as T;
  }

  #selection(): string {
    if (this.#pick(5) === 0) return whole;
    return `id ${Array.from({ length: 1 + this.#pick(4) }, () => this.#one(parts))
      .filter((part, at, all) => all.indexOf(part) === at && part !== 'id')
      .join(' ')}`;
  }

  #key(): string {
    const { email, phone, number } = this.#one(this.#people);
    const q = JSON.stringify;
    return this.#one([
      `{ email: ${q(this.#one([email, email.toUpperCase(), `x${email}`]))} }`,
      `{ phone: ${q(phone)} }`,
      `{ id: ${q(this.#one(this.#ids))} }`,
      `{ record: { source: "app", id: "${6_000_000 + this.#pick(60)}" } }`,
      `{ record: { source: "crm", id: ${q(this.#leads())} } }`,
      `{ externalId: { issuer: "loyalty", value: "${number}" } }`,
    ]);
  }

  /** A check is about the very value it is asked by: that there is one is what a permit says. */
  #checkKey(): string {
    let key = this.#key();
    while (key.includes('phone:') && this.#people === base) key = this.#key();
    return key;
  }

  #leads(): string {
    const { rows } = worlds.restricted.sandbox.systems.crm.object('Lead');
    return String(this.#one(rows.slice(-12))['Id']);
  }

  #filter(): string {
    const { email, family, given } = this.#one(this.#people);
    const q = JSON.stringify;
    return this.#one([
      '',
      'source: "app"',
      'source: "crm"',
      'source: "shop"',
      'source: "billing"',
      `email: ${q(email)}`,
      `familyName: ${q(family)}`,
      `familyNameStartsWith: ${q(family.slice(0, 3))}`,
      `givenName: ${q(given)}`,
      'source: "app", city: "Ulm"',
      'source: "app", postalCode: "89073"',
      'source: "app", createdFrom: "2026-01-01T00:00:00Z"',
      'source: "crm", createdFrom: "2026-01-01T00:00:00Z"',
      'source: "app", createdBefore: "2026-02-01T00:00:00Z", country: "DE"',
    ]);
  }

  #field(): string {
    const selection = this.#selection();
    const page = () => {
      const cursor = this.#cursors.at(-1 - this.#pick(5));
      return `first: ${1 + this.#pick(9)}${cursor !== undefined && this.#pick(3) > 0 ? `, after: "${cursor}"` : ''}`;
    };
    return this.#one([
      () => `customer(by: ${this.#key()}) { ${selection} }`,
      () => `customersByKey(keys: [${this.#key()}, ${this.#key()}, ${this.#key()}]) { ${selection} }`,
      () => `node(id: "${this.#one(this.#ids)}") { id ... on Customer { ${selection} } }`,
      () =>
        `customers(filter: { ${this.#filter()} }, ${page()}) { nodes { ${selection} } pageInfo { hasNextPage startCursor endCursor } }`,
      () =>
        `customers(filter: { ${this.#filter()} }, ${page()}) { edges { cursor node { ${selection} } } pageInfo { hasNextPage } }`,
      () =>
        `consentCheck(by: ${this.#checkKey()}, purpose: "${this.#one(this.#purposes)}"${this.#one(['', ', channel: EMAIL', ', channel: SMS'])})`,
      () => `customer(by: ${this.#key()}) { id ... @defer(label: "late") { ${selection} } }`,
      () => 'sources { name health { blindDenials } activity { calls failures slots { calls } } }',
      () =>
        `identityCompare(a: { source: "crm", id: "${this.#leads()}" }, b: { source: "crm", id: "${this.#leads()}" }) { likeness together }`,
    ])();
  }

  /** A question, as it is sent. */
  next(): RequestInit {
    const fields = Array.from({ length: 1 + this.#pick(3) }, (_, at) => `f${at}: ${this.#field()}`);
    const explains: Readonly<Record<string, string>> = this.#pick(3) === 0 ? { 'x-explain': 'true' } : {};
    const gpc: Readonly<Record<string, string>> = this.#pick(6) === 0 ? { 'sec-gpc': '1' } : {};
    return {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: this.#pick(3) === 0 ? byPath : 'application/json',
        'x-data-use': this.#one(this.#purposes),
        ...as(this.#one(this.#callers)),
        ...explains,
        ...gpc,
      },
      body: JSON.stringify({ query: `{ ${fields.join('\n')} }` }),
    };
  }
}

/** What a client is answered, but for what is never the same twice: when it was. Ids and cursors stay, to their length. */
async function answered({ gateway }: World, question: RequestInit): Promise<string> {
  const response = await fetch(`${gateway.url}/graphql`, question);
  const headers = [...response.headers].filter(
    ([name]) => name !== 'date' && name !== 'content-length' && name !== 'keep-alive',
  );
  const text = (await response.text())
    .replaceAll(/"(evaluatedAt|observedAt|updatedAt|createdAt)":"[^"]+"/g, '"$1":"…"')
    // What a deferred part withholds is counted when it is ready, which may be before the first part has left.
    .replaceAll(/"redacted":\[[^\]]*\](?=[\s\S]*"redacted":)/g, '"redacted":[]');
  return [response.status, JSON.stringify(headers), text].join('\n');
}

/** Asks both worlds the same questions. @returns how often somebody was shown. */
async function attack(here: World, there: World, attacker: Attacker, questions: number): Promise<number> {
  let shown = 0;
  for (let at = 0; at < questions; at++) {
    if (at % 25 === 0) for (const { gateway } of [here, there]) gateway.installation.xref.clear();
    const question = attacker.next();
    const [one, other] = [await answered(here, question), await answered(there, question)];
    // A failure shows the question and where the answers part, not all of both.
    if (one !== other) {
      const { body, headers } = question;
      const from = Math.max(0, [...one].findIndex((letter, index) => letter !== other[index]) - 200);
      const told = `question ${at} of ${JSON.stringify(headers)}: ${body}`;
      expect(other.slice(from, from + 500), told).toBe(one.slice(from, from + 500));
    }
    attacker.learn(one);
    if (one.includes('"id":"cust_')) shown++;
  }
  return shown;
}

describe('whoever is not told of denials cannot tell', () => {
  const seeds = [1, 2];

  it.each(seeds)(
    'somebody who objects from nobody, by any way of asking (%i)',
    async (seed) => {
      const attacker = new Attacker(seed, {
        purposes: [email, email, `${email}.newsletter`],
        callers: ['outsider', 'outsider', 'tracer', 'marketing', 'sender'],
        people: [...base, ...objecting],
      });
      const shown = await attack(worlds.plain, worlds.objected, attacker, questionsAWorld);
      expect(shown).toBeGreaterThan(questionsAWorld / 8);
    },
    300_000,
  );

  it.each(seeds)(
    'somebody whose data is restricted from nobody, whatever it is for (%i)',
    async (seed) => {
      const attacker = new Attacker(seed, {
        purposes: [
          'essential.service.operations.support',
          'essential.service.security',
          'analytics.reporting',
          email,
        ],
        callers: ['outsider', 'tracer', 'support', 'analyst', 'finance', 'marketing'],
        people: [...base, ...restricted],
      });
      const shown = await attack(worlds.plain, worlds.restricted, attacker, questionsAWorld);
      expect(shown).toBeGreaterThan(questionsAWorld / 8);
    },
    300_000,
  );

  it.each(seeds)(
    'what a telephone number or an address is that may not be used (%i)',
    async (seed) => {
      const attacker = new Attacker(seed, {
        purposes: [email],
        callers: ['outsider', 'tracer', 'marketing', 'sender'],
        people: base,
      });
      const shown = await attack(worlds.plain, worlds.changed, attacker, questionsAWorld);
      expect(shown).toBeGreaterThan(questionsAWorld / 8);
    },
    300_000,
  );
});

it('pages end where somebody is shown, however many are left out behind them', async () => {
  const page = (source: string, first: number, after: string | undefined): RequestInit => ({
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-data-use': email, ...as('outsider') },
    body: JSON.stringify({
      query: `query($first: Int!, $after: String) { customers(filter: { source: "${source}" }, first: $first, after: $after) {
        nodes { id } pageInfo { hasNextPage startCursor endCursor }
      } }`,
      variables: { first, after },
    }),
  });
  let pages = 0;
  for (const source of ['app', 'shop', 'crm', 'billing'])
    for (const first of [1, 2, 3, 5]) {
      let after: string | undefined;
      do {
        const asked = page(source, first, after);
        const [one, other] = [await answered(worlds.plain, asked), await answered(worlds.objected, asked)];
        expect(other, `${first} of ${source}`).toBe(one);
        after = one.includes('"hasNextPage":true') ? one.match(/"endCursor":"([^"]+)"/)?.[1] : undefined;
        pages++;
      } while (after !== undefined);
    }
  expect(pages).toBeGreaterThan(40);
}, 60_000);

it('what is compared differs where something is shown that differs', async () => {
  const question = (purpose: string): RequestInit => ({
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-data-use': purpose, ...as('outsider') },
    body: JSON.stringify({
      query: `{ customer(by: { email: "${base[0]?.email}" }) { phone address { city } } }`,
    }),
  });
  const asked = async (world: World, purpose: string) => answered(world, question(purpose));
  const contract = 'essential.service.operations.support';
  expect(await asked(worlds.changed, contract)).not.toBe(await asked(worlds.plain, contract));
  expect(await asked(worlds.changed, email)).toBe(await asked(worlds.plain, email));
  const objector: RequestInit = {
    ...question(contract),
    body: JSON.stringify({ query: `{ customer(by: { email: "${objecting[0]?.email}" }) { id } }` }),
  } as Json;
  expect(await answered(worlds.objected, objector)).not.toBe(await answered(worlds.plain, objector));
});

it('nobody is told of who shares a mailbox with a customer and does not consent', async () => {
  const by = JSON.stringify(base[0]?.email);
  const document = `{ customer(by: { email: ${by} }) { id displayName identity {
    records { id } otherMatches { source id } refused { a { id } b { id } } probable { a { id } b { id } }
  } sources { source status } } }`;
  const asking = (use: string): RequestInit => ({
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-data-use': use, ...as('outsider') },
    body: JSON.stringify({ query: document }),
  });
  const stranger = { ...nextPerson(), given: 'Zoltan', family: 'Weidenfeld', email: base[0]?.email ?? '' };
  const { plain } = worlds;
  const before = await answered(plain, asking(email));
  await addKnownPerson(plain.sandbox, { app: null }, stranger);
  plain.gateway.installation.xref.clear();
  expect(await answered(plain, asking(email))).toBe(before);
  // Where it rests on a contract, both may be shown, so each is told of with the other.
  expect(await answered(plain, asking('essential.service.operations.support'))).toContain(
    '"otherMatches":[{',
  );
});
