import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { longestPayload, reservedNames } from '../../src/audit/entry.ts';
import { subjectToken } from '../../src/audit/subject.ts';
import { entriesIn, filesIn, linesIn, opened, place, states } from './logs.ts';
import { decision, key, otherKey } from './made-up.ts';

const unavailable = { name: 'GatewayError', code: 'AUDIT_UNAVAILABLE' };

/** What every open file does, to be watched or made to fail. */
async function fileHandles(): Promise<FileHandle> {
  const handle = await open(import.meta.filename);
  await handle.close();
  return Object.getPrototypeOf(handle);
}

/** The disc is full: of each write as many bytes fit as `fits` says, all where it says nothing. */
async function fullDisc(fits: () => number | undefined) {
  const handles = await fileHandles();
  const { appendFile } = handles;
  const spy = vi.spyOn(handles, 'appendFile').mockImplementation(async function (this: FileHandle, data) {
    const bytes = Buffer.from(String(data));
    const room = fits();
    await appendFile.call(this, room === undefined ? bytes : bytes.subarray(0, room));
    if (room !== undefined)
      throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
  });
  onTestFinished(() => spy.mockRestore());
  return spy;
}

const requestsIn = (folder: string) =>
  entriesIn(folder).flatMap(({ request }) => (request === undefined ? [] : [request]));

