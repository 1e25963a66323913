/** Decision logs of their own for the tests: folders, and what lies in them. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Head } from '../../src/audit/head.ts';
import { type DecisionLogOptions, openDecisionLog } from '../../src/audit/log.ts';
import { type Verification, verify } from '../../src/audit/verify.ts';
import { decision, key } from './made-up.ts';

/** A folder that is not there yet, gone with the test. */
export function place(): string {
  const parent = parentFolder();
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  return join(parent, 'log');
}

/** The files that `write` leaves in a folder, which is gone then. */
export async function left(write: (folder: string) => Promise<void>): Promise<Files> {
  const parent = parentFolder();
  const folder = join(parent, 'log');
  await write(folder);
  const files = filesIn(folder);
  rmSync(parent, { recursive: true });
  return files;
}

/** Two closed chains in one folder, of several segments each. */
export async function twoChains(): Promise<{ readonly files: Files; readonly heads: readonly Head[] }> {
  let heads: readonly Head[] = [];
  const files = await left(async (folder) => {
    const logs = [await opened(folder, { segmentBytes: 1200 }), await opened(folder, { segmentBytes: 1200 })];
    for (let at = 0; at < 9; at += 1)
      for (const log of logs)
        await log.append({ ...decision(at), name: at % 2 === 0 ? 'Zoë \ufffd' : 'Zoe' });
    await Promise.all(logs.map((log) => log.close()));
    heads = logs.map((log) => log.head);
  });
  return { files, heads };
}

function parentFolder(): string {
  return mkdtempSync(join(tmpdir(), 'onefold-audit-'));
}

/** A clock that goes on by a second whenever it is asked. */
export function clock(): () => Date {
  let at = Date.UTC(2026, 0, 1);
  return () => {
    at += 1000;
    return new Date(at);
  };
}

export function opened(folder: string, options: Partial<DecisionLogOptions> = {}) {
  return openDecisionLog({ folder, key, now: clock(), ...options });
}

/** What is in the files, by name. */
export type Files = ReadonlyMap<string, Buffer>;

export function filesIn(folder: string): Files {
  return new Map(
    readdirSync(folder)
      .sort()
      .map((name) => [name, readFileSync(join(folder, name))]),
  );
}

export function filled(folder: string, files: Files): string {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const [name, bytes] of files) writeFileSync(join(folder, name), bytes);
  return folder;
}

/** Lines with their ends. */
export function linesIn(bytes: Buffer | undefined): readonly string[] {
  return bytes?.toString('latin1').match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

export function joined(lines: readonly string[]): Buffer {
  return Buffer.from(lines.join(''), 'latin1');
}

export function entriesIn(folder: string): readonly Readonly<Record<string, unknown>>[] {
  return [...filesIn(folder).values()].flatMap((bytes) =>
    linesIn(bytes).map((line) => JSON.parse(Buffer.from(line, 'latin1').toString())),
  );
}

/** The states of the nodes in words, and the strange files; `intact` for each node of which all holds. */
export function told({ nodes, strays }: Verification): readonly string[] {
  return [
    ...nodes.map(({ state }) =>
      state.kind === 'broken'
        ? `${state.fault} ${state.file.replace(/^.*?\./, '')}:${state.line}`
        : `${state.kind}${state.kind === 'not closed' && state.torn ? ', torn' : ''}`,
    ),
    ...strays.map(({ fault }) => fault),
  ];
}

export async function states(folder: string): Promise<readonly string[]> {
  return told(await verify(folder, key));
}
