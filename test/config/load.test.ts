// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the notation of variables is what is tested
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../src/config/fault.ts';
import { loadConfiguration } from '../../src/config/load.ts';
import { coldStartModel } from '../../src/identity/model.ts';
import { faultsOf, gatewayText, sourcesText, written } from './files.ts';

const minimal = gatewayText + sourcesText;
const load = (text: string, env = {}) => loadConfiguration(written({ 'onefold.yaml': text }), env);

describe('a configuration that is right', () => {
  it('has every default in place', () => {
    const { gateway, sources, identity, profile, consent, logLevel } = load(minimal);
    expect(gateway).toEqual({
      host: '127.0.0.1',
      port: 4000,
      secret: 'a secret of the tests, which is no secret',
      lookupSecret: 'a secret of the tests, which is no secret',
      authentication: 'open',
      country: 'DE',
      countries: ['DE'],
      deadline: 3000,
      console: true,
      explain: false,
      limits: { bodyBytes: 262_144, depth: 15, aliases: 60 },
    });
    expect(sources).toMatchObject([
      { name: 'app', kind: 'memory', options: { kind: 'memory', timeout: 1500 } },
    ]);
    expect(identity).toEqual({
      precedence: ['app'],
      model: coldStartModel(1_000_000),
      universe: 1_000_000,
      budget: { waves: 4, records: 200 },
      guards: { contactLimit: 5, clusterLimit: 50 },
      xref: { entries: 100_000, ttl: 86_400_000, absentTtl: 30_000, refresh: 300_000 },
    });
    expect(profile).toEqual({});
    expect(consent.thresholds).toEqual({ merge: 0.95, restrict: 0.6 });
    expect(consent.policy.purposes.purposes['third_party_sharing']?.basis).toBe('CONSENT');
    expect(consent.policy.regimes.default).toBe('OPT_IN');
    expect(logLevel).toBe('info');
  });

  it('puts the sources that precedence leaves out behind, in file order', () => {
    const names = ['crm', 'app', 'shop'];
    const one = sourcesText.split('\n').slice(2).join('\n');
    const text = `${gatewayText}sources:\n${names.map((name) => `  ${name}:\n${one}`).join('')}`;
    expect(load(text).identity.precedence).toEqual(names);
    expect(load(`${text}identity: { precedence: [shop] }\n`).identity.precedence).toEqual([
      'shop',
      'crm',
      'app',
    ]);
  });

  it('is listened to where PORT and HOST say', () => {
    const { gateway, logLevel } = load(minimal, { PORT: '0', HOST: '::1', LOG_LEVEL: 'debug' });
    expect(gateway).toMatchObject({ port: 0, host: '::1' });
    expect(logLevel).toBe('debug');
  });

  it('does not start in production with its door open', () => {
    expect(faultsOf(minimal, { NODE_ENV: 'production' })).toEqual([
      expect.stringMatching(/^onefold\.yaml:3:\d+ gateway\.authentication: must not be open/),
    ]);
    expect(faultsOf(minimal, { NODE_ENV: 'development' })).toEqual([]);
  });

  it('may repeat itself by anchors and merge keys', () => {
    const text = minimal
      .replace('  app:', '  app: &app')
      .concat('  copy:\n    <<: *app\n    region: eu\n  alias: *app\n');
    expect(load(text).sources.map(({ name, kind, options }) => [name, kind, options.region])).toEqual([
      ['app', 'memory', undefined],
      ['copy', 'memory', 'eu'],
      ['alias', 'memory', undefined],
    ]);
  });

  it('finds policy files beside itself', () => {
    const file = written({
      'onefold.yaml': `${minimal}consent: { purposes: mine.yaml, regimes: rules.yaml }\n`,
      'mine.yaml':
        'version: "7"\npurposes: { marketing: { basis: CONSENT, maxAgeMonths: 24, quorum: [app] } }\n',
      'rules.yaml': 'version: "8"\ndefault: PROHIBITED\njurisdictions: { US-CA: { mechanism: OPT_OUT } }\n',
    });
    expect(loadConfiguration(file, {}).consent.policy).toEqual({
      purposes: {
        version: '7',
        purposes: { marketing: { basis: 'CONSENT', maxAgeMonths: 24, quorum: ['app'] } },
        signals: { gpc: [] },
      },
      regimes: { version: '8', default: 'PROHIBITED', jurisdictions: { 'US-CA': { mechanism: 'OPT_OUT' } } },
    });
  });
});

