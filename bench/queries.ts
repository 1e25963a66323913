/** The three measurements. */
import { type Answers, askingMany, askingOne } from './agreement.ts';
import type { Question } from './load.ts';
import {
  type Contender,
  measureRounds,
  percentile,
  type QueryName,
  type Row,
  takeSample,
} from './measure.ts';
import type { Options } from './options.ts';
import type { Cast } from './people.ts';
import type { Systems } from './systems.ts';

export interface Scene {
  readonly contenders: readonly Contender[];
  readonly systems: Systems;
  readonly cast: Cast;
  readonly right: Answers;
  readonly options: Options;
}

const crmDelayMs = 120;
const billingDelayMs = 90;
const warmUpSeconds = 2;

/** @returns the rows of a query, one for each contender. @throws when an answer is late, failed or wrong. */
export const queries: Readonly<Record<QueryName, (scene: Scene) => Promise<readonly Row[]>>> = {
  /** One customer by e-mail. */
  async A(scene) {
    const { contenders, systems, cast, right, options } = scene;
    const questionsOf = (contender: Contender) => askingOne(contender, right, cast.regulars);
    await warmUp(contenders, questionsOf, 32);
    return measureRounds('A', contenders, options.rounds, (contender) =>
      takeSample(contender, systems, questionsOf(contender), { connections: 32, seconds: options.seconds }),
    );
  },

  /** 50 customers by e-mail. */
  async B({ contenders, systems, cast, right, options }) {
    const questionsOf = (contender: Contender) => askingMany(contender, right, cast.groups);
    await warmUp(contenders, questionsOf, 8);
    return measureRounds('B', contenders, options.rounds, (contender) =>
      takeSample(contender, systems, questionsOf(contender), { connections: 8, seconds: options.seconds }),
    );
  },

  /** One customer over slow lines. Each round asks for people nobody asked for before, then for them again and again. */
  async latency({ contenders, systems, cast, right, options }) {
    await warmUp(contenders, (contender) => askingOne(contender, right, cast.regulars), 1);
    await Promise.all([systems.slow('crm', crmDelayMs), systems.slow('billing', billingDelayMs)]);
    const share = Math.floor(cast.strangers.length / options.rounds);
    const rows = await measureRounds('latency', contenders, options.rounds, async (contender, round) => {
      const emails = cast.strangers.slice(round * share, (round + 1) * share);
      const questions = askingOne(contender, right, emails);
      const cold = await contender.driver.drive(questions, { connections: 1, questions: emails.length });
      const drive = { connections: 1, seconds: options.seconds };
      return {
        ...(await takeSample(contender, systems, questions, drive)),
        coldP50: percentile(cold.latencies, 0.5),
      };
    });
    await Promise.all([systems.slow('crm', 0), systems.slow('billing', 0)]);
    return rows;
  },
};

/**
 * Asks every question once and checks the answer, and then so that what is measured is compiled, connected and, where
 * a target remembers anything, remembered.
 */
async function warmUp(
  contenders: readonly Contender[],
  questionsOf: (contender: Contender) => readonly Question[],
  connections: number,
): Promise<void> {
  for (const contender of contenders) {
    const questions = questionsOf(contender);
    for (const question of questions)
      if (!question.isRight(await contender.driver.ask(question.body)))
        throw new Error(`${contender.target.name} contradicts what it said before`);
    await contender.driver.drive(questions, { connections, seconds: warmUpSeconds });
  }
}
