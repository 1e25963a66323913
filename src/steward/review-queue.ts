/**
 * What stewards should look at first: pairs that may be one person, by how unsure they are and how often somebody asked
 * for one of them. In memory of one node: it is only an order of work, and traffic fills it again.
 */
import { LRUCache } from 'lru-cache';
import { compareText, type RefKey } from '../model/record.ts';

export interface ReviewPair {
  /** `a` sorts before `b`. */
  readonly a: RefKey;
  readonly b: RefKey;
  /** Bits. */
  readonly weight: number;
  /** 0 … 1. */
  readonly confidence: number;
  /** Requests that met the pair since it was first noted. */
  readonly requests: number;
  /** There is a verdict, and a record has changed since it was given: it holds, and should be looked at again. */
  readonly stale: boolean;
}

/** Pairs kept; those met longest ago are forgotten first. */
const most = 10_000;

export class ReviewQueue {
  readonly #pairs = new LRUCache<string, ReviewPair>({ max: most });

  note({ a, b, weight, confidence, stale }: Omit<ReviewPair, 'requests'>): void {
    const key = `${a} ${b}`;
    const requests = (this.#pairs.get(key)?.requests ?? 0) + 1;
    this.#pairs.set(key, { a, b, weight, confidence, requests, stale });
  }

  forget(a: RefKey, b: RefKey): void {
    this.#pairs.delete(`${a} ${b}`);
  }

  /** Most urgent first; pairs that are left out by `isOpen` are none of the work. */
  pending(isOpen: (pair: ReviewPair) => boolean): readonly ReviewPair[] {
    return [...this.#pairs.values()].filter(isOpen).sort(mostUrgent);
  }
}

/** Nobody knows whether a pair is one person where its confidence is a half. */
export function urgencyOf({ confidence, requests, stale }: ReviewPair): number {
  return (stale ? 1 : 4 * confidence * (1 - confidence)) * requests;
}

function mostUrgent(x: ReviewPair, y: ReviewPair): number {
  return urgencyOf(y) - urgencyOf(x) || compareText(x.a, y.a) || compareText(x.b, y.b);
}
