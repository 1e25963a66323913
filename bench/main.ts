/** `npm run bench`: starts the sandbox and the targets, checks that they agree, and measures them; see README.md. */
import { writeFile } from 'node:fs/promises';
import { type Comparison, compare, survey } from './agreement.ts';
import { Driver } from './load.ts';
import type { Contender, Row } from './measure.ts';
import { type Options, parseOptions, usage } from './options.ts';
import { candidates, castPeople, populationSize } from './people.ts';
import { queries } from './queries.ts';
import { embeddedServers, findServers } from './servers.ts';
import { startSystems } from './systems.ts';
import { tableOf } from './table.ts';
import { startTarget, type TargetName } from './targets.ts';

/** Most that any query uses. */
const connections = 32;
/** For starting, checking and warming up. */
const setUpSeconds = 180;
/** Share of people about whom a target must agree with the floor to be worth measuring. */
const leastAgreement = 0.9;

async function benchmark(options: Options): Promise<readonly Row[]> {
  const servers = options.embedded ? embeddedServers : await findServers();
  await using started = new AsyncDisposableStack();
  const systems = await startSystems(populationSize, servers);
  started.defer(systems.stop);
  note(`systems: ${servers.description}, sandboxes of Salesforce and Stripe; ${populationSize} people`);

  const people = candidates();
  const emails = [...people.everywhere, ...people.anywhere];
  const right = await survey('floor', systems.env, emails);
  const comparisons: Comparison[] = [];
  for (const name of options.targets.slice(1)) {
    const comparison = compare(right, await survey(name, systems.env, emails));
    report(name, comparison, emails.length);
    comparisons.push(comparison);
  }
  const cast = castPeople(people, (email) => comparisons.every(({ agreed }) => agreed.has(email)));

  const contenders: Contender[] = [];
  for (const name of options.targets) {
    const target = await startTarget(name, systems.env);
    started.defer(target.stop);
    const driver = new Driver(target, connections);
    started.defer(() => driver.close());
    contenders.push({ target, driver });
  }
  const rows: Row[] = [];
  for (const query of options.queries) {
    const measured = await queries[query]({ contenders, systems, cast, right, options });
    note(`\n${tableOf(measured)}`);
    rows.push(...measured);
  }
  return rows;
}

/**
 * Identity keeps apart what merely shares an address, and consent withholds some: a few differences are right.
 *
 * @throws when they are more than a few.
 */
function report(name: TargetName, { agreed, differing }: Comparison, asked: number): void {
  const counts = [...differing].map(([fact, count]) => `${fact} of ${count}`).join(', ');
  const text = `${name} says what the floor says of ${agreed.size} of ${asked} people${counts && `; not ${counts}`}`;
  if (agreed.size < asked * leastAgreement) throw new Error(text);
  note(text);
}

function note(text: string): void {
  process.stdout.write(`${text}\n`);
}

function stop(reason: string, code: number): never {
  process.stderr.write(`bench: ${reason}\n`);
  // Children end when their channel to this process does.
  process.exit(code);
}

let options: Options;
try {
  options = parseOptions(process.argv.slice(2));
} catch (error) {
  stop(`${error instanceof Error ? error.message : error}\n${usage}`, 2);
}
const { queries: asked, targets, rounds, seconds, json } = options;
const limit = setUpSeconds + 2 * asked.length * targets.length * rounds * (seconds + 1);
setTimeout(() => stop(`not done in ${limit} s`, 1), limit * 1000).unref();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop(signal, 130));

try {
  const rows = await benchmark(options);
  if (json !== undefined) await writeFile(json, `${JSON.stringify(rows, null, 2)}\n`);
} catch (error) {
  stop(error instanceof Error ? error.message : String(error), 1);
}
