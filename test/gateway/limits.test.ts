import { parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { readSchema } from '../../src/gateway/apollo.ts';
import { limitRules } from '../../src/gateway/limits.ts';
import { GatewayError } from '../../src/model/errors.ts';

const schema = readSchema();

function codesOf(document: string, limits: { depth: number; aliases: number }): readonly unknown[] {
  return validate(schema, parse(document), limitRules(limits)).map(({ originalError }) =>
    originalError instanceof GatewayError ? originalError.code : originalError,
  );
}

const deepest = (document: string) => {
  let depth = 1;
  while (codesOf(document, { depth, aliases: 100 }).length > 0) depth++;
  return depth;
};

describe('depth', () => {
  it.each([
    ['{ sources { name } }', 2],
    ['{ sources { health { status } } a: sources { name } }', 3],
    ['{ ...A } fragment A on Query { sources { ...B } } fragment B on Source { health { status } }', 3],
    ['{ ... on Query { ... { sources { ... on Source { name } } } } }', 2],
    // The second spread of a fragment, deeper down, counts from there.
    [
      '{ sources { name } node(id: "1") { ... on Customer { sources { ...C } ...D } } } fragment C on SourceContribution { records { id } } fragment D on Customer { orders { nodes { record { id } } } }',
      5,
    ],
    // Introspection is as deep as it is.
    ['{ __schema { types { fields { type { ofType { ofType { name } } } } } } }', 1],
    ['{ sources { name __typename } }', 2],
  ])('of %s is %i', (document, depth) => {
    expect(deepest(document)).toBe(depth);
  });

  it('is refused by its own code, once', () => {
    expect(codesOf('{ sources { health { status } } }', { depth: 2, aliases: 9 })).toEqual([
      'OPERATION_TOO_DEEP',
    ]);
  });

  it('of fragments that contain each other ends', () => {
    const cyclic = '{ ...A } fragment A on Query { sources { name } ...B } fragment B on Query { ...A }';
    expect(deepest(cyclic)).toBe(2);
  });

  it('of fragments that spread each other many times is measured in no time', () => {
    const levels = Array.from(
      { length: 60 },
      (_, at) => `fragment F${at} on Query { ${`...F${at + 1} `.repeat(20)} }`,
    );
    const document = `{ ...F0 } ${levels.join(' ')} fragment F60 on Query { sources { name } }`;
    const started = performance.now();
    expect(codesOf(document, { depth: 3, aliases: 9 })).toEqual([]);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe('aliases', () => {
  it('are counted over the whole document, and refused once', () => {
    const document =
      '{ a: __typename b: __typename ...C } fragment C on Query { c: __typename d: __typename }';
    expect(codesOf(document, { depth: 9, aliases: 4 })).toEqual([]);
    expect(codesOf(document, { depth: 9, aliases: 3 })).toEqual(['OPERATION_TOO_MANY_ALIASES']);
    expect(codesOf(document, { depth: 9, aliases: 0 })).toEqual(['OPERATION_TOO_MANY_ALIASES']);
  });
});
