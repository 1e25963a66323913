/** What callers may do here: views made once for all who are alike, and an open gateway that denies nobody anything. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FieldRules } from '../../src/access/field-rule.ts';
import { viewKey } from '../../src/access/view.ts';
import { loadConfiguration } from '../../src/config/load.ts';
import { Access, accessOf, authenticationOf, opened } from '../../src/gateway/access.ts';
import { readSchema } from '../../src/gateway/apollo.ts';
import { anyone } from '../../src/gateway/authentication.ts';
import { fieldRules } from '../../src/gateway/field-directives.ts';
import { type Caller, callerScopes } from '../../src/model/caller.ts';
import { GatewayError } from '../../src/model/errors.ts';
import { caller, dotted, fields, terms } from '../access/made-up.ts';
import { gatewayText, sourcesText, written } from '../config/files.ts';

const asking: Caller = {
  subject: 'ada',
  roles: ['desk'],
  scopes: new Set(),
  dataUses: ['*'],
  region: 'eu',
};
const policy = {
  version: '1',
  roles: { desk: { purposes: ['essential'], categories: ['user.name'], scopes: ['plan:explain'] } },
  transfers: [],
};
const rules: FieldRules = new Map([
  ['Customer.name', { category: 'user.name', channel: 'NONE', onDeny: 'REDACT' }],
  ['Customer.company', { category: 'user.workplace', channel: 'NONE', onDeny: 'REJECT' }],
  ['ExternalId.value', { category: 'user.unique_id', channel: 'NONE', onDeny: 'MASK' }],
]);
const regions = { sources: [], of: () => undefined };

describe('a view', () => {
  const access = new Access(policy, rules, regions, 'filter');

  it('is one object for callers who are alike', () => {
    const view = access.view(asking, 'essential.service');
    expect(access.view({ ...asking, subject: 'bo', scopes: new Set(['openid']) }, 'essential.service')).toBe(
      view,
    );
    expect(access.view({ ...asking, region: 'us' }, 'essential.service')).not.toBe(view);
    expect(access.view(asking, 'essential')).not.toBe(view);
    expect(view.key).toBe(viewKey(asking, 'essential.service'));
  });

  it('that there is not is refused each time', () => {
    for (let times = 0; times < 2; times++)
      expect(() => access.view(asking, 'marketing')).toThrow(new GatewayError('PURPOSE_NOT_ALLOWED'));
  });
});

describe('a denied field', () => {
  it('refuses the operation where it says so, or the mode does', () => {
    const filtering = new Access(policy, rules, regions, 'filter');
    const rejecting = new Access(policy, rules, regions, 'reject');
    expect([...rules.keys()].map((field) => filtering.refuses(field))).toEqual([false, true, false]);
    expect([...rules.keys()].map((field) => rejecting.refuses(field))).toEqual([true, true, true]);
    expect([filtering.mayRefuse, rejecting.mayRefuse]).toEqual([true, true]);
    // Nothing is looked through where nothing can be refused.
    const redacting = new Map([...rules].filter(([, { onDeny }]) => onDeny !== 'REJECT'));
    expect(new Access(policy, redacting, regions, 'filter').mayRefuse).toBe(false);
  });

  it('is a token only where it says so', () => {
    const access = new Access(policy, rules, regions, 'filter');
    expect([...rules.keys()].map((field) => access.masks(field))).toEqual([false, false, true]);
  });
});

describe('an open gateway', () => {
  it('shows everyone everything that may be used for the purpose, wherever they are', () => {
    fc.assert(
      fc.property(terms, dotted, ({ policy: given, rules: made, regions: places }, purpose) => {
        const access = new Access(opened(given), made, places, 'filter');
        const view = access.view(anyone, purpose);
        expect(view.limited).toBe(false);
        for (const field of fields) expect([undefined, 'PURPOSE_LIMITED']).toContain(view.denied(field));
      }),
    );
    const access = new Access(opened(policy), rules, regions, 'filter');
    for (const scope of callerScopes) expect(access.may(anyone, scope)).toBe(true);
  });

  it('is so for anyone alone: nobody else has the role that may do everything', () => {
    fc.assert(
      fc.property(caller, terms, (one, { policy: given, rules: made, regions: places }) => {
        const access = new Access(given, made, places, 'filter');
        expect(() => access.view({ ...one, roles: ['*'] }, 'a')).toThrow(GatewayError);
        expect(access.may({ ...one, roles: ['*'] }, 'identity:steward')).toBe(false);
      }),
    );
  });
});

describe('the configuration', () => {
  const shipped = fieldRules(readSchema());
  const load = (authentication: string, more = '') =>
    loadConfiguration(
      written({
        'onefold.yaml': `${gatewayText.replace('authentication: open', authentication)}${sourcesText}    region: eu\n${more}`,
      }),
      {},
    );
  const anonymous = 'authentication: { anonymous: { roles: [support], dataUses: [essential], region: us } }';

  it('that is open lets in anyone, and opens the policy', () => {
    const { gateway, ...others } = load('authentication: open');
    expect(authenticationOf(gateway.authentication, () => new Date(0)).callerOf({})).toBe(anyone);
    const access = accessOf({ gateway, ...others }, shipped);
    expect(access.view(anyone, 'analytics.reporting').denied('Customer.email')).toBeUndefined();
  });

  it('that is not open says who nobody is, and where each source is', async () => {
    const configuration = load(anonymous);
    const { authentication } = configuration.gateway;
    const nobody = await authenticationOf(authentication, () => new Date(0)).callerOf({});
    expect(nobody).toMatchObject({ subject: 'anonymous', roles: ['support'], region: 'us' });
    const access = accessOf(configuration, shipped);
    expect(() => access.view(anyone, 'essential.service')).toThrow(GatewayError);
    const view = access.view(nobody, 'essential.service');
    expect(view.transfer('Customer.email', 'app')).toBe('DENY');
    expect(access.view({ ...nobody, region: 'eu' }, 'essential.service').limited).toBe(false);
    expect(access.refuses('Customer.email')).toBe(false);
    expect(accessOf(load(anonymous, 'access: { mode: reject }\n'), shipped).refuses('Customer.email')).toBe(
      true,
    );
  });
});
