/**
 * A schema with one of everything, whose values are decided by a seed and by where in the answer they stand: two
 * executors that ask the same are told the same. What is not there at once waits to be released, one at a time.
 */
import { makeExecutableSchema } from '@graphql-tools/schema';
import {
  GraphQLError,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  GraphQLScalarType,
  isCompositeType,
  isLeafType,
  isListType,
  isNonNullType,
  responsePathAsArray,
} from 'graphql';

const leaves = `
  text: String
  textStrict: String!
  number: Int
  numberStrict: Int!
  ratio: Float
  flag: Boolean
  flagStrict: Boolean!
  id: ID
  colour: Colour
  colourStrict: Colour!
  odd: Odd
  oddStrict: Odd!
  any: Any
`;

/** Types of fields that have resolvers, by field; the others are properties of their objects. */
const composites = {
  texts: '[String]',
  textsStrict: '[String!]!',
  grid: '[[Int]]',
  gridStrict: '[[Int!]!]!',
  odds: '[Odd!]',
  one: 'Person',
  oneStrict: 'Robot!',
  box: 'Box',
  many: '[Box]',
  manyStrict: '[Person!]!',
  nested: '[[Robot]!]',
  common: 'Common',
  commonStrict: 'Common!',
  commons: '[Common!]',
  thing: 'Thing',
  thingStrict: 'Thing!',
  things: '[Thing]',
};

const fields = `
  ${leaves}
  ${Object.entries(composites)
    .map(([name, type]) => `${name}: ${type}`)
    .join('\n')}
  info(of: String): String!
  echo(
    number: Int = 7
    strict: Int! = 8
    colour: Colour = GREEN
    point: Point
    points: [Point!]
    odd: Odd
    pick: Pick
    lists: [[Int]]
  ): String
`;

const typeDefs = `
  directive @defer(if: Boolean! = true, label: String) on FRAGMENT_SPREAD | INLINE_FRAGMENT
  scalar Odd
  scalar Any
  enum Colour { RED GREEN BLUE }
  input Point { x: Int! = 1 y: Int tags: [String!] inner: Point }
  input Pick @oneOf { id: ID name: String point: Point }
  interface Common {${fields}}
  interface Rare implements Common {${fields}}
  type Person implements Common & Rare {${fields}}
  type Robot implements Common {${fields}}
  type Box implements Common & Rare {${fields}}
  type Stranger {${fields}}
  union Thing = Person | Robot | Box
  type Query {${fields} stranger: Stranger}
  type Mutation {${fields}}
`;

/** A schema's colours stand for other values in the code behind it. */
const colours = { RED: 1, GREEN: 'g', BLUE: 'blue' };

const odd = new GraphQLScalarType({
  name: 'Odd',
  serialize(value) {
    // Nothing is said of 99.
    if (value === 99) return null;
    if (typeof value !== 'number' || value % 2 === 0) throw new RangeError('not odd');
    return value;
  },
  parseValue(value) {
    if (typeof value !== 'number' || value % 2 === 0) throw new RangeError('not odd');
    return { odd: value };
  },
});

export interface Circumstances {
  readonly seed: number;
  /** How likely it is, from 0 to 1, that a value is missing or wrong, and that it is not there at once. */
  readonly trouble: number;
  readonly slowness: number;
}

const troubles = ['null', 'undefined', 'throw', 'throw', 'error', 'wrong'] as const;

export class World {
  readonly #circumstances: Circumstances;
  readonly #thrown: Map<string, unknown>;
  readonly #waiting = new Map<string, () => void>();
  /** What resolvers and type tests were asked, in order. */
  readonly asked: string[] = [];
  readonly root = new Source(this, '', undefined);

  /** @param thrown - what was thrown where; to be shared between worlds whose errors are to be the same objects. */
  constructor(circumstances: Circumstances, thrown = new Map<string, unknown>()) {
    this.#circumstances = circumstances;
    this.#thrown = thrown;
  }

  /** A number from 0 to 1, always the same for the same words. */
  chance(...words: readonly string[]): number {
    let hash = 2166136261 ^ this.#circumstances.seed;
    for (const word of words) {
      for (let at = 0; at < word.length; at++) hash = Math.imul(hash ^ word.charCodeAt(at), 16777619);
      hash = Math.imul(hash ^ 31, 16777619);
    }
    hash = Math.imul(hash ^ (hash >>> 15), 2246822507);
    hash = Math.imul(hash ^ (hash >>> 13), 3266489909);
    return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
  }

  choose<Choice>(choices: readonly [Choice, ...Choice[]], ...words: readonly string[]): Choice {
    return choices[Math.floor(this.chance(...words) * choices.length)] ?? choices[0];
  }

