/** What graphql-js answers, the compiled executor answers: over operations, variables and circumstances made up. */
import fc from 'fast-check';
import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLError,
  getIntrospectionQuery,
  parse,
  validate,
} from 'graphql';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CompiledOperation, compileOperation } from '../../src/execution/operation.ts';
import { readSchema } from '../../src/gateway/apollo.ts';
import { operations } from './operations.ts';
import { runs } from './runs.ts';
import { type Circumstances, schema, settled, World } from './world.ts';

const circumstances: fc.Arbitrary<Circumstances> = fc.record({
  seed: fc.integer(),
  trouble: fc.constantFrom(0, 0.02, 0.1, 0.3),
  slowness: fc.constantFrom(0, 0, 0.1, 0.5),
});

/** All that can be seen of an execution, as text where order matters. */
async function seen(world: World, thrown: Thrown, start: () => ExecutionResult | Promise<ExecutionResult>) {
  let isSync = true;
  const result = await settled(world, () => {
    const started = start();
    isSync = !(started instanceof Promise);
    return started;
  });
  return {
    isSync,
    keys: Object.keys(result),
    data: JSON.stringify(result.data),
    errors: result.errors?.map((error) => description(error, thrown)),
    asked: [...world.asked],
  };
}

type Thrown = Map<string, unknown>;

function description(error: GraphQLError, thrown: Thrown): string {
  const { message, path, locations, extensions, originalError } = error;
  const known = [...thrown].find(([, one]) => one === originalError || one === error);
  const original = known === undefined ? originalError && String(originalError) : `the one at ${known[0]}`;
  return JSON.stringify({ message, path, locations, extensions, original });
}

function compiled(document: DocumentNode): CompiledOperation {
  const operation = compileOperation(schema, document, 'Made');
  if (operation instanceof CompiledOperation) return operation;
  throw new Error(`It was refused: ${operation}`);
}

const unhandled: unknown[] = [];
let listeners: NodeJS.UnhandledRejectionListener[] = [];
beforeEach(() => {
  // graphql-js leaves rejections of list items unhandled where another item throws; the compiled executor may not.
  listeners = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', (reason) => unhandled.push(reason));
});
afterEach(() => {
  process.removeAllListeners('unhandledRejection');
  for (const listener of listeners) process.on('unhandledRejection', listener);
});

it('answers what graphql-js answers, having asked the same in the same order', async () => {
  const made = operations(false);
  await fc.assert(
    fc.asyncProperty(made, made, circumstances, async ({ text, variables }, { variables: others }, given) => {
      const document = parse(text);
      const thrown: Thrown = new Map();
      const theirWorld = new World(given, thrown);
      const theirs = await seen(theirWorld, thrown, () =>
        execute({
          schema,
          document,
          operationName: 'Made',
          contextValue: theirWorld,
          rootValue: theirWorld.root,
          variableValues: variables,
        }),
      );
      unhandled.length = 0;
      const operation = compiled(document);
      // What an operation was used for before must not show.
      const before = new World({ ...given, seed: given.seed + 1 });
      await settled(before, () =>
        operation.execute({ contextValue: before, rootValue: before.root, variableValues: others }),
      );
      const world = new World(given, thrown);
      const ours = await seen(world, thrown, () =>
        operation.execute({ contextValue: world, rootValue: world.root, variableValues: variables }),
      );
      expect(ours).toEqual(theirs);
      while (world.release()) await new Promise(setImmediate);
      expect(unhandled).toEqual([]);
    }),
    runs(3000),
  );
}, 120_000);

it('compares on operations that are valid', () => {
  const texts = fc.sample(fc.oneof(operations(false), operations(true)), { numRuns: 200, seed: 1 });
  const faults = texts.flatMap(({ text }) => validate(schema, parse(text)).map(({ message }) => message));
  expect(faults).toEqual([]);
});

it.each([
  ['the schema of the gateway', readSchema()],
  ['a schema with one of everything', schema],
])('introspects %s as graphql-js does', (_, introspected) => {
  const query = getIntrospectionQuery({
    descriptions: true,
    specifiedByUrl: true,
    directiveIsRepeatable: true,
    schemaDescription: true,
    inputValueDeprecation: true,
    oneOf: true,
  });
  const document = parse(query);
  const operation = compileOperation(introspected, document, undefined);
  if (!(operation instanceof CompiledOperation)) throw new Error('It was refused.');
  const ours = operation.execute({ contextValue: undefined, variableValues: undefined });
  const theirs = execute({ schema: introspected, document });
  expect(JSON.stringify(ours)).toBe(JSON.stringify(theirs));
});
