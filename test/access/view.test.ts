/** Laws of views: a caller with less never sees more, and callers whose views have one key see the same. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Coordinate, FieldRule } from '../../src/access/field-rule.ts';
import { fieldOf } from '../../src/access/field-rule.ts';
import { isWithin } from '../../src/access/policy.ts';
import {
  type AccessView,
  isAttributeDenied,
  type ViewTerms,
  viewKey,
  viewOf,
} from '../../src/access/view.ts';
import type { Caller } from '../../src/model/caller.ts';
import { caller, dotted, fields, terms } from './made-up.ts';

/** Fields that a caller is shown for a purpose; none where they may not declare it. */
function shown(asking: Caller, purpose: string, on: ViewTerms): readonly Coordinate[] {
  const view = viewOf(asking, purpose, on);
  return view === undefined ? [] : fields.filter((field) => view.denied(field) === undefined);
}

/** Everything that can be told of a view. */
function told(view: AccessView | undefined, { regions }: ViewTerms) {
  return (
    view && {
      denied: fields.map((field) => view.denied(field)),
      transfers: fields.flatMap((field) => regions.sources.map((source) => view.transfer(field, source))),
      limited: view.limited,
      explains: view.explains,
    }
  );
}

function without<T>(list: readonly T[], at: number): readonly T[] {
  return list.filter((_, index) => index !== at % Math.max(list.length, 1));
}

