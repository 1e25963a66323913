/** Who may see what, asked over HTTP by callers of every role of the policy that is shipped. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  byRecord,
  demoConfiguration,
  type Json,
  type RunningGateway,
  runGateway,
  type Sandbox,
  startTestSandbox,
  whatIsAsked,
} from './gateway.ts';
import { patient } from './patient.ts';
import {
  as,
  below,
  customerFields,
  everything,
  hiddenValues,
  keyOf,
  purposes,
  purposesOf,
  roles,
  walk,
  withKeys,
} from './roles.ts';

const support = 'essential.service.operations.support';
const marketing = 'marketing.communications.email';
const roleNames = Object.keys(roles);

let sandbox: Sandbox;
let gateway: RunningGateway;
/** Lets everyone see everything. */
let open: RunningGateway;
let strict: RunningGateway;

/** Callers of several roles, of fewer data uses than their role, and of none that there is. */
const others = [
  keyOf('support', { name: 'two', roles: ['marketing', 'analyst'] }),
  keyOf('support', { name: 'narrow', dataUses: ['essential.service.operations'] }),
  keyOf('support', { name: 'useless', dataUses: [] }),
  keyOf('support', { name: 'unheard', roles: ['supporter'] }),
];

beforeAll(async () => {
  sandbox = await startTestSandbox({ size: 60 });
  const demo = patient({ ...demoConfiguration(sandbox), store: 'memory' });
  const apiKeys = [...roleNames.map((role) => keyOf(role)), ...others];
  gateway = await runGateway(withKeys(demo, { apiKeys }));
  strict = await runGateway(withKeys(demo, { mode: 'reject' }));
  open = await runGateway(demo);
  // Each source reads its catalogue once, before anything is counted.
  for (const one of [gateway, strict, open])
    await one.query('{ sources { health { status } } }', {}, as('support'));
});
afterAll(async () => {
  for (const one of [gateway, strict, open]) await one?.close();
  await sandbox?.close();
});

const about = (selection: string) => `query($by: CustomerKey!) { customer(by: $by) { ${selection} } }`;
const codes = (errors: Json) => errors?.map((error: Json) => error.extensions.code);
const ada = { email: 'ada.lindqvist@example.com' };
const nothingAsked = { app: 0, shop: 0, crm: 0, billing: 0 };

function persona(name: string): Json {
  const found = sandbox.population.truth.personas.find((one) => one.name === name);
  return byRecord(found?.records[0] ?? '');
}

/** What is answered, and how often each source was asked for it. */
async function counted(ask: () => Promise<{ readonly data: Json; readonly errors: Json }>) {
  let answer: { readonly data: Json; readonly errors: Json } | undefined;
  const { calls, received } = await whatIsAsked(sandbox, async () => {
    answer = await ask();
  });
  return { data: answer?.data, errors: answer?.errors, calls, received };
}

const rows = roleNames.flatMap((role) => purposesOf(role).map((purpose) => [role, purpose] as const));

