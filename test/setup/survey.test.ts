/** Surveys: what there is to map, told by each kind of system's own catalogue. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { standardObjects } from '../../sandbox/salesforce/schema.ts';
import { startSalesforce } from '../../sandbox/salesforce/server.ts';
import type { SqlSystem } from '../../sandbox/sql/proxy.ts';
import { customerObject } from '../../sandbox/stripe/objects.ts';
import { startStripe } from '../../sandbox/stripe/server.ts';
import type { Survey, SurveyedColumn, Surveyor } from '../../sources/contract.ts';
import { sources } from '../../sources/registry.ts';
import { mysqlServers, postgresServers } from '../servers.ts';
import { calling, prepare, said } from '../sources/sql-probe.ts';

async function surveyed(surveyor: Surveyor | undefined, config: object): Promise<Survey> {
  if (surveyor === undefined) throw new TypeError('no survey');
  const answer = said(
    await surveyor.survey(surveyor.config.parse({ timeout: 20_000, ...config }), calling(20_000)),
  );
  if (typeof answer !== 'object') throw new Error(answer);
  return answer;
}

function column(survey: Survey, object: string, name: string): SurveyedColumn | undefined {
  return survey.objects.find((one) => one.name === object)?.columns.find((one) => one.name === name);
}

const servers = { postgres: await postgresServers(), mysql: await mysqlServers() };

for (const kind of ['postgres', 'mysql'] as const)
  for (const server of servers[kind].filter(({ embedded }) => !embedded))
    describe(`a survey of ${server.label}`, () => {
      let system: SqlSystem;
      beforeAll(async () => {
        system = await server.open([]);
        await prepare(
          system,
          'create table people (id integer primary key, mail varchar(99) unique, first varchar(9) not null, last varchar(9), both_a integer, both_b integer, unique (both_a, both_b))',
          'create index by_last on people (last)',
          'create table orders (id integer primary key, person integer, foreign key (person) references people (id))',
          'create view adults as select id, mail from people',
        );
      });
      afterAll(() => system.close());

      it('tells keys, indexes, foreign keys and types, in the order of the table', async () => {
        const survey = await surveyed(sources[kind].survey, { kind, url: system.url });
        expect(survey.server).not.toBe('');
        expect(survey.objects.map(({ name }) => name).sort()).toEqual(['adults', 'orders', 'people']);
        const people = survey.objects.find(({ name }) => name === 'people');
        expect(people?.columns.map(({ name }) => name)).toEqual([
          'id',
          'mail',
          'first',
          'last',
          'both_a',
          'both_b',
        ]);
        expect(column(survey, 'people', 'id')).toMatchObject({
          primaryKey: true,
          unique: true,
          indexed: true,
          nullable: false,
        });
        expect(column(survey, 'people', 'mail')).toMatchObject({
          primaryKey: false,
          unique: true,
          indexed: true,
          nullable: true,
        });
        expect(column(survey, 'people', 'mail')?.type).toContain('99');
        expect(column(survey, 'people', 'first')).toMatchObject({
          unique: false,
          indexed: false,
          nullable: false,
        });
        expect(column(survey, 'people', 'last')).toMatchObject({ unique: false, indexed: true });
        // Unique together is not unique alone.
        expect(column(survey, 'people', 'both_a')).toMatchObject({ unique: false, indexed: true });
        expect(column(survey, 'orders', 'person')?.references).toEqual({ object: 'people', column: 'id' });
        expect(column(survey, 'people', 'mail')?.references).toBeUndefined();
      });

      it('tells the words of an enumeration', async () => {
        if (kind === 'postgres') await system.execute(`create type word as enum ('yes', 'it''s no')`);
        const type = kind === 'postgres' ? 'word' : `enum('yes', 'it''s no')`;
        await system.execute(`create table said (id integer primary key, newsletter ${type})`);
        const survey = await surveyed(sources[kind].survey, { kind, url: system.url });
        expect(column(survey, 'said', 'newsletter')?.words).toEqual(['yes', "it's no"]);
        expect(column(survey, 'said', 'id')?.words).toBeUndefined();
      });

      it('is a failed outcome where nobody answers', async () => {
        const { survey } = sources[kind];
        const url = `${kind}://nobody:secret@127.0.0.1:1/none`;
        const outcome = await survey?.survey(survey.config.parse({ kind, url, timeout: 2000 }), calling());
        expect(outcome?.kind).toBe('failed');
      });
    });

it('tells the fields of an org’s standard objects, its own among them', async () => {
  const system = await startSalesforce({ name: 'crm', objects: standardObjects() });
  try {
    const survey = await surveyed(sources.salesforce.survey, {
      kind: 'salesforce',
      instanceUrl: system.url,
      auth: { accessToken: system.accessToken },
    });
    expect(survey.objects.map(({ name }) => name)).toContain('ContactPointTypeConsent');
    expect(column(survey, 'Contact', 'Id')).toMatchObject({ type: 'id', primaryKey: true, unique: true });
    expect(column(survey, 'Contact', 'Stripe_Customer_Id__c')).toMatchObject({
      type: 'string',
      primaryKey: false,
    });
    expect(column(survey, 'Contact', 'AccountId')?.references).toEqual({ object: 'Account', column: 'Id' });
  } finally {
    await system.close();
  }
});

it('tells the keys of Stripe’s metadata, and no value', async () => {
  const metadata = [{ app_user_id: 'secret-7', marketing: 'yes' }, { loyalty_no: 'L-secret' }];
  const customers = metadata.map((one, at) =>
    customerObject({ id: `cus_${at}`, created: 1_700_000_000, metadata: one }),
  );
  const system = await startStripe({
    name: 'billing',
    data: { customers, invoices: [], subscriptions: [], paymentIntents: [], charges: [] },
  });
  try {
    const survey = await surveyed(sources.stripe.survey, {
      kind: 'stripe',
      apiKey: system.apiKey,
      apiBase: system.url,
    });
    expect(survey.objects[0]?.columns.map(({ name }) => name)).toEqual([
      'metadata.app_user_id',
      'metadata.loyalty_no',
      'metadata.marketing',
    ]);
    expect(JSON.stringify(survey)).not.toContain('secret');
  } finally {
    await system.close();
  }
});
