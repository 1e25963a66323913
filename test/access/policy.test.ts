/** Laws of the access policy: what a role allows, and what it never adds to a credential. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AccessPolicy, hasScope, isWithin, rolesFor, transferOf } from '../../src/access/policy.ts';
import type { Caller } from '../../src/model/caller.ts';
import { caller, dotted, policy, roleNames, transfer } from './made-up.ts';

const nobody: Caller = {
  subject: 'ada',
  roles: [],
  scopes: new Set(),
  dataUses: ['*'],
  region: undefined,
};

describe('a dotted name', () => {
  it('is within another where that is its beginning, segment by segment', () => {
    fc.assert(
      fc.property(dotted, dotted, (name, above) => {
        const [segments, first] = [name.split('.'), above.split('.')];
        expect(isWithin(name, above)).toBe(first.every((segment, at) => segments[at] === segment));
      }),
    );
  });

  it.each([
    ['user.contact.email', 'user.contact', true],
    ['user.contact', 'user.contact', true],
    ['user.contact', 'user.contact.email', false],
    ['user.contacts', 'user.contact', false],
    ['essential.service', 'essential.serv', false],
    ['anything.at.all', '*', true],
    ['*', 'user', false],
  ])('%s within %s: %s', (name, above, expected) => {
    expect(isWithin(name, above)).toBe(expected);
  });
});

describe('roles', () => {
  it('let a caller declare only purposes that both their row and the credential carry', () => {
    fc.assert(
      fc.property(caller, dotted, policy, (asking, purpose, of) => {
        const allowed = rolesFor(asking, purpose, of);
        const carried = asking.dataUses.some((use) => isWithin(purpose, use));
        const rows = roleNames
          .filter((name) => asking.roles.includes(name))
          .flatMap((name) => of.roles[name] ?? [])
          .filter(({ purposes }) => purposes.some((one) => isWithin(purpose, one)));
        expect(new Set(allowed)).toEqual(new Set(carried ? rows : []));
        expect(allowed.length).toBe(new Set(allowed).size);
      }),
    );
  });

  it.each(['unheard of', 'constructor', '__proto__', 'toString', ''])(
    'that the policy does not have, such as %j, are nothing',
    (name) => {
      const of: AccessPolicy = { version: '1', roles: {}, transfers: [] };
      const asking = { ...nobody, roles: [name] };
      expect(rolesFor(asking, 'a', of)).toEqual([]);
      expect(hasScope(asking, 'audit:read', of)).toBe(false);
    },
  );

  it('give scopes beside those of the credential, whatever the purpose', () => {
    const row = { purposes: [], categories: [], scopes: ['audit:read'] };
    const of: AccessPolicy = { version: '1', roles: { auditor: row }, transfers: [] };
    expect(hasScope({ ...nobody, roles: ['auditor'] }, 'audit:read', of)).toBe(true);
    expect(hasScope({ ...nobody, roles: ['auditor'] }, 'identity:steward', of)).toBe(false);
    expect(hasScope({ ...nobody, scopes: new Set(['identity:steward']) }, 'identity:steward', of)).toBe(true);
    expect(hasScope(nobody, 'audit:read', of)).toBe(false);
  });
});

describe('transfers', () => {
  const asked = fc.record({
    category: dotted,
    from: fc.constantFrom('eu', 'us'),
    to: fc.option(fc.constantFrom('eu', 'us'), { nil: undefined }),
  });

  it('are decided by the first line that fits, whatever follows it', () => {
    fc.assert(
      fc.property(policy, asked, fc.array(transfer), (of, { category, from, to }, more) => {
        const decided = transferOf(of, category, from, to);
        const longer = { ...of, transfers: [...of.transfers, ...more] };
        if (decided !== undefined) expect(transferOf(longer, category, from, to)).toBe(decided);
        else
          expect(transferOf(longer, category, from, to)).toBe(
            transferOf({ ...of, transfers: more }, category, from, to),
          );
      }),
    );
  });

  it.each([
    [{ transfer: 'ALLOW' }, 'ALLOW'],
    [{ category: 'user.contact', transfer: 'ALLOW' }, 'ALLOW'],
    [{ category: 'user.contact.phone', transfer: 'ALLOW' }, undefined],
    [{ category: 'user.cont', transfer: 'ALLOW' }, undefined],
    [{ from: 'eu', transfer: 'PSEUDONYMISE' }, 'PSEUDONYMISE'],
    [{ from: 'us', transfer: 'ALLOW' }, undefined],
    [{ to: 'us', transfer: 'DENY' }, 'DENY'],
    [{ to: 'in', transfer: 'ALLOW' }, undefined],
  ] as const)('%j, for user.contact.email from eu to us, is %s', (line, expected) => {
    const of: AccessPolicy = { version: '1', roles: {}, transfers: [line] };
    expect(transferOf(of, 'user.contact.email', 'eu', 'us')).toBe(expected);
  });

  it('to a region that is not known fit only lines that name none', () => {
    const of = (line: AccessPolicy['transfers'][number]) => ({ version: '1', roles: {}, transfers: [line] });
    expect(transferOf(of({ to: 'us', transfer: 'ALLOW' }), 'user', 'eu', undefined)).toBeUndefined();
    expect(transferOf(of({ from: 'eu', transfer: 'ALLOW' }), 'user', 'eu', undefined)).toBe('ALLOW');
  });
});
