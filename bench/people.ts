/** Whom the benchmark asks for: people about whom it is known what a right answer says. */
import { type Population, populate } from '../sandbox/people/population.ts';
import { identifier } from '../src/identity/normalise.ts';
import { compareText, type RefKey } from '../src/model/record.ts';
import { maxRounds } from './options.ts';
import { recordsByEmail } from './records.ts';

/** People in the sandbox: enough that those known to all four systems outnumber the connections. */
export const populationSize = 10_000;

/** E-mail addresses, each of one person, who has at most one record in any system. */
export interface Candidates {
  /** Known to all four systems, with this address in each. */
  readonly everywhere: readonly string[];
  /** Known to one system at least, as customers come, with this address in each. */
  readonly anywhere: readonly string[];
  /** Known to all four systems, with this address in some: the other records are found through these. */
  readonly scattered: readonly Scattered[];
  /** Any customer's, as they come: with several records in a system, or an address that is somebody else's as well. */
  readonly any: readonly string[];
}

export interface Scattered {
  readonly email: string;
  /** The records that carry it. */
  readonly carriers: readonly RefKey[];
  readonly records: readonly RefKey[];
}

/** Whom the queries ask for. */
export interface Cast {
  /** For query A: known to all four systems. */
  readonly regulars: readonly string[];
  /** For query `latency`: the same, and asked for by no other query. */
  readonly strangers: readonly string[];
  /** For query `latency`: some of their records are found through the others; asked for by no other query. */
  readonly scattered: readonly string[];
  /** More of these, to warm up with. */
  readonly rehearsed: readonly string[];
  /** For query B: those who are asked for together. */
  readonly groups: readonly (readonly string[])[];
  /** For query `identity`: anybody. It has processes of its own, which no other query asks. */
  readonly newcomers: readonly string[];
  /** More of these, to warm up with. */
  readonly firstComers: readonly string[];
}

/** Customers in one question of query B. */
const groupSize = 50;
/** Questions of query B: twice its connections, so that those under way at one time are about different customers. */
const groupCount = 16;
/** Two for each round at least. */
const strangerCount = 2 * maxRounds;
/** As many as the groups take, and some to spare for those the targets do not agree about. */
const anywhereCount = 1000;
/** Of whom the 99th percentile is not the slowest of all, in each of a few rounds. */
const newcomerCount = 1000;
const firstComerCount = 250;
/** Systems there are. */
const everySystem = 4;

export function candidates(): Candidates {
  const population = populate({ size: populationSize });
  const byEmail = recordsByEmail(population);
  const persons = [...byEmail].flatMap(([email, carriers]) => {
    const records = recordsOfOne(population, carriers);
    return records === undefined ? [] : [{ email, carriers, records }];
  });
  const isWhole = ({ carriers, records }: Scattered) => carriers.length === records.length;
  const isEverywhere = ({ records }: Scattered) => records.length === everySystem;
  const whole = persons.filter(isWhole);
  const scattered = persons.filter((person) => isEverywhere(person) && !isWhole(person));
  return {
    everywhere: whole.filter(isEverywhere).map(({ email }) => email),
    anywhere: whole
      .filter((person) => !isEverywhere(person))
      .slice(0, anywhereCount)
      .map(({ email }) => email),
    scattered: onePerPerson(scattered),
    any: spread([...byEmail.keys()].filter(isAddress), newcomerCount + firstComerCount),
  };
}

/** Some records hold a placeholder, which is no door. */
function isAddress(email: string): boolean {
  return identifier('email', email, '') !== undefined;
}

/** So many of all, evenly: the addresses stand by the system they were first met in. */
function spread<T>(all: readonly T[], count: number): readonly T[] {
  return Array.from({ length: count }, (_, at) => all[Math.floor((at * all.length) / count)]).filter(
    (one) => one !== undefined,
  );
}

/**
 * @param agreed - whether all targets say the same of somebody.
 * @param reunited - whether all gateways find the records of somebody who is scattered.
 */
export function castPeople(
  { everywhere, anywhere, scattered, any }: Candidates,
  agreed: (email: string) => boolean,
  reunited: (email: string) => boolean,
): Cast {
  const known = everywhere.filter(agreed);
  const regulars = known.slice(strangerCount);
  const found = scattered.map(({ email }) => email).filter(reunited);
  // Spread evenly, so that no group has more to tell than another.
  const others = [...regulars, ...anywhere.filter(agreed)].slice(0, groupCount * groupSize);
  return {
    regulars,
    strangers: known.slice(0, strangerCount),
    scattered: found.slice(0, strangerCount),
    rehearsed: found.slice(strangerCount, 2 * strangerCount),
    groups: Array.from({ length: groupCount }, (_, group) =>
      others.filter((__, at) => at % groupCount === group),
    ),
    newcomers: any.filter((_, at) => !isRehearsal(at)),
    firstComers: any.filter((_, at) => isRehearsal(at)),
  };
}

/** One in five. */
function isRehearsal(at: number): boolean {
  return at % ((newcomerCount + firstComerCount) / firstComerCount) === 0;
}

/** @returns all records of the person whose these are; undefined where several are, or one has two in a system. */
function recordsOfOne({ truth }: Population, refs: readonly RefKey[]): readonly RefKey[] | undefined {
  const [person, ...others] = new Set(refs.map((ref) => truth.personOf.get(ref)));
  if (person === undefined || others.length > 0) return undefined;
  const records = truth.people.get(person) ?? [];
  const systems = new Set(records.map((ref) => ref.slice(0, ref.indexOf(':'))));
  return systems.size === records.length ? records : undefined;
}

/**
 * Somebody has an address in two systems and another in the other two: one door is enough. In the order of their
 * records, so that no kind of door comes first.
 */
function onePerPerson(people: readonly Scattered[]): readonly Scattered[] {
  const persons = Map.groupBy(people, ({ records: [first = ''] }) => first);
  return [...persons].sort(([a], [b]) => compareText(a, b)).flatMap(([, doors]) => doors.slice(0, 1));
}
