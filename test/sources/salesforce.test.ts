import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspect, promisify } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  salesforceId as idOf,
  type Row,
  type SalesforceField,
  standardObjects,
} from '../../sandbox/salesforce/schema.ts';
import {
  type SalesforceOptions,
  type SalesforceSandbox,
  startSalesforce,
} from '../../sandbox/salesforce/server.ts';
import type { Call, Condition, Want } from '../../sources/contract.ts';
import { salesforceId } from '../../sources/salesforce/ids.ts';
import { type SalesforceSource, salesforce } from '../../sources/salesforce/index.ts';
import { batches, encoded, likeLiteral, roomForValues, textLiteral } from '../../sources/salesforce/soql.ts';
import { isCandidateKind } from '../../src/identity/candidate.ts';
import { identifier } from '../../src/identity/normalise.ts';
import type { Identifier, IdentifierKind } from '../../src/model/identifier.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import { candidatesOf, ofKinds } from './candidate-probe.ts';
import { testSourceContract } from './contract.ts';
import { fixtureAsSalesforce, type MovingTools, movingTools } from './fixture.ts';

const seeded = fixtureAsSalesforce();

testSourceContract('salesforce', async () => {
  const system = await startSalesforce({ name: 'crm', objects: seeded.objects });
  const tools = movingTools();
  const config = salesforce.config.parse({
    kind: 'salesforce',
    instanceUrl: system.url,
    auth: { accessToken: system.accessToken },
    objects: { Contact: seeded.contact },
    collections: { consents: seeded.consents },
  });
  const reopen = () => salesforce.create('crm', config, tools);
  return { ...seeded, tools, system, pool: 64, source: reopen(), reopen, close: () => system.close() };
});

// --- An org of its own for each test --------------------------------------------------------------------------------

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

interface Opened {
  readonly system: SalesforceSandbox;
  readonly source: SalesforceSource;
  readonly tools: MovingTools;
}

async function open(
  records: Readonly<Record<string, readonly Row[]>>,
  config: object = {},
  options: Partial<SalesforceOptions> = {},
): Promise<Opened> {
  const system = await startSalesforce({ name: 'crm', objects: standardObjects(records), ...options });
  closing.push(() => system.close());
  const tools = movingTools();
  const parsed = salesforce.config.parse({
    kind: 'salesforce',
    instanceUrl: `${system.url}/`,
    auth: { accessToken: system.accessToken },
    ...config,
  });
  const source = salesforce.create('crm', parsed, tools) as SalesforceSource;
  closing.push(() => source.close());
  return { system, source, tools };
}

function calling(): Call {
  return { signal: AbortSignal.timeout(5000), deadline: Date.now() + 5000, lane: 'interactive' };
}

const nothing: Want = { attributes: [], references: false, consent: 'none', collections: [] };

function key(kind: IdentifierKind, raw: string): Identifier {
  const one = identifier(kind, raw, 'DE');
  if (one === undefined) throw new TypeError('not an identifier');
  return one;
}

function answerOf<T>(outcome: Outcome<T> | undefined): T {
  if (outcome?.kind !== 'found')
    throw new Error(`not found: ${outcome?.kind === 'failed' ? outcome.error.code : outcome?.kind}`);
  return outcome.value;
}

function identifierKinds({ manifest }: SalesforceSource): readonly string[] {
  return manifest.lookups.map(({ kind }) => kind).filter((kind) => !isCandidateKind(kind));
}

function codeOf(outcome: Outcome<unknown> | undefined): string | undefined {
  return outcome?.kind === 'failed' ? outcome.error.code : outcome?.kind;
}

async function asked(system: SalesforceSandbox, ask: () => Promise<unknown>): Promise<readonly string[]> {
  system.forget();
  system.record(true);
  await ask();
  system.record(false);
  return system.received.map(({ operation }) => operation);
}

/** Until that many requests have arrived since `forget`. */
function untilReceived(system: SalesforceSandbox, calls = 1): Promise<void> {
  return vi.waitFor(() => expect(system.calls).toBeGreaterThanOrEqual(calls), { interval: 5 });
}

const [ada, bruno, clara, dora] = [1, 2, 3, 4].map((at) => idOf('003', at)) as [
  string,
  string,
  string,
  string,
];
const [lea, leo, liv] = [1, 2, 3].map((at) => idOf('00Q', at)) as [string, string, string];
const [shop, anna] = [1, 2].map((at) => idOf('001', at)) as [string, string];
const individual = idOf('0PK', 1);

