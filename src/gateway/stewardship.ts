/**
 * What stewards may do, and how what they said comes into force: decisions are folded from the store's log as it grows,
 * on every node, and whatever was remembered of the records concerned is forgotten.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Answer } from '../identity/answer.ts';
import { KeyedHash } from '../identity/keyed-hash.ts';
import type { Decisions as InForce } from '../identity/matching.ts';
import type { Xref } from '../identity/xref.ts';
import { GatewayError } from '../model/errors.ts';
import type { Identifier } from '../model/identifier.ts';
import { parseRef, type RefKey, refKey, type SourceRecord } from '../model/record.ts';
import { type ConflictCase, conflictCases } from '../steward/cases.ts';
import { Decisions } from '../steward/decisions.ts';
import { type ReviewPair, ReviewQueue } from '../steward/review-queue.ts';
import type { HistoryQuestion, StewardStore } from '../steward/store.ts';
import type { Entry, Log, ValueRule, ValueRuleKind, Verdict, VerdictKind } from '../steward/verdict.ts';

/** A steward and the SHA-256 of their token, in lower-case hex. */
export interface StewardToken {
  readonly name: string;
  readonly tokenHash: string;
}

export interface StewardshipOptions {
  readonly store: StewardStore;
  /** `open`: whoever reaches the gateway is a steward, which is for demos. */
  readonly access: 'open' | readonly StewardToken[];
  /** Key under which values that rules are about are hashed; up to 64 ASCII characters. */
  readonly valueKey: string;
  readonly xref: Xref;
  readonly now: () => Date;
}

/** A pair of records as a steward saw it. */
export interface SeenPair {
  readonly a: SourceRecord;
  readonly b: SourceRecord;
}

export class Stewardship {
  readonly #options: StewardshipOptions;
  readonly #hashes: KeyedHash;
  readonly #queue = new ReviewQueue();
  #decisions = Decisions.none;
  #hasRules = false;
  #stop: () => void = () => {};

  private constructor(options: StewardshipOptions) {
    this.#options = options;
    this.#hashes = new KeyedHash(options.valueKey);
  }

  /**
   * Reads what was said, and listens for what is said next.
   * @throws GatewayError where the store cannot be read: without it two people might be shown as one.
   */
  static async open(options: StewardshipOptions): Promise<Stewardship> {
    const stewardship = new Stewardship(options);
    stewardship.#take(await options.store.load());
    const { version } = stewardship.#decisions;
    stewardship.#stop = options.store.onChange((log) => stewardship.#take(log), version);
    return stewardship;
  }

  /** What is in force now, as identity asks for it. */
  readonly inForce: InForce = inForceOf(() => this.#decisions);

  /** What was said of the value of a key. */
  ruleOf(key: Identifier): 'SHARED' | 'BLOCKED' | undefined {
    if (!this.#hasRules) return undefined;
    const rule = this.#decisions.ruleOf(key.kind, this.#hashOf(key))?.rule;
    return rule === 'WITHDRAWN' ? undefined : rule;
  }

  /** Puts what is in doubt about a customer on the stewards' list. */
  review(answer: Answer): void {
    for (const doubt of answer.doubts) this.#queue.note({ ...doubt, stale: false });
    if (this.#decisions.version === 0) return;
    for (const record of answer.members)
      for (const verdict of this.#decisions.of(refKey(record.ref)))
        if (this.#isStale(verdict, record))
          this.#queue.note({ a: verdict.a, b: verdict.b, weight: 0, confidence: 0.5, stale: true });
  }

  /**
   * The steward that a request is made by.
   * @param authorization - the request's header.
   * @throws GatewayError STEWARD_REQUIRED.
   */
  stewardOf(authorization: string | undefined): string {
    const { access } = this.#options;
    if (access === 'open') return 'anyone';
    const token = /^Bearer\s+(\S+)$/i.exec(authorization ?? '')?.[1] ?? '';
    const hash = createHash('sha256').update(token).digest();
    const known = access.find(({ tokenHash }) => {
      const own = Buffer.from(tokenHash, 'hex');
      return own.length === hash.length && timingSafeEqual(own, hash);
    });
    if (known === undefined) throw new GatewayError('STEWARD_REQUIRED');
    return known.name;
  }

  /** Pairs that want a verdict, most urgent first. */
  pending(): readonly ReviewPair[] {
    return this.#queue.pending(({ a, b, stale }) => stale || this.#decisions.inForce(a, b) === undefined);
  }

  /** NOT_SAME between records that a chain of SAME ties together. */
  cases(): readonly ConflictCase[] {
    return conflictCases(this.#decisions.pairs());
  }

  verdictOn(a: RefKey, b: RefKey): Verdict | undefined {
    return this.#decisions.inForce(a, b);
  }

  rules(): readonly ValueRule[] {
    return this.#decisions.rules();
  }

  history(question: HistoryQuestion): Promise<Log> {
    return stored(() => this.#options.store.history(question));
  }

  /** In force for the next question on this node when it resolves, and on the others as soon as they hear of it. */
  decide(pair: SeenPair, kind: VerdictKind, reason: string | undefined, actor: string): Promise<Verdict> {
    const { store, xref, now } = this.#options;
    const said = {
      a: refKey(pair.a.ref),
      b: refKey(pair.b.ref),
      kind,
      actor,
      reason,
      at: now().toISOString(),
      fingerprints: { a: xref.fingerprint(pair.a), b: xref.fingerprint(pair.b) },
    };
    return stored(() => store.append<Omit<Verdict, 'id'>>(said));
  }

  rule(key: Identifier, rule: ValueRuleKind, reason: string | undefined, actor: string): Promise<ValueRule> {
    const { store, now } = this.#options;
    const said = { kind: key.kind, hash: this.#hashOf(key), rule, actor, reason, at: now().toISOString() };
    return stored(() => store.append<Omit<ValueRule, 'id'>>(said));
  }

  async close(): Promise<void> {
    this.#stop();
    await this.#options.store.close();
  }

  #hashOf({ kind, value }: Identifier): string {
    return Buffer.from(this.#hashes.of(`${kind}|${value}`), 'base64url').toString('hex');
  }

  #take(log: readonly Entry[]): void {
    this.#decisions = this.#decisions.after(log);
    this.#hasRules = this.#decisions.rules().length > 0;
    const { xref } = this.#options;
    // Whose values are concerned is not known from their hashes.
    for (const entry of log)
      if ('rule' in entry) xref.clear();
      else {
        for (const ref of [entry.a, entry.b].map(parseRef))
          if (ref !== undefined) xref.changed(ref.source, [ref.id], []);
        this.#queue.forget(entry.a, entry.b);
      }
  }

  #isStale({ a, fingerprints }: Verdict, record: SourceRecord): boolean {
    const seen = refKey(record.ref) === a ? fingerprints.a : fingerprints.b;
    return seen !== undefined && seen !== this.#options.xref.fingerprint(record);
  }
}

function inForceOf(decisions: () => Decisions): InForce {
  return {
    get version() {
      return decisions().version;
    },
    between(a, b) {
      const kind = decisions().inForce(a, b)?.kind;
      return kind === 'SAME' || kind === 'NOT_SAME' ? kind : undefined;
    },
    partners: (ref) => decisions().partners(ref),
  };
}

/** @throws GatewayError VERDICT_INVALID for what the log cannot keep, STEWARD_STORE_UNAVAILABLE for all else. */
async function stored<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    throw new GatewayError(cause instanceof RangeError ? 'VERDICT_INVALID' : 'STEWARD_STORE_UNAVAILABLE', {
      cause,
    });
  }
}
