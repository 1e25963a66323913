import { createSign, generateKeyPairSync } from 'node:crypto';
import { AuthInfo, Connection } from '@salesforce/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Row, salesforceId, standardObjects } from '../../sandbox/salesforce/schema.ts';
import {
  type SalesforceOptions,
  type SalesforceSandbox,
  startSalesforce,
} from '../../sandbox/salesforce/server.ts';
import { healthy } from '../../sandbox/system.ts';

// Read once, when @salesforce/core is loaded: without it, a log file appears in the user's home directory.
vi.hoisted(() => {
  process.env['SF_DISABLE_LOG_FILE'] = 'true';
});

type Session = ReturnType<AuthInfo['getConnectionOptions']>;

/** An AuthInfo that holds its session in memory: no files, no keychain, no requests of its own. */
class MemoryAuth extends AuthInfo {
  readonly #session: Session;

  constructor(session: Session) {
    super({});
    this.#session = session;
  }

  override getConnectionOptions(): Session {
    return this.#session;
  }

  override getUsername(): string {
    return 'gateway';
  }

  override getFields(): ReturnType<AuthInfo['getFields']> {
    return {};
  }

  override async save(): Promise<this> {
    return this;
  }
}

const open = (session: Session): Promise<Connection> =>
  Connection.create({ authInfo: new MemoryAuth(session), connectionOptions: { version: '66.0' } });

const contactId = (sequence: number) => salesforceId('003', sequence);
const caseId = (sequence: number) => salesforceId('500', sequence);
const accountId = salesforceId('001', 1);
const opportunityId = salesforceId('006', 1);
const individualId = salesforceId('0PK', 1);

const contacts: readonly Row[] = [
  {
    Id: contactId(1),
    FirstName: 'Ada',
    LastName: 'Lovelace',
    Email: 'Ada@Example.com',
    Phone: '+44 20 7946 0001',
    AccountId: accountId,
    IndividualId: individualId,
    HasOptedOutOfEmail: true,
    Birthdate: '1990-12-10',
    CreatedDate: '2020-01-01T00:00:00.000Z',
    Stripe_Customer_Id__c: 'cus_1',
  },
  {
    Id: contactId(2),
    FirstName: 'Grace',
    LastName: "O'Hopper",
    Email: 'grace@example.com',
    CreatedDate: '2021-01-01T00:00:00.000Z',
  },
  { Id: contactId(3), LastName: 'a%b_c\\d', CreatedDate: '2022-01-01T00:00:00.000Z' },
  { Id: contactId(4), LastName: 'Zoë "Z"\nNew', Email: 'zoe@example.com', IsDeleted: true },
];

const records: Readonly<Record<string, readonly Row[]>> = {
  Contact: contacts,
  Account: [{ Id: accountId, Name: 'Analytical Engines', Industry: 'Machinery' }],
  Individual: [{ Id: individualId, LastName: 'Lovelace', HasOptedOutProfiling: true }],
  ContactPointTypeConsent: [
    {
      Id: salesforceId('0YD', 1),
      Name: 'E-mail',
      PartyId: individualId,
      ContactPointType: 'Email',
      PrivacyConsentStatus: 'OptOut',
      CaptureDate: '2024-05-01T10:00:00+02:00',
    },
  ],
  Case: [1, 2, 3].map((sequence) => ({
    Id: caseId(sequence),
    CaseNumber: `0000${sequence}`,
    ContactId: contactId(1),
    Subject: `Subject ${sequence}`,
    IsClosed: sequence === 2,
    CreatedDate: `2024-0${sequence}-01T00:00:00Z`,
  })),
  Opportunity: [
    {
      Id: opportunityId,
      Name: 'Engine',
      AccountId: accountId,
      StageName: 'Won',
      Amount: 10.5,
      CloseDate: '2024-06-01',
    },
  ],
  OpportunityContactRole: [
    { Id: salesforceId('00K', 1), ContactId: contactId(1), OpportunityId: opportunityId, IsPrimary: true },
  ],
};

let sandbox: SalesforceSandbox | undefined;
afterEach(async () => {
  await sandbox?.close();
  sandbox = undefined;
});