  /** What a resolver comes to: a value, sooner or later, or trouble. */
  outcome(key: string, value: () => unknown, wrong: () => unknown): unknown {
    const isTroubled = this.chance(key, 'trouble') < this.#circumstances.trouble;
    const trouble = isTroubled ? this.choose(troubles, key, 'which') : undefined;
    return this.#sooner(key, () => {
      if (trouble === 'throw') throw this.#thrownAt(key);
      if (trouble === 'error') return new GraphQLError(`returned at ${key}`, { extensions: { key } });
      if (trouble === 'wrong') return wrong();
      return trouble === undefined ? value() : trouble === 'null' ? null : undefined;
    });
  }

  #sooner(key: string, answer: () => unknown): unknown {
    return this.chance(key, 'slow') < this.#circumstances.slowness ? this.later(key, answer) : answer();
  }

  /** A promise, or another thenable, that is settled when its turn comes. */
  later(key: string, answer: () => unknown): PromiseLike<unknown> {
    let name = key;
    while (this.#waiting.has(name)) name += "'";
    const promise = new Promise((resolve, reject) => {
      this.#waiting.set(name, () => {
        try {
          resolve(answer());
        } catch (error) {
          reject(error);
        }
      });
    });
    // An executor that has given up on a list need not look at what follows in it.
    promise.catch(() => {});
    // biome-ignore lint/suspicious/noThenProperty: a thenable that is no promise is what is wanted.
    return this.chance(key, 'thenable') < 0.2 ? { then: (...args) => promise.then(...args) } : promise;
  }

  /** Settles one of what waits; false where nothing does. */
  release(): boolean {
    const [name] = [...this.#waiting.keys()].sort(
      (one, other) => this.chance(one, 'turn') - this.chance(other, 'turn'),
    );
    if (name === undefined) return false;
    const settle = this.#waiting.get(name);
    this.#waiting.delete(name);
    settle?.();
    return true;
  }

  /** The same object whenever the same place is asked. */
  #thrownAt(key: string): unknown {
    const known = this.#thrown.get(key);
    if (known !== undefined) return known;
    const thrown = this.choose<unknown>(
      [
        new Error(`thrown at ${key}`),
        new TypeError(`thrown at ${key}`),
        new GraphQLError(`thrown at ${key}`, { extensions: { code: 'TROUBLE', key } }),
        new GraphQLError(`located at ${key}`, { path: ['elsewhere'] }),
        `text thrown at ${key}`,
        { thrown: key },
      ],
      key,
      'thrown',
    );
    this.#thrown.set(key, thrown);
    return thrown;
  }

  /** A value of a type that is neither null nor an error. */
  value(type: GraphQLOutputType, key: string): unknown {
    if (isNonNullType(type)) return this.value(type.ofType, key);
    if (isListType(type)) return this.#list(type.ofType, key);
    if (isLeafType(type)) return this.#leaf(type.name, key);
    if (type.name === 'Common' || type.name === 'Thing')
      return new Source(this, key, this.choose(['Person', 'Robot', 'Box', undefined], key, 'type'));
    return new Source(this, key, type.name);
  }

  wrong(type: GraphQLOutputType, key: string): unknown {
    if (isNonNullType(type)) return this.wrong(type.ofType, key);
    if (isCompositeType(type)) return this.choose<unknown>([17, 'text'], key, 'wrong');
    if (isListType(type)) return this.choose<unknown>([{}, 'text', 17], key, 'wrong');
    return this.choose<unknown>([{}, 2 ** 31, 1.5, Number.NaN, 'purple', 2, 99], key, 'wrong');
  }

  #list(type: GraphQLOutputType, key: string): unknown {
    const items = Array.from({ length: Math.floor(this.chance(key, 'length') * 4) }, (_, index) => {
      const itemKey = `${key}.${index}`;
      return () =>
        this.outcome(
          itemKey,
          () => this.value(type, itemKey),
          () => this.wrong(type, itemKey),
        );
    });
    // Only a generator can throw where an item is expected.
    const quiet = items.map((item) => () => {
      try {
        return item();
      } catch (error) {
        return error instanceof Error ? error : null;
      }
    });
    const kind = this.chance(key, 'iterable');
    if (kind < 0.7) return quiet.map((item) => item());
    if (kind < 0.85) return new Set(quiet.map((item) => item()));
    return (function* () {
      for (const item of items) yield item();
    })();
  }

  #leaf(name: string, key: string): unknown {
    const chance = this.chance(key, 'leaf');
    const whole = Math.floor(chance * 1000);
    switch (name) {
      case 'String':
        return this.choose<unknown>([`text ${whole}`, `text ${whole}`, '', whole, true], key, 'text');
      case 'ID':
        return chance < 0.5 ? `id ${whole}` : whole;
      case 'Int':
        return this.choose<unknown>([whole, -whole, `${whole}`, true], key, 'int');
      case 'Float':
        return this.choose<unknown>([chance, whole, `${chance}`], key, 'float');
      case 'Boolean':
        return this.choose<unknown>([chance < 0.5, chance < 0.5, 0], key, 'flag');
      case 'Colour':
        return this.choose<unknown>([1, 'g', 'blue'], key, 'colour');
      case 'Odd':
        return 2 * whole + 1 === 99 ? 1 : 2 * whole + 1;
      default:
        return this.choose<unknown>([{ any: [whole] }, [whole], 'any', 0, false], key, 'any');
    }
  }
}

