import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openEmbeddedStore, openStoreOn } from '../../src/steward/postgres-store.ts';
import { saying } from './histories.ts';
import { testStewardStore } from './store-contract.ts';

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'onefold-steward-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

testStewardStore('an embedded PostgreSQL in memory', async () => {
  const database = await PGlite.create();
  return {
    open: () => openStoreOn(database, async () => {}),
    execute: async (sql) => (await database.query(sql)).rows,
    close: () => database.close(),
  };
});

describe('an embedded log in a folder', () => {
  it('survives being closed and opened again', async () => {
    const path = join(await folder(), 'made', 'on the way');
    const before = await openEmbeddedStore(path);
    const first = await before.append(saying('app:1', 'SAME', 'crm:1'));
    await before.close();
    const after = await openEmbeddedStore(path);
    const second = await after.append(saying('app:1', 'NOT_SAME', 'crm:1'));
    expect(second.id).toBeGreaterThan(first.id);
    expect(await after.load()).toEqual([first, second]);
    await after.close();
  });

  it('survives a process that is killed', async () => {
    const path = await folder();
    const store = fileURLToPath(new URL('../../src/steward/postgres-store.ts', import.meta.url));
    const script = `
      const { openEmbeddedStore } = await import(${JSON.stringify(store)});
      const store = await openEmbeddedStore(${JSON.stringify(path)});
      const entry = await store.append(${JSON.stringify({ ...saying('app:1', 'SAME', 'crm:1'), fingerprints: {} })});
      process.stdout.write(String(entry.id));
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [id] = await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const after = await openEmbeddedStore(path);
    expect(await after.load()).toEqual([{ ...saying('app:1', 'SAME', 'crm:1'), id: Number(id) }]);
    await after.close();
  });

  it('is of one process at a time: of two, each would lose what it is told', async () => {
    const path = await folder();
    const store = await openEmbeddedStore(path);
    await expect(openEmbeddedStore(path)).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE' });
    const said = await store.append(saying('app:1', 'SAME', 'crm:1'));
    await store.close();
    const next = await openEmbeddedStore(path);
    expect(await next.load()).toEqual([said]);
    await next.close();
  });

  it('lets go of a folder it cannot use', async () => {
    const path = await folder();
    await mkdir(join(path, 'log'));
    await writeFile(join(path, 'log', 'PG_VERSION'), 'none');
    await expect(openEmbeddedStore(path)).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE' });
    await rm(join(path, 'log'), { recursive: true });
    await (await openEmbeddedStore(path)).close();
  });

  it('fails by the catalogue where there can be none', async () => {
    const path = join(await folder(), 'file');
    await writeFile(path, '');
    await expect(openEmbeddedStore(path)).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE' });
  });
});
