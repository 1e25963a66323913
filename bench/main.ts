/** `npm run bench`: starts the sandbox and the targets, checks that they agree, and measures them; see README.md. */
import { writeFile } from 'node:fs/promises';
import { askFloor, askingMany, askingOne, checkAgreement, type RightAnswers } from './agreement.ts';
import { Driver } from './load.ts';
import { type Contender, measureRounds, percentile, type QueryName, type Row, takeSample } from './measure.ts';
import { maxRounds, type Options, parseOptions, usage } from './options.ts';
import { peopleOf } from './people.ts';
import { embeddedServers, findServers } from './servers.ts';
import { startSystems, type Systems } from './systems.ts';
import { tableOf } from './table.ts';
import { startTarget } from './targets.ts';

/** People in the sandbox: enough that those known everywhere outnumber the connections. */
const size = 10_000;
/** Customers in one question of query B. */
const keys = 50;
/** Questions of query B: twice the connections, so that those under way at one time are about different customers. */
const manyQuestions = 16;
/** People a round asks for of whom no target was asked before. */
const coldPeople = 2 * maxRounds;
const connections = { A: 32, B: 8, latency: 1 } as const satisfies Record<QueryName, number>;
/** Milliseconds that sources take for query `latency`. */
const delays = { crm: 120, billing: 90 } as const;
const warmUpSeconds = 2;
/** For all that is not measuring. */
const setUpSeconds = 180;

/** Whom a run asks for, by e-mail address. */
interface Cast {
  readonly warm: readonly string[];
  readonly cold: readonly string[];
  readonly groups: readonly (readonly string[])[];
}

function castOf(): Cast {
  const { everywhere, anywhere } = peopleOf(size);
  const cold = everywhere.slice(0, coldPeople);
  const others = anywhere.filter((email) => !cold.includes(email));
  const groups = Array.from({ length: manyQuestions }, (_, at) => others.slice(at * keys, (at + 1) * keys));
  return { warm: everywhere.slice(coldPeople), cold, groups };
}

class Run {
  readonly #options: Options;
  readonly #cast: Cast;
  readonly #systems: Systems;
  readonly #contenders: readonly Contender[];
  readonly #right: RightAnswers;

  constructor(
    options: Options,
    cast: Cast,
    systems: Systems,
    contenders: readonly Contender[],
    right: RightAnswers,
  ) {
    this.#options = options;
    this.#cast = cast;
    this.#systems = systems;
    this.#contenders = contenders;
    this.#right = right;
  }
}