describe('variables', () => {
  const secret = '12345678901234567890123456789012';

  it('stand anywhere in a value, in flow mappings too', () => {
    const text = minimal
      .replace('table: people', 'table: ${SCHEMA}.${TABLE}')
      .replace('{ email: mail }', '{ email: ${MAIL} }');
    const [source] = load(text, { SCHEMA: 'public', TABLE: 'users', MAIL: 'e_mail' }).sources;
    expect(source?.options).toMatchObject({
      customer: { table: 'public.users', attributes: { email: 'e_mail' } },
    });
  });

  it('are text, except where a number or a boolean is wanted', () => {
    const text = minimal.replace(/secret: .*/, 'secret: ${SECRET}\n  port: ${LISTEN}\n  console: ${CONSOLE}');
    const { gateway } = load(text, { SECRET: secret, LISTEN: '8080', CONSOLE: 'false' });
    expect(gateway).toMatchObject({ secret, port: 8080, console: false });
  });

  it('have a default for when they are unset or empty', () => {
    const text = minimal.replace('country: DE', 'country: ${COUNTRY:-AT}');
    expect(load(text).gateway.country).toBe('AT');
    expect(load(text, { COUNTRY: '' }).gateway.country).toBe('AT');
    expect(load(text, { COUNTRY: 'CH' }).gateway.country).toBe('CH');
  });

  it('are not looked for inside the value of another', () => {
    const value = 'x${HOME}'.padEnd(32, 'x');
    expect(load(minimal.replace(/secret: .*/, 'secret: ${SECRET}'), { SECRET: value }).gateway.secret).toBe(
      value,
    );
  });

  it('that are not set are a fault, by name and line', () => {
    expect(faultsOf(minimal.replace(/secret: .*/, 'secret: ${ONEFOLD_SECRET}'))).toEqual([
      'onefold.yaml:2:3 gateway.secret: needs the environment variable ONEFOLD_SECRET, which is not set',
    ]);
  });

  it('must have a name', () => {
    expect(faultsOf(minimal.replace('country: DE', 'country: ${not a name}'))).toEqual([
      'onefold.yaml:4:3 gateway.country: holds a reference that is not ${NAME} or ${NAME:-default}',
    ]);
  });
});