describe('a decision log', () => {
  it('is lines of canonical JSON, each continuing the one before', async () => {
    const folder = place();
    const log = await opened(folder);
    await log.append({ zone: 'EU', kind: 'answer', outcome: { redacted: 1, excluded: undefined } });
    await log.close();

    const [opening, entry, closing] = entriesIn(folder);
    const hex = expect.stringMatching(/^[0-9a-f]{64}$/);
    const { node } = log.head;
    expect(opening).toEqual({
      ...{ at: '2026-01-01T00:00:02.000Z', format: 1, mac: hex, mark: 'opened', node },
      ...{ previous: '0'.repeat(64), segment: 1, seq: 1 },
    });
    expect(entry).toEqual({
      ...{ at: '2026-01-01T00:00:03.000Z', kind: 'answer', mac: hex, outcome: { redacted: 1 } },
      ...{ previous: hex, seq: 2, zone: 'EU' },
    });
    expect(closing).toMatchObject({ mark: 'closed', seq: 3 });

    const [[name, bytes] = ['']] = filesIn(folder);
    expect(name).toBe(`${node}.000001.jsonl`);
    expect(node).toMatch(/^20260101T000001000Z-[0-9a-f]{8}$/);
    const lines = linesIn(bytes).map((line) => line.trimEnd());
    expect(Object.keys(entry ?? {})).toEqual(Object.keys(entry ?? {}).sort());
    const hashes = lines.map((line) => createHash('sha256').update(line).digest('hex'));
    expect([entry?.['previous'], closing?.['previous']]).toEqual(hashes.slice(0, 2));
    expect(log.head).toEqual({ node, seq: 3, hash: hashes[2] });
    expect(await states(folder)).toEqual(['intact']);
  });

  it('is for its owner alone', async () => {
    const folder = place();
    await (await opened(folder)).close();
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  });

  it('writes what gathers while it writes as one, in the order it came, and resolves when it is there', async () => {
    const folder = place();
    const log = await opened(folder);
    const writes = await fullDisc(() => undefined);
    const all = Array.from({ length: 500 }, (_, at) => log.append(decision(at)));
    await all[0];
    expect(requestsIn(folder)).toHaveLength(500);
    // These came in one turn, so nothing was being written yet; while the next is, a hundred more come.
    const next = log.append(decision(500));
    await new Promise(setImmediate);
    const rest = Array.from({ length: 100 }, (_, at) => log.append(decision(501 + at)));
    await Promise.all([...all, next, ...rest]);
    expect(writes).toHaveBeenCalledTimes(3);
    expect(requestsIn(folder)).toEqual(Array.from({ length: 601 }, (_, at) => `request-${at}`));
    await log.close();
    expect(await states(folder)).toEqual(['intact']);
  });

  it('keeps what the payload was when it was handed over', async () => {
    const folder = place();
    const log = await opened(folder);
    const payload = { kind: 'answer', request: 'before' };
    const written = log.append(payload);
    payload.request = 'after';
    await written;
    expect(requestsIn(folder)).toEqual(['before']);
    await log.close();
  });

  it.each([true, false])('waits for the disc where it is asked to: %s', async (durable) => {
    const handles = await fileHandles();
    const spies = [vi.spyOn(handles, 'datasync'), vi.spyOn(handles, 'sync')];
    onTestFinished(() => void vi.restoreAllMocks());
    const log = await opened(place(), { durable });
    await log.append(decision(1));
    // The opening entry and the decision; and the folder, once, for the file's name.
    expect(spies.map(({ mock }) => mock.calls.length)).toEqual(durable ? [2, 1] : [0, 0]);
    await log.close();
  });

  it('goes on in another segment when one is full', async () => {
    const folder = place();
    const log = await opened(folder, { segmentBytes: 1000 });
    for (let at = 0; at < 9; at += 1) await log.append(decision(at));
    await log.close();
    const names = readdirSync(folder);
    expect(names.length).toBeGreaterThan(2);
    expect(names.map((name) => name.slice(-12))).toEqual(
      names.map((_, at) => `${String(at + 1).padStart(6, '0')}.jsonl`),
    );
    for (const bytes of filesIn(folder).values()) expect(bytes.length).toBeLessThan(1600);
    expect(requestsIn(folder)).toHaveLength(9);
    expect(entriesIn(folder).flatMap(({ mark }) => mark ?? [])).toEqual([
      'opened',
      ...names.slice(1).flatMap(() => ['rotated', 'continued']),
      'closed',
    ]);
    expect(await states(folder)).toEqual(['intact']);
  });

  it('shares its folder', async () => {
    const folder = place();
    const logs = await Promise.all(Array.from({ length: 3 }, () => opened(folder, { segmentBytes: 800 })));
    for (let at = 0; at < 8; at += 1) await Promise.all(logs.map((log) => log.append(decision(at))));
    await Promise.all(logs.map((log) => log.close()));
    expect(await states(folder)).toEqual(['intact', 'intact', 'intact']);
    expect(requestsIn(folder)).toHaveLength(24);
  });

  const refused: readonly (readonly [Readonly<Record<string, unknown>>, string])[] = [
    ...reservedNames.map((name) => [{ [name]: 'canary' }, `${name} is a member of the log's own`] as const),
    [{ size: 3n }, 'size is no JSON'],
    [{ text: 'c'.repeat(longestPayload) }, `An entry has at most ${longestPayload} characters`],
  ];
  it.each(refused)(
    'refuses a payload that is not as it must be, and goes on: %#',
    async (payload, message) => {
      const folder = place();
      const log = await opened(folder);
      await expect(log.append(payload)).rejects.toThrow(TypeError);
      await expect(log.append(payload)).rejects.toThrow(message);
      await expect(log.append(payload)).rejects.not.toThrow('canary');
      await log.append(decision(1));
      await log.close();
      expect(await states(folder)).toEqual(['intact']);
    },
  );

  it('keeps the longest payload so that it can be read again', async () => {
    const folder = place();
    const log = await opened(folder);
    await log.append({ text: '\u20ac'.repeat(longestPayload - 100) });
    await log.close();
    expect(await states(folder)).toEqual(['intact']);
  });

  it('closes once, with what gathered, and refuses what comes later', async () => {
    const folder = place();
    const log = await opened(folder);
    const gathered = log.append(decision(1));
    await Promise.all([log.close(), log.close(), gathered]);
    await log.close();
    await expect(log.append(decision(2))).rejects.toMatchObject(unavailable);
    expect(entriesIn(folder).map(({ mark, request }) => mark ?? request)).toEqual([
      'opened',
      'request-1',
      'closed',
    ]);
  });

  it('lets nothing into the chain behind its end', async () => {
    const folder = place();
    const log = await opened(folder);
    const closing = log.close();
    await expect(log.append(decision(1))).rejects.toMatchObject(unavailable);
    await closing;
    expect(await states(folder)).toEqual(['intact']);
  });

  it('has the next segment in its folder before the full one says that there is another', async () => {
    const folder = place();
    const log = await opened(folder, { segmentBytes: 300 });
    const handles = await fileHandles();
    const { appendFile } = handles;
    const files: number[] = [];
    const spy = vi.spyOn(handles, 'appendFile').mockImplementation(async function (this: FileHandle, data) {
      if (String(data).includes('rotated')) files.push(readdirSync(folder).length);
      await appendFile.call(this, data);
    });
    onTestFinished(() => spy.mockRestore());
    for (const count of [1, 2, 3]) await log.append(decision(count));
    await log.close();
    expect(files).toEqual([2, 3, 4]);
  });

  it('says at once when there can be no log', async () => {
    await expect(opened(join(import.meta.filename, 'below a file'))).rejects.toMatchObject({
      code: 'ENOTDIR',
    });
    await fullDisc(() => 5);
    await expect(opened(place())).rejects.toMatchObject(unavailable);
  });
});