const org: Readonly<Record<string, readonly Row[]>> = {
  Account: [
    { Id: shop, Name: 'Larix Consulting' },
    {
      Id: anna,
      Name: 'Anna Acker',
      IsPersonAccount: true,
      FirstName: 'Anna',
      LastName: 'Acker',
      PersonEmail: 'anna@example.org',
      PersonContactId: dora,
      PersonIndividualId: individual,
      PersonDoNotCall: true,
    },
  ],
  Individual: [{ Id: individual, LastName: 'Lovelace', ShouldForget: true, HasOptedOutSolicit: true }],
  Contact: [
    {
      Id: ada,
      FirstName: 'Ada',
      LastName: 'Lovelace',
      Email: 'ada@example.org',
      Phone: '+49 30 9018201',
      MobilePhone: '(030) 9018202',
      AccountId: shop,
      IndividualId: individual,
      HasOptedOutOfEmail: true,
      DoNotCall: true,
      Birthdate: '1985-12-10',
      LastActivityDate: '2024-05-02',
      Department: 'Sales',
    },
    { Id: bruno, LastName: 'Baum', Email: 'both@example.org', LastActivityDate: '2024-05-01' },
    { Id: clara, LastName: 'Gone', Email: 'gone@example.org', IsDeleted: true },
    { Id: dora, LastName: 'Acker', Email: 'anna@example.org', IsPersonAccount: true },
  ],
  Lead: [
    { Id: lea, LastName: 'Licht', Company: 'Licht', Email: 'both@example.org', Status: 'Open' },
    {
      Id: leo,
      LastName: 'Alt',
      Company: 'Alt',
      Email: 'ada@example.org',
      Status: 'Closed',
      IsConverted: true,
    },
    { Id: liv, LastName: 'Lund', Company: 'Lund & Co', Email: 'liv@example.org', Status: 'Open' },
  ],
};

// --- Statements -----------------------------------------------------------------------------------------------------

describe('soql', () => {
  it('escapes what has a meaning in a literal', () => {
    expect(textLiteral('O\'Hara\\ "x"\n\t\u0000')).toBe("'O\\'Hara\\\\ \"x\"\\n\\t\\u0000'");
    expect(likeLiteral("50%_'", 'start')).toBe("'50\\%\\_\\'%'");
    expect(likeLiteral("50%_'", 'end')).toBe("'%50\\%\\_\\''");
    expect(likeLiteral("50%_'", 'anywhere')).toBe("'%50\\%\\_\\'%'");
    expect(encoded(textLiteral('\ud800') ?? '')).toBe("'%EF%BF%BD'");
  });

  it('has no literal for what no field can hold', () => {
    expect(textLiteral('x'.repeat(256))).toBeUndefined();
    expect(likeLiteral('x'.repeat(256), 'start')).toBeUndefined();
  });

  it('batches by bytes as well as by count', () => {
    const sizes = [4000, 4000, 4000, 1, 1, 1, roomForValues + 5, 1];
    expect(batches(sizes, 3, (size) => size)).toEqual([
      [4000, 4000],
      [4000, 1, 1],
      [1],
      [roomForValues + 5],
      [1],
    ]);
  });
});

describe('ids', () => {
  it('lengthens an id, and knows one that Salesforce would refuse', () => {
    expect(salesforceId('001A0000006Vm9u')).toBe('001A0000006Vm9uIAC');
    expect(salesforceId(ada)).toBe(ada);
    expect(salesforceId(`${ada.slice(0, 15)}AAB`)).toBeUndefined();
    expect(salesforceId(`${ada.slice(0, 14)}'`)).toBeUndefined();
    expect(salesforceId('')).toBeUndefined();
  });
});

// --- Objects --------------------------------------------------------------------------------------------------------

