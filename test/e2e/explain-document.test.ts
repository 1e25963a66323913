/** What docs/explain.md shows, held against the demo. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commands } from '../../src/cli/commands.ts';
import { run } from '../../src/cli/run.ts';
import { written } from '../config/files.ts';
import {
  demoConfiguration,
  type Json,
  type RunningGateway,
  runGateway,
  type Sandbox,
  startTestSandbox,
} from './gateway.ts';
import { patient } from './patient.ts';

const document = readFileSync(new URL('../../docs/explain.md', import.meta.url), 'utf8');

function blocks(language: string): readonly string[] {
  return [...document.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'))].map(
    ([, text = '']) => text,
  );
}

const [query = ''] = blocks('graphql');
const [variables = '', example = ''] = blocks('json');

let sandbox: Sandbox;
let gateway: RunningGateway;

beforeAll(async () => {
  sandbox = await startTestSandbox({ size: 20 });
  gateway = await runGateway(patient(demoConfiguration(sandbox)));
});
afterAll(async () => {
  await gateway?.close();
  await sandbox?.close();
});

/** Times differ from run to run. */
function timeless({ calls, ...plan }: Json): Json {
  const times = { asked: 0, left: 0, answered: 0 };
  return { ...plan, ms: 0, calls: calls.map((call: Json) => ({ ...call, ...times })) };
}

describe('docs/explain.md', () => {
  it('shows what the command prints', async () => {
    const file = written({ 'invoices.graphql': query, 'ada.json': variables });
    const config = fileURLToPath(new URL('../../sandbox/onefold.yaml', import.meta.url));
    const out: string[] = [];
    const code = await run(
      [
        'explain',
        '--config',
        config,
        '--query',
        file,
        '--variables',
        file.replace('invoices.graphql', 'ada.json'),
      ],
      { env: sandbox.env, out: (line) => out.push(line), err: () => {}, stop: new AbortController().signal },
    );
    expect(code).toBe(0);
    expect(blocks('text')).toEqual([`${out.join('\n')}\n`]);
  });

  it('shows what an answer says', async () => {
    const asked = () => gateway.query(query, JSON.parse(variables), { 'x-explain': 'true' });
    await asked();
    const { extensions } = await asked();
    expect(timeless(extensions.plan)).toEqual(timeless(JSON.parse(example)));
  });

  it('names every option of the command, and no other', () => {
    const named = [...document.matchAll(/^\| `--(\w+)/gm)].map(([, name]) => name);
    expect(named).toEqual(Object.keys(commands['explain']?.options ?? {}));
  });
});