describe('the whole customer', () => {
  it.each(rows)('is shown to %s for %s as far as the role goes', async (role, purpose) => {
    let found = 0;
    for (const name of ['merged', 'conflict', 'silent']) {
      const by = persona(name);
      const { data: all } = await open.query(about(everything), { by }, { 'x-data-use': purpose });
      const { data, errors, extensions } = await gateway.query(about(everything), { by }, as(role, purpose));
      expect(errors).toBeUndefined();
      const { leaks, shown } = walk(role, purpose, data.customer);
      expect(leaks).toEqual([]);
      const text = JSON.stringify({ data, extensions });
      expect(hiddenValues(role, purpose, all.customer).filter((value) => text.includes(value))).toEqual([]);
      // Who does not consent is nobody for whom is not told why.
      const explains = roles[role]?.scopes?.includes('consent:explain') === true;
      if (all.customer.email === null && all.customer.displayName === null && !explains) {
        expect(data.customer).toBeNull();
        continue;
      }
      found++;
      // Nor does a role see less than its row.
      const full = walk(role, purpose, all.customer).shown;
      expect([...full].filter((place) => !shown.has(place))).toEqual([]);
      expect(data.customer.id).toBe(all.customer.id);
    }
    const asksConsent = /^(?:marketing|personalize)/.test(purpose);
    if (!asksConsent) expect(found).toBe(3);
  });

  it('is asked for by every role, for purposes of every kind', () => {
    expect(new Set(rows.map(([role]) => role))).toEqual(new Set(roleNames));
    expect(rows.length).toBeGreaterThan(30);
  });

  it('shows nothing beyond the role in any selection', async () => {
    let denied = 0;
    const selections = fc.subarray([...customerFields], { minLength: 1, maxLength: 8 });
    const someone = fc.constantFrom(...sandbox.population.truth.personas.map(({ name }) => name));
    const whole = new Map<string, Json>();
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...rows),
        selections,
        someone,
        async ([role, purpose], chosen, name) => {
          const by = persona(name);
          const key = `${purpose} ${name}`;
          if (!whole.has(key))
            whole.set(
              key,
              (await open.query(about(everything), { by }, { 'x-data-use': purpose })).data.customer,
            );
          const { data, errors, extensions } = await gateway.query(
            about(chosen.join(' ')),
            { by },
            as(role, purpose),
          );
          expect(errors).toBeUndefined();
          expect(walk(role, purpose, data.customer).leaks).toEqual([]);
          const text = JSON.stringify({ data, extensions });
          const hidden = hiddenValues(role, purpose, whole.get(key));
          expect(hidden.filter((value) => text.includes(value))).toEqual([]);
          if (extensions.consent.redacted.length > 0) denied++;
        },
      ),
      { numRuns: 80 },
    );
    expect(denied).toBeGreaterThan(10);
  }, 120_000);

  it('is the sum of several roles', async () => {
    const both = {
      purposes: [...(roles['marketing']?.purposes ?? []), ...(roles['analyst']?.purposes ?? [])],
    };
    expect(both.purposes.length).toBeGreaterThan(3);
    // A purpose of one role shows what that role shows, and nothing of the other.
    const by = persona('merged');
    const { data } = await gateway.query(
      about('displayName locale orders { nodes { id } }'),
      { by },
      as('two', 'analytics.reporting'),
    );
    expect(data.customer.displayName).toBeNull();
    expect(data.customer.locale).not.toBeNull();
    expect(data.customer.orders.nodes.length).toBeGreaterThan(0);
  });
});

describe('what is not shown', () => {
  it('is not asked of any source, but for what identity compares', async () => {
    gateway.installation.xref.clear();
    const { data, received } = await counted(() =>
      gateway.query(
        about('company jobTitle lastActivityAt orders { nodes { id } } cases { nodes { id } }'),
        { by: persona('merged') },
        as('finance', 'essential.legal_obligation'),
      ),
    );
    expect(data.customer.orders.nodes.length).toBeGreaterThan(0);
    expect([data.customer.company, data.customer.cases]).toEqual([null, null]);
    const asked = Object.values(received).flat().join('\n');
    expect(asked).toMatch(/orders/);
    for (const column of [/company/i, /\bTitle\b/, /last_seen_at/, /from Case\b/i])
      expect(asked).not.toMatch(column);
  });

  it('is counted by field and reason', async () => {
    const { extensions } = await gateway.query(
      about('displayName email birthDate'),
      { by: persona('merged') },
      as('analyst', 'analytics.reporting'),
    );
    expect(extensions.consent.redacted).toEqual([
      { path: 'Customer.displayName', code: 'CATEGORY_NOT_ALLOWED', count: 1 },
      { path: 'Customer.email', code: 'CATEGORY_NOT_ALLOWED', count: 1 },
    ]);
  });

  it('may be for its purpose, whatever the role', async () => {
    const by = persona('leadAndContact');
    const selection = about(
      'locale birthDate invoices { nodes { id } } payments { nodes { id } } cases { nodes { id } }',
    );
    const { data, extensions } = await open.query(
      selection,
      { by },
      { 'x-data-use': 'marketing.advertising.third_party.targeted' },
    );
    const { locale: _, ...limited } = data.customer;
    expect(new Set(Object.values(limited))).toEqual(new Set([null]));
    expect(extensions.consent.redacted.map(({ path, code }: Json) => [path, code])).toEqual(
      expect.arrayContaining(
        ['birthDate', 'cases', 'invoices', 'payments'].map((name) => [`Customer.${name}`, 'PURPOSE_LIMITED']),
      ),
    );
  });

  it('leads nowhere when it is asked by', async () => {
    for (const [by, role, purpose] of [
      [ada, 'analyst', 'analytics.reporting'],
      [{ phone: '+46 8 123 456 78' }, 'analyst', 'analytics.reporting'],
      [ada, 'auditor', 'essential.privacy_request'],
    ] as const) {
      const { data, calls } = await counted(() => gateway.query(about('id'), { by }, as(role, purpose)));
      expect([data, calls]).toEqual([{ customer: null }, nothingAsked]);
    }
    const { data } = await gateway.query(
      about('id'),
      { by: ada },
      as('finance', 'essential.legal_obligation'),
    );
    expect(data.customer.id).toMatch(/^cust_/);
    const page =
      '{ customers(filter: { familyNameStartsWith: "L" }) { nodes { id } pageInfo { hasNextPage } } }';
    const { data: none, calls } = await counted(() =>
      gateway.query(page, {}, as('analyst', 'analytics.reporting')),
    );
    expect([none.customers, calls]).toEqual([{ nodes: [], pageInfo: { hasNextPage: false } }, nothingAsked]);
    const { data: some } = await gateway.query(page, {}, as('support', support));
    expect(some.customers.nodes.length).toBeGreaterThan(0);
  });
});