describe('candidate keys', () => {
  const born = (id: string, names: Row, date: string): Row => ({ Id: id, ...names, Birthdate: date });

  it('are conditions of their own, in statements apart from identifiers, of the objects that have the fields', async () => {
    const { source, system } = await open(org);
    const keys = candidatesOf({
      'name.given': ["A'da"],
      'name.family': ['Lovelace'],
      birthDate: ['1985-12-10'],
      email: ['ada@elsewhere.example'],
    });
    const some = ofKinds(keys, 'emailUser', 'nameLetters', 'nameAndBirthDay', 'birthDate');
    await source.find(some, nothing, calling());
    const received = await asked(system, async () => {
      const outcomes = await source.find([...some, key('email', 'ada@example.org')], nothing, calling());
      expect(outcomes.map((one) => answerOf(one).records.map(({ ref }) => ref.id))).toEqual(
        some.concat(some[0] ?? []).map(() => [ada]),
      );
    });
    const wheres = received.map((soql) => / FROM (.*)$/.exec(soql)?.[1]).sort();
    expect(wheres).toEqual([
      "Contact WHERE (Email LIKE 'ada@%' OR " +
        "(((FirstName LIKE 'ada%' OR FirstName LIKE 'A\\'d%') AND LastName LIKE 'lov%') OR (FirstName LIKE 'lov%' AND (LastName LIKE 'ada%' OR LastName LIKE 'A\\'d%'))) OR " +
        "((FirstName IN ('ada','A\\'da','äda','adä') AND (CALENDAR_MONTH(Birthdate) = 12 AND DAY_IN_MONTH(Birthdate) = 10)) OR " +
        "(LastName IN ('ada','A\\'da','äda','adä') AND (CALENDAR_MONTH(Birthdate) = 12 AND DAY_IN_MONTH(Birthdate) = 10))) OR " +
        '(Birthdate >= 1985-12-10 AND Birthdate < 1985-12-11)) LIMIT 204',
      "Contact WHERE Email IN ('ada@example.org') LIMIT 51",
      "Lead WHERE (Email LIKE 'ada@%' OR " +
        "(((FirstName LIKE 'ada%' OR FirstName LIKE 'A\\'d%') AND LastName LIKE 'lov%') OR (FirstName LIKE 'lov%' AND (LastName LIKE 'ada%' OR LastName LIKE 'A\\'d%')))) AND IsConverted = false LIMIT 102",
      "Lead WHERE Email IN ('ada@example.org') AND IsConverted = false LIMIT 51",
    ]);
  });

  it('compare days of a datetime field with instants', async () => {
    const { source, system } = await open(org, {
      objects: { Contact: { attributes: { birthDate: 'EmailBouncedDate' } } },
    });
    const [date] = candidatesOf({ birthDate: ['1985-12-10'] });
    if (date === undefined) throw new TypeError('no key');
    await source.find([date], nothing, calling());
    const [soql] = await asked(system, () => source.find([date], nothing, calling()));
    expect(soql).toContain(
      'EmailBouncedDate >= 1985-12-10T00:00:00.000Z AND EmailBouncedDate < 1985-12-11T00:00:00.000Z',
    );
  });

  it('are generic when more were found than were read, though none of those read is seen to match', async () => {
    const many = Array.from({ length: 60 }, (_, at) =>
      born(idOf('003', at + 1), { LastName: 'Baker' }, '1980-05-05'),
    );
    const { source } = await open({ Contact: many }, { object: 'Contact' });
    const strange = candidatesOf({ 'name.family': ['Boltzmann'], birthDate: ['1980-05-05'] });
    const [sound, year] = ofKinds(strange, 'soundAndBirthDate', 'nameAndBirthYear');
    if (sound === undefined || year === undefined) throw new TypeError('no keys');
    const [alone] = await source.find([sound], nothing, calling());
    expect(answerOf(alone)).toEqual({ records: [], generic: true });
    const [, other] = await source.find([sound, year], nothing, calling());
    expect(codeOf(other)).toBe('absent');
  });

  it('find the last digits of numbers that are written in one form', async () => {
    const rows = [{ Id: ada, LastName: 'Lovelace', Phone: '030 9018201', Fax: '49309018201' }];
    const lookups = { phone: { column: 'Fax', as: 'digits' } };
    const { source } = await open({ Contact: rows }, { objects: { Contact: { lookups } } });
    const keys = ofKinds(candidatesOf({ phone: ['+43 1 9018201'] }), 'lastDigits');
    const outcomes = await source.find(keys, nothing, calling());
    expect(outcomes.map((one) => answerOf(one).records.map(({ ref }) => ref.id))).toEqual([[ada]]);
  });

  it('are not compared with a field that cannot be filtered by, and doctor says so', async () => {
    const long: SalesforceField = { name: 'Home__c', type: 'textarea', nillable: true, filterable: false };
    const objects = standardObjects({
      Contact: [{ Id: ada, LastName: 'Lovelace', MailingPostalCode: '10117', Home__c: 'Am Markt 5' }],
    }).map((shape) => (shape.name === 'Contact' ? { ...shape, fields: [...shape.fields, long] } : shape));
    const attributes = { 'address.street': 'Home__c' };
    const { source, system } = await open({}, { objects: { Contact: { attributes } } }, { objects });
    const keys = candidatesOf({
      'name.family': ['Lovelace'],
      'address.street': ['Am Markt 5'],
      'address.postalCode': ['10117'],
    });
    const some = ofKinds(keys, 'nameAndPostcode', 'houseAndPostcode');
    const outcomes = await source.find(some, nothing, calling());
    expect(outcomes.map(codeOf)).toEqual(['found', 'absent']);
    expect(await asked(system, () => source.find(some.slice(1), nothing, calling()))).toEqual([]);
    expect(source.price({ operation: 'find', keys: some.slice(1) })).toBe(0);
    const { columns } = answerOf(await source.describe(calling()));
    expect(columns.find(({ column }) => column === 'Home__c')?.advice).toMatch(/does not filter by/);
  });

  it('fail alone when Salesforce does not say what its fields are', async () => {
    const { source, system } = await open(org, { object: 'Contact' });
    const [date] = candidatesOf({ birthDate: ['1985-12-10'] });
    if (date === undefined) throw new TypeError('no key');
    await source.find([key('email', 'ada@example.org')], nothing, calling());
    await system.setFault({ mode: 'down' });
    const outcomes = await source.find([date], nothing, calling());
    expect(outcomes.map(codeOf)).toEqual(['SOURCE_UNAVAILABLE']);
    await system.setFault({ mode: 'ok' });
    const [again] = await source.find([date], nothing, calling());
    expect(answerOf(again).records.map(({ ref }) => ref.id)).toEqual([ada]);
  });

  it('are as configured', async () => {
    const kinds = (candidates: unknown) =>
      salesforce
        .create(
          'crm',
          salesforce.config.parse({
            kind: 'salesforce',
            instanceUrl: 'https://example.my.salesforce.com',
            auth: { accessToken: 'token' },
            objects: { Contact: { candidates } },
          }),
          movingTools(),
        )
        .manifest.lookups.map(({ kind }) => kind)
        .filter(isCandidateKind);
    expect(kinds(['fullName', 'birthDate'])).toEqual(['match.fullName', 'match.birthDate']);
    expect(kinds('none')).toEqual([]);
  });
});

