/** The matrix of purposes and sources: who decided what, and what would have to change; and that it then is permitted. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { as, withCallers } from './consent-callers.ts';
import { addKnownPerson, type KnownPerson, type Said } from './consent-people.ts';
import {
  byRecord,
  demoConfiguration,
  type Json,
  type RunningGateway,
  runGateway,
  type Sandbox,
  startTestSandbox,
} from './gateway.ts';
import { patient } from './patient.ts';
import { shippedPolicy } from './withheld-fields.ts';

const email = 'marketing.communications.email';
const sources = ['app', 'shop', 'crm', 'billing'];
const asked = {
  explainer: { ...as('explainer'), 'x-data-use': 'essential.privacy_request' },
  outsider: { ...as('outsider'), 'x-data-use': 'essential.privacy_request' },
};

let sandbox: Sandbox;
let gateway: RunningGateway;

beforeAll(async () => {
  sandbox = await startTestSandbox({ size: 1 });
  const everything = { purposes: ['*'], categories: ['user'], scopes: [] };
  const callers = {
    explainer: { roles: ['everything'], scopes: ['consent:explain', 'identity:steward'] },
    outsider: { roles: ['everything'] },
  };
  const configuration = withCallers(patient(demoConfiguration(sandbox)), callers, { everything });
  gateway = await runGateway({ ...configuration, store: 'memory' });
}, 60_000);
afterAll(async () => {
  await gateway?.close();
  await sandbox?.close();
});

const decision = `decision status purpose channel legalBasis mechanism decidedBy { source record field status }
  evidence { source status } sources { source status decides evidence { source status } }
  remedy { possible reason changes { kind source record field purpose channel reasons } }`;

async function matrixOf(by: Json, headers: Readonly<Record<string, string>> = asked.explainer) {
  const { data, errors } = await gateway.query(
    `query($by: CustomerKey!) { customer(by: $by) { consents { ${decision} } } }`,
    { by },
    headers,
  );
  expect(errors).toBeUndefined();
  return data.customer.consents as readonly Json[];
}

describe('the matrix', () => {
  it('has one decision for each purpose, with a row for each source, of which one decides or none', async () => {
    for (const { name, records } of sandbox.population.truth.personas) {
      const by = byRecord(records[0] ?? '');
      const matrix = await matrixOf(by);
      expect(matrix.map(({ purpose }) => purpose)).toEqual(Object.keys(shippedPolicy.purposes));
      const single = await gateway.query(
        `query($by: CustomerKey!) { customer(by: $by) { ${matrix
          .map(
            ({ purpose, channel }, at) =>
              `f${at}: consent(purpose: "${purpose}", channel: ${channel}) { ${decision} }`,
          )
          .join('\n')} } }`,
        { by },
        asked.explainer,
      );
      expect(single.errors).toBeUndefined();
      for (const [at, one] of matrix.entries()) {
        const { basis, channel = 'NONE' } = shippedPolicy.purposes[one.purpose] ?? {};
        expect([one.legalBasis, one.channel], name).toEqual([basis, channel]);
        expect(one, `${name}, ${one.purpose}`).toEqual(single.data.customer[`f${at}`]);
        expect(one.sources.map(({ source }: Json) => source)).toEqual(sources);
        const deciding = one.sources.filter(({ decides }: Json) => decides);
        expect(deciding.map(({ source }: Json) => source)).toEqual(
          one.decidedBy === null ? [] : [one.decidedBy.source],
        );
        // Who decides says what is decided, and nobody says it more strictly.
        if (one.decidedBy !== null) expect(deciding[0].status).toBe(one.status);
        for (const { source, evidence, status } of one.sources) {
          for (const said of evidence) expect(said.source).toBe(source);
          expect(status).toBe(evidence[0]?.status ?? 'NOT_APPLICABLE');
        }
        expect(one.evidence.length).toBe(
          one.sources.reduce((sum: number, { evidence }: Json) => sum + evidence.length, 0),
        );
        expect(one.remedy === null).toBe(one.decision === 'PERMIT');
        if (one.remedy !== null)
          expect(one.remedy.changes.length > 0).toBe(one.remedy.possible && one.remedy.reason === null);
      }
    }
  }, 90_000);

  it('is of the purposes and the channel that are asked for', async () => {
    const { data } = await gateway.query(
      `query($by: CustomerKey!) { customer(by: $by) {
        consents(purposes: ["${email}", "third_party_sharing", "${email}"], channel: SMS) { purpose channel }
      } }`,
      { by: byRecord('app:1') },
      asked.explainer,
    );
    expect(data.customer.consents).toEqual([
      { purpose: email, channel: 'SMS' },
      { purpose: 'third_party_sharing', channel: 'SMS' },
      { purpose: email, channel: 'SMS' },
    ]);
  });

  it('has a row for what the request itself says', async () => {
    const matrix = await matrixOf(byRecord('app:1'), { ...asked.explainer, 'sec-gpc': '1' });
    const sharing = matrix.find(({ purpose }) => purpose === 'third_party_sharing');
    expect(sharing.decidedBy.source).toBe('request');
    expect(sharing.sources.map(({ source, decides }: Json) => [source, decides])).toEqual([
      ...sources.map((source) => [source, false]),
      ['request', true],
    ]);
    expect(sharing.remedy.changes.map(({ kind, source }: Json) => [kind, source])).toContainEqual([
      'LIFT',
      'request',
    ]);
  });

  it('says whether, and not why, to callers who are not told of denials', async () => {
    for (const { records } of sandbox.population.truth.personas.slice(0, 8)) {
      const by = byRecord(records[0] ?? '');
      const [told, kept] = [await matrixOf(by), await matrixOf(by, asked.outsider)];
      for (const [at, one] of kept.entries()) {
        expect(one.decision).toBe(told[at].decision);
        const { status, decidedBy, evidence, sources, remedy } = one;
        expect({ status, decidedBy, evidence, sources, remedy }).toEqual({
          status: null,
          decidedBy: null,
          evidence: null,
          sources: null,
          remedy: null,
        });
      }
    }
  });
});

describe('a remedy', () => {
  /** Carries a change out where it is to be made. */
  async function carryOut({ kind, source, record }: Json, { records, email: address }: KnownPerson) {
    const { app, shop, crm } = sandbox.systems;
    const yes = kind !== 'LIFT';
    switch (kind === 'GRANT' ? 'app' : source) {
      case 'app':
        expect(record ?? records.app).toBe(records.app);
        return app.execute('update users set marketing_opt_in = $1, opted_at = $2 where id = $3', [
          yes ? true : null,
          yes ? new Date().toISOString() : null,
          Number(records.app),
        ]);
      case 'shop':
        return shop.execute(
          'update customers set newsletter = ?, newsletter_at = null where customer_no = ?',
          [yes ? 'yes' : null, Number(records.shop)],
        );
      case 'crm':
        expect(record).toBe(records.crm);
        return crm.object('Lead').update(record, { HasOptedOutOfEmail: false });
      case 'suppression list':
        return gateway.query(
          'mutation($email: String!) { liftSuppression(value: { email: $email }) { lifted } }',
          { email: address },
          asked.explainer,
        );
      default:
        throw new Error(`nobody here can change ${source}`);
    }
  }

  const cases: readonly (readonly [string, Said, readonly string[]])[] = [
    ['an opt-out is lifted', { app: true, crm: true }, ['LIFT crm']],
    ['two are', { app: true, shop: 'no', crm: true }, ['LIFT crm', 'LIFT shop']],
    ['the person agrees', { app: null, crm: false }, ['GRANT -']],
    ['an opt-out is lifted and the person agrees', { app: false }, ['LIFT app', 'GRANT -']],
    ['a source is understood', { app: true, shop: 'maybe' }, ['ANSWER shop']],
  ];

  const stand = async ({ records }: KnownPerson) => {
    const matrix = await matrixOf(byRecord(`app:${records.app}`));
    return matrix.find(({ purpose }) => purpose === email);
  };

  it.each(cases)('permits once %s, and not before', async (_, said, expected) => {
    const person = await addKnownPerson(sandbox, said);
    const { decision, remedy } = await stand(person);
    expect([decision, remedy.possible]).toEqual(['DENY', true]);
    expect(remedy.changes.map(({ kind, source }: Json) => `${kind} ${source ?? '-'}`)).toEqual(expected);
    for (const change of remedy.changes) {
      expect((await stand(person)).decision).toBe('DENY');
      await carryOut(change, person);
    }
    expect(await stand(person)).toMatchObject({ decision: 'PERMIT', status: 'GRANTED', remedy: null });
  });

  it('of a suppression is that it is lifted', async () => {
    const person = await addKnownPerson(sandbox, { app: true });
    await gateway.query(
      'mutation($email: String!) { suppress(value: { email: $email }) { id } }',
      { email: person.email },
      asked.explainer,
    );
    const { remedy, sources: rows } = await stand(person);
    expect(rows.at(-1)).toMatchObject({ source: 'suppression list', status: 'SUPPRESSED', decides: true });
    expect(remedy.changes.map(({ kind, source }: Json) => [kind, source])).toEqual([
      ['LIFT', 'suppression list'],
    ]);
    await carryOut(remedy.changes[0], person);
    expect(await stand(person)).toMatchObject({ decision: 'PERMIT', remedy: null });
  });
});
