import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, readdirSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { draftOf, hashOf, longestLine, openingDraft, seal } from '../../src/audit/entry.ts';
import { formatHead, genesis, type Head, parseHead } from '../../src/audit/head.ts';
import { parseSegmentName, segmentName } from '../../src/audit/segment.ts';
import { verify } from '../../src/audit/verify.ts';
import {
  type Files,
  filesIn,
  filled,
  joined,
  left,
  linesIn,
  opened,
  place,
  states,
  told,
  twoChains,
} from './logs.ts';
import { decision, key, otherKey } from './made-up.ts';

let files: Files;
let heads: readonly Head[];
/** One chain of one segment: opened, three decisions, closed. */
let short: Files;

beforeAll(async () => {
  short = await left(async (folder) => {
    const log = await opened(folder);
    for (let at = 0; at < 3; at += 1) await log.append(decision(at));
    await log.close();
  });
  ({ files, heads } = await twoChains());
});

const names = (all: Files) => [...all.keys()];
const nameIn = (all: Files, at: number) => names(all)[at % all.size] ?? '';

/** The short chain with other lines. */
function rewritten(change: (lines: string[]) => readonly string[]): string {
  const [[name, bytes] = ['', undefined]] = short;
  return filled(place(), new Map([[name, joined(change([...linesIn(bytes)]))]]));
}

/** Entries as whoever has the key can write them: the rules must hold even so. */
function forged(...entries: readonly ((head: Head, node: string) => ReturnType<typeof seal>)[]): string {
  const { node = '' } = parseSegmentName(nameIn(short, 0)) ?? {};
  let head: Head = { node, seq: 0, hash: genesis };
  const lines: string[] = [];
  for (const entry of entries) {
    const sealed = entry(head, node);
    lines.push(`${sealed.line}\n`);
    head = sealed.head;
  }
  return filled(place(), new Map([[nameIn(short, 0), joined(lines)]]));
}