describe('contacts and leads', () => {
  it('finds both by one value with one call each, converted leads left out', async () => {
    const { source, system } = await open(org);
    const keys = ['both@example.org', 'ada@example.org', 'gone@example.org'].map((raw) => key('email', raw));
    const received = await asked(system, async () => {
      const outcomes = await source.find(keys, nothing, calling());
      expect(outcomes.slice(0, 2).map((one) => answerOf(one).records.map(({ ref }) => ref.id))).toEqual([
        [bruno, lea],
        [ada],
      ]);
      expect(codeOf(outcomes[2])).toBe('absent');
    });
    expect(received).toHaveLength(2);
  });

  it('asks the object an id belongs to, in either length, and no other', async () => {
    const { source, system } = await open(org);
    const ids = [liv, ada.slice(0, 15), leo, clara, shop, idOf('500', 1)];
    const received = await asked(system, async () => {
      const outcomes = await source.get(ids, { ...nothing, attributes: ['company'] }, calling());
      expect(outcomes.map((one) => (one.kind === 'found' ? one.value.attributes.company : one.kind))).toEqual(
        [['Lund & Co'], ['Larix Consulting'], 'absent', 'absent', 'absent', 'absent'],
      );
    });
    expect(received.map((soql) => / FROM (\w+) /.exec(soql)?.[1]).sort()).toEqual(['Contact', 'Lead']);
  });

  it('looks a telephone up in every field that holds one', async () => {
    const { source } = await open(org);
    const outcomes = await source.find(
      ['+49309018201', '+49309018202'].map((raw) => key('phone', raw)),
      nothing,
      calling(),
    );
    expect(outcomes.map((one) => answerOf(one).records.map(({ ref }) => ref.id))).toEqual([[ada], [ada]]);
  });

  it('looks a telephone up where it is written for that', async () => {
    const rows = [{ Id: ada, LastName: 'Lovelace', Phone: '030 9018201', Fax: '49309018201' }];
    const { source, system } = await open(
      { Contact: rows },
      { objects: { Contact: { lookups: { phone: { column: 'Fax', as: 'digits' }, email: false } } } },
    );
    expect(identifierKinds(source)).toEqual(['phone']);
    const received = await asked(system, async () => {
      const [outcome] = await source.find([key('phone', '+49309018201')], nothing, calling());
      expect(answerOf(outcome).records.map(({ ref }) => ref.id)).toEqual([ada]);
    });
    expect(received[0]).toContain("WHERE Fax IN ('49309018201') LIMIT");
  });

  it('searches one object after the other', async () => {
    const { source } = await open(org);
    const seen: string[] = [];
    for (let more = true; more; ) {
      const after = seen.at(-1);
      const page = { first: 2, ...(after === undefined ? {} : { after }) };
      const slice = answerOf(await source.search([], page, nothing, calling()));
      seen.push(...slice.items.map(({ ref }) => ref.id));
      more = slice.more;
    }
    expect(seen).toEqual([ada, bruno, dora, lea, liv]);
  });

  it('compares days with instants', async () => {
    const { source } = await open(org);
    const idsBy = async (operator: Condition['operator'], value: string) => {
      const filter: Condition = { attribute: 'lastActivityAt', operator, value };
      const { items } = answerOf(await source.search([filter], { first: 9 }, nothing, calling()));
      return items.map(({ ref }) => ref.id);
    };
    expect(await idsBy('atLeast', '2024-05-01T00:00:00.000Z')).toEqual([ada, bruno]);
    expect(await idsBy('atLeast', '2024-05-01T12:00:00.000Z')).toEqual([ada]);
    expect(await idsBy('before', '2024-05-01T12:00:00.000Z')).toEqual([bruno]);
    expect(await idsBy('equals', '2024-05-01T00:00:00.000Z')).toEqual([bruno]);
    expect(await idsBy('equals', '2024-05-01T12:00:00.000Z')).toEqual([]);
  });

  it('refuses a cursor that is no id, and a lead has no birth date to be found by', async () => {
    const { source, system } = await open(org);
    expect(codeOf(await source.search([], { first: 1, after: "'" }, nothing, calling()))).toBe(
      'CURSOR_INVALID',
    );
    const filter: Condition = { attribute: 'birthDate', operator: 'atLeast', value: '1900-01-01' };
    const received = await asked(system, () => source.search([filter], { first: 9 }, nothing, calling()));
    expect(received.filter((soql) => soql.includes('FROM Lead'))).toEqual([]);
  });

  it('reads as many pages as a statement takes', async () => {
    const many = Array.from({ length: 30 }, (_, at) => ({
      Id: idOf('003', at + 1),
      LastName: 'Many',
      Email: 'many@example.org',
    }));
    const { source, system } = await open({ Contact: many }, { object: 'Contact' }, { pageSize: 7 });
    const received = await asked(system, async () => {
      const [outcome] = await source.find([key('email', 'many@example.org')], nothing, calling());
      expect(answerOf(outcome).records.map(({ ref }) => ref.id)).toEqual(many.map(({ Id }) => Id));
    });
    expect(received).toHaveLength(5);
  });

  it('keeps every statement below the length of a URL', async () => {
    const { source, system } = await open(org);
    const keys = Array.from({ length: 100 }, (_, at) => key('phone', `+4930901${String(8000 + at)}`));
    const wide: Want = {
      attributes: source.manifest.attributes,
      references: true,
      consent: 'all',
      collections: [],
    };
    const received = await asked(system, async () => {
      const outcomes = await source.find(keys, wide, calling());
      expect([...new Set(outcomes.map(codeOf))]).toEqual(['absent']);
    });
    expect(received.length).toBeGreaterThan(2);
    for (const soql of received) expect(encoded(soql).length).toBeLessThan(14_000);
  });
});