describe('the value of an external id', () => {
  it('is a token to whom may know that there is one, equal for equal values', async () => {
    const tokens = new Map<string, string>();
    const selection = about('externalIds { issuer value source }');
    for (const records of [...sandbox.population.truth.people.values()]) {
      const by = byRecord(records[0] ?? '');
      const { data } = await gateway.query(selection, { by }, as('support', support));
      const { data: masked, extensions } = await gateway.query(
        selection,
        { by },
        as('analyst', 'analytics.reporting'),
      );
      // Who objects to analysis is nobody to the analyst.
      if (masked.customer === null) continue;
      const values: Json[] = data.customer.externalIds;
      expect(masked.customer.externalIds.map(({ issuer, source }: Json) => [issuer, source])).toEqual(
        values.map(({ issuer, source }) => [issuer, source]),
      );
      if (values.length > 0)
        expect(extensions.consent.redacted).toContainEqual({
          path: 'ExternalId.value',
          code: 'CATEGORY_NOT_ALLOWED',
          count: values.length,
        });
      for (const [at, { value }] of values.entries()) {
        const token = masked.customer.externalIds[at].value;
        expect(token).toMatch(/^tok_[\w-]{22}$/);
        expect(token).not.toContain(value);
        expect(tokens.get(value) ?? token).toBe(token);
        tokens.set(value, token);
      }
    }
    expect(tokens.size).toBeGreaterThan(4);
    expect(new Set(tokens.values()).size).toBe(tokens.size);
  });
});

