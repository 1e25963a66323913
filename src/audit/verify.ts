/** Whether a decision log is what was written: every chain in a folder, followed from its first entry to its last. */
import type { KeyObject } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beginning, type FaultCode, follow, type Position, turn } from './chain.ts';
import { formatHead, type Head } from './head.ts';
import { linesOf } from './lines.ts';
import { parseSegmentName, segmentName } from './segment.ts';

export interface Broken {
  readonly kind: 'broken';
  /** A name in the folder. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly fault: FaultCode;
}

export type NodeState =
  | { readonly kind: 'intact' }
  /** All of it holds, but it does not say that it is complete: its process runs, crashed, or its end was cut off. */
  | { readonly kind: 'not closed' /** Whether it ends in half a line. */; readonly torn: boolean }
  | Broken;

/** What was found of one chain; of a broken one, up to where it breaks. */
export interface NodeReport {
  readonly node: string;
  /** With those in which the log speaks of itself. */
  readonly entries: number;
  /** Of the first and last entry, ISO 8601; absent when there is none. */
  readonly first: string | undefined;
  readonly last: string | undefined;
  /** To be anchored; of a broken chain, the last entry that holds. */
  readonly head: Head;
  readonly state: NodeState;
}

export interface Verification {
  /** By name, and so by when they began. Nodes that only an anchor names are among them. */
  readonly nodes: readonly NodeReport[];
  /** Files that pretend to be of the log. */
  readonly strays: readonly Broken[];
}

/**
 * Reads the files one after another, line by line.
 * @param key - the one they were written with.
 * @param anchors - heads that were kept elsewhere and must still be in the chains.
 * @throws the system's own error when the folder or a file cannot be read.
 */
export async function verify(
  folder: string,
  key: KeyObject,
  anchors: readonly Head[] = [],
  signal?: AbortSignal,
): Promise<Verification> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.jsonl')).sort();
  const numbers = new Map<string, Set<number>>();
  for (const { node } of anchors) numbers.set(node, new Set());
  const strays: Broken[] = [];
  for (const name of names) {
    const segment = parseSegmentName(name);
    if (segment === undefined) strays.push({ kind: 'broken', file: name, line: 1, fault: 'NAME' });
    else numbers.set(segment.node, (numbers.get(segment.node) ?? new Set()).add(segment.number));
  }
  const nodes: NodeReport[] = [];
  for (const node of [...numbers.keys()].sort()) {
    const walk = new Walk(folder, node, key, anchors);
    nodes.push(await walk.report(numbers.get(node) ?? new Set(), signal));
  }
  return { nodes, strays };
}

/** Along one chain. */
class Walk {
  readonly #folder: string;
  readonly #node: string;
  readonly #key: KeyObject;
  /** Not met yet: what must be found at a number. */
  readonly #anchors: Map<number, readonly string[]>;
  #position: Position;
  #first: string | undefined;
  #last: string | undefined;
  #torn = false;
  #file: string;
  #line = 0;

  constructor(folder: string, node: string, key: KeyObject, anchors: readonly Head[]) {
    this.#folder = folder;
    this.#node = node;
    this.#key = key;
    this.#anchors = new Map();
    for (const head of anchors.filter((one) => one.node === node))
      this.#anchors.set(head.seq, [...(this.#anchors.get(head.seq) ?? []), formatHead(head)]);
    this.#position = beginning(node);
    this.#file = segmentName({ node, number: 1 });
  }

  /** @param numbers - of the segments that are there. */
  async report(numbers: ReadonlySet<number>, signal: AbortSignal | undefined): Promise<NodeReport> {
    const state = (await this.#walk(numbers, signal)) ?? this.#end();
    const { head } = this.#position;
    return { node: this.#node, entries: head.seq, first: this.#first, last: this.#last, head, state };
  }

  async #walk(numbers: ReadonlySet<number>, signal: AbortSignal | undefined): Promise<Broken | undefined> {
    if (numbers.size === 0) return this.#broken('MISSING');
    const last = Math.max(...numbers);
    // A running process may have gone on to a segment that was not there when the folder was read.
    for (let number = 1; number <= last || this.#position.ended === 'rotated'; number += 1) {
      const broken = await this.#segment(number, number < last, signal);
      if (broken !== undefined) return broken;
    }
    return undefined;
  }

  async #segment(
    number: number,
    followed: boolean,
    signal: AbortSignal | undefined,
  ): Promise<Broken | undefined> {
    this.#file = segmentName({ node: this.#node, number });
    this.#line = 0;
    const position = turn(this.#position);
    if (position === undefined) return this.#broken('ENDED');
    this.#position = position;
    try {
      for await (const line of linesOf(join(this.#folder, this.#file), signal)) {
        this.#line += 1;
        if (line.kind === 'endless') return this.#broken('TORN');
        if (line.kind === 'unfinished') {
          if (this.#position.ended !== undefined) return this.#broken('ENDED');
          if (followed) return this.#broken('TORN');
          this.#torn = true;
          continue;
        }
        const opens = this.#line === 1 ? { node: this.#node, number } : undefined;
        const step = follow(this.#position, line.bytes, opens, this.#key);
        if (step.kind === 'fault') return this.#broken(step.fault);
        this.#position = step.position;
        this.#first ??= step.at;
        this.#last = step.at;
        if (!this.#meets(step.position.head)) return this.#broken('ANCHOR');
      }
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
        return this.#broken('MISSING');
      throw error;
    }
    return undefined;
  }

  /** Whether what is anchored at this entry, if anything, is it. */
  #meets(head: Head): boolean {
    const expected = this.#anchors.get(head.seq);
    if (expected === undefined) return true;
    this.#anchors.delete(head.seq);
    return expected.every((one) => one === formatHead(head));
  }

  #end(): NodeState {
    if (this.#anchors.size > 0) return this.#broken('ANCHOR');
    if (this.#position.ended === 'closed') return { kind: 'intact' };
    return { kind: 'not closed', torn: this.#torn };
  }

  #broken(fault: FaultCode): Broken {
    return { kind: 'broken', file: this.#file, line: Math.max(1, this.#line), fault };
  }
}
