/** What an operation says it is for, and what that withholds. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  byRecord,
  demoConfiguration,
  type Json,
  type RunningGateway,
  runGateway,
  type Sandbox,
  startTestSandbox,
} from './gateway.ts';

let sandbox: Sandbox;
let gateway: RunningGateway;

beforeAll(async () => {
  sandbox = await startTestSandbox({ size: 10 });
  gateway = await runGateway(demoConfiguration(sandbox));
});
afterAll(async () => {
  await gateway?.close();
  await sandbox?.close();
});

const marketing = 'marketing.communications.email';
const support = 'essential.service.operations.support';
const selection = `email emails { value sources } phone phones { value } address { city } addresses { city } displayName
  provenance(attributes: ["email", "name.family"]) { attribute value losing { value } } consent { purpose decision }`;
const document = `query($by: CustomerKey!) { customer(by: $by) { ${selection} } }`;
const withDirective = `query($by: CustomerKey!) @purpose(use: "${marketing}") { customer(by: $by) { ${selection} } }`;

const persona = (name: string) => {
  const found = sandbox.population.truth.personas.find((one) => one.name === name);
  return { by: byRecord(found?.records[0] ?? '') };
};
const forPurpose = (purpose: string) => ({ 'x-data-use': purpose });
const codes = (errors: Json) => errors?.map((error: Json) => error.extensions.code);

describe('the purpose of an operation', () => {
  it('is the configured one by default, else that of the header or the directive', async () => {
    const by = persona('conflict');
    for (const [text, headers, purpose] of [
      [document, {}, support],
      [document, forPurpose(marketing), marketing],
      [withDirective, {}, marketing],
      [withDirective, forPurpose(marketing), marketing],
    ] as const) {
      const { data, errors, extensions } = await gateway.query(text, by, headers);
      expect(errors).toBeUndefined();
      expect([data.customer.consent.purpose, extensions.consent.purpose]).toEqual([purpose, purpose]);
    }
  });

  it.each([
    ['contradict itself', withDirective, support, 'PURPOSE_CONFLICT'],
    ['be unknown', document, 'marketing.telepathy', 'PURPOSE_UNKNOWN'],
    ['be empty', document, '', 'PURPOSE_UNKNOWN'],
    [
      'be unknown to one decision',
      document.replace('consent {', 'consent(purpose: "none") {'),
      support,
      'PURPOSE_UNKNOWN',
    ],
  ])('may not %s', async (_, text, header, code) => {
    const { status, data, errors } = await gateway.query(text, persona('conflict'), forPurpose(header));
    // A decision that cannot be made costs itself; what an operation is for costs everything.
    const customer = text === document || text === withDirective ? null : { ...data.customer, consent: null };
    expect([status, data, codes(errors)]).toEqual([200, { customer }, [code]]);
  });

  it('must be text: what is none is not taken for nothing said', async () => {
    const { status, errors } = await gateway.query(
      'query($use: DataUse!, $by: CustomerKey!) @purpose(use: $use) { customer(by: $by) { email } }',
      { use: { key: marketing }, ...persona('conflict') },
    );
    expect([status, codes(errors)]).toEqual([400, ['BAD_USER_INPUT']]);
    const { errors: literal } = await gateway.query('query @purpose(use: 3) { sources { name } }');
    expect(codes(literal)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
  });

  it('must be said where none is configured', async () => {
    const configuration = demoConfiguration(sandbox);
    const strict = await runGateway({
      ...configuration,
      gateway: { ...configuration.gateway, defaultPurpose: undefined },
    });
    try {
      const by = persona('conflict');
      const { data, errors } = await strict.query(document, by);
      expect([data, codes(errors)]).toEqual([{ customer: null }, ['PURPOSE_REQUIRED']]);
      expect((await strict.query(document, by, forPurpose(support))).errors).toBeUndefined();
      // What is about no customer needs no purpose.
      expect((await strict.query('{ sources { name } }')).errors).toBeUndefined();
    } finally {
      await strict.close();
    }
  });
});

describe('a contact point that the purpose may not use', () => {
  it.each(['conflict', 'withdrawn'])(
    'leaves nothing of who objects (%s) but why, for who may know',
    async (name) => {
      const { data: shown } = await gateway.query(document, persona(name), forPurpose(support));
      expect(shown.customer.email).not.toBeNull();
      expect(shown.customer.emails.length).toBeGreaterThan(0);

      const { data, extensions } = await gateway.query(document, persona(name), forPurpose(marketing));
      const { consent, ...rest } = data.customer;
      expect(consent.decision).toBe('DENY');
      expect(new Set(Object.values(rest))).toEqual(new Set([null]));
      const [counted] = extensions.consent.redacted.filter((one: Json) => one.path === 'Customer.email');
      expect(counted).toEqual({ path: 'Customer.email', code: 'CONSENT_DENIED', count: 1 });
      expect(JSON.stringify(data)).not.toContain(shown.customer.email);
    },
  );

  it('is one address alone where one alone was objected to', async () => {
    const vetoed = 'quentin.rousseliere@example.org';
    const { data: shown } = await gateway.query(document, persona('addressVeto'), forPurpose(support));
    expect(shown.customer.emails.map((one: Json) => one.value)).toContain(vetoed);
    const { data, extensions } = await gateway.query(document, persona('addressVeto'), forPurpose(marketing));
    const { customer } = data;
    expect(customer.emails).toEqual([{ value: 'quentin@atelier.example', sources: ['shop'] }]);
    expect(customer.email).toBeNull();
    // The person may be written to, so what writing takes is shown.
    expect(customer.displayName).toBe(shown.customer.displayName);
    expect(JSON.stringify(data)).not.toContain(vetoed);
    expect(extensions.consent.redacted.map((one: Json) => one.path)).toContain('Customer.email');
  });

  it('is shown to a purpose that needs no consent, with nothing counted', async () => {
    for (const name of ['conflict', 'withdrawn', 'addressVeto']) {
      const { data, extensions } = await gateway.query(document, persona(name), forPurpose(support));
      expect(data.customer.provenance[0].value).toBe(data.customer.email);
      expect(extensions.consent).toMatchObject({ purpose: support, redacted: [], degraded: [] });
    }
  });

  it('stays out whatever else an operation asks of the customer', async () => {
    const { data } = await gateway.query(
      `query($by: CustomerKey!) { a: customer(by: $by) { email } b: customer(by: $by) { e: emails { value } }
         c: customersByKey(keys: [$by]) { ... on Customer { provenance { attribute value losing { value } } } } }`,
      persona('conflict'),
      forPurpose(marketing),
    );
    expect(data.a.email).toBeNull();
    expect(data.b.e).toBeNull();
    expect(JSON.stringify(data.c)).not.toContain('bruno.kessler@');
  });
});
