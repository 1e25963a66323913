/** Tokens are signed by real keys and checked against a real server; most tests here are attacks. */
import { createHash, createHmac } from 'node:crypto';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { type CryptoKey, exportSPKI, importJWK } from 'jose';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type Authentication,
  type AuthenticationOptions,
  anyone,
  authentication,
  type Credentials,
} from '../../src/gateway/authentication.ts';
import { keyTimes } from '../../src/gateway/published-keys.ts';
import { type Refusal, refusals } from '../../src/gateway/refusal.ts';
import { remembered, type TokenOptions } from '../../src/gateway/token.ts';
import type { Caller } from '../../src/model/caller.ts';
import { codeSpec, GatewayError } from '../../src/model/errors.ts';
import { tokenAlgorithms } from '../../src/model/token.ts';
import { Issuer, type Mood, type SigningKey, signed, signingKey } from './issuer.ts';

const compared = vi.hoisted(() => ({ times: 0 }));
vi.mock('node:crypto', async (original) => {
  const real = await original<typeof import('node:crypto')>();
  const timingSafeEqual: typeof real.timingSafeEqual = (a, b) => {
    compared.times++;
    return real.timingSafeEqual(a, b);
  };
  return { ...real, timingSafeEqual };
});

const start = Date.parse('2026-03-01T12:00:00Z');
const skew = 30;
let time = start;
beforeEach(() => {
  time = start;
});
const tools = { now: () => time };
/** Seconds from now, as claims write instants. */
const inSeconds = (seconds: number) => start / 1000 + seconds;

const rsa = await signingKey('RS256', 'rsa');
const ec = await signingKey('ES256', 'ec');
const ed = await signingKey('EdDSA', 'ed');
const stranger = await signingKey('ES256', 'ec');

const claims = {
  iss: 'https://login.example.test/',
  aud: 'onefold',
  sub: 'agent-7',
  iat: inSeconds(-60),
  exp: inSeconds(600),
  roles: ['support'],
  scope: 'openid consent:explain',
  data_uses: 'essential.service',
  region: 'eu',
};

const jwt: TokenOptions = {
  issuer: claims.iss,
  audience: 'onefold',
  jwks: { keys: { keys: [rsa.published, ec.published, ed.published] } },
  algorithms: ['RS256', 'ES256', 'EdDSA'],
  clockSkew: skew,
  claims: { roles: 'roles', scopes: 'scope', dataUses: 'data_uses', region: 'region' },
};

const agent: Caller = {
  subject: 'agent-7',
  roles: ['support'],
  scopes: new Set(['openid', 'consent:explain']),
  dataUses: ['essential.service'],
  region: 'eu',
};

const keyText = 'of-3Jq0v2mZr8Xw5Kc1Ty7Ld9Bn4Hs6';
const hashOf = (key: string) => createHash('sha256').update(key).digest('hex');
const apiKeys = [
  { name: 'nightly', hash: hashOf('another-key'), roles: ['batch'], dataUses: [] },
  {
    name: 'shop',
    hash: hashOf(keyText),
    roles: ['front'],
    scopes: ['audit:read'],
    dataUses: ['*'],
    region: 'eu',
  },
];
const shop: Caller = {
  subject: 'shop',
  roles: ['front'],
  scopes: new Set(['audit:read']),
  dataUses: ['*'],
  region: 'eu',
};
const anonymous = { roles: ['guest'], dataUses: ['essential.service'], region: 'eu' };

function withTokens(more: Partial<TokenOptions> = {}, beside: AuthenticationOptions = {}): Authentication {
  return authentication({ ...beside, jwt: { ...jwt, ...more } }, tools);
}

const bearer = (text: string): Credentials => ({ authorization: `Bearer ${text}` });