async function start(options: Partial<SalesforceOptions> = {}) {
  const crm = await startSalesforce({ name: 'crm', objects: standardObjects(records), ...options });
  sandbox = crm;
  const connection = await open({ instanceUrl: crm.url, accessToken: crm.accessToken });
  /** No retries: @salesforce/core repeats a failed GET five times over fifteen seconds. */
  const once = (path: string, timeout = 2000) =>
    connection.request(`${crm.url}/services/data/v66.0/${path}`, { retry: { maxRetries: 0 }, timeout });
  const idsOf = async (soql: string) =>
    (await connection.query<{ Id: string }>(soql)).records.map(({ Id }) => Id);
  const where = async (condition: string) =>
    (await idsOf(`SELECT Id FROM Contact WHERE ${condition} ORDER BY Id`)).map(
      (id) => contacts.findIndex((contact) => contact['Id'] === id) + 1,
    );
  return { crm, connection, once, idsOf, where };
}

const soqlPath = (soql: string) => `query?q=${encodeURIComponent(soql)}`;
const refusalOf = (request: PromiseLike<unknown>): PromiseLike<unknown> =>
  request.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('signing in', () => {
  it('an access token costs no request before the first query', async () => {
    const { crm, connection } = await start();
    expect([crm.connections, crm.calls]).toEqual([0, 0]);
    const { totalSize } = await connection.query('SELECT Id FROM Contact');
    expect(totalSize).toBe(3);
    expect(crm.calls).toBe(1);
  });

  it('without a version, the list of versions is asked and the newest taken', async () => {
    const { crm } = await start();
    const session = { instanceUrl: crm.url, accessToken: crm.accessToken };
    const connection = await Connection.create({
      authInfo: new MemoryAuth(session),
      connectionOptions: { instanceUrl: crm.url },
    });
    expect([connection.getApiVersion(), crm.calls]).toEqual(['66.0', 0]);
  });

  it('an unknown or expired token is refused as INVALID_SESSION_ID', async () => {
    const { crm, connection } = await start();
    const stranger = await open({ instanceUrl: crm.url, accessToken: '00Dx!wrong' });
    await expect(stranger.query('SELECT Id FROM Contact')).rejects.toMatchObject({
      errorCode: 'INVALID_SESSION_ID',
    });
    crm.expireSessions();
    await expect(connection.query('SELECT Id FROM Contact')).rejects.toMatchObject({
      errorCode: 'INVALID_SESSION_ID',
    });
  });

  const pair = () =>
    generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });

  function assertion(privateKey: string, claims: object): string {
    const parts = [{ alg: 'RS256' }, claims].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    );
    const signed = parts.join('.');
    return `${signed}.${createSign('RSA-SHA256').update(signed).sign(privateKey, 'base64url')}`;
  }

  const soon = () => Math.floor(Date.now() / 1000) + 180;

  it('JWT bearer: the session is opened by the first query and again when it expires', async () => {
    const { privateKey, publicKey } = pair();
    const { crm } = await start({ publicKey });
    let signIns = 0;
    const connection = await open({
      instanceUrl: crm.url,
      loginUrl: crm.url,
      refreshFn: async (conn, done) => {
        signIns += 1;
        const claims = { iss: 'client', sub: 'robot@example.com', aud: crm.url, exp: soon() };
        const { access_token } = await conn.oauth2.requestToken({
          grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
          assertion: assertion(privateKey, claims),
        });
        done(null, access_token);
      },
    });
    await Promise.all([1, 2, 3].map(() => connection.query('SELECT Id FROM Contact')));
    expect(signIns).toBe(1);
    crm.expireSessions();
    await connection.query('SELECT Id FROM Contact');
    expect(signIns).toBe(2);
  });

  it.each([
    ['another key', {}, true, 'invalid assertion'],
    ['another audience', { aud: 'https://example.com' }, false, 'audience is invalid'],
    ['a past expiry', { exp: 1 }, false, 'assertion expired'],
    ['no client', { iss: undefined }, false, 'client identifier invalid'],
    ['no user', { sub: '' }, false, 'invalid assertion'],
  ])('JWT bearer with %s is refused', async (_case, change, otherKey, description) => {
    const { privateKey, publicKey } = pair();
    const { crm } = await start({ publicKey });
    const claims = { iss: 'client', sub: 'robot@example.com', aud: crm.url, exp: soon(), ...change };
    const response = await fetch(`${crm.url}/services/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        assertion: assertion(otherKey ? pair().privateKey : privateKey, claims),
      }),
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error_description: description });
  });

  it('other grants answer a working token that says it is a sandbox', async () => {
    const { crm } = await start();
    const ask = async (form: Record<string, string>) =>
      (
        await fetch(`${crm.url}/services/oauth2/token`, { method: 'POST', body: new URLSearchParams(form) })
      ).json();
    const client = { client_id: 'a', client_secret: 'b' };
    const granted = (await ask({ grant_type: 'client_credentials', ...client })) as Record<string, string>;
    expect(granted['sandbox_notice']).toContain('not Salesforce');
    const connection = await open({ instanceUrl: crm.url, accessToken: granted['access_token'] ?? '' });
    expect((await connection.query('SELECT Id FROM Contact')).totalSize).toBe(3);
    expect(await ask({ grant_type: 'implicit' })).toMatchObject({ error: 'unsupported_grant_type' });
    expect(await ask({ grant_type: 'password' })).toMatchObject({ error: 'invalid_client_id' });
    expect(await (await fetch(crm.url)).text()).toContain('not Salesforce');
  });
});

describe('query', () => {
  it('answers fields, parents and children in the form of the REST API', async () => {
    const { connection } = await start();
    const { records: found } = await connection.query(
      `SELECT Id, c.name, Account.Name, Account.Industry, HasOptedOutOfEmail, CreatedDate,
        (SELECT CaseNumber, Contact.LastName FROM Cases WHERE IsClosed = false ORDER BY CreatedDate DESC LIMIT 1),
        (SELECT Opportunity.Name, Opportunity.Amount FROM OpportunityContactRoles)
       FROM Contact c WHERE Email != null ORDER BY LastName`,
    );
    const url = '/services/data/v66.0/sobjects';
    expect(found).toEqual([
      {
        attributes: { type: 'Contact', url: `${url}/Contact/${contactId(1)}` },
        Id: contactId(1),
        Name: 'Ada Lovelace',
        Account: {
          attributes: { type: 'Account', url: `${url}/Account/${accountId}` },
          Name: 'Analytical Engines',
          Industry: 'Machinery',
        },
        HasOptedOutOfEmail: true,
        CreatedDate: '2020-01-01T00:00:00.000+0000',
        Cases: {
          totalSize: 1,
          done: true,
          records: [
            expect.objectContaining({
              CaseNumber: '00003',
              Contact: expect.objectContaining({ LastName: 'Lovelace' }),
            }),
          ],
        },
        OpportunityContactRoles: {
          totalSize: 1,
          done: true,
          records: [
            expect.objectContaining({
              Opportunity: expect.objectContaining({ Name: 'Engine', Amount: 10.5 }),
            }),
          ],
        },
      },
      expect.objectContaining({
        Name: "Grace O'Hopper",
        Account: null,
        Cases: null,
        OpportunityContactRoles: null,
        HasOptedOutOfEmail: false,
      }),
    ]);
  });

  it.each([
    [`Email = 'ADA@example.COM'`, [1]],
    [`Email IN ('ada@example.com', 'grace@EXAMPLE.com', 'none@example.com')`, [1, 2]],
    [`Email NOT IN ('ada@example.com')`, [2, 3]],
    [`Email != 'ada@example.com'`, [2, 3]],
    ['Email = null', [3]],
    [`Email = ''`, [3]],
    [`Email = 'ada@example.com' OR LastName LIKE 'O%'`, [1, 2]],
    [`Email = 'ada@example.com' OR Phone = '+44 20 7946 0001'`, [1]],
    [`(NOT Email = 'ada@example.com') AND (LastName LIKE '%HOPPER' OR LastName = 'x')`, [2]],
    [`NOT (Email = 'ada@example.com' OR Email = null)`, [2]],
    ['HasOptedOutOfEmail = TRUE', [1]],
    ['CreatedDate > 2020-06-01T00:00:00Z AND CreatedDate <= 2021-01-01T01:00:00+01:00', [2]],
    ['CreatedDate < 2021-01-01T00:00:00.000+0000', [1]],
    ['CreatedDate IN (2020-01-01T01:00:00+01:00)', [1]],
    ['Birthdate = 1990-12-10', [1]],
    ['Birthdate >= 1990-12-11', []],
    ['CreatedDate = LAST_N_DAYS:366', [3]],
    ['CreatedDate < LAST_N_DAYS:366', [1, 2]],
    [`Account.Name = 'analytical engines'`, [1]],
    [`Contact.Stripe_Customer_Id__c = 'cus_1'`, [1]],
    [`Id = '${contactId(2).slice(0, 15)}'`, [2]],
    [`Id IN (SELECT ContactId FROM Case WHERE CaseNumber = '00002')`, [1]],
    [`Id NOT IN (SELECT ContactId FROM Case) AND Email != null`, [2]],
    [`AccountId IN (SELECT AccountId FROM Opportunity)`, [1]],
    [
      `IndividualId IN (SELECT PartyId FROM ContactPointTypeConsent WHERE PrivacyConsentStatus = 'OptOut')`,
      [1],
    ],
  ])('WHERE %s', async (condition, expected) => {
    const { where } = await start({ now: () => new Date('2022-06-01T12:00:00Z') });
    expect(await where(condition)).toEqual(expected);
  });

  it.each([
    [`LastName = 'O\\'Hopper'`, [2]],
    [`LastName LIKE 'o\\'hop%'`, [2]],
    [`LastName = 'a%b_c\\\\d'`, [3]],
    [`LastName LIKE 'a\\%b\\_c\\\\_'`, [3]],
    [`LastName LIKE 'a\\_b%'`, []],
    [`LastName LIKE '.*'`, []],
    [`LastName LIKE '_%'`, [1, 2, 3]],
    [`LastName = 'x\\' OR LastName != \\''`, []],
    [`LastName = '\\u004fvelace' OR LastName = 'L\\u006fvelace'`, [1]],
  ])('text escapes: %s', async (condition, expected) => {
    const { where } = await start();
    expect(await where(condition)).toEqual(expected);
  });

  it('hides deleted records from query and shows them in queryAll', async () => {
    const { connection, idsOf } = await start();
    const soql = `SELECT Id FROM Contact WHERE LastName = 'Zo\\u00eb \\"Z\\"\\nNew'`;
    expect(await idsOf(soql)).toEqual([]);
    const all = await connection.query<{ Id: string }>(soql, { scanAll: true });
    expect(all.records.map(({ Id }) => Id)).toEqual([contactId(4)]);
  });

  it('orders with nulls first by default, limits and skips', async () => {
    const { idsOf } = await start();
    const ids = (...sequence: number[]) => sequence.map(contactId);
    expect(await idsOf('SELECT Id FROM Contact ORDER BY Email')).toEqual(ids(3, 1, 2));
    expect(await idsOf('SELECT Id FROM Contact ORDER BY Email DESC')).toEqual(ids(3, 2, 1));
    expect(await idsOf('SELECT Id FROM Contact ORDER BY Email DESC NULLS LAST')).toEqual(ids(2, 1, 3));
    expect(
      await idsOf('SELECT Id FROM Contact ORDER BY Account.Name NULLS LAST, Id DESC LIMIT 2 OFFSET 1'),
    ).toEqual(ids(3, 2));
  });

  it('counts and groups', async () => {
    const { connection } = await start();
    expect((await connection.query('SELECT COUNT() FROM Contact WHERE Email != null')).totalSize).toBe(2);
    const { records: one } = await connection.query(
      'SELECT COUNT(Email), MAX(CreatedDate) latest FROM Contact',
    );
    expect(one).toEqual([
      { attributes: { type: 'AggregateResult' }, expr0: 2, latest: '2022-01-01T00:00:00.000+0000' },
    ]);
    const { records: groups } = await connection.query(
      'SELECT IsClosed, COUNT(Id) n FROM Case GROUP BY IsClosed ORDER BY COUNT(Id) DESC',
    );
    expect(groups).toMatchObject([
      { IsClosed: false, n: 2 },
      { IsClosed: true, n: 1 },
    ]);
  });

  it.each([
    ['SELECT Id FRM Contact', 'MALFORMED_QUERY', 'unexpected token'],
    [
      `SELECT Id FROM Contact WHERE Email = 'a' AND Phone = 'b' OR Phone = 'c'`,
      'MALFORMED_QUERY',
      `unexpected token: 'OR'`,
    ],
    [
      `SELECT Id FROM Contact WHERE Email = 'a' AND NOT Phone = 'b'`,
      'MALFORMED_QUERY',
      `unexpected token: 'NOT'`,
    ],
    [`SELECT Id FROM Contact WHERE LastName = 'O'Hopper'`, 'MALFORMED_QUERY', 'unexpected token'],
    [`SELECT Id FROM Contact WHERE LastName = 'a\\qb'`, 'MALFORMED_QUERY', 'Illegal character sequence'],
    ['SELECT Id, id FROM Contact', 'MALFORMED_QUERY', 'duplicate field selected: Id'],
    [
      `SELECT Id FROM Contact WHERE Email = 'a' OR Id IN (SELECT ContactId FROM Case)`,
      'MALFORMED_QUERY',
      'Semi join',
    ],
    ['SELECT Id FROM Contact WHERE NOT (Id IN (SELECT ContactId FROM Case))', 'MALFORMED_QUERY', 'Semi join'],
    [
      'SELECT Id FROM Contact WHERE AccountId IN (SELECT ContactId FROM Case)',
      'MALFORMED_QUERY',
      'same object type',
    ],
    ['SELECT Email, COUNT(Id) FROM Contact', 'MALFORMED_QUERY', 'must be grouped or aggregated: Email'],
    ['SELECT Nope FROM Contact', 'INVALID_FIELD', `No such column 'Nope' on entity 'Contact'`],
    ['SELECT Id FROM Contact WHERE Nope = 1', 'INVALID_FIELD', `No such column 'Nope' on entity 'Contact'`],
    ['SELECT Account.Nope FROM Contact', 'INVALID_FIELD', `No such column 'Nope' on entity 'Account'`],
    [
      'SELECT Owner.Name FROM Contact',
      'INVALID_FIELD',
      `Didn't understand relationship 'Owner' in field path`,
    ],
    [
      `SELECT Id FROM Contact WHERE DoNotCall = 'true'`,
      'INVALID_FIELD',
      'must be of type boolean and should not be enclosed',
    ],
    [
      'SELECT Id FROM Contact WHERE Email = 5',
      'INVALID_FIELD',
      'must be of type string and should be enclosed',
    ],
    ['SELECT Id FROM Contact WHERE CreatedDate > 2020-01-01', 'INVALID_FIELD', 'must be of type dateTime'],
    ['SELECT Id FROM Contacts', 'INVALID_TYPE', `sObject type 'Contacts' is not supported`],
    [
      'SELECT Id, (SELECT Id FROM Nopes) FROM Contact',
      'INVALID_TYPE',
      `Didn't understand relationship 'Nopes' in FROM`,
    ],
    [
      `SELECT Id FROM Contact WHERE Id = 'robert'`,
      'INVALID_QUERY_FILTER_OPERATOR',
      'invalid ID field: robert',
    ],
    [
      `SELECT Id FROM Contact WHERE Id LIKE '003%'`,
      'INVALID_QUERY_FILTER_OPERATOR',
      'invalid operator on id field',
    ],
    [
      'SELECT Id FROM Contact OFFSET 2001',
      'NUMBER_OUTSIDE_VALID_RANGE',
      'Maximum SOQL offset allowed is 2000',
    ],
  ])('refuses %s', async (soql, errorCode, message) => {
    const { connection } = await start();
    await expect(connection.query(soql)).rejects.toMatchObject({
      errorCode,
      message: expect.stringContaining(message),
    });
  });

  it('points at the word that is wrong', async () => {
    const { connection } = await start();
    const error = await refusalOf(connection.query('SELECT Id, Nope FROM Contact'));
    expect(String(error)).toContain(
      '\nSELECT Id, Nope FROM Contact\n           ^\nERROR at Row:1:Column:12\n',
    );
  });

  it('refuses a request line and headers over 16 KiB', async () => {
    const { once } = await start();
    const fits = `SELECT Id FROM Contact WHERE LastName = '${'x'.repeat(15_000)}'`;
    await expect(once(soqlPath(fits))).resolves.toMatchObject({ totalSize: 0 });
    const error = await refusalOf(
      once(soqlPath(`SELECT Id FROM Contact WHERE LastName = '${'x'.repeat(17_000)}'`)),
    );
    expect(error).toMatchObject({ errorCode: 'ERROR_HTTP_414' });
  });
});

