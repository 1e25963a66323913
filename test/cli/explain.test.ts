import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { gatewayText, written } from '../config/files.ts';

const configuration = `${gatewayText}  defaultPurpose: essential.service.operations.support
sources:
  app:
    kind: memory
    rows:
      people: [{ id: canary-1, mail: canary.ada@example.org, name: Canary Ada, loyalty: canary-loyal, crm: canary-c1 }]
      orders: [{ id: canary-o1, person: canary-1, number: canary-n1, at: 2024-05-01T00:00:00Z }]
    customer:
      table: people
      id: id
      attributes: { email: mail, name.full: name, externalId.loyalty: loyalty }
      references: { crm: crm }
      consent: none
    collections:
      orders: { table: orders, id: id, customer: person, attributes: { number: number, placedAt: at } }
  crm:
    kind: memory
    rows:
      contacts: [{ id: canary-c1, mail: CANARY.ada@example.org, name: Ada Canary, title: canary-title }]
    customer:
      table: contacts
      id: id
      attributes: { email: mail, name.full: name, jobTitle: title }
      consent: none
`;

const query = `query Orders($by: CustomerKey!) {
  customer(by: $by) { displayName orders(first: 2) { nodes { number } } }
}
query Titles($by: CustomerKey!) {
  customer(by: $by) { jobTitle }
}
`;

const files = {
  'onefold.yaml': configuration,
  'query.graphql': query,
  'ada.json': '{ "by": { "email": "canary.ada@example.org" } }',
};

/** Runs the command on files of a directory of its own; what it writes names them without the directory. */
async function explained(args: readonly string[], more: Readonly<Record<string, string>> = {}) {
  const config = written({ ...files, ...more });
  const folder = config.replace('onefold.yaml', '');
  const out: string[] = [];
  const err: string[] = [];
  const code = await run(
    [
      'explain',
      '--config',
      config,
      ...args.map((arg) => (/\.(graphql|json)$/.test(arg) ? join(folder, arg) : arg)),
    ],
    {
      env: { LOG_LEVEL: 'silent' },
      out: (line) => out.push(line),
      err: (line) => err.push(line.replaceAll(folder, '')),
      stop: new AbortController().signal,
    },
  );
  return { code, out: out.join('\n'), err };
}

const ofAda = ['--query', 'query.graphql', '--variables', 'ada.json', '--operation', 'Orders'];

describe('onefold explain', () => {
  it('tells what an operation needs, the first calls exactly, and what may follow', async () => {
    const { code, out, err } = await explained(ofAda);
    expect([code, err]).toEqual([0, []]);
    expect(out).toMatchInlineSnapshot(`
      "customer
        reads        address.city, address.country, address.postalCode, address.region, address.street,
                     birthDate, company, email, externalId.loyalty, name.family, name.full, name.given,
                     name.middle, name.prefix, name.suffix, phone
        collections  orders
        consent      what restricts all processing: the purpose rests on CONTRACT
        SOURCE  USE     FOR
        app     needed  name.full, orders
        crm     needed  name.full

      First, as far as nothing is remembered of the customers:
        SOURCE  CALL  KEYS  TAKES  TIMES
        app     find  1     1      1
        crm     find  1     1      1
      Calls: 2. Statements and requests they take: 2.

      Then, where somebody is found, up to 3 waves of look-ups, and up to 4 asked ahead of a slow source.
      In each, a customer takes one call of a kind, or more where it cannot hold the keys:
        SOURCE  CALL  KEYS AT MOST
        app     find  1000
        crm     find  1000
        crm     get   1000

      And once for each record found, those found together in one call:
        SOURCE  CALL            KEYS AT MOST
        app     collect orders  1000

      For a customer who is remembered, app, crm alone, at once."
    `);
  });

  it('tells which source is not needed for what is shown', async () => {
    const { out } = await explained([...ofAda.slice(0, -1), 'Titles']);
    expect(out).toMatch(/^ {2}app +not needed +asked only where it must be found out who the customer is$/m);
    expect(out).toMatch(/^ {2}crm +needed +jobTitle$/m);
  });

  it('asks for more of consent where the purpose does', async () => {
    const { out } = await explained([...ofAda, '--purpose', 'marketing.communications.email']);
    expect(out).toContain('the purpose rests on CONSENT');
  });

  it('runs it where it is to, and shows the calls it took beside those expected', async () => {
    const { code, out, err } = await explained([...ofAda, '--run']);
    expect([code, err]).toEqual([0, []]);
    for (const line of [
      /^It took \d+(\.\d+)? ms\.$/m,
      /^ {2}unknown +\d +2 +yes$/m,
      /^ {2}1 +app +find +1 +1 +\d+\.\d +\d+\.\d +OK +[.=]+$/m,
      /^ {2}2 +app +collect orders +1 +1 +\d+\.\d +\d+\.\d +OK +[.=]+$/m,
      /^ {2}app +1 +1 +\d +\d +OK$/m,
      /^ {2}crm +1 +1 +\d +\d +OK$/m,
      /^The first calls were those expected\.$/m,
    ])
      expect(out).toMatch(line);
    expect(out.startsWith((await explained(ofAda)).out)).toBe(true);
  });

  it('writes the same as JSON', async () => {
    const dry = JSON.parse((await explained([...ofAda, '--json'])).out);
    expect(Object.keys(dry)).toEqual(['prediction']);
    const { prediction, run: taken } = JSON.parse((await explained([...ofAda, '--json', '--run'])).out);
    expect(prediction).toEqual(dry.prediction);
    expect(prediction.first).toEqual([
      { source: 'app', operation: 'find', collection: null, keys: 1, price: 1 },
      { source: 'crm', operation: 'find', collection: null, keys: 1, price: 1 },
    ]);
    expect(taken).toMatchObject({
      customers: [{ memory: 'UNKNOWN', records: 2, complete: true }],
      sources: [
        { source: 'app', status: 'OK' },
        { source: 'crm', status: 'OK' },
      ],
      errors: [],
    });
  });

  it('shows no value of a customer, nor which records are theirs', async () => {
    for (const args of [['--run'], ['--run', '--json']]) {
      const { out, err } = await explained([...ofAda, ...args]);
      expect(`${out}${err}`).not.toMatch(/canary/i);
    }
    const byRecord = '{ "by": { "record": { "source": "app", "id": "canary-1" } } }';
    const { out } = await explained([...ofAda, '--run', '--json'], { 'ada.json': byRecord });
    expect(JSON.parse(out).run.customers[0].records).toBe(2);
    expect(out).not.toMatch(/canary/i);
  });

  it('fails where a source did not answer in full, and shows the calls all the same', async () => {
    const broken = configuration.replace('table: contacts', 'table: gone');
    const { code, out } = await explained([...ofAda, '--run'], { 'onefold.yaml': broken });
    expect(code).toBe(1);
    expect(out).toMatch(/^ {2}1 +crm +find .* SOURCE_DRIFTED/m);
    expect(out).toMatch(/^ {2}crm .* DRIFTED$/m);
  });

  it('takes the variables as they are written', async () => {
    const text = `by: { email: canary.ada@example.org } # YAML as well\nunused: \${NEVER}\n`;
    const { code, err } = await explained(ofAda, { 'ada.json': text });
    expect([code, err]).toEqual([0, []]);
  });

  it('tells when no customer is asked for', async () => {
    const { code, out } = await explained(['--query', 'sources.graphql'], {
      'sources.graphql': '{ sources { name } }',
    });
    expect([code, out]).toEqual([0, 'No source is asked for customers.']);
    const taken = await explained(['--query', 'sources.graphql', '--run'], {
      'sources.graphql': '{ sources { name } }',
    });
    expect([taken.code, taken.err]).toEqual([0, []]);
  });
});