describe('faults', () => {
  it('are all told at once, each with its line and what to do', () => {
    const text = `gateway:
  prot: 4000
  secret: short
  country: Germany
  deadline: soon
  defaultPurpose: essential.service.operations.suport
sources:
  app:
    kind: postgres
    url: mysql://hunter2@host/db
    customer:
      table: public.users
      id: id
      attributes: { emial: email, phone: 5 }
      references: { bilng: stripe_customer_id }
      lookups: { externalId.loyalty: { column: card }, reference.billing: false }
      consent:
        - { purpose: marketing.comunications, channel: [EMAIL, ANY], column: x, granted: [true] }
        - { purpose: marketing, chanel: EMAIL, column: x }
    collections:
      order: {}
      orders: { table: o, customer: c, id: id, attributes: { total: total, numbr: nr } }
  shop: { kind: mysq }
  App: { kind: stripe, apiKey: x }
  crm:
    kind: salesforce
    instanceUrl: https://crm.example
    auth: { accesToken: hunter2 }
    objects: { Contact: { references: { ap: App_Id__c }, consent: nothing } }
    collections: { consents: { purpose: { column: Name, values: { News: marketng } } } }
  billing: { kind: stripe, apiKey: x, region: 5 }
  billing: { kind: stripe, apiKey: x }
identity: { precedence: [crm, ap, crm], budget: 3 }
profile:
  emial: { order: [app] }
  name.given: {}
  phone: 5
  email: { prefer: [oldest], order: [shoop] }
consent: { thresholds: { merge: 0.5 } }
`;
    expect(faultsOf(text, { PORT: '70000', LOG_LEVEL: 'loud' })).toMatchInlineSnapshot(`
      [
        "onefold.yaml:1:1 gateway.authentication: is required: Who is let in. Write open to let everyone in who reaches the port, which is for demos: production refuses it.",
        "onefold.yaml:1:1 gateway.port: the environment variable PORT must be a whole number from 0 to 65535",
        "onefold.yaml:1:1 LOG_LEVEL: the environment variable must be one of trace, debug, info, warn, error, fatal, silent",
        "onefold.yaml:2:3 gateway.prot: is not a key here; keys are host, port, secret, lookupSecret, authentication, region, country, countries, documents, defaultPurpose, deadline, console, explain, limits (did you mean port?)",
        "onefold.yaml:3:3 gateway.secret: must have at least 32 characters",
        "onefold.yaml:4:3 gateway.country: must be an ISO 3166 code such as DE",
        "onefold.yaml:5:3 gateway.deadline: must be a number",
        "onefold.yaml:6:3 gateway.defaultPurpose: is not a purpose of the taxonomy (did you mean essential.service.operations.support?)",
        "onefold.yaml:10:5 sources.app.url: must begin with postgres://",
        "onefold.yaml:14:21 sources.app.customer.attributes.emial: must be one of name.full, name.prefix, name.given, name.middle, name.family, name.suffix, email, phone, address.street, address.city, address.region, address.postalCode, address.country, company, jobTitle, birthDate, locale, createdAt, lastActivityAt, custom.<name> or externalId.<issuer> (did you mean email?)",
        "onefold.yaml:14:35 sources.app.customer.attributes.phone: must be text (in quotes if it looks like a number or a word such as true), or a list",
        "onefold.yaml:15:21 sources.app.customer.references.bilng: is not a configured source (did you mean billing?)",
        "onefold.yaml:16:18 sources.app.customer.lookups.externalId.loyalty: is looked up but not mapped (map externalId.loyalty under attributes)",
        "onefold.yaml:16:56 sources.app.customer.lookups.reference.billing: is looked up but not mapped (map billing under references)",
        "onefold.yaml:18:13 sources.app.customer.consent[0].purpose: is not a purpose of the taxonomy (did you mean marketing.communications?)",
        "onefold.yaml:18:47 sources.app.customer.consent[0].channel: a grant must list its channels: ANY would imply SMS and voice",
        "onefold.yaml:19:11 sources.app.customer.consent[1].channel: is required",
        "onefold.yaml:19:33 sources.app.customer.consent[1].chanel: is not a key here; keys are purpose, channel, column, granted, denied, silent, statuses, restriction, at, from, until, doubleOptInAt, contactPoint (did you mean channel?)",
        "onefold.yaml:21:7 sources.app.collections.order: is not a key here; keys are orders, invoices, subscriptions, payments, opportunities, cases, consents (did you mean orders?)",
        "onefold.yaml:22:48 sources.app.collections.orders.attributes: must map placedAt: rows are ordered by it",
        "onefold.yaml:22:62 sources.app.collections.orders.attributes.total: is money: give { amount, currency, unit }",
        "onefold.yaml:22:76 sources.app.collections.orders.attributes.numbr: is not an attribute of orders; it has number, status, placedAt, total (did you mean number?)",
        "onefold.yaml:23:11 sources.shop.kind: must be one of postgres, mysql, salesforce, stripe, memory",
        "onefold.yaml:24:3 sources.App: is not a source name: write lower-case letters, digits, - and _, a letter first",
        "onefold.yaml:28:5 sources.crm.auth.accessToken: is required",
        "onefold.yaml:28:13 sources.crm.auth.accesToken: is not a key here; keys are accessToken (did you mean accessToken?)",
        "onefold.yaml:29:41 sources.crm.objects.Contact.references.ap: is not a configured source (did you mean app?)",
        "onefold.yaml:29:58 sources.crm.objects.Contact.consent: must be none, or a list",
        "onefold.yaml:30:67 sources.crm.collections.consents.purpose.values.News: is not a purpose of the taxonomy (did you mean marketing?)",
        "onefold.yaml:32:3 sources.billing: is written twice (keep one of them)",
        "onefold.yaml:33:31 identity.precedence[1]: is not a configured source (did you mean app?)",
        "onefold.yaml:33:35 identity.precedence[2]: is listed twice",
        "onefold.yaml:33:41 identity.budget: must be a mapping of keys to values",
        "onefold.yaml:35:3 profile.emial: must be one of name, address, email, phone, company, jobTitle, birthDate, locale, createdAt, lastActivityAt, custom.<name> or externalId.<issuer> (did you mean email?)",
        "onefold.yaml:36:3 profile.name.given: must be one of name, address, email, phone, company, jobTitle, birthDate, locale, createdAt, lastActivityAt, custom.<name> or externalId.<issuer>",
        "onefold.yaml:37:3 profile.phone: must be a mapping of keys to values",
        "onefold.yaml:38:21 profile.email.prefer[0]: must be one of newest, earliestValue, latestValue",
        "onefold.yaml:38:38 profile.email.order[0]: is not a configured source (did you mean shop?)",
        "onefold.yaml:39:12 consent.thresholds.restrict: must not be above merge",
      ]
    `);
  });

  it.each([
    ['nothing', '', 'onefold.yaml:1:1 is empty'],
    ['a list', '- a\n', 'onefold.yaml:1:1 must be a mapping of keys to values'],
    ['a quote that does not end', 'gateway: "x\n', 'onefold.yaml:2:1'],
    ['tabs', 'gateway:\n\tport: 1\n', 'onefold.yaml:2:1'],
    ['an unknown anchor', 'gateway: *there\n', 'onefold.yaml:1:10'],
    ['an unknown tag', 'gateway: !vault x\n', 'onefold.yaml:1:10'],
  ])('tell of %s', (_, text, start) => {
    expect(faultsOf(text)[0]).toMatch(new RegExp(`^${start}`));
  });

  it('tell of a file that is not there', () => {
    const missing = join('no', 'such', 'onefold.yaml');
    expect(() => loadConfiguration(missing, {})).toThrow(
      new ConfigurationError([
        { file: missing, line: 1, column: 1, path: '', message: 'cannot be read: ENOENT' },
      ]),
    );
  });

  it('are looked for in policy files too', () => {
    const faults = faultsOf(
      `${minimal}consent: { purposes: mine.yaml, regimes: rules.yaml }\n`,
      {},
      {
        'mine.yaml':
          'version: "7"\npurposes:\n  marketing: { bases: CONSENT, basis: CONSENT }\n  a: { basis: CONSENT, quorum: [ap] }\n',
        'rules.yaml': 'version: "8"\ndefault: OPTIN\njurisdictions:\n  Bavaria: { mechanism: OPT_IN }\n',
      },
    );
    expect(faults).toMatchInlineSnapshot(`
      [
        "mine.yaml:3:16 purposes.marketing.bases: is not a key here; keys are basis, dpv, channel, maxAgeMonths, quorum (did you mean basis?)",
        "rules.yaml:2:1 default: must be one of NOTICE_ONLY, OPT_OUT, OPT_IN, PROHIBITED",
        "rules.yaml:4:3 jurisdictions.Bavaria: must be an ISO 3166 country (US) or subdivision (US-CA)",
      ]
    `);
  });

  it('tell of a policy file that is not there where it is named', () => {
    expect(faultsOf(`${minimal}consent:\n  regimes: nowhere.yaml\n`)).toEqual([
      'onefold.yaml:16:3 consent.regimes: names a file that cannot be read: ENOENT',
    ]);
  });

  it('tell of a quorum of sources that are none', () => {
    expect(
      faultsOf(
        `${minimal}consent: { purposes: mine.yaml }\n`,
        {},
        {
          'mine.yaml': 'version: "7"\npurposes: { marketing: { basis: CONSENT, quorum: [app, ap] } }\n',
        },
      ),
    ).toEqual(['mine.yaml:2:56 purposes.marketing.quorum[1]: is not a configured source']);
  });

  it('tell of a regime for a purpose that is none', () => {
    const faults = faultsOf(
      `${minimal}consent: { regimes: rules.yaml }\n`,
      {},
      {
        'rules.yaml': `version: "8"
default: OPT_IN
jurisdictions:
  US:
    mechanism: OPT_OUT
    rules:
      - { channel: PHONE, purpose: marketing, mechanism: OPT_IN }
      - { channel: PHONE, purpose: marketin, mechanism: OPT_IN }
`,
      },
    );
    expect(faults).toEqual([
      'rules.yaml:8:27 jurisdictions.US.rules[1].purpose: is not a purpose of the taxonomy',
    ]);
  });

  it('say which of several shapes was nearly met', () => {
    const auth = (text: string) =>
      faultsOf(
        `${gatewayText}sources:\n  crm: { kind: salesforce, instanceUrl: "https://crm.example", auth: ${text} }\n`,
      );
    expect(auth('{ accessTokn: x }')).toEqual([
      'onefold.yaml:6:64 sources.crm.auth.accessToken: is required',
      'onefold.yaml:6:72 sources.crm.auth.accessTokn: is not a key here; keys are accessToken (did you mean accessToken?)',
    ]);
    expect(auth('{}')).toEqual([
      'onefold.yaml:6:64 sources.crm.auth: accessToken is required, or jwt is required: OAuth 2.0 JWT bearer flow.',
    ]);
  });
});