describe('a view', () => {
  it('of a single role has nothing beyond its row, its purposes and the credential', () => {
    fc.assert(
      fc.property(caller, dotted, terms, (asking, purpose, on) => {
        const alone = { ...asking, roles: ['one'] };
        const row = on.policy.roles['one'];
        const visible = shown(alone, purpose, on);
        if (visible.length === 0) return;
        expect(row?.purposes.some((one) => isWithin(purpose, one))).toBe(true);
        expect(alone.dataUses.some((one) => isWithin(purpose, one))).toBe(true);
        for (const field of visible) {
          const { category = '', usableFor } = on.rules.get(field) ?? {};
          expect(row?.categories.some((one) => isWithin(category, one))).toBe(true);
          expect(usableFor?.some((one) => isWithin(purpose, one)) ?? true).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('of several roles is the sum of what each shows', () => {
    fc.assert(
      fc.property(caller, dotted, terms, (asking, purpose, on) => {
        const each = asking.roles.flatMap((role) => shown({ ...asking, roles: [role] }, purpose, on));
        expect(new Set(shown(asking, purpose, on))).toEqual(new Set(each));
      }),
      { numRuns: 500 },
    );
  });

  it('shows no more when a role, a data use or a category is taken away', () => {
    fc.assert(
      fc.property(caller, dotted, terms, fc.nat(5), (asking, purpose, on, at) => {
        const before = new Set(shown(asking, purpose, on));
        const [name = 'one'] = asking.roles;
        const row = on.policy.roles[name] ?? { purposes: [], categories: [], scopes: [] };
        const poorer = { ...row, categories: without(row.categories, at) };
        const policy = { ...on.policy, roles: { ...on.policy.roles, [name]: poorer } };
        for (const less of [
          shown({ ...asking, roles: without(asking.roles, at) }, purpose, on),
          shown({ ...asking, dataUses: without(asking.dataUses, at) }, purpose, on),
          shown(asking, purpose, { ...on, policy }),
        ])
          expect(less.filter((field) => !before.has(field))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('is the same for callers whose keys are equal', () => {
    let equal = 0;
    fc.assert(
      fc.property(
        caller,
        caller,
        fc.boolean(),
        fc.constantFrom('a', 'a.b'),
        fc.constantFrom('a', 'a.b'),
        terms,
        (one, stranger, alike, purpose, another, on) => {
          // Half of them differ only in what a view does not depend on.
          const other = alike
            ? {
                ...one,
                subject: 'somebody else',
                roles: one.roles.toReversed(),
                dataUses: one.dataUses.toReversed(),
                scopes: new Set([...one.scopes, 'email']),
              }
            : stranger;
          const its = alike ? purpose : another;
          if (viewKey(one, purpose) !== viewKey(other, its)) {
            expect(alike).toBe(false);
            return;
          }
          equal++;
          expect(told(viewOf(one, purpose, on), on)).toEqual(told(viewOf(other, its, on), on));
        },
      ),
      { numRuns: 1_000 },
    );
    expect(equal).toBeGreaterThan(200);
  });

  it('has a key that tells apart all that it depends on', () => {
    const asking: Caller = {
      subject: 'ada',
      roles: ['one'],
      scopes: new Set(),
      dataUses: ['a'],
      region: undefined,
    };
    const others = [
      { ...asking, roles: ['two'] },
      { ...asking, roles: ['one', 'two'] },
      { ...asking, roles: ['one,two'] },
      { ...asking, dataUses: ['a', 'b'] },
      { ...asking, scopes: new Set(['consent:explain']) },
      { ...asking, region: 'eu' },
      { ...asking, region: 'null' },
    ];
    const keys = [asking, ...others].flatMap((one) => [viewKey(one, 'a'), viewKey(one, 'b')]);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

const rule: FieldRule = { category: 'user.name', channel: 'NONE', onDeny: 'REDACT' };
const asking: Caller = {
  subject: 'ada',
  roles: ['all'],
  scopes: new Set(),
  dataUses: ['*'],
  region: 'eu',
};

/** The view of a role that sees some categories, over one field. */
function viewing(
  of: Partial<FieldRule>,
  {
    categories = ['*'],
    region = asking.region,
    from,
    transfers = [],
  }: {
    readonly categories?: readonly string[];
    readonly region?: string | undefined;
    readonly from?: string | undefined;
    readonly transfers?: ViewTerms['policy']['transfers'];
  } = {},
): AccessView {
  const all = { purposes: ['*'], categories, scopes: [] };
  const view = viewOf({ ...asking, region }, 'essential.service', {
    policy: { version: '1', roles: { all }, transfers },
    rules: new Map([['Customer.name', { ...rule, ...of }]]),
    regions: { sources: ['app'], of: () => from },
  });
  if (view === undefined) throw new TypeError('the purpose is allowed');
  return view;
}

describe('a field is denied', () => {
  it.each([
    ['to whom its category is not shown', {}, ['user.contact'], 'CATEGORY_NOT_ALLOWED'],
    ['for a purpose it may not be used for', { usableFor: ['analytics'] }, ['user'], 'PURPOSE_LIMITED'],
    ['wholly, where it may be used for nothing', { usableFor: [] }, ['user'], 'PURPOSE_LIMITED'],
    ['by its category first', { usableFor: ['analytics'] }, [], 'CATEGORY_NOT_ALLOWED'],
    ['not at all', { usableFor: ['essential'] }, ['user.name'], undefined],
  ] as const)('%s', (_, of, categories, code) => {
    expect(viewing(of, { categories }).denied('Customer.name')).toBe(code);
  });
});

describe('what a field shows', () => {
  const deny = { residency: { transfer: 'DENY' } } as const;
  const inEurope = { residency: { region: 'eu', transfer: 'DENY' } } as const;
  const allowed = [{ category: 'user', from: 'eu', to: 'us', transfer: 'ALLOW' }] as const;
  const tokens = [{ transfer: 'PSEUDONYMISE' }] as const;
  it.each([
    ['of a source in the region of the caller', deny, { from: 'eu', region: 'eu' }, 'ALLOW'],
    ['of a source elsewhere', deny, { from: 'eu', region: 'us' }, 'DENY'],
    ['of a source that does not say where it is', deny, { region: 'us' }, 'ALLOW'],
    ['of a source in the region that is meant', inEurope, { from: 'eu', region: 'us' }, 'DENY'],
    ['of a source in another region', inEurope, { from: 'in', region: 'us' }, 'ALLOW'],
    ['that no rule keeps', {}, { from: 'eu', region: 'us' }, 'ALLOW'],
    ['that the policy lets go', deny, { from: 'eu', region: 'us', transfers: allowed }, 'ALLOW'],
    ['that the policy lets go elsewhere', deny, { from: 'eu', region: 'in', transfers: allowed }, 'DENY'],
    [
      'that no rule keeps, but the policy',
      {},
      { from: 'eu', region: 'us', transfers: tokens },
      'PSEUDONYMISE',
    ],
    [
      'that stays at home, whatever the policy',
      deny,
      { from: 'eu', region: 'eu', transfers: tokens },
      'ALLOW',
    ],
  ] as const)('%s', (_, of, where, expected) => {
    const view = viewing(of, where);
    expect(view.transfer('Customer.name', 'app')).toBe(expected);
    expect(view.limited).toBe(expected !== 'ALLOW');
  });

  it('for a caller without a region is as for one far away', () => {
    const all = { purposes: ['*'], categories: ['*'], scopes: [] };
    const view = viewOf({ ...asking, region: undefined }, 'a', {
      policy: { version: '1', roles: { all }, transfers: [] },
      rules: new Map([['Customer.name', { ...rule, ...deny }]]),
      regions: { sources: ['app'], of: () => 'eu' },
    });
    expect(view?.transfer('Customer.name', 'app')).toBe('DENY');
  });
});

describe('an attribute', () => {
  it.each([
    ['email', 'Customer.email'],
    ['name.family', 'Customer.name'],
    ['address.postalCode', 'Customer.address'],
    ['custom.shoeSize', 'Customer.customAttributes'],
    ['externalId.loyalty', 'Customer.externalIds'],
  ] as const)('%s is shown by %s', (attribute, field) => {
    expect(fieldOf(attribute)).toBe(field);
    const denies = (one: Coordinate): AccessView => ({
      ...viewing({}),
      denied: (asked) => (asked === one ? 'CATEGORY_NOT_ALLOWED' : undefined),
    });
    expect(isAttributeDenied(denies(field), attribute)).toBe(true);
    expect(isAttributeDenied(denies('Customer.id'), attribute)).toBe(false);
    // The value of an external id has a rule of its own.
    expect(isAttributeDenied(denies('ExternalId.value'), attribute)).toBe(field === 'Customer.externalIds');
  });
});