/** Whom the headers let in, or why nobody. */
async function asked(by: Authentication, headers: Credentials): Promise<Caller | Refusal | string> {
  try {
    return await by.callerOf(headers);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    if (error.code !== 'UNAUTHENTICATED') return error.code;
    const refusal = refusals.find((one) => one === error.cause);
    if (refusal === undefined) throw new TypeError('a refusal of no known kind');
    return refusal;
  }
}

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a token', () => {
  it.each([rsa, ec, ed])('signed with $alg says who asks', async (key) => {
    expect(await asked(withTokens(), bearer(await signed(key, claims)))).toEqual(agent);
  });

  it.each([
    [{ typ: undefined }, agent],
    [{ typ: 'at+jwt' }, agent],
    [{ typ: 'application/AT+JWT' }, agent],
    [{ typ: 'logout+jwt' }, 'type'],
    [{ typ: 'dpop+jwt' }, 'type'],
    [{ typ: 7 }, 'type'],
    [{ kid: undefined }, agent],
    [{ kid: 'other' }, 'unknown signing key'],
    [{ crit: ['demand'], demand: 1 }, 'critical header'],
    [{ crit: ['b64'], b64: true }, 'critical header'],
  ])('with the header %j is %j', async (header, expected) => {
    expect(await asked(withTokens(), bearer(await signed(ec, claims, header)))).toEqual(expected);
  });

  it.each<[Record<string, unknown>, unknown]>([
    [{ iss: 'https://login.example.test' }, 'issuer'],
    [{ iss: [claims.iss] }, 'issuer'],
    [{ iss: undefined }, 'claims'],
    [{ aud: 'onefold-test' }, 'audience'],
    [{ aud: ['billing', 'onefold'] }, agent],
    [{ aud: [] }, 'audience'],
    [{ aud: { onefold: true } }, 'audience'],
    [{ aud: undefined }, 'claims'],
    [{ sub: undefined }, 'subject'],
    [{ sub: ' ' }, 'subject'],
    [{ sub: 7 }, 'subject'],
    [{ sub: 'anonymous' }, 'subject'],
    [{ sub: 'anyone' }, 'subject'],
    [{ sub: 'shop' }, 'subject'],
    [{ exp: undefined }, 'claims'],
    [{ exp: String(claims.exp) }, 'claims'],
    [{ exp: null }, 'claims'],
    [{ nbf: 'now' }, 'claims'],
    [{ iat: {} }, 'claims'],
    [{ roles: 7 }, 'claims'],
    [{ roles: [['support']] }, 'claims'],
    [{ roles: ['support', null] }, 'claims'],
    [{ roles: ['support', ''] }, 'claims'],
    [{ roles: null }, 'claims'],
    [{ scope: { all: true } }, 'claims'],
    [{ data_uses: true }, 'claims'],
    [{ region: ['eu'] }, 'claims'],
    [{ region: '' }, 'claims'],
  ])('with the claims %j is %j', async (more, expected) => {
    const token = await signed(ec, { ...claims, ...more });
    expect(await asked(withTokens({}, { apiKeys }), bearer(token))).toEqual(expected);
  });

  it('that never ends has no end', async () => {
    const token = await signed(ec, JSON.stringify(claims).replace(/"exp":\d+/, '"exp":1e999'));
    expect(await asked(withTokens(), bearer(token))).toBe('claims');
  });

  it('is for one of several audiences', async () => {
    const by = withTokens({ audience: ['console', 'onefold'] });
    expect(await asked(by, bearer(await signed(ec, claims)))).toEqual(agent);
    expect(await asked(by, bearer(await signed(ec, { ...claims, aud: 'billing' })))).toBe('audience');
  });

  const around = fc.oneof(fc.integer({ min: -60, max: 60 }), fc.constantFrom(-31, -30, -29, 29, 30, 31));
  it('holds between its instants, give or take the skew', () =>
    fc.assert(
      fc.asyncProperty(
        fc.record({
          exp: around,
          nbf: fc.option(around, { nil: undefined }),
          iat: fc.option(around, { nil: undefined }),
        }),
        async ({ exp, nbf, iat }) => {
          const instants = {
            exp: inSeconds(exp),
            nbf: nbf === undefined ? undefined : inSeconds(nbf),
            iat: iat === undefined ? undefined : inSeconds(iat),
          };
          const holds = exp + skew > 0 && (nbf ?? 0) <= skew && (iat ?? 0) <= skew;
          const answer = await asked(withTokens(), bearer(await signed(ed, { ...claims, ...instants })));
          if (holds) expect(answer).toEqual(agent);
          else expect(['expired', 'not yet valid']).toContain(answer);
        },
      ),
    ));

  it('holds to the last instant of its skew', async () => {
    const token = await signed(ec, { ...claims, exp: inSeconds(0) });
    time = start + skew * 1000 - 1;
    expect(await asked(withTokens(), bearer(token))).toEqual(agent);
    time = start + skew * 1000;
    expect(await asked(withTokens(), bearer(token))).toBe('expired');
  });
});

