import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, get, request } from 'node:http';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { gatewayText, sourcesText, written } from '../config/files.ts';
import type { Json } from '../e2e/gateway.ts';
import { onefold, type Running } from './process.ts';

const sound = gatewayText + sourcesText;
const secret = 'a secret of the tests, which is no secret';

/** `onefold dev` on a folder of its own, ready. */
async function developing(settings = '', env: Readonly<Record<string, string>> = {}) {
  const file = written({ 'onefold.yaml': sound + settings });
  const running = onefold(['dev', '--config', file], { PORT: '0', LOG_LEVEL: 'silent', ...env });
  const url = await running.ready();
  // The first look is over: what is written now is a change.
  await sleep(250);
  return { ...running, file, url };
}

/** As editors do it: beside it first, then in its place. */
function save(file: string, text: string): void {
  writeFileSync(`${file}~`, text);
  renameSync(`${file}~`, file);
}

async function said({ output }: Running, stream: 'out' | 'err', line: RegExp): Promise<string> {
  for (const end = Date.now() + 10_000; Date.now() < end; await sleep(20)) {
    const [found] = line.exec(output[stream]) ?? [];
    if (found !== undefined) return found;
  }
  throw new Error(`it did not say ${line}: ${output.out}${output.err}`);
}

async function ask(url: string, query: string) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  return (await response.json()) as Json;
}

const names = async (url: string) => (await ask(url, '{ sources { name } }')).data.sources;

