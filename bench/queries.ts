/** The measurements. */
import { askingMany, askingOne } from './agreement.ts';
import { identity } from './cold.ts';
import type { Question } from './load.ts';
import { type Contender, measureRounds, type QueryName, type Row, takeSample } from './measure.ts';
import { chunks } from './reunion.ts';
import { askEach, type Scene, warmUp } from './scene.ts';
import { deferred, latency } from './slow-queries.ts';

/** @returns the rows of a query, one for each contender it can be asked of. @throws when an answer is late, failed or wrong. */
export const queries: Readonly<Record<QueryName, (scene: Scene) => Promise<readonly Row[]>>> = {
  /** One customer by e-mail. */
  A: (scene) =>
    underLoad('A', scene, 32, (contender) => askingOne(contender, scene.right, scene.cast.regulars)),
  /** 50 customers by e-mail. */
  B: async (scene) => {
    await introduce(scene);
    return underLoad('B', scene, 8, (contender) => askingMany(contender, scene.right, scene.cast.groups));
  },
  latency,
  deferred,
  identity,
  /** Nothing that any source knows. */
  resolve: (scene) => underLoad('resolve', scene, 32, askingNothing),
};

/** Who has never been asked for takes longest; fifty of them at a time, on a slow machine, as long as an answer may. */
async function introduce({ contenders, cast: { groups }, right }: Scene): Promise<void> {
  for (const contender of contenders)
    await askEach(contender, askingMany(contender, right, chunks(groups.flat())));
}

/** Rounds of questions over several connections. */
async function underLoad(
  query: QueryName,
  { contenders, systems, options: { rounds, seconds } }: Scene,
  connections: number,
  questionsOf: (contender: Contender) => readonly Question[],
): Promise<readonly Row[]> {
  const asked = contenders.filter((contender) => questionsOf(contender).length > 0);
  await warmUp(asked, questionsOf, connections);
  return measureRounds(query, asked, rounds, (contender) =>
    takeSample(contender, systems, questionsOf(contender), { connections, seconds }),
  );
}

function askingNothing({ target: { askNothing } }: Contender): readonly Question[] {
  return askNothing === undefined
    ? []
    : [{ body: askNothing, isRight: (answer) => answer.includes('"__typename":"Query"') }];
}
