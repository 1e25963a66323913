/** How four sources in memory are mapped, each holding what the others do and something of its own. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Configuration } from '../../../src/config/configuration.ts';
import { loadConfiguration } from '../../../src/config/load.ts';
import { type SourceName, sourceNames, tablesOf } from './people.ts';

/** What is gone of a customer where a source has drifted: an attribute, and what it says about consent. */
export const drifted = { attribute: 'custom.note', columns: ['note', 'email_ok'] } as const;

const email = 'marketing.communications.email';
const sms = 'marketing.communications.sms';

function mappingOf(source: SourceName) {
  const names: Record<string, string | readonly string[]> = {
    email: source === 'billing' ? ['mail', 'other_mail'] : 'mail',
    phone: 'tel',
    'name.prefix': 'title',
    'name.given': 'given',
    'name.family': 'family',
    'address.city': 'city',
    'address.postalCode': 'zip',
    'address.country': 'country',
    company: 'company',
    createdAt: 'created',
    'custom.note': 'note',
  };
  if (source === 'crm') names['jobTitle'] = 'job';
  if (source === 'app' || source === 'shop') {
    names['locale'] = 'locale';
    names['lastActivityAt'] = 'seen';
    names['externalId.loyalty'] = 'loyalty';
  }
  if (source === 'app' || source === 'billing') names['birthDate'] = 'birth';
  return {
    table: 'customers',
    id: 'id',
    updatedAt: 'changed',
    attributes: names,
    references: source === 'app' ? { billing: 'billing_id' } : {},
    consent: [
      {
        purpose: email,
        channel: 'EMAIL',
        column: 'email_ok',
        granted: [true],
        denied: [false],
        at: 'asked_at',
      },
      { purpose: sms, channel: 'SMS', column: 'sms_ok', granted: [true], denied: [false] },
    ],
  };
}

const money = { amount: 'cents', currency: { constant: 'EUR' }, unit: 'minor' };
const rowsOf = (table: string, attributes: object) => ({
  table,
  id: 'id',
  customer: 'person',
  attributes: { status: 'state', ...attributes },
});
const collections = {
  orders: rowsOf('sales', { number: 'number', placedAt: 'at', total: money }),
  invoices: rowsOf('bills', { number: 'number', issuedAt: 'at', total: money }),
  payments: rowsOf('payments', { createdAt: 'at', amount: money }),
  cases: rowsOf('tickets', { number: 'number', openedAt: 'at' }),
  consents: {
    table: 'consents',
    id: 'id',
    customer: 'person',
    purpose: { column: 'purpose', values: { [email]: email } },
    channel: { column: 'channel', values: { EMAIL: 'EMAIL' } },
    status: { column: 'status', values: { yes: 'GRANTED', no: 'WITHDRAWN' } },
    at: 'at',
    contactPoint: 'about',
  },
};

/** Sources that hold each collection. */
export const holders = {
  orders: ['app', 'shop'],
  invoices: ['billing'],
  payments: ['app', 'billing'],
  cases: ['crm'],
} as const satisfies Readonly<Record<string, readonly SourceName[]>>;

function collectionsOf(source: SourceName) {
  const held = Object.entries(holders).filter(([, sources]) => sources.some((one) => one === source));
  const names = [
    ...held.map(([name]) => name),
    ...(source === 'app' || source === 'billing' ? ['consents'] : []),
  ];
  return Object.fromEntries(Object.entries(collections).filter(([name]) => names.includes(name)));
}

function configurationFile() {
  return {
    gateway: {
      port: 0,
      secret: 'a secret of the tests, which is no secret',
      authentication: 'open',
      country: 'DE',
      defaultPurpose: 'essential.service.operations.support',
    },
    sources: Object.fromEntries(
      sourceNames.map((name) => [
        name,
        {
          kind: 'memory',
          // Never open: each combination is to meet its sources as they are.
          breaker: { failures: 1000 },
          rows: tablesOf(name),
          customer: mappingOf(name),
          collections: collectionsOf(name),
        },
      ]),
    ),
    // Small, because there are thousands of these.
    identity: { precedence: ['crm', 'app', 'billing', 'shop'], xref: { entries: 100 } },
    profile: { email: { order: ['app'] }, address: { prefer: ['newest'] } },
  };
}

export function readConfiguration(): Configuration {
  const directory = mkdtempSync(join(tmpdir(), 'onefold-matrix-'));
  try {
    const file = join(directory, 'onefold.yaml');
    // JSON is YAML.
    writeFileSync(file, JSON.stringify(configurationFile()));
    return loadConfiguration(file, {});
  } finally {
    rmSync(directory, { recursive: true });
  }
}
