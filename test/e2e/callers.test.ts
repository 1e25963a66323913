/** Who asks, over HTTP: with API keys, with tokens of an issuer that publishes its keys, with nothing; and what scopes open. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Credentials } from '../../src/config/configuration.ts';
import { callerScopes } from '../../src/model/caller.ts';
import { Issuer, signed, signingKey } from '../gateway/issuer.ts';
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
import { as, keyOf, purposesOf, roles, walk, withKeys } from './roles.ts';

const support = 'essential.service.operations.support';
const roleNames = Object.keys(roles);
const others = [
  ...callerScopes.map((scope) => keyOf('support', { name: scope, scopes: [scope] })),
  keyOf('support', { name: 'both', scopes: ['plan:explain', 'consent:explain'] }),
];
const signer = await signingKey('ES256', 'one');
const stranger = await signingKey('ES256', 'one');

let sandbox: Sandbox;
let issuer: Issuer;
let jwt: Credentials['jwt'];
/** Takes keys and tokens. */
let gateway: RunningGateway;
/** Takes whoever shows nothing as well. */
let lenient: RunningGateway;

beforeAll(async () => {
  sandbox = await startTestSandbox({ size: 30 });
  issuer = await Issuer.open(signer);
  jwt = {
    issuer: 'https://login.example.test/',
    audience: 'onefold',
    jwksUrl: issuer.url,
    algorithms: ['ES256'],
    clockSkew: 30,
    claims: { roles: 'roles', scopes: 'scope', dataUses: 'data_uses', region: 'region' },
  };
  const demo = patient({ ...demoConfiguration(sandbox), store: 'memory' });
  const apiKeys = [...roleNames.map((role) => keyOf(role)), ...others];
  gateway = await runGateway(withKeys(demo, { jwt, apiKeys }));
  const anonymous = {
    roles: ['finance'],
    scopes: [],
    dataUses: ['essential.legal_obligation'],
    region: 'eu',
  };
  lenient = await runGateway(withKeys(demo, { anonymous }));
  // Each source reads its catalogue once, before anything is counted.
  for (const one of [gateway, lenient])
    await one.query('{ sources { health { status } } }', {}, as('support'));
});
afterAll(async () => {
  await gateway?.close();
  await lenient?.close();
  await issuer?.[Symbol.asyncDispose]();
  await sandbox?.close();
});

const about = (selection: string) => `query($by: CustomerKey!) { customer(by: $by) { ${selection} } }`;
const codes = (errors: Json) => errors?.map((error: Json) => error.extensions.code);
const nothingAsked = { app: 0, shop: 0, crm: 0, billing: 0 };

function merged(): Json {
  const found = sandbox.population.truth.personas.find(({ name }) => name === 'merged');
  return byRecord(found?.records[0] ?? '');
}

function claims(more: Record<string, unknown> = {}) {
  const now = Math.floor(Date.now() / 1000);
  return {
    iss: 'https://login.example.test/',
    aud: 'onefold',
    sub: 'agent-7',
    exp: now + 600,
    roles: ['support'],
    data_uses: 'essential',
    region: 'eu',
    ...more,
  };
}

async function bearer(more: Record<string, unknown> = {}, key = signer): Promise<Record<string, string>> {
  return { authorization: `Bearer ${await signed(key, claims(more))}`, 'x-data-use': support };
}