describe('no fault holds a value', () => {
  const marker = 'hunter2';
  const full = `gateway:
  secret: ${marker.padEnd(40, 'x')}
  authentication: open
  country: DE
  defaultPurpose: marketing
sources:
  app:
    kind: postgres
    url: postgres://user:${marker}@host/db
    customer:
      table: users
      id: id
      attributes: { email: [mail, other], name.given: first }
      references: { billing: stripe_id }
      lookups: { phone: { column: digits, as: digits } }
      consent:
        - { purpose: marketing, channel: [EMAIL], column: opt, granted: [true], at: opted_at }
    collections:
      orders: { table: orders, id: id, customer: user_id, attributes: { placedAt: at, total: { amount: a, currency: { constant: EUR }, unit: minor } } }
  crm: { kind: salesforce, instanceUrl: "https://crm.example", auth: { accessToken: ${marker} }, object: Contact }
  billing: { kind: stripe, apiKey: ${marker}, apiBase: "https://stripe.example" }
identity: { precedence: [crm] }
profile: { email: { prefer: [newest], order: [app] } }
consent: { purposes: ../purposes.yaml, thresholds: { merge: 0.9 } }
`;

  it('when the value is wrong', () => {
    const values = [...full.matchAll(/(?<=: |\[)[^\s{}[\],][^\n{}[\],]*/g)];
    expect(values.length).toBeGreaterThan(30);
    for (const { index, 0: value } of values) {
      const text = `${full.slice(0, index)}"${marker} no value"${full.slice(index + value.length)}`;
      expect(faultsOf(text).join('\n'), text).not.toContain(marker);
    }
  });

  it('when the text is cut off anywhere', () => {
    for (let end = 1; end < full.length; end += 3)
      expect(faultsOf(full.slice(0, end)).join('\n')).not.toContain(marker);
  });

  it('when a colon or a bracket is missing', () => {
    for (const { index } of full.matchAll(/[:{}[\],]/g))
      expect(faultsOf(full.slice(0, index) + full.slice(index + 1)).join('\n')).not.toContain(marker);
  });

  it.each([
    `!${marker} x`,
    `*${marker}`,
    `&${marker}`,
    `"a" ${marker}`,
    `\n%${marker}`,
    `|${marker}`,
    `"\\${marker}"`,
  ])('when it is no YAML: %j', (value) => {
    const faults = faultsOf(full.replaceAll(/hunter2x*/g, 'x').replace('country: DE', `country: ${value}`));
    expect(faults.length).toBeGreaterThan(0);
    expect(faults.join('\n')).not.toContain(marker);
  });

  it('when it comes from a variable', () => {
    const text = full.replaceAll(/hunter2x*/g, '${SECRET}').replace('country: DE', 'country: ${SECRET}');
    const faults = faultsOf(text, { SECRET: marker });
    expect(faults.length).toBeGreaterThan(2);
    expect(faults.join('\n')).not.toContain(marker);
  });
});
