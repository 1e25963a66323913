import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../src/consent/decide.ts';
import { defaultThresholds } from '../../src/consent/decide.ts';
import type { ConsentPolicy } from '../../src/consent/policy.ts';
import { contactPointOf } from '../../src/identity/normalise.ts';
import { resolve } from '../../src/identity/resolve.ts';
import { GatewayError } from '../../src/model/errors.ts';
import type { SourceRecord } from '../../src/model/record.ts';
import { Customer } from '../../src/profile/customer.ts';
import { now, says } from '../consent/assertions.ts';
import { everything } from '../gateway/planning.ts';
import { freshXref, portsOf, rules } from '../identity/population.ts';
import { record, ref } from '../identity/records.ts';

const policy: ConsentPolicy = {
  purposes: {
    version: '1',
    purposes: { marketing: { basis: 'CONSENT', channel: 'EMAIL' }, support: { basis: 'CONTRACT' } },
  },
  regimes: {
    version: '1',
    default: 'OPT_IN',
    jurisdictions: {
      US: { mechanism: 'OPT_OUT' },
      'US-CA': { mechanism: 'OPT_IN' },
      DE: { mechanism: 'OPT_IN' },
    },
  },
};

/** The customer whose records these are: they share a loyalty id. */
async function customer(
  records: readonly SourceRecord[],
  evidence: readonly Evidence[],
  purpose = 'marketing',
) {
  const redacted: string[] = [];
  const [first] = records;
  const answer = await resolve(
    { by: 'record', ref: first?.ref ?? ref('crm:1') },
    portsOf(records),
    rules,
    freshXref(),
  );
  const one = new Customer('cust_1', answer, evidence, {
    survivorship: { rules: {}, rank: rules.rank },
    policy,
    thresholds: defaultThresholds,
    now,
    view: { ...everything, purpose },
    token: (value) => `token of ${value.length}`,
    normalPoint: (raw) => contactPointOf(raw, 'DE'),
    withhold: (field) => redacted.push(field),
  });
  return { one, redacted };
}

const member = (key: string, email: string, country?: string) =>
  record(key, {
    full: 'Anna Schmidt',
    loyalty: 'L1',
    email,
    postcode: '10115',
    ...(country === undefined ? {} : { country }),
  });
const scope = { channel: 'ANY', purpose: 'marketing' } as const;
const certain = (assertion: Evidence['assertion']) => ({ assertion, confidence: 1 });
const granted = certain(says('crm', 'GRANTED', { scope }));

describe('what is shown', () => {
  it('is a value whose use is permitted, and otherwise nothing, which is counted', async () => {
    const refused = await customer([member('crm:1', 'anna@a.example')], []);
    expect([refused.one.value('email'), refused.one.value('name.full')]).toEqual([undefined, undefined]);
    expect(refused.redacted).toEqual(['Customer.email', 'Customer.name']);
    const permitted = await customer([member('crm:1', 'anna@a.example')], [granted]);
    expect(permitted.one.value('email')).toBe('anna@a.example');
    expect(permitted.redacted).toEqual([]);
  });

  it('is decided address by address, in whatever spelling', async () => {
    const veto = certain(says('shop', 'DENIED', { scope: { ...scope, contactPoint: 'anna@a.example' } }));
    const { one, redacted } = await customer(
      [member('app:1', 'Anna@A.example'), member('crm:2', 'anna@work.example')],
      [granted, veto],
    );
    expect(one.contactPoints('email')).toEqual([{ value: 'anna@work.example', sources: ['crm'] }]);
    expect(redacted).toEqual(['Customer.email']);
    expect(one.candidates('email')).toHaveLength(2);
  });

  it('names each address once, with every source that has it', async () => {
    const { one } = await customer(
      [member('app:1', 'ANNA@a.example'), member('crm:2', 'anna@a.example')],
      [granted],
    );
    expect(one.contactPoints('email')).toEqual([{ value: 'anna@a.example', sources: ['app', 'crm'] }]);
  });

  it('is a postal address only where post is permitted', async () => {
    const noPost = certain(says('crm', 'DENIED', { scope: { ...scope, channel: 'POST' } }));
    expect((await customer([member('crm:1', 'a@a.example')], [granted])).one.addresses()).toHaveLength(1);
    expect((await customer([member('crm:1', 'a@a.example')], [granted, noPost])).one.addresses()).toEqual([]);
  });

  it('is everything under a contract', async () =>
    expect((await customer([member('crm:1', 'anna@a.example')], [], 'support')).one.value('email')).toBe(
      'anna@a.example',
    ));
});

describe('the law that holds', () => {
  const silent = certain(says('crm', 'NOT_ASKED', { scope }));
  const ruled = async (...countries: readonly (string | undefined)[]) =>
    (
      await customer(
        countries.map((country, n) => member(`crm:${n + 1}`, `a${n}@a.example`, country)),
        [silent],
      )
    ).one.ruling(scope);

  it('is the most protective of every place a record names', async () => {
    expect(await ruled('US')).toMatchObject({ request: { mechanism: 'OPT_OUT' }, decision: 'PERMIT' });
    expect(await ruled('USA', 'Deutschland')).toMatchObject({
      request: { mechanism: 'OPT_IN' },
      decision: 'DENY',
    });
    expect((await ruled('US', undefined)).request.mechanism).toBe('OPT_OUT');
    expect((await ruled()).request.mechanism).toBe('OPT_IN');
  });

  it('may be any where a country cannot be read', async () =>
    expect((await ruled('US', 'Narnia')).request.mechanism).toBe('OPT_IN'));

  it('is that of a state where one is told', async () => {
    const one = member('crm:1', 'a@a.example', 'US');
    const inState: SourceRecord = { ...one, attributes: { ...one.attributes, 'address.region': ['ca'] } };
    expect((await customer([inState], [silent])).one.ruling(scope).request.mechanism).toBe('OPT_IN');
  });
});

it('a purpose that the taxonomy does not know cannot be ruled on', async () => {
  const { one } = await customer([member('crm:1', 'a@a.example')], []);
  expect(() => one.ruling({ channel: 'EMAIL', purpose: 'mischief' })).toThrow(
    new GatewayError('PURPOSE_UNKNOWN'),
  );
});
