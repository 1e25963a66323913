/**
 * What the gateway keeps is worth nothing to a thief: no value of any person is in the stewards' store, the model, the
 * logs, the errors or the explanations of identity; not as it is, not folded, and not hashed without a key.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { personalValues } from '../../sandbox/people/values.ts';
import { run } from '../../src/cli/run.ts';
import { readModel } from '../../src/config/model-files.ts';
import { frequencyKey } from '../../src/identity/frequencies.ts';
import { contactPointOf } from '../../src/identity/normalise.ts';
import { openEmbeddedStore } from '../../src/steward/postgres-store.ts';
import {
  byRecord,
  columnOf,
  demoConfiguration,
  type Json,
  type RunningGateway,
  runGateway,
  type Sandbox,
  startTestSandbox,
  wholeCustomer,
} from './gateway.ts';
import { folded, Needles } from './needles.ts';

const demo = fileURLToPath(new URL('../../sandbox/onefold.yaml', import.meta.url));

const folder = mkdtempSync(join(tmpdir(), 'onefold-steal-'));
const store = join(folder, 'store');
const modelFile = join(folder, 'model.json');

let sandbox: Sandbox;
let gateway: RunningGateway;
let values: ReadonlySet<string>;
let needles: Needles;
/** What training told, and what the gateway said of identity, of values and of what went wrong. */
const told: string[] = [];
const explained: string[] = [];
const refused: string[] = [];
const answered: string[] = [];

beforeAll(async () => {
  sandbox = await startTestSandbox({ size: 150 });
  values = personalValues(sandbox.population);
  needles = new Needles(await uncommon([...values].flatMap(spellings)));
  await train();
  const configuration = demoConfiguration(sandbox);
  const model = readModel(modelFile, frequencyKey(configuration.gateway.lookupSecret));
  gateway = await runGateway({
    ...configuration,
    identity: { ...configuration.identity, model },
    store: { folder: store },
  });
  await explain();
  await judge();
  await offend();
  await gateway.close();
}, 120_000);