/** The bare response to a question about Ada. */
function asked(from: RunningGateway, headers: Record<string, string>): Promise<Response> {
  return fetch(`${from.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-data-use': support, ...headers },
    body: JSON.stringify({
      query: about('email'),
      variables: { by: { email: 'ada.lindqvist@example.com' } },
    }),
  });
}

describe('a token', () => {
  it('lets in whom it names, with the roles, data uses and region it says', async () => {
    const ask = async (more: Record<string, unknown>, purpose = support) =>
      gateway.query(
        about('id email orders { nodes { id } } sources { records { id } }'),
        { by: merged() },
        { ...(await bearer(more)), 'x-data-use': purpose },
      );
    const { data } = await ask({});
    expect(data.customer.email).not.toBeNull();
    expect(walk('support', support, data.customer).leaks).toEqual([]);
    const analysis = 'analytics.reporting';
    const { data: analysed } = await ask({ roles: ['analyst'], data_uses: ['analytics'] }, analysis);
    expect([analysed.customer.email, analysed.customer.orders.nodes.length > 0]).toEqual([null, true]);
    expect(walk('analyst', analysis, analysed.customer).leaks).toEqual([]);
    for (const less of [
      { data_uses: 'analytics' },
      { data_uses: undefined },
      { roles: [] },
      { roles: undefined },
    ])
      expect(codes((await ask(less)).errors)).toEqual(['PURPOSE_NOT_ALLOWED']);
    // All sources are in eu.
    const { data: abroad } = await ask({ region: 'us' });
    expect(abroad.customer.email).toBeNull();
  });

  it('has scopes beside those of its roles', async () => {
    const ask = async (scope: string) => gateway.query('{ verdicts { id } }', {}, await bearer({ scope }));
    expect((await ask('openid identity:steward')).data.verdicts).toEqual([]);
    expect(codes((await ask('openid')).errors)).toEqual(['STEWARD_REQUIRED']);
  });
});

describe('whoever is not let in', () => {
  it('is told so and what to send, and nothing is asked', async () => {
    const refused: Record<string, Record<string, string>> = {
      'no credential': {},
      'an unknown key': { 'x-api-key': 'key-of-nobody' },
      'a key as a token': { authorization: 'Bearer key-of-nobody' },
      'another scheme': { authorization: 'Basic c3VwcG9ydDo=' },
      'a token and a key': { ...(await bearer()), ...as('support') },
      'an expired token': await bearer({ exp: 1 }),
      "another's token": await bearer({ iss: 'https://elsewhere.example.test/' }),
      'a token for others': await bearer({ aud: 'another' }),
      'a token signed by a stranger': await bearer({}, stranger),
      'a token of wrong roles': await bearer({ roles: { support: true } }),
    };
    const { calls } = await whatIsAsked(sandbox, async () => {
      for (const [why, headers] of Object.entries(refused)) {
        const response = await asked(gateway, headers);
        const { data, errors } = (await response.json()) as Json;
        expect([why, response.status, response.headers.get('www-authenticate'), data, codes(errors)]).toEqual(
          [why, 401, 'Bearer', undefined, ['UNAUTHENTICATED']],
        );
      }
    });
    expect(calls).toEqual(nothingAsked);
    const response = await asked(gateway, await bearer());
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([200, null]);
  });

  it('may read whether the gateway is well, and nothing else', async () => {
    expect((await fetch(`${gateway.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${gateway.url}/readyz`)).status).toBe(200);
    const get = await fetch(`${gateway.url}/graphql?query={sources{name}}`, {
      headers: { 'apollo-require-preflight': 'true' },
    });
    expect(get.status).toBe(401);
  });

  it('because the issuer is down, may ask again; keys work all the while', async () => {
    await using down = await Issuer.open(signer);
    down.mood = 'failing';
    const demo = patient(demoConfiguration(sandbox));
    const late = await runGateway(withKeys(demo, { jwt: jwt && { ...jwt, jwksUrl: down.url } }));
    try {
      await late.query('{ sources { health { status } } }', {}, as('support'));
      const { calls } = await whatIsAsked(sandbox, async () => {
        const response = await asked(late, await bearer());
        const { data, errors } = (await response.json()) as Json;
        expect([response.status, response.headers.get('www-authenticate'), data, codes(errors)]).toEqual([
          503,
          null,
          undefined,
          ['AUTHENTICATION_UNAVAILABLE'],
        ]);
      });
      expect(calls).toEqual(nothingAsked);
      expect((await asked(late, as('support'))).status).toBe(200);
    } finally {
      await late.close();
    }
  });
});

describe('whoever shows nothing', () => {
  const legal = 'essential.legal_obligation';

  it('may do what the configuration says, where it says so', async () => {
    const { data } = await lenient.query(about('email company'), { by: merged() }, { 'x-data-use': legal });
    expect([data.customer.email === null, data.customer.company]).toEqual([false, null]);
    const { errors } = await lenient.query(
      about('email'),
      { by: merged() },
      { 'x-data-use': 'essential.service.payment_processing' },
    );
    expect(codes(errors)).toEqual(['PURPOSE_NOT_ALLOWED']);
  });

  it('is somebody else than who shows what does not hold', async () => {
    expect((await asked(lenient, { 'x-api-key': 'key-of-nobody', 'x-data-use': legal })).status).toBe(401);
    expect((await asked(lenient, { authorization: '', 'x-data-use': legal })).status).toBe(401);
  });
});

describe('scopes', () => {
  const mutation = `mutation { giveVerdict(a: { source: "app", id: "1" }, b: { source: "app", id: "2" }, kind: UNSURE) { id } }`;
  const desk = [
    mutation,
    'mutation { setValueRule(value: { email: "x@example.com" }, rule: SHARED) { id } }',
    'mutation { suppress(value: { email: "x@example.com" }) { id } }',
    'mutation { liftSuppression(value: { email: "x@example.com" }) { id } }',
    '{ reviewQueue { requests } }',
    '{ verdicts { id } }',
    '{ conflictCases { apart { id } } }',
    '{ valueRules { id } }',
    '{ suppressions { id } }',
  ];
  const withScope = (scope: string) => [
    ...roleNames.filter((role) => roles[role]?.scopes?.includes(scope)),
    scope,
  ];

  it.each(desk)('%s is for stewards only', async (document) => {
    for (const { name } of [...roleNames.map((role) => keyOf(role)), ...others]) {
      const { errors } = await gateway.query(document, {}, as(name, support));
      const refused = codes(errors)?.includes('STEWARD_REQUIRED') === true;
      expect([name, refused]).toEqual([name, !withScope('identity:steward').includes(name)]);
    }
  });

  it('are needed to be told how an answer was planned, both of those that it tells of', async () => {
    for (const role of [...roleNames, 'plan:explain', 'consent:explain', 'both']) {
      const [purpose = support] = roles[role] === undefined ? [support] : purposesOf(role);
      const { extensions } = await gateway.query(
        about('id'),
        { by: merged() },
        { ...as(role, purpose), 'x-explain': 'true' },
      );
      expect([role, extensions.plan !== undefined]).toEqual([role, ['steward', 'both'].includes(role)]);
    }
    const { extensions } = await gateway.query(about('id'), { by: merged() }, as('both', support));
    expect(extensions.plan).toBeUndefined();
  });

  it('are needed to be told why consent was denied', async () => {
    const words = about(
      'id email consent { decision status decidedBy { source } evidence { source } sources { source } remedy { possible } }',
    );
    const ask = (name: string, purpose: string) => gateway.query(words, { by: merged() }, as(name, purpose));
    const { data } = await ask('support', support);
    expect(data.customer.consent).toEqual({
      decision: 'PERMIT',
      status: null,
      decidedBy: null,
      evidence: null,
      sources: null,
      remedy: null,
    });
    const { data: told } = await ask('consent:explain', support);
    expect(told.customer.consent.status).not.toBeNull();
    expect(told.customer.consent.sources).toHaveLength(4);
  });
});
