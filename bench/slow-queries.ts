/** The measurements over one connection while Salesforce and Stripe are slow, as they are in life. */
import { askingDeferred, askingOne, askingScattered } from './agreement.ts';
import type { Question } from './load.ts';
import { type Contender, measureRounds, type Row, type Sample, takeSample } from './measure.ts';
import { percentile } from './percentile.ts';
import { askEach, type Scene, warmUp } from './scene.ts';
import { type Systems, sources } from './systems.ts';

const crmDelayMs = 120;
const billingDelayMs = 90;
/** Most people who are asked for the first time in a round, of each kind. */
const newcomers = 5;

/** One customer. Each round asks for people nobody asked for before, then for some of them again and again. */
export async function latency(scene: Scene): Promise<readonly Row[]> {
  const { contenders, systems, lines, cast, right, options } = scene;
  await warmUp(contenders, (contender) => askingOne(contender, right, cast.regulars), 1);
  for (const contender of gatewaysOf(scene)) await askEach(contender, secondWave(contender, cast.rehearsed));
  return overSlowLines(systems, () =>
    measureRounds('latency', contenders, options.rounds, async (contender, round) => {
      const roundTrips = await roundTripsOver(lines);
      const strangers = askingOne(contender, right, shareOf(cast.strangers, round, options.rounds));
      const scattered = gatewaysOf(scene).includes(contender)
        ? secondWave(contender, shareOf(cast.scattered, round, options.rounds))
        : [];
      const coldP50 = await medianOfFirst(contender, strangers);
      const secondWaveP50 = await medianOfFirst(contender, scattered);
      const drive = { connections: 1, seconds: options.seconds };
      return {
        ...(await takeSample(contender, systems, strangers, drive)),
        ...roundTrips,
        ...(coldP50 === undefined ? {} : { coldP50 }),
        ...(secondWaveP50 === undefined ? {} : { secondWaveP50 }),
      };
    }),
  );
}

/** One customer who was asked for before, and what the slow systems have in a part of its own. */
export async function deferred(scene: Scene): Promise<readonly Row[]> {
  const { systems, lines, cast, right, options } = scene;
  const questionsOf = (contender: Contender) => askingDeferred(contender, right, cast.regulars);
  const able: Contender[] = [];
  for (const contender of scene.contenders) {
    const [question] = questionsOf(contender);
    if (question !== undefined && (await contender.driver.askInParts(question.body)) !== undefined)
      able.push(contender);
  }
  for (const contender of able) {
    const questions = questionsOf(contender);
    await contender.driver.drive(questions, { connections: 1, questions: questions.length, inParts: true });
  }
  return overSlowLines(systems, () =>
    measureRounds('deferred', able, options.rounds, async (contender) => {
      const roundTrips = await roundTripsOver(lines);
      const drive = { connections: 1, seconds: options.seconds, inParts: true };
      return { ...(await takeSample(contender, systems, questionsOf(contender), drive)), ...roundTrips };
    }),
  );
}

async function overSlowLines<T>(systems: Systems, measure: () => Promise<T>): Promise<T> {
  await Promise.all([systems.slow('crm', crmDelayMs), systems.slow('billing', billingDelayMs)]);
  const measured = await measure();
  await Promise.all([systems.slow('crm', 0), systems.slow('billing', 0)]);
  return measured;
}

async function roundTripsOver(
  lines: Scene['lines'],
): Promise<Pick<Sample, 'fastestRoundTrip' | 'slowestRoundTrip'>> {
  const { fastest, slowest } = await lines.measure();
  return { fastestRoundTrip: fastest, slowestRoundTrip: slowest };
}

/** The others find what carries the address asked by, and nothing else. */
function gatewaysOf({ contenders }: Scene): readonly Contender[] {
  return contenders.filter(({ target }) => target.askIdentities !== undefined);
}

function secondWave(contender: Contender, emails: readonly string[]): readonly Question[] {
  return askingScattered(contender, emails, sources.length);
}

/** The people of one round; no other has any of them. */
function shareOf(emails: readonly string[], round: number, rounds: number): readonly string[] {
  const share = Math.min(Math.floor(emails.length / rounds), newcomers);
  return emails.slice(round * share, (round + 1) * share);
}

/** @returns milliseconds; undefined where there is nobody to ask for. */
async function medianOfFirst(
  { driver }: Contender,
  questions: readonly Question[],
): Promise<number | undefined> {
  if (questions.length === 0) return undefined;
  const { latencies } = await driver.drive(questions, { connections: 1, questions: questions.length });
  return percentile(latencies, 0.5);
}
