/** Clients that ask without pause, some of whom leave before they are answered. */
import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';

export interface Question {
  readonly body: string;
  /** What is wrong with an answer of status 200; undefined where nothing is. */
  fault(answer: string): string | undefined;
}

export interface Load {
  readonly clients: number;
  readonly seconds: number;
  /** Of ten questions, those whose client leaves. */
  readonly leavingOfTen: number;
}

export interface Toll {
  answered: number;
  cut: number;
  /** The longest wait for an answer, in milliseconds. */
  longest: number;
  /** What was wrong, each once. */
  readonly faults: Set<string>;
}

/** Longest time that a client who means to leave stays, in milliseconds. */
const stays = 60;
const answerMs = 15_000;

/**
 * Asks the questions in turn. Who leaves does so while sending, while waiting or while being answered; when exactly, chance says.
 * @param url - of the GraphQL endpoint.
 */
export async function drive(url: string, questions: readonly Question[], load: Load): Promise<Toll> {
  const agent = new Agent({ keepAlive: true, maxSockets: load.clients });
  const toll: Toll = { answered: 0, cut: 0, longest: 0, faults: new Set() };
  const end = performance.now() + load.seconds * 1000;
  let asked = 0;
  const client = async () => {
    while (performance.now() < end) {
      const number = asked++;
      const question = questions[number % questions.length];
      if (question === undefined) throw new TypeError('there is nothing to ask');
      if (Math.random() * 10 < load.leavingOfTen) {
        await leave(url, agent, question.body);
        toll.cut++;
      } else await stay(url, agent, question, toll);
    }
  };
  await Promise.all(Array.from({ length: load.clients }, client));
  agent.destroy();
  return toll;
}

async function stay(url: string, agent: Agent, question: Question, toll: Toll): Promise<void> {
  const sent = performance.now();
  const asking = post(url, agent, question.body.length);
  asking.setTimeout(answerMs, () => asking.destroy(new Error('no answer')));
  asking.end(question.body);
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      asking.once('response', resolve);
      asking.once('error', reject);
    });
    const answer = await text(response);
    const { statusCode } = response;
    const fault = statusCode === 200 ? question.fault(answer) : `HTTP ${statusCode}`;
    if (fault !== undefined) toll.faults.add(fault);
  } catch (error) {
    toll.faults.add(error instanceof Error ? error.message : 'failed');
  }
  toll.answered++;
  toll.longest = Math.max(toll.longest, performance.now() - sent);
}

function leave(url: string, agent: Agent, body: string): Promise<void> {
  const asking = post(url, agent, body.length);
  return new Promise((resolve) => {
    asking.once('close', resolve);
    asking.on('error', () => undefined);
    const way = Math.floor(Math.random() * 3);
    if (way === 0) asking.write(body.slice(0, Math.floor(Math.random() * body.length)));
    else asking.end(body);
    const timer = setTimeout(() => asking.destroy(), Math.random() * stays);
    // As the first of the answer comes in, if it comes before.
    asking.once('response', (response) => {
      response.on('error', () => undefined);
      if (way === 2) asking.destroy();
      else response.resume();
    });
    asking.once('close', () => clearTimeout(timer));
  });
}

function post(url: string, agent: Agent, length: number): ClientRequest {
  return request(url, {
    method: 'POST',
    agent,
    headers: { 'content-type': 'application/json', 'content-length': length },
  });
}
