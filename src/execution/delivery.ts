/** The parts of an answer in the order in which the client gets them: each when it is ready and its turn has come. */
import type { ExecutionResult } from 'graphql';
import type { IncrementalFormat } from './defer.ts';
import type { Deferred, DeferredFragment } from './deferred.ts';
import type { InitialOf, PayloadOf, Writer } from './payloads.ts';
import type { Data } from './selection.ts';

/** An answer in parts. */
export interface Incremental<Format extends IncrementalFormat = IncrementalFormat> {
  readonly initialResult: InitialOf[Format];
  /**
   * Ends after the payload that says `hasNext: false`. Fragments come after those they are written in; what became
   * ready in the same turn of the event loop comes together, in the order of the document.
   */
  readonly subsequentResults: AsyncGenerator<PayloadOf[Format], void, void>;
}

/**
 * @param result - the initial part, which has ended.
 * @returns undefined where nothing is left to come.
 */
export function deliver<Format extends IncrementalFormat>(
  deferred: Deferred,
  result: ExecutionResult,
  data: Data,
  writer: Writer<Format>,
): Incremental<Format> | undefined {
  const delivery = new Delivery(deferred, writer);
  if (!delivery.hasNext) return undefined;
  return { initialResult: writer.initial(result, data), subsequentResults: delivery };
}

type Next<Payload> = IteratorResult<Payload, void>;

class Delivery<Format extends IncrementalFormat> implements AsyncGenerator<PayloadOf[Format], void, void> {
  readonly #deferred: Deferred;
  readonly #writer: Writer<Format>;
  /** What the client waits for. */
  readonly #pending = new Set<DeferredFragment>();
  readonly #asked: ((next: Next<PayloadOf[Format]>) => void)[] = [];
  #isScheduled = false;

  constructor(deferred: Deferred, writer: Writer<Format>) {
    this.#deferred = deferred;
    this.#writer = writer;
    this.#announce(deferred.outermost);
    deferred.onEnd = () => this.#schedule();
  }

  get hasNext(): boolean {
    return this.#pending.size > 0;
  }

  next(): Promise<Next<PayloadOf[Format]>> {
    return new Promise((resolve) => {
      this.#asked.push(resolve);
      this.#answer();
    });
  }

  async return(): Promise<Next<PayloadOf[Format]>> {
    this.#stop();
    return { value: undefined, done: true };
  }

  async throw(error: unknown): Promise<Next<PayloadOf[Format]>> {
    this.#stop();
    throw error;
  }

  [Symbol.asyncIterator]() {
    return this;
  }

  async [Symbol.asyncDispose]() {
    this.#stop();
  }

  #stop(): void {
    this.#pending.clear();
    this.#deferred.abandon();
    this.#answer();
  }

  /** Waits for the end of the turn: more may become ready in it. */
  #schedule(): void {
    if (this.#isScheduled || this.#asked.length === 0) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#answer();
    });
  }

  #answer(): void {
    while (this.#asked.length > 0) {
      const payload = this.#payload();
      if (payload === undefined && this.hasNext) return;
      this.#asked.shift()?.(
        payload === undefined ? { value: undefined, done: true } : { value: payload, done: false },
      );
    }
  }

  /** Undefined where nothing is ready. */
  #payload(): PayloadOf[Format] | undefined {
    let isSomethingReady = false;
    // What is announced on the way is visited too.
    for (const fragment of this.#pending) {
      if (!fragment.isReady) continue;
      isSomethingReady = true;
      this.#pending.delete(fragment);
      this.#tell(fragment);
    }
    return isSomethingReady ? this.#writer.payload(this.hasNext) : undefined;
  }

  #tell(fragment: DeferredFragment): void {
    const { failure, parts, inner } = fragment;
    if (failure !== undefined) {
      this.#writer.failed(fragment, failure);
      return;
    }
    const unsent = [...parts].filter((part) => !part.isSent);
    for (const part of unsent) part.isSent = true;
    this.#writer.completed(fragment, unsent);
    this.#announce(inner);
  }

  /** A fragment with nothing left to deliver is not worth mentioning; those in it may be. */
  #announce(fragments: readonly DeferredFragment[]): void {
    for (const fragment of fragments)
      if (fragment.isSent) this.#announce(fragment.inner);
      else {
        this.#pending.add(fragment);
        this.#writer.pending(fragment);
      }
  }
}