describe('claims', () => {
  async function saying(names: Partial<TokenOptions['claims']>, more: Record<string, unknown>) {
    const by = withTokens({ claims: { ...jwt.claims, ...names } });
    const caller = await by.callerOf(bearer(await signed(ed, { ...claims, ...more })));
    return { ...caller, scopes: [...caller.scopes] };
  }

  it('are lists or texts; only a role may have spaces', async () => {
    expect(
      await saying(
        {},
        { roles: 'Support Agent', scope: ['a', 'b'], data_uses: 'essential  marketing.communications' },
      ),
    ).toMatchObject({
      roles: ['Support Agent'],
      scopes: ['a', 'b'],
      dataUses: ['essential', 'marketing.communications'],
    });
    expect(await saying({}, { roles: '', scope: ' ', data_uses: [] })).toMatchObject({
      roles: [],
      scopes: [],
      dataUses: [],
    });
  });

  it('that are not there grant nothing', async () => {
    const none = { roles: undefined, scope: undefined, data_uses: undefined, region: undefined };
    expect(await saying({}, none)).toEqual({
      subject: 'agent-7',
      roles: [],
      scopes: [],
      dataUses: [],
      region: undefined,
    });
    expect((await saying({ roles: 'toString' }, {})).roles).toEqual([]);
    expect((await saying({ roles: 'roles.length' }, {})).roles).toEqual([]);
    expect((await saying({ roles: 'roles.0' }, {})).roles).toEqual(['support']);
    expect((await saying({ roles: 'sub.length' }, {})).roles).toEqual([]);
  });

  it('are found within others, and under names with dots', async () => {
    const more = {
      realm_access: { roles: ['r1'] },
      'https://example.test/roles': ['r2'],
      resource_access: { 'api.example.test': { roles: ['r3'] } },
      'a.b': { c: ['r4'] },
      a: { b: { c: ['hidden'] } },
    };
    const names = [
      'realm_access.roles',
      'https://example.test/roles',
      'resource_access.api.example.test.roles',
      'a.b.c',
    ];
    const found = await Promise.all(names.map(async (roles) => (await saying({ roles }, more)).roles));
    expect(found).toEqual([['r1'], ['r2'], ['r3'], ['r4']]);
    const { roles } = await saying({ roles: 'realm_access.groups' }, more);
    expect(roles).toEqual([]);
  });

  it('of any shape grant what they say or are refused', () =>
    fc.assert(
      fc.asyncProperty(
        fc.jsonValue(),
        fc.constantFrom('roles', 'scope', 'data_uses', 'region'),
        async (value, name) => {
          const answer = await asked(withTokens(), bearer(await signed(ed, { ...claims, [name]: value })));
          if (typeof answer === 'string') {
            expect(answer).toBe('claims');
            return;
          }
          const { roles, scopes, dataUses, region } = answer;
          const said = JSON.stringify({ ...claims, [name]: value });
          for (const one of [...roles, ...scopes, ...dataUses, region ?? ''])
            expect(said).toContain(JSON.stringify(one).slice(1, -1));
        },
      ),
    ));
});

