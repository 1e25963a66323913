/** The load: a closed loop of keep-alive connections, each asking its next question when it has its answer. */
import { performance } from 'node:perf_hooks';
import { Pool } from 'undici';

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
}

export interface Driven {
  readonly requests: number;
  readonly seconds: number;
  /** Milliseconds, ascending. */
  readonly latencies: readonly number[];
}

/** Reading an answer takes longer than asking, so only some are checked; a prime number, so that all have their turn. */
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
    const { connections, seconds = longestSeconds, questions: most = Number.POSITIVE_INFINITY } = limits;
    const begun = performance.now();
    const end = begun + seconds * 1000;
    let asked = 0;
    const loop = async () => {
      while (asked < most && performance.now() < end) {
        const number = asked++;
        const question = questions[number % questions.length];
        if (question === undefined) throw new TypeError('there is nothing to ask');
        const sent = performance.now();
        const answer = await this.ask(question.body);
        latencies.push(performance.now() - sent);
        if (number % checkedEach === 0 && !question.isRight(answer))
          throw new Error(`${this.#name} answers otherwise under load`);
      }
    };
    await Promise.all(Array.from({ length: connections }, loop));
    return {
      requests: latencies.length,
      seconds: (performance.now() - begun) / 1000,
      latencies: latencies.sort((a, b) => a - b),
    };
  }

  /** @throws when the answer is not 200. */
  async ask(body: string): Promise<string> {
    const answer = await this.#pool.request({
      method: 'POST',
      path: this.#path,
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body,
    });
    const text = await answer.body.text();
    if (answer.statusCode !== 200) throw new Error(`${this.#name} answered ${answer.statusCode}`);
    return text;
  }

  close(): Promise<void> {
    return this.#pool.destroy();
  }
}