describe('queryMore', () => {
  it('pages by the default size, and no record is lost or doubled', async () => {
    const { crm, connection, idsOf } = await start({ pageSize: 2 });
    const first = await connection.query<{ Id: string }>('SELECT Id FROM Contact ORDER BY Id');
    expect([first.totalSize, first.done, first.records.length]).toEqual([3, false, 2]);
    const next = await connection.queryMore<{ Id: string }>(first.nextRecordsUrl ?? '');
    expect([next.totalSize, next.done, next.records.length]).toEqual([3, true, 1]);
    expect([...first.records, ...next.records].map(({ Id }) => Id)).toEqual([1, 2, 3].map(contactId));
    expect(crm.calls).toBe(2);
    expect(await idsOf('SELECT Id FROM Contact LIMIT 2')).toHaveLength(2);
  });

  it('pages children too, and autoFetch gathers them', async () => {
    const { connection } = await start({ pageSize: 2 });
    const soql = `SELECT Id, (SELECT Id FROM Cases ORDER BY Id) FROM Contact WHERE Id = '${contactId(1)}'`;
    const { records: found } = await connection.query(soql, { autoFetch: true });
    expect(found[0]?.['Cases'].records.map(({ Id }: { Id: string }) => Id)).toEqual([1, 2, 3].map(caseId));
  });

  it('keeps the page between 200 and 2000 when the client asks', async () => {
    const many = Array.from({ length: 250 }, (_, at) => ({ Id: contactId(at + 1), LastName: `Name ${at}` }));
    const { connection } = await start({ objects: standardObjects({ Contact: many }) });
    const headers = { 'Sforce-Query-Options': 'batchSize=10' };
    const { records: page, done } = await connection.query('SELECT Id FROM Contact', { headers });
    expect([page.length, done]).toEqual([200, false]);
  });

  it('refuses a locator it did not give', async () => {
    const { connection } = await start();
    await expect(connection.queryMore(`${salesforceId('01g', 77)}-2000`)).rejects.toMatchObject({
      errorCode: 'INVALID_QUERY_LOCATOR',
    });
  });
});

