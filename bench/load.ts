/** The load: a closed loop of keep-alive connections, each asking its next question when it has its answer. */
import { performance } from 'node:perf_hooks';
import { Pool } from 'undici';
import { apiKey } from './configuration.ts';
import { acceptParts, boundaryOf, partsOf, wholeOf } from './parts.ts';

/** A request body, and whether an answer to it is right. */
export interface Question {
  readonly body: string;
  isRight(answer: string): boolean;
}

export interface Drive {
  readonly connections: number;
  /** No question is asked after this many seconds (60 by default), nor after this many questions. */
  readonly seconds?: number;
  readonly questions?: number;
  /** Whether answers are to come in parts. */
  readonly inParts?: boolean;
}

export interface Driven {
  readonly requests: number;
  readonly seconds: number;
  /** Milliseconds until the whole answer was there, ascending. */
  readonly latencies: readonly number[];
  /** Milliseconds until its first part was there, ascending; none where answers come as one. */
  readonly firstParts: readonly number[];
}

/** An answer that came in parts, put together. */
export interface PartedAnswer {
  readonly text: string;
  /** Milliseconds until its first part was there. */
  readonly firstPart: number;
}

/**
 * Reading an answer takes longer than asking, so of a load of several connections only some answers are checked; a
 * prime number, so that all have their turn.
 */
const checkedEach = 31;
const answerMs = 15_000;
const longestSeconds = 60;

export class Driver {
  readonly #name: string;
  readonly #pool: Pool;
  readonly #path: string;

  /**
   * @param target - where it takes questions, and its name for messages.
   * @param connections - most that any drive will use.
   */
  constructor(target: { readonly name: string; readonly url: string }, connections: number) {
    const { origin, pathname } = new URL(target.url);
    this.#name = target.name;
    this.#path = pathname;
    this.#pool = new Pool(origin, { connections, headersTimeout: answerMs, bodyTimeout: answerMs });
  }

  /**
   * Asks the questions in turn, again from the first after the last.
   *
   * @throws when an answer is not 200, late, or not right.
   */
  async drive(questions: readonly Question[], limits: Drive): Promise<Driven> {
    const latencies: number[] = [];
    const firstParts: number[] = [];
    const { connections, seconds = longestSeconds, questions: most = Number.POSITIVE_INFINITY } = limits;
    const each = connections === 1 ? 1 : checkedEach;
    const ask = async (body: string) => {
      if (limits.inParts !== true) return this.ask(body);
      const answer = await this.askInParts(body);
      if (answer === undefined) throw new Error(`${this.#name} gives answers in parts no more`);
      firstParts.push(answer.firstPart);
      return answer.text;
    };
    const begun = performance.now();
    const end = begun + seconds * 1000;
    let asked = 0;
    const loop = async () => {
      while (asked < most && performance.now() < end) {
        const number = asked++;
        const question = questions[number % questions.length];
        if (question === undefined) throw new TypeError('there is nothing to ask');
        const sent = performance.now();
        const answer = await ask(question.body);
        latencies.push(performance.now() - sent);
        if (number % each === 0 && !question.isRight(answer))
          throw new Error(`${this.#name} answers otherwise under load`);
      }
    };
    await Promise.all(Array.from({ length: connections }, loop));
    return {
      requests: latencies.length,
      seconds: (performance.now() - begun) / 1000,
      latencies: latencies.sort((a, b) => a - b),
      firstParts: firstParts.sort((a, b) => a - b),
    };
  }

  /** @throws when the answer is not 200. */
  async ask(body: string): Promise<string> {
    const answer = await this.#post(body, 'application/json');
    const text = await answer.body.text();
    if (answer.statusCode !== 200) throw new Error(`${this.#name} answered ${answer.statusCode}`);
    return text;
  }

  /** @returns undefined where the answer does not come in parts. @throws when its parts do not make a whole. */
  async askInParts(body: string): Promise<PartedAnswer | undefined> {
    const sent = performance.now();
    const answer = await this.#post(body, acceptParts);
    const type = answer.headers['content-type'];
    const boundary = boundaryOf(typeof type === 'string' ? type : undefined);
    if (answer.statusCode !== 200 || boundary === undefined) {
      await answer.body.dump();
      return undefined;
    }
    const decoder = new TextDecoder();
    let text = '';
    let firstPart: number | undefined;
    for await (const chunk of answer.body as AsyncIterable<Buffer>) {
      text += decoder.decode(chunk, { stream: true });
      if (firstPart === undefined && partsOf(text, boundary).length > 0) firstPart = performance.now() - sent;
    }
    if (firstPart === undefined) throw new Error(`${this.#name} announced parts and sent none`);
    return { text: wholeOf(partsOf(text, boundary)), firstPart };
  }

  #post(body: string, accept: string) {
    return this.#pool.request({
      method: 'POST',
      path: this.#path,
      headers: { 'content-type': 'application/json', 'x-api-key': apiKey, accept },
      body,
    });
  }

  close(): Promise<void> {
    return this.#pool.destroy();
  }
}
