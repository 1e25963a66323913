/** The measurements. */
import { askingMany, askingOne } from './agreement.ts';
import { identity } from './cold.ts';
import type { Question } from './load.ts';
import { type Contender, measureRounds, type QueryName, type Row, takeSample } from './measure.ts';
import { type Scene, warmUp } from './scene.ts';
import { deferred, latency } from './slow-queries.ts';

/** @returns the rows of a query, one for each contender it can be asked of. @throws when an answer is late, failed or wrong. */
export const queries: Readonly<Record<QueryName, (scene: Scene) => Promise<readonly Row[]>>> = {
  /** One customer by e-mail. */
  A: (scene) =>
    underLoad('A', scene, 32, (contender) => askingOne(contender, scene.right, scene.cast.regulars)),
  /** 50 customers by e-mail. */
  B: (scene) =>
    underLoad('B', scene, 8, (contender) => askingMany(contender, scene.right, scene.cast.groups)),
  latency,
  deferred,
  identity,
  /** Nothing that any source knows. */
  resolve: (scene) => underLoad('resolve', scene, 32, askingNothing),
};

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