describe('what onefold explain cannot read is told with its place, and exit code 2', () => {
  const variables = (text: string) => [ofAda, { 'ada.json': text }] as const;
  const document = (text: string) => [['--query', 'bad.graphql'], { 'bad.graphql': text }] as const;
  it.each([
    [
      document('{\n  customer(by: { email: "canary@example.org" }) { nam }\n}'),
      'bad.graphql:2:51 Cannot query field "nam" on type "Customer". Did you mean "name"? (GRAPHQL_VALIDATION_FAILED)',
    ],
    [
      document('{\n  customer(by: { email: "canary@example.org" ) { id }\n}'),
      'bad.graphql:2:46 Syntax Error: Expected Name, found ")". (GRAPHQL_PARSE_FAILED)',
    ],
    [
      document('{ customer(by: { email: "canary" }) { id } }'),
      'bad.graphql:1:3 customer: The customer key is malformed, or a placeholder that means nobody. (KEY_INVALID)',
    ],
    [
      [['--query', 'query.graphql'], {}],
      'query.graphql:1:1 Must provide operation name if query contains multiple operations. (OPERATION_RESOLUTION_FAILURE)',
    ],
    [
      [[...ofAda.slice(0, -1), 'Canary'], {}],
      'query.graphql:1:1 Unknown operation named "Canary". (OPERATION_RESOLUTION_FAILURE)',
    ],
    [
      [['--query', 'query.graphql', '--operation', 'Titles'], {}],
      'query.graphql:4:14 Variable "$by" of required type "CustomerKey!" was not provided. (BAD_USER_INPUT)',
    ],
    [
      variables('{\n  "by": { "email": { "value": "canary@example.org" } }\n}'),
      'ada.json:2:11 by.email: String cannot represent a non string value.',
    ],
    [
      variables('{ "by":\n  { "mail": "canary@example.org" } }'),
      'ada.json:1:3 by: Field "mail" is not defined by type "CustomerKey". Did you mean "email"?',
    ],
    [
      variables('{ "by": { "email": "canary@example.org" }'),
      'ada.json:1:42 is not YAML that can be read here: a quote, bracket or comma is missing',
    ],
    [
      variables('["canary@example.org"]'),
      'ada.json:1:1 must hold the values of the variables by their names',
    ],
    [[['--query', 'query.graphql', '--variables', 'none.json'], {}], 'none.json:1:1 cannot be read: ENOENT'],
    [[['--query', 'none.graphql'], {}], 'onefold: explain: none.graphql cannot be read: ENOENT'],
    [
      [[...ofAda, '--purpose', 'marketing.communication.email'], {}],
      'onefold: explain: --purpose is not known to the policy; did you mean marketing.communications.email?',
    ],
    [[['--run'], {}], 'onefold: explain: --query is missing; onefold explain --help lists the options'],
    [
      [[...ofAda, '--run=yes'], {}],
      'onefold: explain: --run takes no value; onefold explain --help lists the options',
    ],
  ] as const)('%j', async ([args, more], line) => {
    expect(await explained(args, more)).toEqual({ code: 2, out: '', err: [line] });
  });
});