describe('a purpose', () => {
  const words = about('id email');

  it('that neither role nor credential allows is refused, and nothing asked', async () => {
    const outside = [
      ...roleNames.flatMap((role) =>
        purposes.filter((one) => !purposesOf(role).includes(one)).map((one) => [role, one] as const),
      ),
      // Broader than what is allowed.
      ['support', 'essential'],
      ['sender', 'marketing'],
      ['sender', 'essential.service'],
      ['narrow', 'essential.service.payment_processing'],
      ['useless', support],
      ['unheard', support],
      ['two', support],
    ] as const;
    const { calls } = await whatIsAsked(sandbox, async () => {
      for (const [role, purpose] of outside) {
        const { data, errors } = await gateway.query(words, { by: ada }, as(role, purpose));
        expect([role, purpose, data, codes(errors)]).toEqual([
          role,
          purpose,
          { customer: null },
          ['PURPOSE_NOT_ALLOWED'],
        ]);
      }
    });
    expect(calls).toEqual(nothingAsked);
    expect(
      (await gateway.query(words, { by: ada }, as('narrow', support))).data.customer.email,
    ).not.toBeNull();
  });

  it.each([
    ['must be said', words, as('support'), 'PURPOSE_REQUIRED'],
    [
      'must be one',
      words.replace('{', `@purpose(use: "${support}") {`),
      as('support', 'essential.service'),
      'PURPOSE_CONFLICT',
    ],
    ['must be known', words, as('support', 'essential.service.telepathy'), 'PURPOSE_UNKNOWN'],
  ])('%s', async (_, document, headers, code) => {
    const { data, errors, calls } = await counted(() => gateway.query(document, { by: ada }, headers));
    expect([data, codes(errors), calls]).toEqual([{ customer: null }, [code], nothingAsked]);
  });

  it('that a role may declare as a whole covers its parts, and is as strict as all of them', async () => {
    for (const [role, purpose] of [
      ['support', 'essential.service'],
      ['marketing', 'marketing'],
    ] as const)
      expect((await gateway.query(words, { by: ada }, as(role, purpose))).errors).toBeUndefined();
  });

  it('of consentCheck must be among those of the caller', async () => {
    const check = `query($by: CustomerKey!, $purpose: DataUse!) { consentCheck(by: $by, purpose: $purpose) }`;
    const by = persona('conflict');
    const ask = (role: string, purpose: string) => gateway.query(check, { by, purpose }, as(role));
    const { data, errors } = await ask('sender', 'analytics.reporting');
    expect([data, codes(errors)]).toEqual([null, ['PURPOSE_NOT_ALLOWED']]);
    expect((await ask('sender', marketing)).data).toEqual({ consentCheck: 'DENY' });
    expect((await ask('sender', 'essential.service.notifications.email')).data).toEqual({
      consentCheck: 'PERMIT',
    });
    // Whoever is shown nothing about consent is told nothing about it.
    expect((await ask('finance', 'essential.legal_obligation')).data).toEqual({ consentCheck: 'DENY' });
  });
});

describe('where denied fields refuse the operation', () => {
  it('no source is asked', async () => {
    strict.installation.xref.clear();
    for (const [selection, role, purpose] of [
      ['id email', 'analyst', 'analytics.reporting'],
      [
        'id ... on Customer { a: orders { nodes { id } } b: cases { nodes { id } } }',
        'finance',
        'essential.legal_obligation',
      ],
      ['id birthDate', 'marketing', marketing],
    ] as const) {
      const { data, errors, calls } = await counted(() =>
        strict.query(about(selection), { by: persona('merged') }, as(role, purpose)),
      );
      expect([data, codes(errors), calls]).toEqual([{ customer: null }, ['FIELD_NOT_ALLOWED'], nothingAsked]);
    }
  });

  it('no source is asked for another part of it either', async () => {
    strict.installation.xref.clear();
    const { errors, calls } = await counted(() =>
      strict.query(
        'query($by: CustomerKey!) { fine: customer(by: $by) { locale } refused: customer(by: $by) { email } }',
        { by: persona('merged') },
        as('analyst', 'analytics.reporting'),
      ),
    );
    expect([codes(errors), calls]).toEqual([['FIELD_NOT_ALLOWED', 'FIELD_NOT_ALLOWED'], nothingAsked]);
  });

  it('a part that is not asked for refuses nothing', async () => {
    const { data, errors } = await strict.query(
      'query($by: CustomerKey!, $no: Boolean = false) { customer(by: $by) { locale email @include(if: $no) } }',
      { by: persona('merged') },
      as('analyst', 'analytics.reporting'),
    );
    expect(errors).toBeUndefined();
    expect(data.customer.locale).not.toBeNull();
  });

  it('a value that would be masked is refused as well', async () => {
    strict.installation.xref.clear();
    const { errors, calls } = await counted(() =>
      strict.query(
        about('externalIds { issuer value }'),
        { by: persona('merged') },
        as('analyst', 'analytics.reporting'),
      ),
    );
    expect([[...new Set(codes(errors))], calls]).toEqual([['FIELD_NOT_ALLOWED'], nothingAsked]);
  });
});

it('roles of the policy that is shipped lie within the taxonomy', () => {
  for (const role of roleNames) expect(purposesOf(role).length, role).toBeGreaterThan(0);
  expect(below('user.contacts', ['user.contact'])).toBe(false);
});