describe('person accounts', () => {
  it('are customers, other accounts are not', async () => {
    const { source } = await open(org, { objects: { Account: {} } });
    const [outcome] = await source.find(
      [key('email', 'anna@example.org')],
      { ...nothing, attributes: ['name.family'], consent: 'all', collections: ['cases', 'consents'] },
      calling(),
    );
    const [record] = answerOf(outcome).records;
    expect(record).toMatchObject({
      ref: { id: anna },
      attributes: { 'name.family': ['Acker'] },
      parentKeys: { cases: dora, consents: individual },
    });
    expect(record?.consent).toContainEqual(
      expect.objectContaining({ field: 'PersonDoNotCall', status: 'DENIED' }),
    );
    expect(codeOf((await source.get([shop], nothing, calling()))[0])).toBe('absent');
    expect(source.manifest.keyedCollections).toEqual(['cases', 'opportunities', 'consents']);
  });

  it('beside contacts: the children of a contact hang off its id', async () => {
    const { source } = await open(org, { objects: { Account: {}, Contact: {} } });
    const want: Want = { ...nothing, collections: ['cases'] };
    const [outcome] = await source.get([bruno], want, calling());
    expect(answerOf(outcome).parentKeys).toEqual({ cases: bruno });
  });
});

describe('an object of the user', () => {
  it('is told by its key prefix', async () => {
    const { source, system } = await open(org, {
      objects: {
        Individual: { keyPrefix: '0PK', attributes: { 'name.family': 'LastName' }, consent: 'none' },
        Contact: { references: { app: 'App_User_Id__c' } },
      },
    });
    const [outcome] = await source.get([individual], { ...nothing, attributes: ['name.family'] }, calling());
    expect(answerOf(outcome).attributes).toEqual({ 'name.family': ['Lovelace'] });
    const received = await asked(system, () =>
      source.find([key('email', 'ada@example.org')], nothing, calling()),
    );
    expect(received).toHaveLength(1);
    expect(source.manifest.references).toEqual(['app']);
  });
});

// --- Consent --------------------------------------------------------------------------------------------------------

describe('default consent', () => {
  it('reads the flags of the record and of its individual', async () => {
    const { source } = await open(org);
    const outcomes = await source.get([ada, bruno], { ...nothing, consent: 'all' }, calling());
    const said = outcomes.map((one) =>
      answerOf(one).consent.map(({ field, status, scope, kind }) =>
        [field, status, scope.purpose, scope.channel, kind].join(' ').trim(),
      ),
    );
    expect(said[0]).toEqual([
      'HasOptedOutOfEmail DENIED marketing EMAIL',
      'DoNotCall DENIED marketing PHONE',
      'HasOptedOutOfFax NOT_ASKED marketing FAX',
      'Individual.HasOptedOutSolicit DENIED marketing ANY',
      'Individual.HasOptedOutProfiling NOT_ASKED personalize ANY',
      'Individual.HasOptedOutTracking NOT_ASKED analytics ANY',
      'Individual.HasOptedOutProcessing NOT_ASKED * ANY RESTRICTION',
      'Individual.ShouldForget SUPPRESSED * ANY RESTRICTION',
    ]);
    expect(said[1]?.every((text) => text.includes('NOT_ASKED'))).toBe(true);
  });

  it('reads contact point type consents by the individual', async () => {
    const use = idOf('0ZW', 1);
    const consent = (at: number, status: string, more: Row): Row => ({
      Id: idOf('0YD', at),
      Name: `CPTC-${at}`,
      PartyId: individual,
      PrivacyConsentStatus: status,
      CaptureDate: `2024-01-0${9 - at}T00:00:00.000Z`,
      ...more,
    });
    const { source, system } = await open({
      ...org,
      DataUsePurpose: [{ Id: use, Name: 'marketing.communications.email' }],
      ContactPointTypeConsent: [
        consent(1, 'OptIn', {
          DataUsePurposeId: use,
          ContactPointType: 'Email',
          EffectiveTo: '2026-01-01T00:00:00.000Z',
          DoubleConsentCaptureDate: '2024-01-09T00:00:00.000Z',
        }),
        consent(2, 'OptOut', { ContactPointType: 'Phone' }),
        consent(3, 'Seen', { DataUsePurposeId: use, ContactPointType: 'MailingAddress' }),
        consent(4, 'NotSeen', { DataUsePurposeId: use, ContactPointType: 'Social' }),
        consent(5, 'Withheld', { DataUsePurposeId: use, ContactPointType: 'Web' }),
      ],
    });
    const [outcome] = await source.collect('consents', [individual], { first: 1, attributes: [] }, calling());
    const said = answerOf(outcome).items.map(({ values }) => [
      values['status'],
      values['purpose'],
      values['channel'],
    ]);
    const email = 'marketing.communications.email';
    expect(said).toEqual([
      ['GRANTED', email, 'EMAIL'],
      ['DENIED', '*', 'PHONE'],
      ['PENDING', email, 'POST'],
      ['NOT_ASKED', email, 'WEB'],
      ['UNKNOWN', email, 'WEB'],
    ]);
    expect(answerOf(outcome).items[0]?.values).toMatchObject({
      effectiveTo: '2026-01-01T00:00:00.000Z',
      doubleOptInAt: '2024-01-09T00:00:00.000Z',
    });
    // A record without an individual is asked for by its own id, which no consent names.
    const received = await asked(system, () =>
      source.collect('consents', [ada], { first: 1, attributes: [] }, calling()),
    );
    expect(received).toEqual([]);
  });
});

