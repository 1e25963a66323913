/** Policies, rules and callers made up for properties: few names, so that they meet, and some that only look alike. */
import fc from 'fast-check';
import {
  type Coordinate,
  denyActions,
  type FieldRule,
  type FieldRules,
} from '../../src/access/field-rule.ts';
import { type AccessPolicy, type Role, type Transfer, transferRules } from '../../src/access/policy.ts';
import type { Regions, ViewTerms } from '../../src/access/view.ts';
import { type Caller, callerScopes } from '../../src/model/caller.ts';

/** `a.b` and `ab` begin alike, and neither is within the other. */
export const dotted = fc
  .array(fc.constantFrom('a', 'b', 'ab'), { minLength: 1, maxLength: 3 })
  .map((segments) => segments.join('.'));
const dottedOrAll = fc.oneof({ weight: 5, arbitrary: dotted }, fc.constant('*'));

const regionName = fc.constantFrom('eu', 'us', 'in');
const maybeRegion = fc.option(regionName, { nil: undefined });
export const roleNames = ['one', 'two', 'three'] as const;
const sourceNames = ['app', 'crm', 'books'] as const;

export const role: fc.Arbitrary<Role> = fc.record({
  purposes: fc.array(dottedOrAll, { maxLength: 3 }),
  categories: fc.array(dottedOrAll, { maxLength: 3 }),
  scopes: fc.subarray([...callerScopes]),
});

export const transfer: fc.Arbitrary<Transfer> = fc.record({
  category: fc.option(dotted, { nil: undefined }),
  from: maybeRegion,
  to: maybeRegion,
  transfer: fc.constantFrom(...transferRules),
});

export const policy: fc.Arbitrary<AccessPolicy> = fc.record({
  version: fc.constant('made up'),
  roles: fc.record({ one: role, two: role, three: role }),
  transfers: fc.array(transfer, { maxLength: 4 }),
});

const rule: fc.Arbitrary<FieldRule> = fc.record({
  category: dotted,
  channel: fc.constant('NONE' as const),
  usableFor: fc.option(fc.array(dotted, { maxLength: 2 }), { nil: undefined }),
  onDeny: fc.constantFrom(...denyActions),
  residency: fc.option(fc.record({ region: maybeRegion, transfer: fc.constantFrom(...transferRules) }), {
    nil: undefined,
  }),
});

export const fields: readonly Coordinate[] = ['Customer.f', 'Customer.g', 'Customer.h', 'Other.f'];

const rules: fc.Arbitrary<FieldRules> = fc
  .tuple(rule, rule, rule, rule)
  .map((each) => new Map(each.map((one, at) => [fields[at] ?? 'Customer.f', one] as const)));

const regions: fc.Arbitrary<Regions> = fc.tuple(maybeRegion, maybeRegion, maybeRegion).map((each) => ({
  sources: sourceNames,
  of: (source) => each[sourceNames.indexOf(source as (typeof sourceNames)[number])],
}));

export const terms: fc.Arbitrary<ViewTerms> = fc.record({ policy, rules, regions });

export const caller: fc.Arbitrary<Caller> = fc.record({
  subject: fc.constantFrom('ada', 'bo'),
  roles: fc.array(fc.constantFrom(...roleNames, 'unheard of'), { maxLength: 3 }),
  scopes: fc.subarray(['consent:explain', 'plan:explain', 'openid']).map((each) => new Set(each)),
  dataUses: fc.array(dottedOrAll, { minLength: 1, maxLength: 2 }),
  region: maybeRegion,
});
