/** `onefold init` on the four systems of the sandbox: what it writes is valid, fits, and holds no secret. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Io } from '../../src/cli/io.ts';
import { run } from '../../src/cli/run.ts';
import { loadConfiguration } from '../../src/config/load.ts';
import { written } from '../config/files.ts';
import { type Sandbox, startTestSandbox } from '../e2e/gateway.ts';
import { realUrls, scratch } from '../setup/scratch.ts';
import { onefold } from './process.ts';

const { postgres } = await realUrls();

let sandbox: Sandbox;
let env: Record<string, string>;
beforeAll(async () => {
  sandbox = await startTestSandbox({ size: 10 });
  env = { ...sandbox.env, ONEFOLD_SECRET: 'a secret of the tests, which is no secret' };
});
afterAll(() => sandbox?.close());

function place(): string {
  return join(written({ 'nothing.txt': '' }), '..', 'onefold.yaml');
}

/** Runs a command in this process, with somebody at the terminal where there are answers. */
async function command(
  args: readonly string[],
  answers?: readonly string[],
  own: Record<string, string> = env,
) {
  const lines: string[] = [];
  const questions: string[] = [];
  const say = (line: string) => void lines.push(line);
  const left = [...(answers ?? [])];
  const io: Io = {
    env: own,
    out: say,
    err: say,
    stop: new AbortController().signal,
    ...(answers === undefined
      ? {}
      : {
          ask: async (question) => {
            questions.push(question);
            return left.shift() ?? '';
          },
        }),
  };
  const code = await run(args, io);
  return { code, text: lines.join('\n'), questions };
}

const app = ['--kind', 'postgres', '--url-env', 'SANDBOX_APP_URL'];
const billing = () => [
  '--kind',
  'stripe',
  '--key-env',
  'SANDBOX_BILLING_KEY',
  '--api-base',
  env['SANDBOX_BILLING_URL'] ?? '',
];
const crm = [
  '--kind',
  'salesforce',
  '--instance-url-env',
  'SANDBOX_CRM_URL',
  '--token-env',
  'SANDBOX_CRM_TOKEN',
];

