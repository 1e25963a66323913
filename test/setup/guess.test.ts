/**
 * The guesser on schemas as people have them, on real servers. It was developed on the first set. The columns of each
 * other set were labelled before the guesser saw it, and what it did not know was taught to it only after it had been
 * measured; docs/setup.md has the figures.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { SqlKind } from '../../sandbox/sql/proxy.ts';
import type { Survey } from '../../sources/contract.ts';
import { sources } from '../../sources/registry.ts';
import { run } from '../../src/cli/run.ts';
import { loadConfiguration } from '../../src/config/load.ts';
import { guessed } from '../../src/setup/index.ts';
import { written } from '../config/files.ts';
import { calling } from '../sources/sql-probe.ts';
import { type Accuracy, accuracyOf } from './accuracy.ts';
import type { LabelledSchema } from './schema.ts';
import { airline } from './schemas/airline.ts';
import { alumni } from './schemas/alumni.ts';
import { bank } from './schemas/bank.ts';
import { chargebee } from './schemas/chargebee.ts';
import { civicrm } from './schemas/civicrm.ts';
import { clinic } from './schemas/clinic.ts';
import { danish } from './schemas/danish.ts';
import { dealer } from './schemas/dealer.ts';
import { django } from './schemas/django.ts';
import { dolibarr } from './schemas/dolibarr.ts';
import { dutch } from './schemas/dutch.ts';
import { dynamics } from './schemas/dynamics.ts';
import { fitness } from './schemas/fitness.ts';
import { frenchCrm } from './schemas/french-crm.ts';
import { germanBroker } from './schemas/german-broker.ts';
import { germanErp } from './schemas/german-erp.ts';
import { germanUtility } from './schemas/german-utility.ts';
import { hotel } from './schemas/hotel.ts';
import { hubspotCopy } from './schemas/hubspot-copy.ts';
import { italianRetail } from './schemas/italian-retail.ts';
import { laravel } from './schemas/laravel.ts';
import { magento } from './schemas/magento.ts';
import { moodle } from './schemas/moodle.ts';
import { norwegian } from './schemas/norwegian.ts';
import { odoo } from './schemas/odoo.ts';
import { opencart } from './schemas/opencart.ts';
import { patientPortal } from './schemas/patient-portal.ts';
import { prestashop } from './schemas/prestashop.ts';
import { prisma } from './schemas/prisma.ts';
import { rails } from './schemas/rails.ts';
import { saleor } from './schemas/saleor.ts';
import { sap } from './schemas/sap.ts';
import { shopify } from './schemas/shopify.ts';
import { spanishGym } from './schemas/spanish-gym.ts';
import { spanishInsurance } from './schemas/spanish-insurance.ts';
import { suitecrm } from './schemas/suitecrm.ts';
import { swedish } from './schemas/swedish.ts';
import { telecom } from './schemas/telecom.ts';
import { ticketOffice } from './schemas/ticket-office.ts';
import { vendure } from './schemas/vendure.ts';
import { woocommerce } from './schemas/woocommerce.ts';
import { realUrls, scratch } from './scratch.ts';

const sets: Readonly<Record<string, readonly LabelledSchema[]>> = {
  'it was developed on': [magento, prisma, germanErp, rails, telecom],
  'it met first': [
    prestashop,
    civicrm,
    frenchCrm,
    bank,
    swedish,
    dutch,
    shopify,
    spanishInsurance,
    woocommerce,
    opencart,
  ],
  'it met second': [hotel, germanUtility, django, odoo, clinic, ticketOffice],
  'it met third': [saleor, dolibarr, fitness, dealer],
  'it met fourth': [vendure, suitecrm, moodle, chargebee, norwegian, italianRetail, alumni, sap],
  'it met fifth': [airline, patientPortal, laravel, germanBroker, danish, dynamics, spanishGym, hubspotCopy],
};

const least = 0.9;
const urls = await realUrls();

async function surveyed(kind: SqlKind, url: string): Promise<Survey> {
  const { survey } = sources[kind];
  if (survey === undefined) throw new TypeError(`${kind} has no survey`);
  const outcome = await survey.survey(survey.config.parse({ kind, url, timeout: 20_000 }), calling(20_000));
  if (outcome.kind !== 'found') throw new Error(outcome.kind === 'failed' ? outcome.error.message : 'absent');
  return outcome.value;
}

/** Runs a command in this process; what it wrote. */
async function onefold(args: readonly string[], env: Readonly<Record<string, string>>) {
  const lines: string[] = [];
  const say = (line: string) => void lines.push(line);
  const code = await run(args, { env, out: say, err: say, stop: new AbortController().signal });
  return { code, text: lines.join('\n') };
}

for (const [set, schemas] of Object.entries(sets))
  describe(`of the schemas ${set}`, { timeout: 60_000 }, () => {
    const measured: Accuracy[] = [];
    for (const schema of schemas)
      for (const kind of schema.servers) {
        const server = urls[kind];
        it.skipIf(server === undefined)(
          `${schema.name} on ${kind} gets a configuration that fits it`,
          async () => {
            const database = await scratch(kind, server ?? '', schema.ddl);
            onTestFinished(() => database.close());
            const guess = guessed(await surveyed(kind, database.url));
            expect(guess.customer?.object.name).toBe(schema.customers);
            expect(guess.customer?.columns.find(({ meaning }) => meaning.role === 'id')?.column).toBe(
              schema.id,
            );
            const accuracy = accuracyOf(schema, guess.customer?.columns ?? []);
            measured.push(accuracy);
            const found = Object.fromEntries(
              guess.collections.map((one) => [one.collection, one.mapping.table]),
            );
            expect(found).toMatchObject(schema.collections ?? {});

            const folder = join(written({ 'nothing.txt': '' }), '..');
            const output = join(folder, 'onefold.yaml');
            const env = { DB: database.url, ONEFOLD_SECRET: 'a secret of the tests, which is no secret' };
            const init = await onefold(
              ['init', '--kind', kind, '--url-env', 'DB', '--country', 'DE', '--output', output],
              env,
            );
            expect(init, init.text).toMatchObject({ code: 0 });
            const text = readFileSync(output, 'utf8');
            expect(text).not.toContain(database.url);
            for (const { column, meaning, reason } of guess.customer?.columns ?? []) {
              expect(text, column).toContain(column);
              if (meaning.role !== 'consentTime') expect(text).toContain(reason);
            }
            expect(loadConfiguration(output, env).sources).toHaveLength(1);
            const doctor = await onefold(['doctor', '--config', output], env);
            expect(doctor, doctor.text).toMatchObject({ code: 0 });
          },
        );
      }

    it(`${least * 100} % of the identifiers, names and consent are guessed, and as many of the guesses are right`, () => {
      const sum = (of: (one: Accuracy) => number) => measured.reduce((total, one) => total + of(one), 0);
      const faults = measured.flatMap((one) => one.faults).join('\n');
      if (measured.length === 0) return;
      expect(sum((one) => one.right) / sum((one) => one.true), faults).toBeGreaterThanOrEqual(least);
      expect(sum((one) => one.right) / sum((one) => one.guessed), faults).toBeGreaterThanOrEqual(least);
    });
  });