describe('when it cannot be written', () => {
  it('refuses until it can, and then continues the chain in a new segment', async () => {
    const folder = place();
    const log = await opened(folder);
    await log.append(decision(1));
    const { head } = log;
    const rooms = [40, 0, 700, undefined];
    await fullDisc(() => rooms.shift());
    for (const count of [2, 3, 4])
      await expect(log.append(decision(count))).rejects.toMatchObject({
        ...unavailable,
        cause: { code: 'ENOSPC' },
      });
    expect(log.head).toEqual(head);
    await log.append(decision(5));
    await log.close();
    expect(requestsIn(folder)).toEqual(['request-1', 'request-5']);
    // As often as it was tried, there is one new segment.
    expect(readdirSync(folder)).toHaveLength(2);
    expect(entriesIn(folder).flatMap(({ mark }) => mark ?? [])).toEqual(['opened', 'resumed', 'closed']);
    expect(await states(folder)).toEqual(['intact']);
  });

  it('refuses while its folder is gone, and what was in it counts as missing', async () => {
    const folder = place();
    const log = await opened(folder);
    await log.append(decision(1));
    rmSync(folder, { recursive: true });
    await expect(log.append(decision(2))).rejects.toMatchObject(unavailable);
    await expect(log.append(decision(3))).rejects.toMatchObject({
      ...unavailable,
      cause: { code: 'ENOENT' },
    });
    mkdirSync(folder);
    await log.append(decision(4));
    await log.close();
    expect(requestsIn(folder)).toEqual(['request-4']);
    expect(await states(folder)).toEqual(['MISSING 000001.jsonl:1']);
  });

  it('says when it could not be closed in order, and stays closed', async () => {
    const folder = place();
    const log = await opened(folder);
    await log.append(decision(1));
    await fullDisc(() => 30);
    await expect(log.close()).rejects.toMatchObject(unavailable);
    await expect(log.close()).rejects.toMatchObject(unavailable);
    await expect(log.append(decision(2))).rejects.toMatchObject(unavailable);
    expect(await states(folder)).toEqual(['not closed, torn']);
  });

  it('holds what it said it holds, and nothing else, however often and wherever writes break off', async () => {
    const plan = fc.array(fc.option(fc.nat(900), { nil: undefined, freq: 2 }), { maxLength: 12 });
    const sizes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 3, maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(
        plan,
        sizes,
        fc.constantFrom(400, 1200, 100_000),
        async (rooms, groups, segmentBytes) => {
          const folder = place();
          const log = await opened(folder, { segmentBytes });
          const left = [...rooms];
          const disc = await fullDisc(() => left.shift());
          const kept: string[] = [];
          let count = 0;
          for (const size of groups) {
            const asked = Array.from({ length: size }, () => decision(count++));
            const settled = await Promise.allSettled(asked.map((one) => log.append(one)));
            settled.forEach(({ status }, at) => {
              if (status === 'fulfilled') kept.push(asked[at]?.request ?? '');
            });
          }
          left.length = 0;
          await log.close();
          disc.mockRestore();
          expect(requestsIn(folder)).toEqual(kept);
          expect(await states(folder)).toEqual(['intact']);
        },
      ),
    );
  });
});

describe('the token of a subject', () => {
  it('is the same for the same customer and key, and tells nothing of the customer', () => {
    const token = subjectToken(key, 'cust_canary');
    expect(token).toMatch(/^[\w-]{22}$/);
    expect(subjectToken(key, 'cust_canary')).toBe(token);
    expect(subjectToken(key, 'cust_canary2')).not.toBe(token);
    expect(subjectToken(otherKey, 'cust_canary')).not.toBe(token);
  });
});
