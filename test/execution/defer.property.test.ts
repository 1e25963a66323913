/** An answer in parts is the same answer: over operations, variables and circumstances made up. */
import fc from 'fast-check';
import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { type IncrementalFormat, incrementalFormats } from '../../src/execution/defer.ts';
import { CompiledOperation, compileOperation } from '../../src/execution/operation.ts';
import { merged, type Path } from './merging.ts';
import { type Asked, operations } from './operations.ts';
import { runs } from './runs.ts';
import { type Circumstances, schema, settled, World } from './world.ts';

const asked = operations(true)
  // A condition without a value is an error, which a part keeps to itself.
  .filter(({ variables }) => variables['perhaps'] !== null);
const slowness = fc.constantFrom(0, 0.2, 0.8);
const smooth = fc.record({ seed: fc.integer(), trouble: fc.constant(0), slowness });
const troubled = fc.record({ seed: fc.integer(), trouble: fc.constantFrom(0.05, 0.2), slowness });

async function execute(
  { text, variables }: Asked,
  given: Circumstances,
  incremental: IncrementalFormat | undefined,
) {
  const operation = compileOperation(schema, parse(text), null);
  if (!(operation instanceof CompiledOperation)) throw new Error(`It was refused: ${operation}`);
  const world = new World(given);
  const options = { contextValue: world, rootValue: world.root, variableValues: variables, incremental };
  const result = await settled(world, () => operation.execute<IncrementalFormat>(options));
  return { ...(await merged(result, (start) => settled(world, start))), asked: world.asked };
}

describe.each(incrementalFormats)('%s', (format) => {
  it('is, all parts merged, the answer without @defer', async () => {
    await fc.assert(
      fc.asyncProperty(asked, smooth, async (operation, given) => {
        const whole = await execute(operation, given, undefined);
        const parts = await execute(operation, given, format);
        expect(parts.data).toEqual(whole.data);
        // What is delivered twice may fail twice.
        expect(new Set(parts.errors.map(String))).toEqual(new Set(whole.errors.map(String)));
      }),
      runs(600),
    );
  }, 60_000);

  it('loses nothing to errors that the answer without @defer does not lose, but with the fragment they fail', async () => {
    await fc.assert(
      fc.asyncProperty(asked, troubled, async (operation, given) => {
        const whole = await execute(operation, given, undefined);
        const parts = await execute(operation, given, format);
        expectCovered(whole.data, parts.data, parts.failed);
        expect(parts.errors.length > 0).toBe(whole.errors.length > 0);
      }),
      runs(600),
    );
  }, 60_000);
});

it('asks no resolver twice where nothing is delivered twice', async () => {
  await fc.assert(
    fc.asyncProperty(asked, troubled, async (operation, given) => {
      const parts = await execute(operation, given, 'incrementalSpec=v0.2');
      // Tests of types and methods of values are not told which field they are asked for.
      const resolvers = parts.asked.filter((one) => !/#|\(\)/.test(one));
      expect(resolvers).toEqual([...new Set(resolvers)]);
    }),
    runs(300),
  );
}, 60_000);

/**
 * Whatever is in the one is in the other, or would have come with a fragment that failed: where two fragments share an
 * object that one of them makes null, it is the fragment that gives way, as the object may have been delivered.
 */
function expectCovered(one: unknown, other: unknown, failed: readonly Path[], at: Path = []): void {
  if (one === null) return;
  if (other === null) {
    expect(failed.filter((path) => path.every((key, index) => key === at[index]))).not.toEqual([]);
  } else if (typeof one !== 'object') expect(other).toEqual(one);
  else
    for (const [key, value] of Object.entries(one)) {
      const there = (other as { readonly [key: string]: unknown })[key] ?? null;
      expectCovered(value, there, failed, [...at, Array.isArray(one) ? Number(key) : key]);
    }
}
