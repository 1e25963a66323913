/**
 * What stewards may do, and how what they said comes into force: decisions are folded from the store's log as it grows,
 * on every node, and whatever was remembered of the records concerned is forgotten. The same log keeps which vetoes were
 * seen.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { vetoKey } from '../consent/ratchet.ts';
import type { Answer } from '../identity/answer.ts';
import { KeyedHash } from '../identity/keyed-hash.ts';
import type { Decisions as InForce } from '../identity/matching.ts';
import type { Xref } from '../identity/xref.ts';
import type { Assertion, Channel, Purpose } from '../model/consent.ts';
import { GatewayError } from '../model/errors.ts';
import type { Identifier } from '../model/identifier.ts';
import { parseRef, type RefKey, refKey, type SourceRecord } from '../model/record.ts';
import { type ConflictCase, conflictCases } from '../steward/cases.ts';
import { Decisions } from '../steward/decisions.ts';
import { type ReviewPair, ReviewQueue } from '../steward/review-queue.ts';
import type { HistoryQuestion, StewardStore } from '../steward/store.ts';
import { Suppressions, suppressed } from '../steward/suppressions.ts';
import {
  type Entry,
  isVerdict,
  type Log,
  type Suppression,
  type ValueRule,
  type ValueRuleKind,
  type Verdict,
  type VerdictKind,
} from '../steward/verdict.ts';
import { VetoMemory } from '../steward/veto-memory.ts';

/**
 * Milliseconds for which a node may hear nothing of the store and still trust its suppression list: three looks of its
 * own may fail, each of which takes a few seconds to.
 */
export const blindAfter = 30_000;
/** Milliseconds before vetoes that could not be written are written again. */
const writeAgainAfter = 5000;

export interface StewardshipOptions {
  readonly store: StewardStore;
  /** Key under which values that rules are about are hashed; up to 64 ASCII characters. */
  readonly valueKey: string;
  readonly xref: Xref;
  readonly now: () => Date;
  /** Milliseconds; `blindAfter` where it is absent. */
  readonly blindAfter?: number;
}

/** For what, and how, a value may not be used. */
export interface SuppressionScope {
  /** `*` is every purpose. */
  readonly purpose: Purpose;
  readonly channel: Channel;
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
  readonly #vetoes: VetoMemory;
  #decisions = Decisions.none;
  #suppressions = Suppressions.none;
  #hasRules = false;
  #openedAt = Number.NEGATIVE_INFINITY;
  #closed = false;
  #stop: () => void = () => {};