describe('sobjects', () => {
  it('describes fields, relationships and the objects there are', async () => {
    const { connection } = await start();
    const { fields, childRelationships, keyPrefix } = await connection.describe('Contact');
    expect(keyPrefix).toBe('003');
    expect(fields.find(({ name }) => name === 'AccountId')).toMatchObject({
      type: 'reference',
      nillable: true,
      custom: false,
      referenceTo: ['Account'],
      relationshipName: 'Account',
    });
    expect(fields.find(({ name }) => name === 'Loyalty_Id__c')).toMatchObject({
      type: 'string',
      custom: true,
    });
    expect(childRelationships).toContainEqual(
      expect.objectContaining({ childSObject: 'Case', field: 'ContactId', relationshipName: 'Cases' }),
    );
    const { sobjects } = await connection.describeGlobal();
    expect(sobjects.map(({ name }) => name)).toContain('ContactPointTypeConsent');
    await expect(connection.describe('Nope')).rejects.toMatchObject({ errorCode: 'NOT_FOUND' });
  });

  it('creates, changes and deletes, and every index follows', async () => {
    const { connection, idsOf } = await start({ now: () => new Date('2030-01-01T00:00:00Z') });
    const byEmail = (email: string) => idsOf(`SELECT Id FROM Contact WHERE Email = '${email}'`);
    expect(await byEmail('new@example.com')).toEqual([]);
    const created = await connection.sobject('Contact').create({ LastName: 'New', Email: 'new@example.com' });
    const id = created.id ?? '';
    expect(id).toMatch(/^003\w{15}$/);
    expect(await byEmail('new@example.com')).toEqual([id]);
    await connection.sobject('Contact').update({ Id: id, FirstName: 'Very', Email: 'newer@example.com' });
    expect(await byEmail('new@example.com')).toEqual([]);
    expect(await byEmail('newer@example.com')).toEqual([id]);
    expect(await connection.sobject('Contact').retrieve(id)).toMatchObject({
      Name: 'Very New',
      LastModifiedDate: '2030-01-01T00:00:00.000+0000',
    });
    await connection.sobject('Contact').delete(id);
    expect(await byEmail('newer@example.com')).toEqual([]);
    await expect(connection.sobject('Contact').retrieve(id)).rejects.toMatchObject({
      errorCode: 'ENTITY_IS_DELETED',
    });
  });

  it.each([
    [{ Email: 'a@example.com' }, 'REQUIRED_FIELD_MISSING'],
    [{ LastName: 'a', Nope: 'b' }, 'INVALID_FIELD'],
    [{ LastName: 'a', CreatedDate: '2020-01-01T00:00:00Z' }, 'INVALID_FIELD_FOR_INSERT_UPDATE'],
    [{ LastName: 'a', DoNotCall: 'yes' }, 'JSON_PARSER_ERROR'],
  ])('refuses to create %o', async (record, errorCode) => {
    const { connection } = await start();
    await expect(connection.sobject('Contact').create(record)).rejects.toMatchObject({ errorCode });
  });

  it('answers a batch of requests one by one', async () => {
    const { crm, connection } = await start();
    const batchRequests = [
      { method: 'GET', url: `v66.0/${soqlPath('SELECT Id FROM Contact')}` },
      { method: 'GET', url: 'v66.0/sobjects/Contact/nobody' },
    ];
    const answer = await connection.request({
      method: 'POST',
      url: `${crm.url}/services/data/v66.0/composite/batch`,
      body: JSON.stringify({ batchRequests }),
    });
    expect(answer).toMatchObject({
      hasErrors: true,
      results: [{ statusCode: 200, result: { totalSize: 3 } }, { statusCode: 404 }],
    });
    expect([crm.calls, connection.limitInfo.apiUsage?.used]).toEqual([1, 2]);
  });

  it('shows tests the rows and lets them change them', async () => {
    const { crm, where } = await start();
    const table = crm.object('Contact');
    expect(await where(`Phone = '123'`)).toEqual([]);
    table.update(contactId(2), { Phone: '123' });
    expect(await where(`Phone = '123'`)).toEqual([2]);
    expect(table.get(contactId(2))['Phone']).toBe('123');
    table.remove(contactId(2));
    expect(await where(`Phone = '123'`)).toEqual([]);
  });
});

