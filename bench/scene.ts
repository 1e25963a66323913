/** What every measurement works with. */
import type { Answers } from './agreement.ts';
import type { Question } from './load.ts';
import type { Contender } from './measure.ts';
import type { Options } from './options.ts';
import type { Cast } from './people.ts';
import type { Lines } from './round-trips.ts';
import type { Systems } from './systems.ts';

export interface Scene {
  readonly contenders: readonly Contender[];
  readonly systems: Systems;
  /** Connections of our own to the systems. */
  readonly lines: Lines;
  readonly cast: Cast;
  readonly right: Answers;
  readonly options: Options;
}

const warmUpSeconds = 2;

/**
 * Asks every question once and checks the answer, and then so that what is measured is compiled, connected and, where
 * a target remembers anything, remembered.
 *
 * @throws when an answer is wrong.
 */
export async function warmUp(
  contenders: readonly Contender[],
  questionsOf: (contender: Contender) => readonly Question[],
  connections: number,
): Promise<void> {
  for (const contender of contenders) {
    const questions = questionsOf(contender);
    await askEach(contender, questions);
    await contender.driver.drive(questions, { connections, seconds: warmUpSeconds });
  }
}

/** Asks every question once. @throws when an answer is wrong. */
export async function askEach({ target, driver }: Contender, questions: readonly Question[]): Promise<void> {
  for (const question of questions)
    if (!question.isRight(await driver.ask(question.body)))
      throw new Error(`${target.name} contradicts what it said before`);
}