describe('opportunities', () => {
  it('come through the role of a contact', async () => {
    const opportunity = idOf('006', 1);
    const { source } = await open({
      ...org,
      Opportunity: [
        {
          Id: opportunity,
          Name: 'Roof',
          StageName: 'Closed Won',
          CloseDate: '2024-03-01',
          Amount: 1250.5,
          CurrencyIsoCode: 'EUR',
          CreatedDate: '2024-01-01T00:00:00.000Z',
        },
      ],
      OpportunityContactRole: [{ Id: idOf('00K', 1), ContactId: ada, OpportunityId: opportunity }],
    });
    const page = { first: 5, attributes: ['name', 'stage', 'closeDate', 'amount'] };
    const outcomes = await source.collect('opportunities', [ada, bruno, lea], page, calling());
    expect(outcomes.map((one) => answerOf(one).items)).toEqual([
      [
        {
          id: idOf('00K', 1),
          at: '2024-01-01T00:00:00.000Z',
          values: {
            name: 'Roof',
            stage: 'Closed Won',
            closeDate: '2024-03-01',
            amount: { amount: '1250.5', currency: 'EUR' },
          },
        },
      ],
      [],
      [],
    ]);
  });
});

// --- Drift ----------------------------------------------------------------------------------------------------------

describe('a field that is gone', () => {
  it('of a parent takes nothing else with it', async () => {
    const { source, system } = await open(org);
    await system.setFault({ dropped: ['Account.Name', 'Individual.ShouldForget'] });
    const want: Want = { ...nothing, attributes: ['company', 'email'], consent: 'all' };
    const [outcome] = await source.get([ada], want, calling());
    const { attributes, drifted, consent } = answerOf(outcome);
    expect(attributes).toEqual({ email: ['ada@example.org'] });
    expect(drifted).toEqual(['company']);
    expect(consent.filter(({ status }) => status === 'UNKNOWN').map(({ field }) => field)).toEqual([
      'Individual.ShouldForget',
    ]);
  });

  it('is looked for once, by however many calls, and not again for half a minute', async () => {
    const { source, system, tools } = await open(org, { object: 'Contact' });
    await system.setFault({ dropped: ['Contact.Title'] });
    const want: Want = { ...nothing, attributes: ['jobTitle'] };
    const ask = () => source.get([ada], want, calling());
    const first = await asked(system, () => Promise.all([ask(), ask(), ask()]));
    const describes = (operations: readonly string[]) =>
      operations.filter((operation) => operation.endsWith('/describe')).map((o) => o.split('/').at(-2));
    expect(describes(first).sort()).toEqual(['Account', 'Contact', 'Individual']);
    expect(await asked(system, ask)).toHaveLength(1);
    tools.pass(31_000);
    // What was there is believed to be there still; only the object that lacks something is looked at.
    const later = await asked(system, ask);
    expect([describes(later), later.length]).toEqual([['Contact'], 2]);
  });

  it('is not looked for again by a call that another one overtook', async () => {
    const { source, system } = await open(org, { object: 'Contact' });
    const want: Want = { ...nothing, attributes: ['jobTitle'] };
    await system.setFault({ dropped: ['Contact.Title'], mode: 'slow', delayMs: 150 });
    const received = await asked(system, async () => {
      const slow = source.get([ada], want, calling());
      await untilReceived(system);
      await system.setFault({ mode: 'ok' });
      for (const [outcome] of await Promise.all([slow, source.get([ada], want, calling())]))
        expect(answerOf(outcome).drifted).toEqual(['jobTitle']);
    });
    expect(received.filter((operation) => operation.endsWith('/describe'))).toHaveLength(3);
  });

  it('is found out for all who wait, though the first of them leaves', async () => {
    const { source, system } = await open(org, { object: 'Contact' });
    await system.setFault({ dropped: ['Contact.Title'], mode: 'slow', delayMs: 100 });
    const want: Want = { ...nothing, attributes: ['jobTitle'] };
    const controller = new AbortController();
    system.forget();
    const leaving = source.get([ada], want, { ...calling(), signal: controller.signal });
    const staying = source.get([ada], want, calling());
    // Two statements, then the look.
    await untilReceived(system, 3);
    controller.abort();
    expect((await leaving).map(codeOf)).toEqual(['SOURCE_TIMEOUT']);
    expect(answerOf((await staying)[0]).drifted).toEqual(['jobTitle']);
  });

  it('that tells customers apart, or an object that is gone, fails what needs it', async () => {
    const attributes = { 'externalId.desk': 'Department' };
    const { source, system } = await open(org, { objects: { Contact: { attributes }, Lead: {} } });
    await system.setFault({ dropped: ['Lead.IsConverted'] });
    const outcomes = await source.get([ada, lea], nothing, calling());
    expect(outcomes.map(codeOf)).toEqual(['found', 'SOURCE_DRIFTED']);
    const keys = [key('email', 'both@example.org'), key('externalId.desk', 'Sales')];
    const found = await source.find(keys, nothing, calling());
    expect(found.map(codeOf)).toEqual(['SOURCE_DRIFTED', 'found']);
    expect(await asked(system, () => source.get([lea], nothing, calling()))).toEqual([]);
    const other = await open(org, {
      objects: { Patient__c: { keyPrefix: 'a0X', attributes: { email: 'Email__c' }, consent: 'none' } },
    });
    const [gone] = await other.source.find([key('email', 'ada@example.org')], nothing, calling());
    expect(codeOf(gone)).toBe('SOURCE_DRIFTED');
    const { columns } = answerOf(await other.source.describe(calling()));
    expect(columns.filter(({ object }) => object === 'Patient__c').map(({ exists }) => exists)).toEqual(
      Array(2).fill(false),
    );
  });
});