describe('counting', () => {
  it('counts data requests, records what they asked when told to, and reports usage', async () => {
    const { crm, connection } = await start({ dailyRequests: 100 });
    await connection.query('SELECT Id FROM Contact');
    expect([crm.calls, crm.received]).toEqual([1, []]);
    crm.record(true);
    await connection.query(`SELECT Id FROM Contact WHERE Email = 'ü+x@example.com'`);
    await connection.sobject('Contact').update({ Id: contactId(1), Title: 'Countess' });
    expect(crm.received).toEqual([
      { operation: `SELECT Id FROM Contact WHERE Email = 'ü+x@example.com'`, values: [] },
      {
        operation: `PATCH /services/data/v66.0/sobjects/Contact/${contactId(1)}`,
        values: ['{"Title":"Countess"}'],
      },
    ]);
    expect(connection.limitInfo).toEqual({ apiUsage: { used: 3, limit: 100 } });
    crm.forget();
    expect([crm.calls, crm.received]).toEqual([0, []]);
    await connection.query('SELECT Id FROM Contact');
    expect(connection.limitInfo.apiUsage?.used).toBe(4);
  });
});

describe('faults', () => {
  const soql = soqlPath('SELECT Id FROM Contact');

  it('slow: answers late', async () => {
    const { crm, once } = await start();
    await crm.setFault({ mode: 'slow', delayMs: 150 });
    const started = performance.now();
    await expect(once(soql)).resolves.toMatchObject({ totalSize: 3 });
    expect(performance.now() - started).toBeGreaterThan(140);
  });

  it('hang: never answers, lets go of a client that gives up, and recovers', async () => {
    const { crm, once } = await start();
    await crm.setFault({ mode: 'hang' });
    const started = performance.now();
    await expect(once(soql, 100)).rejects.toMatchObject({ name: 'AbortError' });
    expect(performance.now() - started).toBeLessThan(1000);
    expect(crm.calls).toBe(1);
    await crm.setFault({ mode: 'ok' });
    await expect(once(soql)).resolves.toMatchObject({ totalSize: 3 });
  });

  it('hang: a waiting client does not hold up close', async () => {
    const { crm, once } = await start();
    await crm.setFault({ mode: 'hang' });
    const waiting = refusalOf(once(soql));
    await vi.waitFor(() => expect(crm.calls).toBe(1));
    const started = performance.now();
    await crm.close();
    sandbox = undefined;
    expect(performance.now() - started).toBeLessThan(1000);
    expect(await waiting).toBeInstanceOf(Error);
  });

  it('down: resets open connections and new ones', async () => {
    const { crm, once } = await start();
    await crm.setFault({ mode: 'hang' });
    const waiting = refusalOf(once(soql));
    await vi.waitFor(() => expect(crm.calls).toBe(1));
    await crm.setFault({ mode: 'down' });
    expect(String(await waiting)).toContain('fetch failed');
    await expect(once(soql)).rejects.toThrow('fetch failed');
    await crm.setFault({ mode: 'ok' });
    // The client may try a dead socket of its pool before it opens a new one.
    expect(await vi.waitFor(() => once(soql))).toMatchObject({ totalSize: 3 });
  });

  it('fail: SERVER_UNAVAILABLE', async () => {
    const { crm, once } = await start();
    await crm.setFault({ mode: 'fail' });
    await expect(once(soql)).rejects.toMatchObject({ errorCode: 'SERVER_UNAVAILABLE' });
  });

  it('throttle: REQUEST_LIMIT_EXCEEDED with the allowance used up', async () => {
    const { crm, connection, once } = await start();
    await crm.setFault({ mode: 'throttle', retryAfterSeconds: 7 });
    await expect(once(soql)).rejects.toMatchObject({ errorCode: 'REQUEST_LIMIT_EXCEEDED' });
    expect(connection.limitInfo).toEqual({ apiUsage: { used: 15_000, limit: 15_000 } });
    const response = await fetch(`${crm.url}/services/data/v66.0/${soql}`, {
      headers: { Authorization: `Bearer ${crm.accessToken}` },
    });
    expect([response.status, response.headers.get('Retry-After')]).toEqual([403, '7']);
  });

  it('garbage: a 200 that is not JSON', async () => {
    const { crm, once } = await start();
    await crm.setFault({ mode: 'garbage' });
    expect(await once(soql)).toBeTypeOf('string');
  });

  it('dropped: the field is gone from queries and describe, and comes back', async () => {
    const { crm, connection } = await start();
    const byEmail = 'SELECT Email FROM Contact';
    await connection.query(byEmail);
    await crm.setFault({ dropped: ['Contact.Email'] });
    await expect(connection.query(byEmail)).rejects.toMatchObject({ errorCode: 'INVALID_FIELD' });
    await expect(connection.query('SELECT Email FROM Lead')).resolves.toMatchObject({ totalSize: 0 });
    const { fields } = await connection.describe('Contact');
    expect(fields.map(({ name }) => name)).not.toContain('Email');
    await crm.setFault(healthy);
    await expect(connection.query(byEmail)).resolves.toMatchObject({ totalSize: 3 });
  });
});

describe('speed', () => {
  it('finds one of 5000 contacts by e-mail without reading the others', async () => {
    const reads = { count: 0 };
    const many = Array.from({ length: 5000 }, (_, at) => ({
      Id: contactId(at + 1),
      LastName: `Name ${at}`,
      Email: `person${at}@example.com`,
    }));
    const { crm, idsOf } = await start({ objects: standardObjects({ Contact: many }) });
    await idsOf(`SELECT Id FROM Contact WHERE Email = 'person1@example.com'`);
    vi.spyOn(crm.object('Contact'), 'rows', 'get').mockImplementation(() => {
      reads.count += 1;
      return [];
    });
    expect(
      await idsOf(`SELECT Id FROM Contact WHERE DoNotCall = false AND Email = 'Person4321@example.com'`),
    ).toEqual([contactId(4322)]);
    expect(
      await idsOf(`SELECT Id FROM Contact WHERE Email IN ('person7@example.com') OR Phone = '1'`),
    ).toEqual([contactId(8)]);
    expect(reads.count).toBe(0);
  });
});
