/** No value of any person in what is logged, refused, remembered or said of health. Only data may hold them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { personalValues } from '../../sandbox/people/values.ts';
import { faultModes } from '../../sandbox/system.ts';
import {
  columnOf,
  demoConfiguration,
  type Json,
  type RunningGateway,
  runGateway,
  type Sandbox,
  startTestSandbox,
  wholeCustomer,
} from './gateway.ts';

let sandbox: Sandbox;
let gateway: RunningGateway;
let values: ReadonlySet<string>;
/** What the gateway has said outside of data. */
const said: string[] = [];

beforeAll(async () => {
  sandbox = await startTestSandbox({ size: 120 });
  gateway = await runGateway(demoConfiguration(sandbox));
  values = personalValues(sandbox.population);
});
afterAll(async () => {
  await gateway?.close();
  await sandbox?.close();
});

async function send(path: string, init: RequestInit = {}): Promise<Json> {
  const response = await fetch(`${gateway.url}${path}`, init);
  const text = await response.text();
  const body = /json/.test(response.headers.get('content-type') ?? '') ? JSON.parse(text) : {};
  said.push(JSON.stringify([[...response.headers], body.errors, body.extensions]));
  if (path.endsWith('z')) said.push(text);
  return body;
}

function post(body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Json> {
  return send('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

/** The values themselves that are found in a text, so that a failure says what leaked. */
const leaked = (text: string) =>
  [...values].filter((value) => text.includes(JSON.stringify(value).slice(1, -1)));

const whole = `query($by: CustomerKey!) { customer(by: $by) { ...Whole provenance { attribute value losing { value } } } } ${wholeCustomer}`;

/** People who differ in everything that a value may look like. */
function people() {
  const { app, shop, truth } = sandbox.population;
  const emails = columnOf(app, 'users', 'email');
  const phones = columnOf(shop, 'customers', 'tel');
  const names = columnOf(shop, 'customers', 'full_name');
  return truth.personas.map(({ email = '', phone = '' }, at) => ({
    email: emails[at + 60] ?? email,
    phone: phones[at + 60] ?? phone,
    name: names[at + 60] ?? '',
  }));
}

/** Ways of asking, good and bad, each with a person's values wherever a client could put them. */
const questions: Record<string, (one: ReturnType<typeof people>[number]) => Promise<unknown>> = {
  'by e-mail': ({ email }) => post({ query: whole, variables: { by: { email } } }),
  'by telephone': ({ phone }) => post({ query: whole, variables: { by: { phone } } }),
  'by a name as an e-mail': ({ name }) => post({ query: whole, variables: { by: { email: name } } }),
  'by a record or issuer of that name': async ({ email, name }) => {
    await post({ query: whole, variables: { by: { record: { source: email, id: name } } } });
    await post({ query: whole, variables: { by: { externalId: { issuer: email, value: name } } } });
    await post({ query: whole, variables: { by: { id: email } } });
  },
  'by several keys at once': ({ email, phone }) =>
    post({ query: whole, variables: { by: { email, phone } } }),
  'with malformed variables': async ({ email, phone, name }) => {
    for (const by of [
      email,
      [email],
      { mail: email },
      { [email]: phone },
      { email: { value: email } },
      { email: [email] },
      { record: email },
      { record: { source: 'app', id: { id: name } } },
      { externalId: { issuer: 'loyalty', value: [name] } },
      { phone: 49170 },
      null,
    ])
      await post({ query: whole, variables: { by } });
    for (const variables of [email, [email], { by: null, [email]: name }])
      await post({ query: whole, variables });
    const filtered =
      'query($filter: CustomerFilter, $first: Int!) { customers(filter: $filter, first: $first) { nodes { id } } }';
    await post({ query: filtered, variables: { filter: { createdFrom: email }, first: email } });
    await post({ query: filtered, variables: { filter: { createdFrom: name }, first: 1 } });
    await post({ query: filtered, variables: { filter: { source: email, familyName: name }, first: 1 } });
  },
  'with values as literals': async ({ email, phone, name }) => {
    const quoted = JSON.stringify(email);
    for (const query of [
      `{ customer(by: { email: ${quoted}, phone: "${phone}" }) { id } }`,
      `{ customer(by: { mail: ${quoted} }) { id } }`,
      `{ customer(by: ${quoted}) { id } }`,
      `{ customer(mail: ${quoted}) { id } }`,
      `{ customer(by: { email: [${quoted}, 1] }) { id } }`,
      `{ customers(first: ${quoted}) { nodes { id } } }`,
      `{ customers(filter: { createdFrom: ${quoted} }) { nodes { id } } }`,
      `{ customers(after: ${quoted}) { nodes { id } } }`,
      `{ node(id: ${quoted}) { nothing } }`,
      `{ customer(by: { email: ${quoted} }) { id consent(channel: ${quoted}) { decision } } }`,
      `{ customer(by: { email: ${quoted} }) { id consent(purpose: ${quoted}) { decision } } }`,
      `query @purpose(use: ${quoted}) { customer(by: { email: ${quoted} }) { id } }`,
      `query ($by: CustomerKey = { email: ${quoted}, phone: 1 }) { customer(by: $by) { id } }`,
      `{ customer(by: { email: """${name}\n${email}""" }) { nothing } }`,
    ])
      await post({ query });
  },
  'with syntax errors': async ({ email, phone, name }) => {
    for (const query of [
      email,
      phone,
      `{ customer(by: { email: ${email} }) { id } }`,
      `{ customer(by: { email: "${email}) { id } }`,
      `{ customer(by: { email: "${email}\\q" }) { id } }`,
      `{ customer(by: { phone: ${phone} }) { id } }`,
      `{ customer "${email}" }`,
      `{ customer """${name}""" }`,
      `"${name}" { customer }`,
      `{ customer(by: { email: 'x ${name}' }) }`,
    ])
      await post({ query });
  },
  'with another purpose': async ({ email, name }) => {
    await post(
      { query: whole, variables: { by: { email } } },
      { 'x-data-use': 'marketing.communications.email' },
    );
    await post({ query: whole, variables: { by: { email } } }, { 'x-data-use': encodeURIComponent(name) });
  },
  'with what is no GraphQL request': async ({ email, name }) => {
    await post(`{"query": "${email}`);
    await post({ query: [email], operationName: name });
    await post({ query: whole, operationName: email, variables: { by: { email } } });
    await post({ query: `{ ${'a: __typename '.repeat(2000)} }`, variables: { email } });
    await post({ query: whole, variables: { email: email.repeat(100_000) } });
    await send('/graphql', { method: 'POST', headers: { 'content-type': 'text/plain' }, body: email });
    await send('/graphql', { method: 'PUT', body: email });
  },
  'in the address': async ({ email, name }) => {
    const variables = encodeURIComponent(JSON.stringify({ by: { email } }));
    const headers = { 'apollo-require-preflight': 'yes' };
    await send(`/graphql?query=${encodeURIComponent(whole)}&variables=${variables}`, { headers });
    await send(`/graphql?query=${encodeURIComponent(`{ ${email} }`)}`, { headers });
    await send(`/graphql?query=${encodeURIComponent(email)}`);
    await send(`/${encodeURIComponent(email)}?name=${encodeURIComponent(name)}`);
    await send(`/healthz?${encodeURIComponent(email)}`);
    await send('/readyz');
  },
};

describe('personal values', () => {
  for (const [name, ask] of Object.entries(questions))
    it(`are not repeated when asked ${name}`, async () => {
      const before = said.length;
      const logged = gateway.logs.length;
      for (const one of people().slice(0, 8)) await ask(one);
      const text = [...said.slice(before), ...gateway.logs.slice(logged)].join('\n');
      expect(text.length).toBeGreaterThan(100);
      expect(leaked(text)).toEqual([]);
      expect(gateway.logs.slice(logged).join('\n')).not.toContain('unforeseen');
    });

  for (const mode of faultModes.filter((one) => one !== 'ok' && one !== 'slow' && one !== 'hang'))
    it(`are not repeated when every source is at fault: ${mode}`, async () => {
      gateway.installation.xref.clear();
      const before = said.length;
      const logged = gateway.logs.length;
      for (const system of Object.values(sandbox.systems)) await system.setFault({ mode });
      try {
        for (const { email, phone, name } of people().slice(0, 4)) {
          await post({ query: whole, variables: { by: { email } } });
          await post({ query: whole, variables: { by: { phone } } });
          await post({ query: '{ sources { name health { status server } } }' });
          await post({
            query: 'query($name: String) { customers(filter: { familyName: $name }) { nodes { id } } }',
            variables: { name },
          });
        }
      } finally {
        for (const system of Object.values(sandbox.systems)) await system.setFault({ mode: 'ok' });
      }
      const text = [...said.slice(before), ...gateway.logs.slice(logged)].join('\n');
      expect(leaked(text)).toEqual([]);
    });

  it('are not in the cross-reference cache', async () => {
    for (const { email, phone } of people()) {
      await post({ query: whole, variables: { by: { email } } });
      await post({ query: whole, variables: { by: { phone } } });
    }
    const dump = JSON.stringify(gateway.installation.xref.dump());
    expect(dump.length).toBeGreaterThan(1000);
    expect(leaked(dump)).toEqual([]);
  });

  it('are what this test looks for: answers hold them', async () => {
    const answers = JSON.stringify(
      await Promise.all(people().map(({ email }) => post({ query: whole, variables: { by: { email } } }))),
    );
    expect(leaked(answers).length).toBeGreaterThan(20);
  });
});