describe('onefold init', { timeout: 60_000 }, () => {
  it('writes four sources one after the other, which are valid, fit, and name each other', async () => {
    const output = place();
    const first = await command(['init', ...billing(), '--country', 'DE', '--output', output]);
    expect(first, first.text).toMatchObject({ code: 0 });
    const commented = readFileSync(output, 'utf8').replace('sources:', '# kept by hand\nsources:');
    writeFileSync(output, commented);
    for (const args of [crm, app, ['--kind', 'mysql', '--url-env', 'SANDBOX_SHOP_URL']]) {
      const more = await command(['init', ...args, '--add', '--output', output]);
      expect(more, more.text).toMatchObject({ code: 0 });
    }
    const text = readFileSync(output, 'utf8');
    expect(text).toContain('# kept by hand');
    const { sources, gateway } = loadConfiguration(output, env);
    expect(gateway.authentication).toBe('open');
    expect(sources.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      'billing stripe',
      'crm salesforce',
      'app postgres',
      'shop mysql',
    ]);
    const own = sources.find(({ name }) => name === 'app')?.options;
    expect(own).toMatchObject({
      customer: {
        table: 'users',
        id: 'id',
        updatedAt: 'updated_at',
        attributes: {
          email: 'email',
          phone: 'phone',
          'name.given': 'first_name',
          'name.family': 'last_name',
          'externalId.loyalty': 'loyalty_no',
        },
        references: { billing: 'stripe_customer_id', crm: 'crm_contact_id' },
        consent: expect.arrayContaining([
          expect.objectContaining({
            column: 'marketing_opt_in',
            channel: 'EMAIL',
            granted: [true],
            denied: [false],
            at: 'opted_at',
          }),
          expect.objectContaining({ column: 'sms_opt_in', channel: 'SMS', granted: [true], denied: [false] }),
        ]),
      },
      collections: { orders: { table: 'orders', customer: 'user_id' }, consents: { table: 'consents' } },
    });
    for (const name of ['SANDBOX_APP_URL', 'SANDBOX_SHOP_URL', 'SANDBOX_CRM_TOKEN', 'SANDBOX_BILLING_KEY'])
      expect(text).not.toContain(env[name]);
    const doctor = await command(['doctor', '--config', output]);
    expect(doctor, doctor.text).toMatchObject({ code: 0 });
  });

  it('takes a value in place of a variable, writes it nowhere, and says which variable to set', async () => {
    const output = place();
    const url = env['SANDBOX_APP_URL'] ?? '';
    const { code, text } = await command([
      'init',
      '--kind',
      'postgres',
      '--url',
      url,
      '--name',
      'members',
      '--output',
      output,
    ]);
    expect(code, text).toBe(0);
    expect(text).toContain('set ONEFOLD_SECRET and MEMBERS_DATABASE_URL');
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the notation of a configuration
    expect(readFileSync(output, 'utf8')).toContain('url: ${MEMBERS_DATABASE_URL}');
    for (const said of [readFileSync(output, 'utf8'), text]) expect(said).not.toContain(url);
  });

  it('replaces nothing unless it is told to', async () => {
    const output = place();
    writeFileSync(output, 'mine: true\n');
    const refused = await command(['init', ...app, '--output', output]);
    expect(refused).toMatchObject({ code: 1, text: expect.stringContaining('--force') });
    expect(readFileSync(output, 'utf8')).toBe('mine: true\n');
    const added = await command(['init', ...app, '--add', '--output', output]);
    expect(added).toMatchObject({ code: 1, text: expect.stringContaining('no configuration') });
    expect(readFileSync(output, 'utf8')).toBe('mine: true\n');
    expect(await command(['init', ...app, '--force', '--output', output])).toMatchObject({ code: 0 });
    const twice = await command(['init', ...app, '--add', '--output', output]);
    expect(twice).toMatchObject({ code: 1, text: expect.stringContaining('another --name') });
  });

  it('asks whoever sits at the terminal, and takes what is meant by a bare return', async () => {
    const output = place();
    const { code, text, questions } = await command(
      ['init', '--output', output],
      ['postgres', 'members', 'SANDBOX_APP_URL', ''],
    );
    expect(code, text).toBe(0);
    expect(questions).toHaveLength(4);
    expect(questions.join(' ')).toContain('[MEMBERS_DATABASE_URL]');
    expect(readFileSync(output, 'utf8')).toContain('country: US # REVIEW: assumed');
  });

  it('says what is missing where nobody can be asked', async () => {
    const output = place();
    const misused = async (...args: readonly string[]) =>
      (await command(['init', ...args, '--output', output])).text;
    expect(await misused()).toContain('--kind must be one of');
    expect(await misused('--kind', 'oracle')).toContain('--kind must be one of');
    expect(await misused('--kind', 'postgres')).toContain('--url-env is missing');
    expect(await misused('--kind', 'postgres', '--url-env', 'NOT_SET')).toContain('NOT_SET is not set');
    expect(await misused('--kind', 'postgres', '--url', 'mysql://ada:secret@db/x')).toContain(
      '--url must be its URL, postgres://',
    );
    expect(await misused('--kind', 'postgres', '--url', 'mysql://ada:secret@db/x')).not.toContain('secret');
    expect(await misused(...app, '--name', 'not a name')).toContain('--name must be');
    expect(await misused(...app, '--country', 'Germany')).toContain('--country must be');
    expect(await misused(...app, '--table', 'nowhere')).toContain('there is no table nowhere');
    expect(existsSync(output)).toBe(false);
    const process = onefold(['init', '--output', output]);
    expect(await process.exit()).toBe(2);
    expect(process.output.err).toContain('--url-env APP_DATABASE_URL');
  });

  it.skipIf(postgres === undefined)('writes no name that would be read as a variable', async () => {
    const named = (variable: string) => `\${${variable}}`;
    const users = `create table users (id bigint primary key, email text, first_name text,
      "${named('SANDBOX_BILLING_KEY')}_opt_in" boolean, "sms_opt_in_\uE000X\uE001" boolean,
      "marketing_opt_in_\nevil: true" boolean);\n`;
    const customers = `create table "customers${named('HOME')}" (id bigint primary key, email text);\n`;
    const own = await scratch('postgres', postgres ?? '', users + customers);
    onTestFinished(() => own.close());
    const output = place();
    const { code, text } = await command([
      'init',
      '--kind',
      'postgres',
      '--url',
      own.url,
      '--output',
      output,
    ]);
    expect(code, text).toBe(0);
    for (const name of [`users.${named('SANDBOX_BILLING_KEY')}_opt_in`, `customers${named('HOME')}`])
      expect(text).toContain(`${name} is left out`);
    const read = JSON.stringify(loadConfiguration(output, { ...env, APP_DATABASE_URL: own.url }).sources);
    expect(read).toContain('marketing_opt_in_\\nevil: true');
    expect(read).not.toContain('sms_opt_in');
    expect(read).not.toContain(env['SANDBOX_BILLING_KEY']);
  });

  it('tells that a system does not answer, without its address', async () => {
    const url = 'postgres://ada:hidden@127.0.0.1:1/none';
    const { code, text } = await command(['init', '--kind', 'postgres', '--url', url, '--output', place()]);
    expect(code).toBe(1);
    expect(text).toContain('app cannot be surveyed');
    expect(text).not.toContain('hidden');
  });
});
