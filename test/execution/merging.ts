/** What a client makes of an answer in parts, and what it may rely on while it does. */
import type { ExecutionResult, GraphQLError } from 'graphql';
import { expect } from 'vitest';
import type { Incremental } from '../../src/execution/delivery.ts';
import type { FragmentEntry, PartEntry, PayloadOf, PendingEntry } from '../../src/execution/payloads.ts';

export type Path = readonly (string | number)[];
type Tree = { [key: string]: unknown };
type Payload = PayloadOf[keyof PayloadOf];

export interface Merged {
  readonly data: unknown;
  readonly errors: readonly GraphQLError[];
  /** Path and label of each fragment that came, in that order. */
  readonly fragments: readonly string[];
  /** Where fragments were that could not be delivered. */
  readonly failed: readonly Path[];
  readonly payloads: readonly Payload[];
}

/** @param wait - lets what is asked for happen, and gives it. */
export async function merged(
  result: ExecutionResult | Incremental,
  wait: <Value>(start: () => Promise<Value>) => Promise<Value> = (start) => start(),
): Promise<Merged> {
  if (!('initialResult' in result))
    return { data: result.data, errors: result.errors ?? [], fragments: [], failed: [], payloads: [] };
  const { initialResult, subsequentResults } = result;
  const data: unknown = structuredClone(initialResult.data);
  const errors = [...(initialResult.errors ?? [])];
  const fragments: string[] = [];
  const failed: Path[] = [];
  const payloads: Payload[] = [];
  const pending = new Map<string, PendingEntry>();
  const isAnnounced = 'pending' in initialResult;

  const announce = (entries: readonly PendingEntry[] = []) => {
    for (const entry of entries) {
      expect(pending.has(entry.id)).toBe(false);
      pending.set(entry.id, entry);
    }
  };
  const takeFragment = ({ data: part, path, label, errors: own = [] }: FragmentEntry) => {
    errors.push(...own);
    fragments.push(nameOf(path, label));
    if (part === null) {
      expect(own).not.toEqual([]);
      failed.push(path);
      return;
    }
    const place = at(data, path);
    // Each fragment is whole: another, in which an error came up to here, may have made this place null.
    if (place === null) expect(errors).not.toEqual([]);
    else overlay(expectObject(place), structuredClone(part));
  };
  const takePart = ({ id, data: part, subPath = [], errors: own = [] }: PartEntry) => {
    errors.push(...own);
    const place = expectObject(at(data, [...(pending.get(id)?.path ?? ['unannounced']), ...subPath]));
    // Nothing comes twice, so that there is nothing to merge deeply.
    expect(Object.keys(part).filter((key) => key in place)).toEqual([]);
    Object.assign(place, structuredClone(part));
  };
  const take = (payload: Payload) => {
    // A payload may announce what it delivers.
    if ('pending' in payload) announce(payload.pending);
    for (const entry of payload.incremental ?? [])
      if ('id' in entry) takePart(entry);
      else takeFragment(entry);
    if (!isAnnounced) return;
    for (const { path } of pending.values()) expectObject(at(data, path));
    for (const { id, errors: own = [] } of 'completed' in payload ? (payload.completed ?? []) : []) {
      const { path, label } = pending.get(id) ?? { path: ['unannounced'] };
      fragments.push(nameOf(path, label));
      expect(pending.delete(id)).toBe(true);
      if (own.length > 0) failed.push(path);
      errors.push(...own);
    }
    expect(payload.hasNext).toBe(pending.size > 0);
  };

  expect(initialResult.hasNext).toBe(true);
  if ('pending' in initialResult) announce(initialResult.pending);
  for (let hasNext = true; hasNext; ) {
    const { value, done } = await wait(() => subsequentResults.next());
    if (done) throw new Error('It ended without saying so.');
    payloads.push(value);
    take(value);
    hasNext = value.hasNext;
  }
  expect(await subsequentResults.next()).toEqual({ value: undefined, done: true });
  return { data, errors, fragments, failed, payloads };
}

function nameOf(path: Path, label: string | undefined): string {
  return [...path, label ?? ''].join(' ');
}

function at(data: unknown, path: Path): unknown {
  return path.reduce(
    (place: unknown, key) => (place === null ? null : (place as Tree | undefined)?.[key]),
    data,
  );
}

function expectObject(value: unknown): Tree {
  if (typeof value === 'object' && value !== null) return value as Tree;
  throw new Error(`There is no object there: ${value}`);
}

function overlay(place: Tree, part: Tree): void {
  for (const [key, value] of Object.entries(part)) {
    const there = place[key];
    if (typeof there === 'object' && there !== null && typeof value === 'object' && value !== null)
      overlay(there as Tree, value as Tree);
    else place[key] = value;
  }
}
