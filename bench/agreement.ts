/** Whether all targets say the same of the people that are asked for. */
import { differences, type Facts, factsOf, nobody } from './facts.ts';
import type { Question } from './load.ts';
import type { Contender } from './measure.ts';

/** What the floor says, by e-mail address: the right answers. */
export type RightAnswers = ReadonlyMap<string, Facts>;

/** @param groups - e-mail addresses asked for together. */
export async function askFloor(
  floor: Contender,
  groups: readonly (readonly string[])[],
): Promise<RightAnswers> {
  const right = new Map<string, Facts>();
  for (const emails of groups) {
    const facts = factsOf(await floor.driver.ask(floor.target.askMany(emails)));
    for (const [at, email] of emails.entries()) right.set(email, facts[at] ?? nobody);
  }
  return right;
}

/**
 * Asks one target for each address alone and for each group together.
 *
 * @throws when it differs from the right answers, with how often it does in what; never with a value.
 */
export async function checkAgreement(
  { target, driver }: Contender,
  right: RightAnswers,
  singles: readonly string[],
  groups: readonly (readonly string[])[],
): Promise<void> {
  const wrong = new Map<string, number>();
  const check = async (body: string, emails: readonly string[]) => {
    const facts = factsOf(await driver.ask(body));
    for (const [at, email] of emails.entries())
      for (const name of differences(right.get(email), facts[at])) wrong.set(name, (wrong.get(name) ?? 0) + 1);
  };
  for (const email of singles) await check(target.askOne(email), [email]);
  for (const emails of groups) await check(target.askMany(emails), emails);
  if (wrong.size === 0) return;
  const counts = [...wrong].map(([name, count]) => `${name} ${count}`).join(', ');
  throw new Error(`${target.name} differs from the floor in: ${counts}`);
}

export function askingOne({ target }: Contender, right: RightAnswers, emails: readonly string[]): Question[] {
  return emails.map((email) => question(target.askOne(email), right, [email]));
}

export function askingMany(
  { target }: Contender,
  right: RightAnswers,
  groups: readonly (readonly string[])[],
): Question[] {
  return groups.map((emails) => question(target.askMany(emails), right, emails));
}

function question(body: string, right: RightAnswers, emails: readonly string[]): Question {
  return {
    body,
    isRight(answer) {
      const facts = factsOf(answer);
      return emails.every((email, at) => differences(right.get(email), facts[at]).length === 0);
    },
  };
}