/** What objects are here: they know where they stand. */
class Source {
  readonly #world: World;
  readonly path: string;
  readonly __typename: string | undefined;

  constructor(world: World, path: string, typename: string | undefined) {
    this.#world = world;
    this.path = path;
    this.__typename = typename;
  }

  /** A property of a type, or now and then a method. */
  property(type: GraphQLOutputType, name: string): unknown {
    const key = this.path === '' ? name : `${this.path}.${name}`;
    const world = this.#world;
    const outcome = () =>
      world.outcome(
        key,
        () => world.value(type, key),
        () => world.wrong(type, key),
      );
    if (world.chance(key, 'method') < 0.8) return outcome();
    return function (this: unknown, ...args: readonly unknown[]) {
      world.asked.push(`${key}() ${JSON.stringify(args[0])} ${worldOf(args[1]) === world}`);
      return outcome();
    };
  }
}

function worldOf(context: unknown): World {
  if (context instanceof World) return context;
  throw new Error('The context is not passed on.');
}

function keyOf(info: GraphQLResolveInfo): string {
  return responsePathAsArray(info.path).join('.');
}

function resolve(_: unknown, args: unknown, context: unknown, info: GraphQLResolveInfo): unknown {
  const key = keyOf(info);
  const world = worldOf(context);
  world.asked.push(`${key} ${JSON.stringify(args)}`);
  return world.outcome(
    key,
    () => (info.fieldName === 'echo' ? JSON.stringify(args) : world.value(info.returnType, key)),
    () => world.wrong(info.returnType, key),
  );
}

/** All that a resolver is told, as text. */
function describe(source: unknown, _: unknown, context: unknown, info: GraphQLResolveInfo): string {
  const types: unknown[] = [];
  for (let path: typeof info.path | undefined = info.path; path !== undefined; path = path.prev)
    types.push([path.key, path.typename]);
  return JSON.stringify([
    types,
    source instanceof Source && source.path,
    info.fieldName,
    info.fieldNodes.map(({ loc }) => loc?.start),
    String(info.returnType),
    info.parentType === info.schema.getType(info.parentType.name),
    info.rootValue === worldOf(context).root,
    Object.keys(info.fragments),
    info.operation.loc?.start,
    info.variableValues,
  ]);
}

function typenameOf(value: unknown, world: World): string {
  if (!(value instanceof Source)) return 'Box';
  return value.__typename ?? world.choose(['Robot', 'Box'], value.path, 'typename');
}

/** What a type says of a value: the truth, as a rule. */
function isOfType(value: unknown, context: unknown, type: string): unknown {
  const world = worldOf(context);
  if (!(value instanceof Source)) return false;
  const actual = typenameOf(value, world);
  const key = `${value.path}#${type}`;
  world.asked.push(key);
  return world.outcome(
    key,
    () => actual === type,
    () => actual !== type,
  );
}

function resolveType(value: unknown, context: unknown, info: GraphQLResolveInfo): unknown {
  const world = worldOf(context);
  const key = `${value instanceof Source ? value.path : keyOf(info)}#type`;
  world.asked.push(`${key} ${keyOf(info)}`);
  return world.outcome(
    key,
    () => typenameOf(value, world),
    () => world.choose<unknown>(['Stranger', 'Nobody', 'Colour', 5, info.schema.getType('Box')], key, 'not'),
  );
}

const strictLeaves = ['textStrict', 'numberStrict', 'flagStrict', 'colourStrict', 'oddStrict'];
const resolvers = {
  ...Object.fromEntries([...strictLeaves, ...Object.keys(composites), 'echo'].map((name) => [name, resolve])),
  info: describe,
};

export const schema = makeExecutableSchema({
  typeDefs,
  resolvers: {
    Odd: odd,
    Colour: colours,
    Query: { ...resolvers, stranger: resolve },
    Mutation: resolvers,
    Person: resolvers,
    Robot: {
      ...resolvers,
      __isTypeOf: (value: unknown, context: unknown) => isOfType(value, context, 'Robot'),
    },
    Box: { ...resolvers, __isTypeOf: (value: unknown, context: unknown) => isOfType(value, context, 'Box') },
    Stranger: resolvers,
    Common: { __resolveType: resolveType },
  },
  resolverValidationOptions: { requireResolversForResolveType: 'ignore' },
});

for (const [name, { type }] of Object.entries((schema.getType('Person') as GraphQLObjectType).getFields()))
  if (!(name in resolvers))
    Object.defineProperty(Source.prototype, name, {
      get(this: Source) {
        return this.property(type, name);
      },
    });

/** Runs to the end what may wait for the world, releasing one thing after the other. */
export async function settled<Value>(world: World, start: () => Value | Promise<Value>): Promise<Value> {
  const value = start();
  if (!(value instanceof Promise)) return value;
  let isSettled = false;
  const end = () => {
    isSettled = true;
  };
  value.then(end, end);
  for (let idle = 0; idle < 5; ) {
    // Everything that follows from what has been released.
    await new Promise(setImmediate);
    if (isSettled) return value;
    if (!world.release()) idle++;
  }
  throw new Error('It waits for nothing.');
}
