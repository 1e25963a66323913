/** `npm run bench`: starts the sandbox and the targets, checks that they agree, and measures them; see README.md. */
import { writeFile } from 'node:fs/promises';
import { type Comparison, compare, type Survey, survey } from './agreement.ts';
import { outcomesOf } from './goals.ts';
import { Driver } from './load.ts';
import { isBusy, thisMachine } from './machine.ts';
import type { Contender, Row } from './measure.ts';
import { type Options, parseOptions, usage } from './options.ts';
import { candidates, castPeople, populationSize } from './people.ts';
import { queries } from './queries.ts';
import { openLines } from './round-trips.ts';
import { embeddedServers, findServers, type Servers } from './servers.ts';
import { startSystems } from './systems.ts';
import { goalsTable, tableOf } from './table.ts';
import { startTarget, type TargetName } from './targets.ts';

/** Most that any query uses. */
const connections = 32;
/** For starting, checking and warming up. */
const setUpSeconds = 240;
/** Most that a round of a target takes beside its load: a dozen slow questions one after another. */
const roundSeconds = 8;
/** Share of people about whom a target must agree with the floor to be worth measuring. */
const leastAgreement = 0.9;

async function benchmark(options: Options, servers: Servers): Promise<readonly Row[]> {
  await using started = new AsyncDisposableStack();
  const systems = await startSystems(populationSize, servers);
  started.defer(systems.stop);
  note(`systems: ${servers.description}, sandboxes of Salesforce and Stripe; ${populationSize} people`);

  const people = candidates();
  const { answers: right } = await survey('floor', systems.env, people);
  const surveys: (Survey & Comparison)[] = [];
  for (const name of options.targets.slice(1)) {
    const surveyed = await survey(name, systems.env, people);
    const comparison = compare(right, surveyed.answers);
    report(name, comparison, right.size);
    if (surveyed.reunited !== undefined)
      note(
        `${name} finds every record of ${surveyed.reunited.size} of ${people.scattered.length} people by an address that only some carry`,
      );
    surveys.push({ ...surveyed, ...comparison });
  }
  const cast = castPeople(
    people,
    (email) => surveys.every(({ agreed }) => agreed.has(email)),
    (email) => surveys.every(({ reunited }) => reunited === undefined || reunited.has(email)),
  );

  const contenders: Contender[] = [];
  for (const name of options.targets) {
    const target = await startTarget(name, systems.env);
    started.defer(target.stop);
    const driver = new Driver(target, connections);
    started.defer(() => driver.close());
    contenders.push({ target, driver });
  }
  const lines = openLines(systems.env);
  started.defer(() => lines.close());
  const rows: Row[] = [];
  for (const query of options.queries) {
    const measured = await queries[query]({ contenders, systems, lines, cast, right, options });
    note(`\n${tableOf(query, measured, options.targets)}`);
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
const limit = setUpSeconds + asked.length * targets.length * rounds * (seconds + roundSeconds);
setTimeout(() => stop(`not done in ${limit} s`, 1), limit * 1000).unref();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop(signal, 130));

const machine = thisMachine();
if (isBusy(machine))
  note(
    `the machine is busy with other things (load average ${machine.loadAverage}): figures will be unsteady`,
  );

try {
  const servers = options.embedded ? embeddedServers : await findServers();
  const rows = await benchmark(options, servers);
  const outcomes = outcomesOf(rows, options);
  if (outcomes.length > 0) note(`\n${goalsTable(outcomes)}`);
  const environment = { ...machine, servers: servers.description, people: populationSize };
  if (json !== undefined)
    await writeFile(json, `${JSON.stringify({ rows, targets: outcomes, environment }, null, 2)}\n`);
} catch (error) {
  stop(error instanceof Error ? error.message : String(error), 1);
}