// --- Sessions -------------------------------------------------------------------------------------------------------

describe('sessions', () => {
  const keys = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const email = key('email', 'ada@example.org');

  async function openByJwt(
    privateKey = keys.privateKey,
  ): Promise<Opened & { readonly tokens: () => number }> {
    const { system, tools, source } = await open(org, { object: 'Contact' }, { publicKey: keys.publicKey });
    await source.close();
    const config = salesforce.config.parse({
      kind: 'salesforce',
      instanceUrl: system.url,
      object: 'Contact',
      auth: { jwt: { clientId: 'app', username: 'gateway@example.org', privateKey, loginUrl: system.url } },
    });
    const own = salesforce.create('crm', config, tools) as SalesforceSource;
    closing.push(() => own.close());
    return { system, tools, source: own, tokens: countSignIns(system) };
  }

  /** The sandbox counts API requests only, which signing in is not. */
  function countSignIns({ url }: SalesforceSandbox): () => number {
    let count = 0;
    const onRequest = (message: unknown) => {
      const { origin, path } = (message as { request: { origin: string; path: string } }).request;
      if (origin === url && path === '/services/oauth2/token') count += 1;
    };
    subscribe('undici:request:create', onRequest);
    closing.push(async () => void unsubscribe('undici:request:create', onRequest));
    return () => count;
  }

  it('signs in once for many first calls, and again once when the session has ended', async () => {
    const { source, system, tokens } = await openByJwt();
    const all = () => Promise.all(Array.from({ length: 20 }, () => source.find([email], nothing, calling())));
    for (const outcomes of await all()) expect(codeOf(outcomes[0])).toBe('found');
    expect(tokens()).toBe(1);
    system.expireSessions();
    for (const outcomes of await all()) expect(codeOf(outcomes[0])).toBe('found');
    expect(tokens()).toBe(2);
  });

  it('does not sign in again for a call that was overtaken by a new session', async () => {
    const { source, system, tokens } = await openByJwt();
    await source.find([email], nothing, calling());
    system.expireSessions();
    await system.setFault({ mode: 'slow', delayMs: 150 });
    system.forget();
    const slow = source.find([email], nothing, calling());
    await untilReceived(system);
    await system.setFault({ mode: 'ok' });
    for (const [outcome] of await Promise.all([slow, source.find([email], nothing, calling())]))
      expect(codeOf(outcome)).toBe('found');
    expect(tokens()).toBe(2);
  });

  it('says that credentials were refused, and tries again with the next call', async () => {
    const stranger = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const { source, tokens } = await openByJwt(stranger.privateKey);
    for (let round = 1; round <= 2; round++) {
      const [outcome] = await source.find([email], nothing, calling());
      expect(codeOf(outcome)).toBe('SOURCE_UNAUTHORIZED');
      expect(tokens()).toBe(round);
    }
  });

  it('has no second try with an access token that has expired', async () => {
    const { source, system } = await open(org, { object: 'Contact' });
    system.expireSessions();
    const received = await asked(system, async () => {
      const [outcome] = await source.find([email], nothing, calling());
      expect(codeOf(outcome)).toBe('SOURCE_UNAUTHORIZED');
    });
    expect(received).toHaveLength(1);
  });

  it('tells how much of the allowance is used, as the last answer said', async () => {
    const { source } = await open(org, { object: 'Contact' }, { dailyRequests: 500 });
    expect([source.budget, source.manifest.quota]).toEqual([undefined, {}]);
    await source.find([email], nothing, calling());
    expect([source.budget, source.manifest.quota]).toEqual([
      { used: 1, max: 500 },
      { perDay: 500, leftToday: 499 },
    ]);
  });

  it('keeps what Salesforce quotes of a statement out of its errors, causes included', async () => {
    const { source, system } = await open(org, {
      // A checkbox cannot be compared with text, and the refusal shows the text.
      objects: { Contact: { attributes: { 'externalId.badge': 'DoNotCall' } } },
    });
    const [refused] = await source.find([key('externalId.badge', 'B-1815')], nothing, calling());
    await system.setFault({ mode: 'fail' });
    const [failed] = await source.find([email], nothing, calling());
    const [first, second] = [refused, failed].map((outcome) => inspect(outcome, { depth: 9 }));
    expect(first).toContain('INVALID_FIELD (HTTP 400)');
    expect(second).toContain('SERVER_UNAVAILABLE (HTTP 503)');
    expect(`${first}${second}`).not.toMatch(/B-1815|ada@|SELECT/);
  });

  it('leaves nothing in the home directory and says nothing', async () => {
    const { system } = await open(org);
    const home = await mkdtemp(join(tmpdir(), 'onefold-home-'));
    closing.push(() => rm(home, { recursive: true }));
    const script = `
      const { salesforce } = await import(${JSON.stringify(new URL('../../sources/salesforce/index.ts', import.meta.url).href)});
      const config = salesforce.config.parse(JSON.parse(process.argv[1]));
      const source = salesforce.create('crm', config, { now: () => new Date(), country: 'DE' });
      const call = { signal: AbortSignal.timeout(5000), deadline: 0, lane: 'bulk' };
      const want = { attributes: [], references: false, consent: 'none', collections: [] };
      const [outcome] = await source.get(['${ada}'], want, call);
      await source.close();
      process.exitCode = outcome.kind === 'found' ? 0 : 1;`;
    const config = {
      kind: 'salesforce',
      instanceUrl: system.url,
      auth: {
        jwt: { clientId: 'a', username: 'u', privateKey: keys.privateKey, loginUrl: system.url },
      },
    };
    const args = ['--input-type=module', '--eval', script, JSON.stringify(config)];
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args, {
      cwd: fileURLToPath(new URL('.', import.meta.url)),
      env: { HOME: home, SF_LOG_LEVEL: 'trace', JSFORCE_LOG_LEVEL: 'DEBUG' },
    });
    expect([stdout, stderr]).toEqual(['', '']);
    expect(await readdir(home)).toEqual([]);
  });
});