describe('verify', () => {
  it('tells of each chain how long it is, when it was written, and its head', async () => {
    const { nodes, strays } = await verify(filled(place(), files), key);
    expect(strays).toEqual([]);
    expect(nodes.map(({ head }) => formatHead(head))).toEqual(heads.map(formatHead).sort());
    for (const { entries, first = '', last = '', state, head } of nodes) {
      expect(state).toEqual({ kind: 'intact' });
      expect(entries).toBe(head.seq);
      expect([first, last].map((at) => new Date(at).toISOString())).toEqual([first, last]);
      expect(first < last).toBe(true);
    }
  });

  it('knows no chain where there is none, and leaves other files alone', async () => {
    expect(await verify(filled(place(), new Map([['README', Buffer.from('canary')]])), key)).toEqual({
      nodes: [],
      strays: [],
    });
    await expect(verify(place(), key)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('needs the key', async () => {
    const found = told(await verify(filled(place(), short), otherKey));
    expect(found).toEqual(['MAC 000001.jsonl:1']);
  });

  it('stops when it is asked to', async () => {
    await expect(verify(filled(place(), short), key, [], AbortSignal.abort())).rejects.toThrow('aborted');
  });

  it.each<[string, (lines: string[]) => readonly string[], string]>([
    [
      'a changed value',
      (lines) => lines.map((line) => line.replace('request-1', 'request-7')),
      'MAC 000001.jsonl:3',
    ],
    ['a blank', (lines) => lines.map((line) => line.replace('"seq":5', '"seq": 5')), 'FORM 000001.jsonl:5'],
    [
      'half a line',
      ([a = '', b = '', ...rest]) => [a, `${b.slice(0, 50)}\n`, ...rest],
      'TORN 000001.jsonl:2',
    ],
    ['a removed line', ([a = '', , ...rest]) => [a, ...rest], 'SEQUENCE 000001.jsonl:2'],
    ['a line twice', ([a = '', b = '', ...rest]) => [a, b, b, ...rest], 'SEQUENCE 000001.jsonl:3'],
    ['swapped lines', ([a = '', b = '', c = '', ...rest]) => [a, c, b, ...rest], 'SEQUENCE 000001.jsonl:2'],
    ['no opening entry', ([, ...rest]) => rest, 'SEQUENCE 000001.jsonl:1'],
    ['a line behind the end', (lines) => [...lines, '{}\n'], 'ENDED 000001.jsonl:6'],
    ['half a line behind the end', (lines) => [...lines, '{'], 'ENDED 000001.jsonl:6'],
    [
      'a line without end',
      (lines) => [...lines.slice(0, 2), 'x'.repeat(longestLine + 9)],
      'TORN 000001.jsonl:3',
    ],
    ['no closing entry', (lines) => lines.slice(0, -1), 'not closed'],
    ['a torn last line', (lines) => [...lines.slice(0, -1), '{"at":'], 'not closed, torn'],
    ['nothing', () => [], 'not closed'],
    ['a deep one', (lines) => [...lines.slice(0, 3), `${'['.repeat(200_000)}\n`], 'TORN 000001.jsonl:4'],
  ])('finds %s', async (_, change, expected) => {
    expect(await states(rewritten(change))).toEqual([expected]);
  });

  it('finds what whoever has the key wrote against the rules', async () => {
    const open = (head: Head, node: string) =>
      seal(openingDraft('opened', { node, number: 1 }, 'now'), head, key);
    const entry = (head: Head) => seal(draftOf({}, 'now'), head, key);
    expect(await states(forged(open, entry))).toEqual(['not closed']);
    // Another entry stood before it.
    const fork = (head: Head) => entry({ ...head, hash: hashOf('another') });
    expect(await states(forged(open, entry, fork))).toEqual(['HASH 000001.jsonl:3']);
    expect(await states(forged(entry))).toEqual(['OPENING 000001.jsonl:1']);
    expect(await states(forged(open, open))).toEqual(['OPENING 000001.jsonl:2']);
    const foreign = (head: Head) => open(head, 'another');
    expect(await states(forged(foreign))).toEqual(['OPENING 000001.jsonl:1']);
  });

  it('finds a segment that is gone, renamed, or put in', async () => {
    const [first, second = ''] = names(files).filter((name) => name.startsWith(heads[0]?.node ?? ''));
    const without = (name: string) => new Map([...files].filter(([one]) => one !== name));
    expect(await states(filled(place(), without(first ?? '')))).toContain('MISSING 000001.jsonl:1');
    expect(await states(filled(place(), without(second)))).toContain('MISSING 000002.jsonl:1');
    const renamed = (name: string) =>
      new Map(without(second)).set(name, files.get(second) ?? Buffer.alloc(0));
    expect(await states(filled(place(), renamed(`old-${second}`)))).toContain('NAME');
    const twice = new Map(short).set(
      segmentName({ node: parseSegmentName(nameIn(short, 0))?.node ?? '', number: 2 }),
      Buffer.alloc(0),
    );
    expect(await states(filled(place(), twice))).toEqual(['ENDED 000002.jsonl:1']);
  });

  it('finds what was put in behind a write that failed, where the segment has no closing entry', async () => {
    const folder = place();
    const log = await opened(folder);
    const [name = ''] = readdirSync(folder);
    const copy = filesIn(folder);
    rmSync(folder, { recursive: true });
    await expect(log.append(decision(1))).rejects.toThrow();
    filled(folder, copy);
    await log.append(decision(2));
    await log.close();
    expect(await states(folder)).toEqual(['intact']);
    appendFileSync(join(folder, name), '{"at":');
    expect(await states(folder)).toEqual(['TORN 000001.jsonl:2']);
  });

  it('takes a number in another spelling for no segment', async () => {
    const copies = new Map(short).set(nameIn(short, 0).replace('.0', '.00'), Buffer.alloc(0));
    expect(await states(filled(place(), copies))).toEqual(['intact', 'NAME']);
  });

  it('finds the last segments gone, because the one before says that there is another', async () => {
    const folder = filled(place(), files);
    const last = names(files).findLast((name) => name.startsWith(heads[0]?.node ?? '')) ?? '';
    rmSync(join(folder, last));
    expect((await states(folder)).filter((state) => state !== 'intact')).toEqual([
      `MISSING ${last.slice(-12)}:1`,
    ]);
  });

  it('follows a chain that is being written, on to segments that were not there when it began', async () => {
    const folder = place();
    const log = await opened(folder, { segmentBytes: 2000 });
    let done = false;
    const writing = (async () => {
      for (let at = 0; !done; at += 1) await log.append(decision(at));
    })();
    for (let round = 0; round < 10; round += 1) {
      const [state = ''] = await states(folder);
      expect(state).toMatch(/^not closed(, torn)?$/);
    }
    done = true;
    await writing;
    await log.close();
    expect(await states(folder)).toEqual(['intact']);
  });
});

describe('an anchor', () => {
  it('is the head as it is printed', () => {
    const head = { node: '20260101T000000000Z-0011aabb', seq: 17, hash: 'ab'.repeat(32) };
    expect(formatHead(head)).toBe(`20260101T000000000Z-0011aabb:17:${'ab'.repeat(32)}`);
    expect(parseHead(formatHead(head))).toEqual(head);
    for (const text of [
      '',
      'a:1',
      `a:0:${head.hash}`,
      `a:1:${head.hash}0`,
      `a:x:${head.hash}`,
      `:1:${head.hash}`,
    ])
      expect(parseHead(text)).toBeUndefined();
  });

  it('holds as long as its entry is in the chain, wherever in it', async () => {
    const folder = place();
    const log = await opened(folder, { segmentBytes: 900 });
    const anchors = [log.head];
    for (let at = 0; at < 6; at += 1) {
      await log.append(decision(at));
      anchors.push(log.head);
    }
    await log.close();
    expect(told(await verify(folder, key, anchors))).toEqual(['intact']);
    const [one, other] = anchors;
    const mixed = { node: one?.node ?? '', seq: one?.seq ?? 0, hash: other?.hash ?? '' };
    expect(told(await verify(folder, key, [...anchors, mixed]))).toEqual(['ANCHOR 000001.jsonl:1']);
  });

  it('finds an end that was cut off anywhere, where the chain alone says it is not closed', async () => {
    const [name, bytes = Buffer.alloc(0)] = [nameIn(short, 0), short.get(nameIn(short, 0))];
    const { nodes } = await verify(filled(place(), short), key);
    const anchors = nodes.map(({ head }) => head);
    for (let length = 0; length < bytes.length; length += 13) {
      const folder = filled(place(), new Map([[name, bytes.subarray(0, length)]]));
      expect(await states(folder)).toEqual([expect.stringMatching(/^not closed/)]);
      const [state] = told(await verify(folder, key, anchors));
      expect(state).toMatch(/^ANCHOR/);
    }
  });

  it('finds a chain that is gone as a whole', async () => {
    const folder = filled(
      place(),
      new Map([...files].filter(([name]) => !name.startsWith(heads[0]?.node ?? ''))),
    );
    expect(await states(folder)).toEqual(['intact']);
    expect([...told(await verify(folder, key, heads))].sort()).toEqual(['MISSING 000001.jsonl:1', 'intact']);
  });
});

describe('a process that was killed', () => {
  it('leaves a chain that is not closed, with every entry it was told of', async () => {
    const folder = place();
    const script = fileURLToPath(new URL('./appender.ts', import.meta.url));
    const child = spawn(process.execPath, [script, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    let said = '';
    for await (const chunk of child.stdout) {
      said += chunk;
      if (said.length > 5000 && !child.killed) child.kill('SIGKILL');
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    const told = Number(said.match(/\d+(?=\n[^\n]*$)/)?.[0]);
    expect(told).toBeGreaterThan(500);
    const { nodes } = await verify(folder, key);
    expect(nodes.map(({ state }) => state.kind)).toEqual(['not closed']);
    expect(nodes[0]?.entries).toBeGreaterThan(told);

    // Torn in the middle of its last line, as a loss of power may leave it.
    const name = readdirSync(folder).sort().at(-1) ?? '';
    appendFileSync(join(folder, name), '{"at":"2026-');
    expect(await states(folder)).toEqual(['not closed, torn']);
    truncateSync(join(folder, name), 0);
    expect(await states(folder)).toEqual(['not closed']);
  });
});