describe('onefold dev', { timeout: 60_000 }, () => {
  it('serves a changed configuration at the same address, and says what changed but not to what', async () => {
    const running = await developing();
    expect(await names(running.url)).toEqual([{ name: 'app' }]);
    save(running.file, sound.replace('  app:', '  shop:').replace('mail: someone', 'mail: a-value'));
    const line = await said(running, 'out', /^reloaded.*$/m);
    expect(line).toMatch(/^reloaded in \d+ ms: sources\.app removed, .*sources\.shop added/);
    expect(await names(running.url)).toEqual([{ name: 'shop' }]);
    save(running.file, sound.replace('  app:', '  shop:').replace('mail: someone', 'mail: another-value'));
    await said(running, 'out', /^reloaded in \d+ ms: sources\.shop changed$/m);
    expect(running.output.out + running.output.err).not.toMatch(new RegExp(`value|${secret}`));
    running.child.kill('SIGINT');
    expect(await running.exit()).toBe(0);
    await expect(fetch(running.url)).rejects.toThrow();
  });

  it('tells the faults as validate does and goes on serving, until they are mended', async () => {
    const running = await developing();
    save(
      running.file,
      sound.replace('country: DE', 'country: Germany').replace('kind: memory', 'kind: memroy'),
    );
    await said(running, 'err', /still served/);
    expect(running.output.err).toContain(
      `${running.file}:4:3 gateway.country: must be an ISO 3166 code such as DE\n`,
    );
    expect(running.output.err).toContain(`${running.file}:7:5 sources.app.kind`);
    expect(await names(running.url)).toEqual([{ name: 'app' }]);
    save(running.file, sound.replace('country: DE', 'country: SE'));
    expect(await said(running, 'out', /^reloaded.*$/m)).toContain('gateway.country changed');
  });

  it('says so when faults were mended by taking them back', async () => {
    const running = await developing();
    save(running.file, 'gateway: {');
    await said(running, 'err', /still served/);
    save(running.file, sound);
    await said(running, 'out', /^sound again/m);
    expect(running.output.out).not.toContain('reloaded');
  });

  it('reloads nothing where the text is another and the configuration is not', async () => {
    const running = await developing();
    save(
      running.file,
      `# a comment\n${sourcesText}${gatewayText.replace(secret, `"${secret}"`)}  deadline: 3000\n`,
    );
    await sleep(600);
    save(running.file, `${sound}audit: { folder: decisions }\n`);
    expect(await said(running, 'out', /^reloaded.*$/m)).toMatch(/ms: audit added$/);
    expect(running.output.out.match(/^reloaded/gm)).toHaveLength(1);
  });

  it('follows the files that the configuration names, also before they are there', async () => {
    const running = await developing();
    const folder = join(dirname(running.file), 'policy');
    const purposes = (version: string) =>
      `version: ${version}\npurposes:\n  essential: { basis: CONTRACT }\n`;
    save(running.file, `${sound}consent: { purposes: policy/purposes.yaml }\n`);
    await said(running, 'err', /consent\.purposes: names a file that cannot be read: ENOENT/);
    mkdirSync(folder);
    await sleep(300);
    save(join(folder, 'purposes.yaml'), purposes('first'));
    await said(running, 'out', /^reloaded in \d+ ms: consent\.purposes changed$/m);
    // A folder that is another one by the same name.
    rmSync(folder, { recursive: true });
    mkdirSync(folder);
    writeFileSync(join(folder, 'purposes.yaml'), purposes('second'));
    await said(running, 'out', /(^reloaded.*consent\.purposes changed\n){2}/m);
    writeFileSync(join(folder, 'purposes.yaml'), purposes('third'));
    await said(running, 'out', /(^reloaded.*consent\.purposes changed\n){3}/m);
  });

  it('answers every request while it reloads, on new connections and on those that are open', async () => {
    const running = await developing();
    const kept = new Agent({ keepAlive: true, maxSockets: 4 });
    const statuses: number[] = [];
    const faults: unknown[] = [];
    let going = true;
    const client = async (agent: Agent | false) => {
      while (going)
        try {
          statuses.push(await statusOf(`${running.url}/graphql?query={sources{name}}`, agent));
        } catch (error) {
          faults.push(error);
        }
    };
    const clients = [kept, kept, kept, kept, false as const, false as const].map(client);
    for (let reload = 1; reload <= 5; reload++) {
      save(running.file, sound.replace('mail: someone', `mail: somebody${reload}`));
      await said(running, 'out', new RegExp(`(reloaded.*\\n){${reload}}`));
    }
    going = false;
    await Promise.all(clients);
    kept.destroy();
    expect(faults).toEqual([]);
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(statuses.length).toBeGreaterThan(50);
  });

  it('lets a request that is under way finish where it began', async () => {
    const running = await developing();
    const { port } = new URL(running.url);
    const response = new Promise<string>((resolve, reject) => {
      const body = JSON.stringify({ query: '{ sources { name } }' });
      const asked = request({ port, path: '/graphql', method: 'POST', headers }, (answer) =>
        text(answer).then(resolve, reject),
      );
      asked.on('error', reject);
      asked.write(body.slice(0, 5));
      said(running, 'out', /^reloaded/m)
        .then(async () => {
          // Meanwhile others are answered anew.
          expect(await names(running.url)).toEqual([{ name: 'shop' }]);
          asked.end(body.slice(5));
        })
        .catch(reject);
    });
    await sleep(100);
    save(running.file, sound.replace('  app:', '  shop:'));
    expect(JSON.parse(await response)).toEqual({ data: { sources: [{ name: 'app' }] } });
  });

  it.each(['store: memory\n', 'store: { folder: store }\n'])(
    'keeps what stewards said while %s stays as it is',
    async (store) => {
      const running = await developing(store);
      const suppressed = await ask(
        running.url,
        'mutation { suppress(value: { email: "made-up@example.com" }) { id } }',
      );
      expect(suppressed.errors).toBeUndefined();
      save(running.file, sound.replace('mail: someone', 'mail: somebody') + store);
      await said(running, 'out', /^reloaded.*: sources\.app changed$/m);
      const { data } = await ask(running.url, '{ suppressions { id } }');
      expect(data.suppressions).toHaveLength(1);
    },
  );

  it('goes on serving where the new configuration cannot be started', async () => {
    const running = await developing();
    writeFileSync(join(dirname(running.file), 'taken'), '');
    save(running.file, `${sound}audit: { folder: taken/decisions }\nstore: { folder: store }\n`);
    await said(running, 'err', /audit\.folder cannot be written to.*\n.*still served/);
    expect(await names(running.url)).toEqual([{ name: 'app' }]);
    // The store that was opened for it was let go of.
    save(running.file, `${sound}audit: { folder: decisions }\nstore: { folder: store }\n`);
    await said(running, 'out', /^reloaded.*: .*audit added/m);
  });

  it('listens where it did when another port is configured, and says so', async () => {
    const running = await developing();
    save(running.file, sound.replace('  country', '  host: 127.0.0.2\n  country'));
    expect(await said(running, 'out', /^reloaded.*$/m)).toMatch(
      /gateway\.host changed; to listen elsewhere takes a restart$/,
    );
    expect(await names(running.url)).toEqual([{ name: 'app' }]);
  });

  it('ends with a configuration that has faults from the beginning', async () => {
    const file = written({ 'onefold.yaml': 'gateway: {}' });
    const running = onefold(['dev', '--config', file], { PORT: '0' });
    expect(await running.exit()).toBe(1);
    expect(running.output.err).toContain('gateway.secret: is required');
  });

  it('refuses to run in production', async () => {
    const file = written({ 'onefold.yaml': sound });
    const running = onefold(['dev', '--config', file], { PORT: '0', NODE_ENV: 'production' });
    expect(await running.exit()).toBe(1);
    expect(running.output).toEqual({
      out: '',
      err: 'onefold: dev is for development; where NODE_ENV is production, use onefold start\n',
    });
  });
});

const headers = { 'content-type': 'application/json' };

function statusOf(url: string, agent: Agent | false): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, { agent, headers: { ...headers, 'apollo-require-preflight': 'true' } }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode ?? 0));
      response.once('error', reject);
    }).once('error', reject);
  });
}