// --- Configuration --------------------------------------------------------------------------------------------------

describe('configuration', () => {
  const faults = (more: object) => {
    const base = {
      kind: 'salesforce',
      instanceUrl: 'https://x.my.salesforce.com',
      auth: { accessToken: 't' },
    };
    const { error } = salesforce.config.safeParse({ ...base, ...more });
    return error?.issues.map(({ path }) => path.join('.')) ?? [];
  };

  it.each([
    [{}, []],
    [{ object: 'Contact' }, []],
    [{ object: 'Patient__c' }, ['object']],
    [{ object: 'Contact', objects: { Contact: {} } }, ['object']],
    [{ objects: { Contact: { attributes: { email: 'Email FROM Contact--' } } } }, ['objects.Contact']],
    [
      { objects: { Contact: { attributes: { nickname: 'Nick__c' } } } },
      ['objects.Contact.attributes.nickname'],
    ],
    [
      { objects: { Patient__c: { attributes: {} } } },
      ['objects.Patient__c.keyPrefix', 'objects.Patient__c.consent'],
    ],
    [{ collections: { cases: false, consents: { purpose: 'marketing' } } }, []],
    [{ collections: { cases: { attributes: { subject: 'Topic__c' } } } }, []],
    [
      { collections: { orders: { table: 'Order' } } },
      ['id', 'customer', 'attributes'].map((n) => `collections.orders.${n}`),
    ],
    [{ auth: { jwt: { clientId: 'a', username: 'b', privateKey: 'c' } } }, ['auth.jwt.privateKey']],
    [{ apiVersion: 'v66' }, ['apiVersion']],
    [{ instanceUrl: 'https://x.lightning.force.com' }, ['instanceUrl']],
  ])('%j', (more, expected) => {
    expect(faults(more)).toEqual(expected);
  });

  it('lays what is given over the defaults', async () => {
    const { source } = await open(org, {
      objects: { Contact: { attributes: { 'externalId.loyalty': 'Loyalty_Id__c' } } },
      collections: { cases: false },
    });
    const { manifest } = source;
    expect(identifierKinds(source)).toEqual(['email', 'phone', 'externalId.loyalty']);
    expect(manifest.attributes).toContain('company');
    expect(manifest.collections).toEqual(['opportunities', 'consents']);
    expect(manifest.keyedCollections).toEqual(['consents']);
  });
});
