import { describe, expect, it } from 'vitest';
import type { ColumnReport, Manifest } from '../../sources/contract.ts';
import { type Checkup, checkupLines, isBroken } from '../../src/cli/checkup.ts';
import { GatewayError } from '../../src/model/errors.ts';
import { failed, found } from '../../src/model/outcome.ts';
import { gatewayText, sourcesText, written } from '../config/files.ts';
import { onefold } from './process.ts';

const manifest: Manifest = {
  region: undefined,
  steward: undefined,
  lookups: [
    { kind: 'email', compares: 'folded' },
    { kind: 'phone', compares: 'bytes' },
  ],
  attributes: ['email'],
  collections: ['orders'],
  keyedCollections: [],
  references: ['crm'],
  filters: [{ attribute: 'email', operators: ['equals', 'startsWith'] }],
  batch: { find: 100, get: 200, collect: 50 },
  quota: { perSecond: 25 },
  duplicateFree: false,
  consent: [
    { purpose: 'marketing', channel: 'EMAIL' },
    { purpose: 'marketing', channel: 'SMS' },
  ],
  restricts: false,
  writes: [],
};

function checkup(columns: readonly ColumnReport[]): Checkup {
  return {
    name: 'app',
    kind: 'postgres',
    manifest,
    outcome: found({ server: 'PostgreSQL 18', columns, unmapped: [] }),
    ms: 12,
  };
}

const email: ColumnReport = {
  object: 'users',
  column: 'email',
  use: 'lookup',
  exists: true,
  index: 'users_email',
};
const given: ColumnReport = { object: 'users', column: 'given', use: 'read', exists: true, index: null };

describe('a checkup', () => {
  it('shows what the source can do and what serves its look-ups', () => {
    expect(checkupLines([checkup([email, given])]).join('\n')).toMatchInlineSnapshot(`
      "app (postgres)
        found by           email, phone as spelled
        filter equals      email
        filter startsWith  email
        filter atLeast     none
        filter before      none
        collections        orders
        names records of   crm
        keys a call        find 100, get 200, collect 50
        quota              25 calls a second
        consent            marketing
        ok  users.email  look-up: users_email
        ok  1 further mapped columns exist

      SOURCE  KIND      STATE  TIME   SERVER
      app     postgres  ok     12 ms  PostgreSQL 18

      All sources are fine."
    `);
    expect(isBroken(checkup([email, given]))).toBe(false);
  });

  it('gives advice, which is no failure', () => {
    const slow = { ...email, index: null, advice: 'create an index.' };
    const lines = checkupLines([checkup([slow])]);
    expect(lines).toContain('  !  users.email  look-up: no index');
    expect(lines).toContain('  ->  users.email: create an index.');
    expect(lines.at(-1)).toBe('All sources are fine.');
    expect(isBroken(checkup([slow]))).toBe(false);
  });

  it('names columns that nobody mapped where they look like identifiers or consent, which is no failure', () => {
    const unmapped = [
      { object: 'users', column: 'newsletter_ok', type: 'boolean' },
      { object: 'users', column: 'favourite_colour', type: 'text' },
    ];
    const one = { ...checkup([]), outcome: found({ server: 'PostgreSQL 18', columns: [email], unmapped }) };
    const lines = checkupLines([one]);
    expect(lines).toContain(
      '  ?   users.newsletter_ok is not mapped and looks like consent: map it, or know why not.',
    );
    expect(lines).toContain('  -   1 further columns are not mapped');
    expect(isBroken(one)).toBe(false);
  });

  it('is broken where a mapped column is gone', () => {
    const gone = checkup([email, { ...given, exists: false }]);
    expect(checkupLines([gone])).toContain('  X   users.given  does not exist');
    expect(isBroken(gone)).toBe(true);
  });

  it('is broken where the source does not answer, and tells the vendor’s code but not its words', () => {
    const cause = Object.assign(new Error('no ada@example.org here'), { code: 'ECONNREFUSED' });
    const down = { ...checkup([]), outcome: failed(new GatewayError('SOURCE_UNAVAILABLE', { cause })) };
    const text = checkupLines([down, checkup([email])]).join('\n');
    expect(text).toContain('A source could not be reached. (ECONNREFUSED)');
    expect(text).toContain('1 of 2 sources need attention.');
    expect(text).not.toContain('ada@');
    expect(isBroken(down)).toBe(true);
  });
});

describe('onefold doctor', { timeout: 30_000 }, () => {
  it('passes where all is fine', async () => {
    const doctor = onefold(['doctor', '--config', written({ 'onefold.yaml': gatewayText + sourcesText })]);
    expect(await doctor.exit()).toBe(0);
    expect(doctor.output.out).toMatch(/^app {5}memory {2}ok {5}\d+ ms/m);
    expect(doctor.output.out).toContain('All sources are fine.');
  });

  it('fails where a source is down or a column is gone, and tells of the others all the same', async () => {
    const text = `${gatewayText}${sourcesText.replace('email: mail', 'email: mail, phone: tel')}  shop:
    kind: postgres
    url: postgres://nobody@127.0.0.1:1/shop
    customer: { table: people, id: id, attributes: { email: mail }, consent: none }
`;
    const doctor = onefold(['doctor', '--config', written({ 'onefold.yaml': text })]);
    expect(await doctor.exit()).toBe(1);
    expect(doctor.output.out).toMatch(/X +people.tel +does not exist/);
    expect(doctor.output.out).toMatch(/^app +memory +DRIFTED/m);
    expect(doctor.output.out).toMatch(/^shop +postgres +FAILED/m);
    expect(doctor.output.out).toContain('(ECONNREFUSED)');
  });
});