describe('a forged token', () => {
  const header = (more: object) => encoded({ alg: 'RS256', kid: 'rsa', typ: 'JWT', ...more });

  it.each(['none', 'None', 'NONE', ''])('with the algorithm %j is refused', async (alg) => {
    const unsigned = `${header({ alg })}.${encoded(claims)}.`;
    expect(['algorithm', 'malformed']).toContain(await asked(withTokens(), bearer(unsigned)));
    expect(['algorithm', 'malformed']).toContain(await asked(withTokens(), bearer(`${unsigned}AAAA`)));
  });

  it('whose secret is the public key is refused', async () => {
    const [pem, jwk] = [await exportSPKI(await publicKey(rsa)), JSON.stringify(rsa.published)];
    for (const secret of [pem, pem.trim(), jwk, rsa.published.n ?? '']) {
      const input = `${header({ alg: 'HS256' })}.${encoded(claims)}`;
      const token = `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
      expect(await asked(withTokens(), bearer(token))).toBe('algorithm');
    }
  });

  it('with an algorithm that is not pinned is refused, though the key would fit', async () => {
    expect(await asked(withTokens({ algorithms: ['RS256'] }), bearer(await signed(ec, claims)))).toBe(
      'algorithm',
    );
  });

  it('with a name of a key that is not its own is refused', async () => {
    expect(await asked(withTokens(), bearer(await signed(stranger, claims)))).toBe('signature');
    expect(await asked(withTokens(), bearer(await signed(ec, claims, { kid: 'rsa' })))).toBe(
      'unknown signing key',
    );
  });

  it('that brings its own key, or the address of one, is refused, and nobody is asked', async () => {
    await using issuer = await Issuer.open(stranger);
    const own = { jwk: stranger.published, jku: issuer.url, x5u: issuer.url };
    expect(await asked(withTokens(), bearer(await signed(stranger, claims, own)))).toBe('signature');
    expect(
      await asked(withTokens(), bearer(await signed(stranger, claims, { ...own, kid: issuer.url }))),
    ).toBe('unknown signing key');
    expect(issuer.asked).toBe(0);
    // Honest ones that carry them are none the worse.
    expect(await asked(withTokens(), bearer(await signed(ec, claims, own)))).toEqual(agent);
  });

  it('with other claims under an honest signature is refused', async () => {
    const [head, , signature] = (await signed(ec, claims)).split('.');
    const payload = encoded({ ...claims, roles: ['steward'] });
    expect(await asked(withTokens(), bearer(`${head}.${payload}.${signature}`))).toBe('signature');
  });

  it('is what any changed token is', async () => {
    const honest = await signed(ed, claims);
    const end = honest.lastIndexOf('.');
    await fc.assert(
      fc.asyncProperty(fc.nat(end), fc.constantFrom(...'Aa0_-.'), async (at, letter) => {
        fc.pre(honest[at] !== letter);
        const changed = honest.slice(0, at) + letter + honest.slice(at + 1);
        expect(typeof (await asked(withTokens(), bearer(changed)))).toBe('string');
      }),
    );
  });

  it('that is no JSON object, or hardly text, is refused', async () => {
    for (const payload of ['', 'null', '[]', '"x"', '{', '\ud800', `[${'['.repeat(3000)}`])
      expect(await asked(withTokens(), bearer(await signed(ed, payload)))).toBe('malformed');
  });

  it('is refused by its length before it is read', async () => {
    const long = await signed(ec, { ...claims, more: 'x'.repeat(8192) });
    expect(await asked(withTokens(), bearer(long))).toBe('malformed');
    const fits = await signed(ec, { ...claims, more: 'x'.repeat(5000) });
    expect(await asked(withTokens(), bearer(fits))).toEqual(agent);
    for (const text of ['.'.repeat(1e6), `${'a'.repeat(4e5)}.${'b'.repeat(4e5)}.c`])
      expect(await asked(withTokens(), bearer(text))).toBe('malformed');
    expect(await asked(authentication({ apiKeys }, tools), { 'x-api-key': 'k'.repeat(8193) })).toBe(
      'malformed',
    );
  });
});

async function publicKey({ published, alg }: SigningKey): Promise<CryptoKey> {
  const key = await importJWK(published, alg, { extractable: true });
  if (key instanceof Uint8Array) throw new TypeError('a public key was expected');
  return key;
}

describe('garbage', () => {
  const anything = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'grapheme' }).map((text) => `Bearer ${text}`),
    fc
      .array(fc.string({ unit: fc.constantFrom(...'Aa0_-=+/ .,') }), { minLength: 3, maxLength: 5 })
      .map((parts) => `Bearer ${parts.join('.')}`),
    fc
      .tuple(fc.jsonValue(), fc.jsonValue(), fc.base64String())
      .map(([head, body, end]) => `Bearer ${encoded(head)}.${encoded(body)}.${end}`),
    fc
      .record({ alg: fc.constantFrom('ES256', 'RS256'), kid: fc.constantFrom('ec', 'rsa', '') })
      .map((head) => `Bearer ${encoded(head)}.${encoded(claims)}.AAAA`),
  );

  it('is refused, and is not repeated by what says so', () =>
    fc.assert(
      fc.asyncProperty(anything, fc.boolean(), async (text, asKey) => {
        const by = withTokens({}, { apiKeys, anonymous });
        const headers = asKey ? { 'x-api-key': text } : { authorization: text };
        expect(refusals).toContain(await asked(by, headers));
      }),
    ));

  it.each([
    '',
    'Bearer',
    'Bearer ',
    'Basic c2hvcDp4',
    `Bearer\t${keyText}`,
    `Bearer ${keyText} x`,
    keyText,
    'Bearer κλειδί',
    'Bearer k\u0000',
  ])('such as %j is refused, and nobody becomes anonymous by it', async (authorization) => {
    const by = authentication({ apiKeys, anonymous }, tools);
    expect(await asked(by, { authorization })).toBe('malformed');
    if (authorization === '') expect(await asked(by, { 'x-api-key': '' })).toBe('malformed');
  });
});

describe('an API key', () => {
  const by = authentication({ apiKeys, anonymous }, tools);

  it('lets its holder in, in either header, at once', () => {
    expect(by.callerOf({ 'x-api-key': keyText })).toEqual(shop);
    expect(by.callerOf({ authorization: `Bearer ${keyText}` })).toEqual(shop);
    expect(by.callerOf({ authorization: `bearer  ${keyText}` })).toEqual(shop);
    expect(by.callerOf({ 'x-api-key': 'another-key' })).toEqual({
      subject: 'nightly',
      roles: ['batch'],
      scopes: new Set(),
      dataUses: [],
      region: undefined,
    });
  });

  it('is known beside tokens', async () => {
    const both = withTokens({}, { apiKeys });
    expect(both.callerOf({ authorization: `Bearer ${keyText}` })).toEqual(shop);
    expect(await asked(both, bearer(await signed(ec, claims)))).toEqual(agent);
    expect(await asked(both, bearer(`${keyText}x`))).toBe('unknown API key');
    // Where there are no tokens, what looks like one is a key.
    const dotted = { name: 'dotted', hash: hashOf('a.b.c'), roles: [], dataUses: [] };
    expect(authentication({ apiKeys: [dotted] }, tools).callerOf(bearer('a.b.c'))).toMatchObject({
      subject: 'dotted',
    });
  });

  it('that is not known is refused, its hash too', async () => {
    expect(await asked(by, { 'x-api-key': `${keyText}x` })).toBe('unknown API key');
    expect(await asked(by, { 'x-api-key': hashOf(keyText) })).toBe('unknown API key');
    expect(await asked(withTokens(), { 'x-api-key': keyText })).toBe('unknown API key');
  });

  it('beside a token is one too many', async () => {
    const both = withTokens({}, { apiKeys, anonymous });
    const token = await signed(ec, claims);
    expect(await asked(both, { ...bearer(token), 'x-api-key': keyText })).toBe('two credentials');
    expect(await asked(by, { ...bearer(keyText), 'x-api-key': keyText })).toBe('two credentials');
    expect(await asked(by, { authorization: '', 'x-api-key': keyText })).toBe('two credentials');
  });

  it('opens for its holder and nobody else', () =>
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.stringMatching(/^[\x21-\x7e]{1,40}$/), { minLength: 1, maxLength: 8 }),
        fc.stringMatching(/^[\x21-\x7e]{1,40}$/),
        (texts, other) => {
          const holders = texts.map((text, at) => ({
            name: `n${at}`,
            hash: hashOf(text),
            roles: [],
            dataUses: [],
          }));
          const these = authentication({ apiKeys: holders }, tools);
          texts.forEach((text, at) => {
            expect(these.callerOf({ 'x-api-key': text })).toMatchObject({ subject: `n${at}` });
          });
          if (!texts.includes(other))
            expect(() => these.callerOf({ 'x-api-key': other })).toThrow(GatewayError);
        },
      ),
    ));

  it('is held against all keys, whichever it is', async () => {
    for (const key of ['another-key', keyText, 'unknown']) {
      compared.times = 0;
      await asked(by, { 'x-api-key': key });
      expect(compared.times).toBe(apiKeys.length);
    }
  });
});

describe('who shows nothing', () => {
  it('is refused, anonymous, or anyone, as the configuration says', async () => {
    expect(await asked(withTokens({}, { apiKeys }), {})).toBe('no credential');
    expect(authentication({ anonymous }, tools).callerOf({})).toEqual({
      subject: 'anonymous',
      roles: ['guest'],
      scopes: new Set(),
      dataUses: ['essential.service'],
      region: 'eu',
    });
    const open = authentication({ open: true }, tools);
    expect(open.callerOf({})).toBe(anyone);
    expect(open.callerOf({ authorization: 'Bearer x' })).toBe(anyone);
    expect(await asked(authentication({}, tools), {})).toBe('no credential');
  });
});

describe('options that cannot hold', () => {
  it.each<[AuthenticationOptions, RegExp]>([
    [{ open: true, apiKeys }, /open authentication/],
    [{ open: true, jwt }, /open authentication/],
    [{ apiKeys: [{ name: 'short', hash: 'abc', roles: [], dataUses: [] }] }, /API key short: .* 64 hex/],
    [{ jwt: { ...jwt, algorithms: [] } }, /algorithms/],
    // biome-ignore lint/suspicious/noExplicitAny: what a caller without types may write
    [{ jwt: { ...jwt, algorithms: ['ES256', 'HS256'] as any } }, /algorithms/],
    // biome-ignore lint/suspicious/noExplicitAny: what a caller without types may write
    [{ jwt: { ...jwt, algorithms: ['none'] as any } }, /algorithms/],
    [{ jwt: { ...jwt, jwks: { keys: { keys: [{ kty: 'oct', k: 'c2VjcmV0' }] } } } }, /key 0 .* private/],
    // biome-ignore lint/suspicious/noExplicitAny: what a caller without types may write
    [{ jwt: { ...jwt, jwks: { keys: [] as any } } }, /list of keys/],
    [{ jwt: { ...jwt, jwks: { url: 'login.example.test' } } }, /URL/],
  ])('are said at once (%#)', (options, message) => {
    expect(() => authentication(options, tools)).toThrow(TypeError);
    expect(() => authentication(options, tools)).toThrow(message);
  });

  it('have no algorithm with a secret among those that may be pinned', () => {
    expect(tokenAlgorithms.filter((name) => /^HS|none/i.test(name))).toEqual([]);
  });
});

describe('a remembered token', () => {
  it('is answered at once, without its signature', async () => {
    const by = withTokens();
    const headers = bearer(await signed(ec, claims));
    const first = by.callerOf(headers);
    expect(first).toBeInstanceOf(Promise);
    const caller = await first;
    const verify = vi.spyOn(crypto.subtle, 'verify');
    expect(by.callerOf(headers)).toBe(caller);
    expect(verify).not.toHaveBeenCalled();
    time += remembered - 1;
    expect(by.callerOf(headers)).toBe(caller);
    time += 1;
    expect(await by.callerOf(headers)).toEqual(caller);
    expect(verify).toHaveBeenCalledTimes(1);
    verify.mockRestore();
  });

  it('is forgotten when it ends', async () => {
    const by = withTokens();
    const headers = bearer(await signed(ec, { ...claims, exp: inSeconds(5) }));
    expect(await asked(by, headers)).toEqual(agent);
    time += (5 + skew) * 1000 - 1;
    expect(by.callerOf(headers)).toEqual(agent);
    time += 1;
    expect(await asked(by, headers)).toBe('expired');
  });

  it('is itself, to the last letter', async () => {
    const by = withTokens();
    const token = await signed(ec, claims);
    await by.callerOf(bearer(token));
    expect(await asked(by, bearer(`${token.slice(0, -3)}AAA`))).toBe('signature');
  });

  it('is none that was refused', async () => {
    const by = withTokens();
    const headers = bearer(await signed(stranger, claims));
    expect(await asked(by, headers)).toBe('signature');
    expect(await asked(by, headers)).toBe('signature');
  });
});

describe('published keys', () => {
  const from = (issuer: Issuer) => withTokens({ jwks: { url: issuer.url } });

  it('are read once for all who come first, and not before', async () => {
    await using issuer = await Issuer.open(rsa, ec, ed);
    const by = from(issuer);
    expect(issuer.asked).toBe(0);
    const keys = [rsa, ec, ed];
    const tokens = await Promise.all(
      Array.from({ length: 30 }, (_, at) => signed(keys[at % 3] ?? ec, { ...claims, sub: `s${at}` })),
    );
    const callers = await Promise.all(tokens.map((token) => by.callerOf(bearer(token))));
    expect(callers.map(({ subject }) => subject)).toEqual(tokens.map((_, at) => `s${at}`));
    expect(issuer.asked).toBe(1);
  });

  it('are read again for a key that is new, once in a while', async () => {
    const next = await signingKey('ES256', 'next');
    await using issuer = await Issuer.open(ec);
    const by = from(issuer);
    expect(await asked(by, bearer(await signed(ec, claims)))).toEqual(agent);
    issuer.keys = [ec.published, next.published];
    const rotated = bearer(await signed(next, claims));
    expect(await asked(by, rotated)).toBe('unknown signing key');
    expect(issuer.asked).toBe(1);
    time += keyTimes.cooldown;
    const many = await Promise.all(
      Array.from({ length: 10 }, async (_, at) =>
        asked(by, bearer(await signed(next, { ...claims, sub: `s${at}` }))),
      ),
    );
    expect(many.map((one) => typeof one)).toEqual(Array(10).fill('object'));
    expect(await asked(by, rotated)).toEqual(agent);
    for (let at = 0; at < 20; at++)
      expect(await asked(by, bearer(await signed(stranger, claims, { kid: `made-up-${at}` })))).toBe(
        'unknown signing key',
      );
    expect(issuer.asked).toBe(2);
  });

  it('that were withdrawn are trusted until they are read again, and a minute', async () => {
    await using issuer = await Issuer.open(ec);
    const by = from(issuer);
    const headers = bearer(await signed(ec, { ...claims, exp: inSeconds(7200) }));
    expect(await asked(by, headers)).toEqual(agent);
    issuer.keys = [ed.published];
    time += keyTimes.fresh - 1;
    expect(await asked(by, headers)).toEqual(agent);
    time += remembered;
    expect(await asked(by, headers)).toBe('unknown signing key');
  });

  it.each<Mood>(['failing', 'cutting', 'garbage', 'moved'])(
    'of an issuer that is %s are not to be had, and are when it is well again',
    async (mood) => {
      await using issuer = await Issuer.open(ec);
      issuer.mood = mood;
      const by = from(issuer);
      const headers = bearer(await signed(ec, claims));
      expect(await asked(by, headers)).toBe('AUTHENTICATION_UNAVAILABLE');
      issuer.mood = 'ok';
      // It is left alone for a moment, and nobody waits.
      expect(await asked(by, headers)).toBe('AUTHENTICATION_UNAVAILABLE');
      expect(issuer.asked).toBe(1);
      time += keyTimes.pause;
      expect(await asked(by, headers)).toEqual(agent);
    },
  );

  it('of an issuer that hangs are given up, and it may be asked again later', async () => {
    await using issuer = await Issuer.open(ec);
    issuer.mood = 'hanging';
    const by = from(issuer);
    const error = await Promise.resolve(by.callerOf(bearer(await signed(ec, claims)))).catch(
      (one: unknown) => one,
    );
    expect(error).toMatchObject({ code: 'AUTHENTICATION_UNAVAILABLE', retryAfter: 5 });
    expect(codeSpec('AUTHENTICATION_UNAVAILABLE').retryable).toBe(true);
    expect(codeSpec('UNAUTHENTICATED').retryable).toBe(false);
  });

  it('that are known are used for an hour without their issuer', async () => {
    await using issuer = await Issuer.open(ec);
    const by = from(issuer);
    const headers = bearer(await signed(ec, { ...claims, exp: inSeconds(7200) }));
    expect(await asked(by, headers)).toEqual(agent);
    issuer.mood = 'failing';
    time += keyTimes.usable - 1;
    expect(await asked(by, headers)).toEqual(agent);
    const before = issuer.asked;
    expect(
      await asked(by, bearer(await signed(ec, { ...claims, sub: 'other', exp: inSeconds(7200) }))),
    ).toMatchObject({
      subject: 'other',
    });
    expect(issuer.asked).toBe(before);
    // Whether a key that is not among them is a new one cannot be known now.
    expect(
      await asked(by, bearer(await signed(stranger, { ...claims, exp: inSeconds(7200) }, { kid: 'new' }))),
    ).toBe('AUTHENTICATION_UNAVAILABLE');
    time += remembered;
    expect(await asked(by, headers)).toBe('AUTHENTICATION_UNAVAILABLE');
  });

  it('of which several may be meant are not guessed at, nor asked for again', async () => {
    const second = await signingKey('ES256', 'second');
    await using issuer = await Issuer.open(ec, second);
    const by = from(issuer);
    expect(await asked(by, bearer(await signed(second, claims)))).toEqual(agent);
    time += keyTimes.cooldown;
    const nameless = bearer(await signed(second, claims, { kid: undefined }));
    expect(await asked(by, nameless)).toBe('unknown signing key');
    expect(issuer.asked).toBe(1);
  });

  it('of no use for the algorithm, or that are private, let nobody in', async () => {
    await using issuer = await Issuer.open(ec);
    issuer.keys = [{ ...ec.published, use: 'enc' }];
    expect(await asked(from(issuer), bearer(await signed(ec, claims)))).toBe('unknown signing key');
    issuer.keys = [{ kty: 'oct', k: 'c2VjcmV0', kid: 'ec' }];
    expect(await asked(from(issuer), bearer(await signed(ec, claims)))).toBe('unknown signing key');
    issuer.keys = [{ ...ec.published, x: 'AAAA' }];
    expect(await asked(from(issuer), bearer(await signed(ec, claims)))).toBe('unknown signing key');
  });
});

describe('what is thrown', () => {
  let headers: readonly Credentials[] = [];
  beforeAll(async () => {
    const personal = { ...claims, sub: 'secret-subject', email: 'secret@example.test' };
    const tokens = await Promise.all([
      signed(ec, { ...personal, exp: 1 }),
      signed(ec, { ...personal, aud: 'secret-audience' }),
      signed(ec, { ...personal, iss: 'secret-issuer' }),
      signed(ec, { ...personal, roles: { secret: 1 } }),
      signed(ec, personal, { kid: 'secret-kid' }),
      signed(ec, personal, { typ: 'secret-type' }),
      signed(ec, personal, { crit: ['demand'], demand: 'secret-demand' }),
      signed(stranger, personal),
    ]);
    headers = [...tokens.map(bearer), { 'x-api-key': 'secret-key' }, { authorization: 'Secret secret' }];
  });

  it('has nothing of the credential in it, cause and all', async () => {
    const by = withTokens({}, { apiKeys });
    for (const one of headers) {
      const error = await Promise.resolve()
        .then(() => by.callerOf(one))
        .catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(GatewayError);
      const text = inspect(error, { depth: 20, showHidden: true });
      expect(text).not.toMatch(/secret-|secret@/i);
      for (const part of Object.values(one).join(' ').split(/[ .]/))
        if (part.length > 8) expect(text).not.toContain(part);
    }
  });
});
