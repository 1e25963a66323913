/** Whether the targets say the same of the people that are asked for, and gateways find all there is to find. */
import { contributing, differences, type Facts, factsOf } from './facts.ts';
import { Driver, type Question } from './load.ts';
import type { Contender } from './measure.ts';
import type { Candidates } from './people.ts';
import { chunks, reunitedBy } from './reunion.ts';
import { startTarget, type TargetName } from './targets.ts';

/** Facts by e-mail address. */
export type Answers = ReadonlyMap<string, Facts>;

/** What a target says of the people who may be asked for. */
export interface Survey {
  readonly answers: Answers;
  /** Addresses of the scattered people all of whose records it finds; undefined where it resolves no identity. */
  readonly reunited: ReadonlySet<string> | undefined;
}

/** What a target says of people, in a process of its own: those measured later must not have heard of them. */
export async function survey(
  name: TargetName,
  env: Readonly<Record<string, string>>,
  { everywhere, anywhere, scattered }: Candidates,
): Promise<Survey> {
  await using started = new AsyncDisposableStack();
  const target = await startTarget(name, env);
  started.defer(target.stop);
  const driver = new Driver(target, 1);
  started.defer(() => driver.close());
  const answers = new Map<string, Facts>();
  for (const emails of chunks([...everywhere, ...anywhere])) {
    const facts = factsOf(await driver.ask(target.askMany(emails)));
    for (const [at, one] of facts.entries()) answers.set(emails[at] ?? '', one);
  }
  const { askIdentities } = target;
  return {
    answers,
    reunited: askIdentities && (await reunitedBy((emails) => driver.ask(askIdentities(emails)), scattered)),
  };
}

/** How two targets' answers differ, for the reader; never with a value. */
export interface Comparison {
  readonly agreed: ReadonlySet<string>;
  /** Number of people by what is said differently of them. */
  readonly differing: ReadonlyMap<string, number>;
}

export function compare(right: Answers, answers: Answers): Comparison {
  const agreed = new Set<string>();
  const differing = new Map<string, number>();
  for (const [email, facts] of right) {
    const names = differences(facts, answers.get(email));
    if (names.length === 0) agreed.add(email);
    for (const name of names) differing.set(name, (differing.get(name) ?? 0) + 1);
  }
  return { agreed, differing };
}

export function askingOne({ target }: Contender, right: Answers, emails: readonly string[]): Question[] {
  return emails.map((email) => question(target.askOne(email), right, [email]));
}

export function askingMany(
  { target }: Contender,
  right: Answers,
  groups: readonly (readonly string[])[],
): Question[] {
  return groups.map((emails) => question(target.askMany(emails), right, emails));
}

/** Questions to be answered in parts; none where the target has no such question. */
export function askingDeferred(
  { target: { askDeferred } }: Contender,
  right: Answers,
  emails: readonly string[],
): Question[] {
  return askDeferred === undefined ? [] : emails.map((email) => question(askDeferred(email), right, [email]));
}

/** Questions about people known to all systems, right when each of these has contributed. */
export function askingScattered(
  { target }: Contender,
  emails: readonly string[],
  systems: number,
): Question[] {
  return emails.map((email) => ({
    body: target.askOne(email),
    isRight: (answer) => contributing(answer) === systems,
  }));
}

function question(body: string, right: Answers, emails: readonly string[]): Question {
  return {
    body,
    isRight(answer) {
      const facts = factsOf(answer);
      return emails.every((email, at) => differences(right.get(email), facts[at]).length === 0);
    },
  };
}
