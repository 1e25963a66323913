/** The access policy as a file: what may stand in it, and which line is wrong. */
import { describe, expect, it } from 'vitest';
import { loadConfiguration } from '../../src/config/load.ts';
import { faultsOf, gatewayText, sourcesText, written } from './files.ts';

const text = `${gatewayText}${sourcesText}access: { policy: access.yaml }\n`;

const policy = `version: "1"
roles:
  desk:
    purposes: [essential.service, marketing]
    categories: [user.name, user.contact]
    scopes: ["plan:explain"]
  nothing: {}
transfers:
  - { category: user.contact, from: eu, to: us, transfer: ALLOW }
`;

const faultsIn = (access: string) => faultsOf(text, {}, { 'access.yaml': access });

describe('an access policy', () => {
  it('is the one of the package where none is named, and its mode is to filter', () => {
    const { access } = loadConfiguration(written({ 'onefold.yaml': gatewayText + sourcesText }), {});
    expect(access.mode).toBe('filter');
    expect(Object.keys(access.policy.roles)).toEqual([
      'support',
      'marketing',
      'sender',
      'analyst',
      'finance',
      'steward',
      'privacy',
      'auditor',
    ]);
    expect(access.policy.transfers).toEqual([]);
  });

  it('is the one that is named, whole; a role that says nothing may do nothing', () => {
    const file = written({
      'onefold.yaml': text.replace('access.yaml }', 'access.yaml, mode: reject }'),
      'access.yaml': policy,
    });
    expect(loadConfiguration(file, {}).access).toEqual({
      mode: 'reject',
      policy: {
        version: '1',
        roles: {
          desk: {
            purposes: ['essential.service', 'marketing'],
            categories: ['user.name', 'user.contact'],
            scopes: ['plan:explain'],
          },
          nothing: { purposes: [], categories: [], scopes: [] },
        },
        transfers: [{ category: 'user.contact', from: 'eu', to: 'us', transfer: 'ALLOW' }],
      },
    });
  });

  it.each([
    [
      'a purpose nobody knows',
      'marketing]',
      'marketting]',
      /^access\.yaml:4:35 roles\.desk\.purposes\[1\]: is not a purpose of the taxonomy/,
    ],
    [
      'a purpose that is no name',
      'marketing]',
      '"Mark eting"]',
      /^access\.yaml:4:35 roles\.desk\.purposes\[1\]: /,
    ],
    [
      'a category that is none',
      'user.contact]',
      'contact]',
      /^access\.yaml:5:29 roles\.desk\.categories\[1\]: .*user\.contact\.email/,
    ],
    [
      'a scope nobody knows',
      'plan:explain',
      'plan:explains',
      /^access\.yaml:6:14 roles\.desk\.scopes\[0\]: /,
    ],
    ['a role that everybody has', 'nothing:', '"*":', /^access\.yaml:7:3 roles\.\*: is not a role/],
    ['a role without a name', 'nothing:', '"":', /^access\.yaml:7:3 roles\.(<key>)?: is not a role/],
    [
      'a transfer that is none',
      'transfer: ALLOW',
      'transfer: allow',
      /^access\.yaml:9:49 transfers\[0\]\.transfer: /,
    ],
    [
      'a key that does not belong',
      'scopes:',
      'scope:',
      /^access\.yaml:6:5 roles\.desk\.scope: is not a key here/,
    ],
    ['no version', 'version: "1"\n', '', /^access\.yaml:1:1 version: is required/],
  ])('with %s is refused at its line', (_, from, to, fault) => {
    expect(policy.split(from).length).toBe(2);
    expect(faultsIn(policy.replace(from, to))).toEqual([expect.stringMatching(fault)]);
  });

  it('that is not there is refused where it is named', () => {
    expect(faultsOf(text)).toEqual([
      expect.stringMatching(
        /^onefold\.yaml:\d+:\d+ access\.policy: names a file that cannot be read: ENOENT/,
      ),
    ]);
  });

  it('names purposes of the taxonomy that is configured, not of the package', () => {
    const own = `${gatewayText}${sourcesText}access: { policy: access.yaml }\nconsent: { purposes: purposes.yaml }\n`;
    const purposes = 'version: "1"\npurposes:\n  essential.service.desk: { basis: CONTRACT }\n';
    expect(faultsOf(own, {}, { 'access.yaml': policy, 'purposes.yaml': purposes })).toEqual([
      expect.stringMatching(/^access\.yaml:4:35 roles\.desk\.purposes\[1\]: is not a purpose/),
    ]);
  });
});