  private constructor(options: StewardshipOptions) {
    this.#options = options;
    this.#hashes = new KeyedHash(options.valueKey);
    this.#vetoes = new VetoMemory({
      write: (vetoes) => options.store.appendVetoes(vetoes),
      pause: () => sleep(writeAgainAfter, undefined, { ref: false }),
    });
  }

  /**
   * Reads what was said, and listens for what is said next.
   * @throws GatewayError where the store cannot be read: without it two people might be shown as one.
   */
  static async open(options: StewardshipOptions): Promise<Stewardship> {
    const stewardship = new Stewardship(options);
    stewardship.#openedAt = options.now().getTime();
    const log = await options.store.load();
    stewardship.#take(log);
    stewardship.#stop = options.store.onChange((news) => stewardship.#take(news), log.at(-1)?.id ?? 0);
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

  /**
   * Suppresses a value, whoever has it: in force on this node when it resolves, on the others as soon as they hear of it.
   * @param until - from when it holds no more; undefined: until it is lifted.
   */
  suppress(
    key: Identifier,
    scope: SuppressionScope,
    { until, reason }: { readonly until: Date | undefined; readonly reason: string | undefined },
    actor: string,
  ): Promise<Suppression> {
    return this.#say(key, { ...scope, until: until?.toISOString(), lifted: false, reason, actor });
  }

  /** Takes back what was said of the value in this very scope; to take back what never was does no harm. */
  liftSuppression(
    key: Identifier,
    scope: SuppressionScope,
    reason: string | undefined,
    actor: string,
  ): Promise<Suppression> {
    return this.#say(key, { ...scope, until: undefined, lifted: true, reason, actor });
  }

  /** In force now, newest first. */
  suppressions(): readonly Suppression[] {
    return this.#suppressions.inForce(this.#options.now().getTime());
  }

  /** Whether any value is on the list, or was until its time ran out: else nobody's identifiers need be known. */
  get hasSuppressions(): boolean {
    return !this.#suppressions.isEmpty;
  }

  /**
   * What the suppression list says of a person, from memory: to be decided with whatever sources say.
   * @param identifiers - theirs.
   */
  suppressionsOf(identifiers: readonly Identifier[]): readonly Assertion[] {
    if (this.#suppressions.isEmpty) return [];
    return identifiers.flatMap((key) =>
      this.#suppressions.of(key.kind, this.#hashOf(key)).map((entry) => suppressed(entry, key)),
    );
  }

  /**
   * Whether somebody may have been suppressed without this node having heard of it (consent.md F10): it is to deny then
   * whatever the list could concern.
   * @param now - epoch milliseconds.
   */
  suppressionsBlind(now: number): boolean {
    const { store, blindAfter: patience = blindAfter } = this.#options;
    return this.#closed || now - Math.max(this.#openedAt, store.caughtUpAt()) > patience;
  }

  /** Whether nobody is on the list, so that no identifiers need be read. */
  get suppressesNobody(): boolean {
    return this.#suppressions.isEmpty;
  }

  /** Milliseconds by which the store's clock is ahead of this node's, negative where it is behind (consent.md F5). */
  get clockSkew(): number {
    return this.#options.store.clockSkew();
  }

  /** Remembers vetoes that a request has read. Never throws, and nobody waits for it. */
  remember(vetoes: readonly Assertion[]): void {
    if (vetoes.length === 0) return;
    const at = this.#options.now().getTime();
    this.#vetoes.remember(
      vetoes.map((one) => ({
        veto: this.#hashOfVeto(one),
        at,
        capturedAt: one.capturedAt === undefined ? undefined : Date.parse(one.capturedAt),
      })),
    );
  }

  /** Epoch milliseconds at which a veto of the same record, field and scope was last seen, by any node. */
  seenVeto(assertion: Assertion): number | undefined {
    return this.#vetoes.isEmpty ? undefined : this.#vetoes.seenAt(this.#hashOfVeto(assertion));
  }

  /** Writings of vetoes that failed, each of which is tried again; and vetoes that only this node knows as yet. */
  get unsavedVetoes(): VetoMemory['unsaved'] {
    return this.#vetoes.unsaved;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#stop();
    await this.#vetoes.close();
    await this.#options.store.close();
  }

  #say(key: Identifier, said: Omit<Suppression, 'id' | 'kind' | 'hash' | 'at'>): Promise<Suppression> {
    const { store, now } = this.#options;
    const value = { kind: key.kind, hash: this.#hashOf(key) };
    return stored(() =>
      store.append<Omit<Suppression, 'id'>>({ ...value, ...said, at: now().toISOString() }),
    );
  }

  #hashOf({ kind, value }: Identifier): string {
    return this.#hex(`${kind}|${value}`);
  }

  /** No kind of identifier is called so. */
  #hashOfVeto(assertion: Assertion): string {
    return this.#hex(`veto|${vetoKey(assertion)}`);
  }

  #hex(text: string): string {
    return Buffer.from(this.#hashes.of(text), 'base64url').toString('hex');
  }

  #take(log: readonly Entry[]): void {
    const before = this.#decisions;
    this.#decisions = before.after(log);
    if (this.#decisions !== before) this.#hasRules = this.#decisions.rules().length > 0;
    this.#suppressions = this.#suppressions.after(log);
    this.#vetoes.take(log);
    const { xref } = this.#options;
    // Whose values are concerned is not known from their hashes.
    for (const entry of log)
      if ('rule' in entry) xref.clear();
      else if (isVerdict(entry)) {
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