afterAll(async () => {
  await sandbox?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A value as it is stored and as it is compared. */
function spellings(value: string): readonly string[] {
  const digits = value.replace(/\D/g, '').replace(/^0+/, '');
  return [
    value,
    ...['DE', 'SE'].map((country) => contactPointOf(value, country)),
    ...(/^[\d\s+()/.-]{8,}$/.test(value) && !/^\d{4}-\d\d-\d\d$/.test(value) ? [digits] : []),
  ];
}

/** Without words that a store holds before anybody was judged, such as the time zone that is called like somebody. */
async function uncommon(all: readonly string[]): Promise<readonly string[]> {
  const path = join(folder, 'empty');
  await (await openEmbeddedStore(path)).close();
  const sought = new Needles(all);
  const common = new Set(filesIn(path).flatMap((file) => sought.in(file)));
  return all.filter((value) => !common.has(value) && !common.has(`${value}, folded`));
}

function filesIn(path: string): readonly Buffer[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
}

async function train(): Promise<void> {
  const code = await run(['identity', 'train', '--config', demo, '--output', modelFile], {
    env: { ...sandbox.env, HOST: '127.0.0.1', PORT: '0' },
    out: (line) => told.push(line),
    err: (line) => told.push(line),
    stop: new AbortController().signal,
  });
  expect(code).toBe(0);
}

const score = 'score { prior weight fields { field level m u bits frequencyBits generic } }';
const pair = `a { source id } b { source id } ${score}`;
const identity = `identity {
  records { source id } links { rule weight confidence ruleBits ${pair} } refused { refusal ${pair} }
  probable { weight confidence ${pair} } otherMatches { source id } confidence modelVersion complete waves
}`;

/** Asks, and keeps what is said besides the data of people. */
async function ask(document: string, variables: Json): Promise<Json> {
  const { data, errors, extensions } = await gateway.query(document, variables);
  refused.push(JSON.stringify([errors, extensions]));
  return data;
}

/** Asks for nothing but explanations. */
async function askWhy(document: string, variables: Json = {}): Promise<Json> {
  const data = await ask(document, variables);
  explained.push(JSON.stringify(data));
  return data;
}

async function explain(): Promise<void> {
  const people = [...sandbox.population.truth.people.values()].slice(0, 40);
  for (const [first = ''] of people) {
    await askWhy(`query ($by: CustomerKey!) { customer(by: $by) { ${identity} } }`, { by: byRecord(first) });
    const whole = `query ($by: CustomerKey!) { customer(by: $by) { ...Whole } } ${wholeCustomer}`;
    answered.push(JSON.stringify(await ask(whole, { by: byRecord(first) })));
  }
  for (const [a, b] of pairs())
    await askWhy(
      `query ($a: RecordKey!, $b: RecordKey!) { identityCompare(a: $a, b: $b) {
        likeness together rule refusal modelVersion verdict { kind actor } ${pair}
      } }`,
      { a: byRecord(a).record, b: byRecord(b).record },
    );
}

/** Records of one person, and of two. */
function pairs(): readonly (readonly [string, string])[] {
  const people = [...sandbox.population.truth.people.values()];
  const own = people.flatMap(([a, b]) => (a === undefined || b === undefined ? [] : [[a, b] as const]));
  const [head = ''] = people[0] ?? [];
  const others = people.flatMap(([a]) => (a === undefined || a === head ? [] : [[head, a] as const]));
  return [...own.slice(0, 20), ...others.slice(0, 20)];
}

async function judge(): Promise<void> {
  const give = `mutation ($a: RecordKey!, $b: RecordKey!, $kind: VerdictKind!) {
    giveVerdict(a: $a, b: $b, kind: $kind, reason: "the papers were seen") { id kind actor reason at a { source id } b { source id } }
  }`;
  const kinds = ['SAME', 'NOT_SAME', 'UNSURE', 'WITHDRAWN'];
  for (const [at, [a, b]] of pairs().entries())
    await askWhy(give, { a: byRecord(a).record, b: byRecord(b).record, kind: kinds[at % 4] });
  const rule = `mutation ($value: ValueKey!, $rule: ValueRuleKind!) {
    setValueRule(value: $value, rule: $rule, reason: "of a call centre") { id kind rule actor reason at }
  }`;
  const suppress = `mutation ($value: ValueKey!) {
    suppress(value: $value, reason: "a letter") { id kind channel }
  }`;
  for (const [at, { email, phone }] of contacts().entries()) {
    const rules = ['SHARED', 'BLOCKED', 'WITHDRAWN'];
    await askWhy(rule, { value: { email }, rule: rules[at % 3] });
    await askWhy(rule, { value: { phone }, rule: rules[at % 3] });
    await askWhy(suppress, { value: { email } });
    await askWhy(suppress, { value: { phone } });
  }
  await askWhy(`{
    reviewQueue(first: 100) { a { source id } b { source id } confidence weight requests stale }
    verdicts(first: 100) { id kind actor reason at a { source id } b { source id } }
    valueRules { id kind rule actor reason at }
    conflictCases { apart { kind reason } chain { kind reason } }
    suppressions(first: 100) { id kind channel }
  }`);
}

function contacts() {
  const { app, shop } = sandbox.population;
  const phones = columnOf(shop, 'customers', 'tel');
  const names = columnOf(shop, 'customers', 'full_name');
  return columnOf(app, 'users', 'email')
    .slice(20, 40)
    .map((email, at) => ({ email, phone: phones[at + 20] ?? '', name: names[at + 20] ?? '' }));
}

/** What goes wrong says what went wrong, and nothing of whom it was about. */
async function offend(): Promise<void> {
  for (const { email, phone, name } of contacts().slice(0, 10)) {
    const one = 'query ($by: CustomerKey!) { customer(by: $by) { id } }';
    for (const by of [
      { email: name },
      { phone: email },
      { email, phone },
      { record: { source: name, id: email } },
      name,
    ])
      await ask(one, { by });
    await ask(`{ customer(by: { email: ${JSON.stringify(email)}, mail: "${phone}" }) { id } }`, {});
    await ask(
      `mutation { setValueRule(value: { email: ${JSON.stringify(name)} }, rule: SHARED) { kind } }`,
      {},
    );
    await ask('mutation ($value: ValueKey!) { setValueRule(value: $value, rule: SHARED) { kind } }', {
      value: { phone: name },
    });
    await ask(
      'mutation ($a: RecordKey!) { giveVerdict(a: $a, b: { source: "app", id: "1" }, kind: SAME) { id } }',
      { a: { source: 'app', id: email } },
    );
  }
  const whole = `query ($by: CustomerKey!) { customer(by: $by) { ...Whole } } ${wholeCustomer}`;
  for (const mode of ['fail', 'garbage', 'down'] as const) {
    for (const system of Object.values(sandbox.systems)) await system.setFault({ mode });
    for (const { email } of contacts().slice(10, 14)) await ask(whole, { by: { email } });
  }
  for (const system of Object.values(sandbox.systems)) await system.setFault({ mode: 'ok' });
}

describe('a thief finds no value of anybody', () => {
  it('in the files of the store', () => {
    const files = filesIn(store);
    expect(files.reduce((sum, { length }) => sum + length, 0)).toBeGreaterThan(1_000_000);
    expect(files.flatMap((file) => needles.in(file))).toEqual([]);
  });

  it('in the tables of the store', async () => {
    const database = await PGlite.create({ dataDir: join(store, 'log') });
    try {
      const { rows: tables } = await database.query<{ name: string }>(
        `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
          where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'`,
      );
      const dump: unknown[] = [];
      for (const { name } of tables) dump.push(...(await database.query(`select * from ${name}`)).rows);
      expect(dump.length).toBeGreaterThan(100);
      expect(needles.in(JSON.stringify(dump))).toEqual([]);
    } finally {
      await database.close();
    }
  });

  it('in the model, or in the counts it holds', () => {
    const text = readFileSync(modelFile, 'utf8');
    const model = JSON.parse(text, (key, value) => (key === 'cells' ? undefined : value));
    const counts = [...text.matchAll(/"cells": "([^"]+)"/g)].map(([, cells = '']) =>
      Buffer.from(cells, 'base64'),
    );
    expect(counts.length).toBeGreaterThan(1);
    expect([JSON.stringify(model), ...counts].flatMap((part) => needles.in(part))).toEqual([]);
  });

  it('in what training tells', () => {
    expect(told.length).toBeGreaterThan(10);
    expect(needles.in(told.join('\n'))).toEqual([]);
  });

  it('in the logs', () => {
    expect(gateway.logs.length).toBeGreaterThan(200);
    expect(needles.in(gateway.logs.join('\n'))).toEqual([]);
  });

  it('in errors and extensions', () => {
    const text = refused.join('\n');
    for (const code of ['BAD_USER_INPUT', 'VERDICT_INVALID', 'KEY_', '"UNAVAILABLE"'])
      expect(text).toContain(code);
    expect(needles.in(text)).toEqual([]);
  });

  it('in explanations of identity, verdicts and rules', () => {
    const text = explained.join('\n');
    for (const part of [
      '"refusal":"',
      '"level":"',
      '"kind":"NOT_SAME"',
      '"rule":"BLOCKED"',
      '"likeness":"ONE"',
    ])
      expect(text).toContain(part);
    expect(needles.in(text)).toEqual([]);
  });
});

describe('what is looked for', () => {
  it('is nearly every value of the people', () => {
    const kept = [...values].filter((value) => needles.in(value).length > 0);
    expect(kept.length / values.size).toBeGreaterThan(0.95);
  });

  it('is found where it is: in the answers', () => {
    expect(needles.in(answered.join('\n')).length).toBeGreaterThan(300);
  });

  it.each([
    ['as it is', (value: string) => value],
    ['folded', folded],
    ['in capitals', (value: string) => value.toUpperCase()],
    ['as sha256 in hex', (value: string) => createHash('sha256').update(value).digest('hex')],
    [
      'as sha1 in capital hex',
      (value: string) => createHash('sha1').update(value).digest('hex').toUpperCase(),
    ],
    ['as md5 in base64', (value: string) => createHash('md5').update(value).digest('base64')],
    [
      'folded, as sha256 in base64url',
      (value: string) => createHash('sha256').update(folded(value)).digest('base64url'),
    ],
  ])('is found in the middle of a text or file: %s', (_, hidden) => {
    const [value = ''] = contacts().map(({ name }) => name);
    const text = `0123${hidden(value)}4567`;
    expect(needles.in(text)).not.toEqual([]);
    expect(needles.in(Buffer.from(text))).not.toEqual([]);
  });
});
