/** HTTP over a bounded number of kept-alive sockets: answers are read whole, and requests really end when they are stopped. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { kept } from './kept.ts';

type Headers = Record<string, string | string[]>;

export interface Answer {
  readonly status: number;
  /** By name in lower case; a list where a name came more than once. */
  readonly headers: Headers;
  readonly body: string;
}

/**
 * Requests beyond the sockets wait here, in order of arrival. A dispatcher would make them wait as well, but open a
 * connection for each of them when a whole batch is aborted.
 */
export class Sockets {
  readonly #dispatcher: Dispatcher;
  readonly #waiting = new Set<Exchange>();
  /** By the signal that stops them: a signal stops many, and a listener for each would cost as much as the rest here. */
  readonly #stoppable = new WeakMap<AbortSignal, Set<Exchange>>();
  #free: number;

  /** @param count - as many as the dispatcher may open. */
  constructor(dispatcher: Dispatcher, count: number) {
    this.#dispatcher = dispatcher;
    this.#free = count;
  }

  /** @throws the signal's reason as soon as it aborts, else what the dispatcher failed with. */
  ask(request: Dispatcher.DispatchOptions, signal: AbortSignal): Promise<Answer> {
    if (signal.aborted) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      const stoppable = this.#stoppedBy(signal);
      const exchange = new Exchange(request, resolve, reject, () => {
        stoppable.delete(exchange);
        this.#free++;
        // Not before all that are aborted together are gone: it would be begun for one of those.
        queueMicrotask(this.#beginNext);
      });
      stoppable.add(exchange);
      this.#waiting.add(exchange);
      this.#beginNext();
    });
  }

  readonly #beginNext = (): void => {
    const [exchange] = this.#waiting;
    if (exchange === undefined || this.#free === 0) return;
    this.#waiting.delete(exchange);
    this.#free--;
    this.#dispatcher.dispatch(exchange.request, exchange);
  };

  #stoppedBy(signal: AbortSignal): Set<Exchange> {
    return kept(this.#stoppable, signal, () => {
      const exchanges = new Set<Exchange>();
      const stop = () => {
        for (const exchange of exchanges) {
          this.#waiting.delete(exchange);
          exchange.stop(signal.reason);
        }
      };
      signal.addEventListener('abort', stop, { once: true });
      return exchanges;
    });
  }
}

/** One request, as the dispatcher tells how it goes. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly request: Dispatcher.DispatchOptions;
  readonly #resolve: (answer: Answer) => void;
  readonly #reject: (error: unknown) => void;
  /** The socket is free again. */
  readonly #ended: () => void;
  #controller: Dispatcher.DispatchController | undefined;
  #stopped: Error | undefined;
  #status = 0;
  #headers: Headers = {};
  readonly #chunks: Buffer[] = [];

  constructor(
    request: Dispatcher.DispatchOptions,
    resolve: (answer: Answer) => void,
    reject: (error: unknown) => void,
    ended: () => void,
  ) {
    this.request = request;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#ended = ended;
  }

  stop(reason: Error): void {
    this.#stopped = reason;
    this.#reject(reason);
    this.#controller?.abort(reason);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // It was stopped while a connection was opened for it.
    if (this.#stopped !== undefined) controller.abort(this.#stopped);
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    this.#status = status;
    // Only names that came are there.
    this.#headers = headers as Headers;
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    const [first] = this.#chunks;
    const body = first !== undefined && this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks);
    this.#resolve({ status: this.#status, headers: this.#headers, body: body.toString() });
    this.#ended();
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#reject(error);
    this.#ended();
  }
}
