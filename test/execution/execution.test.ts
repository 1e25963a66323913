/** The rules of execution, one by one. That graphql-js keeps the same ones is tested beside this. */
import { makeExecutableSchema } from '@graphql-tools/schema';
import { type ExecutionResult, type GraphQLResolveInfo, parse } from 'graphql';
import { describe, expect, it, vi } from 'vitest';
import { CompiledOperation, compileOperation } from '../../src/execution/operation.ts';
import { compile, messages, run, soon, text, typeDefs } from './small.ts';

describe('operations', () => {
  const refused = (query: string, name?: string | null) => {
    const schema = makeExecutableSchema({ typeDefs });
    const errors = compileOperation(schema, parse(query), name);
    return errors instanceof CompiledOperation ? 'compiled' : errors.map(({ message }) => message);
  };

  it('is chosen by name, or is the only one', () => {
    expect(refused('query A { text } query B { number }', 'B')).toBe('compiled');
    expect(refused('query A { text }', null)).toBe('compiled');
    expect(refused('query A { text } query B { number }')).toEqual([
      'Must provide operation name if query contains multiple operations.',
    ]);
    expect(refused('query A { text }', 'C')).toEqual(['Unknown operation named "C".']);
    expect(refused('fragment F on Query { text }')).toEqual(['Must provide an operation.']);
  });

  it('is no subscription', () => {
    expect(refused('subscription { text }')).toEqual(['Subscriptions are not supported.']);
  });

  it('is answered with an error where the schema has no such operations', () => {
    const schema = makeExecutableSchema({ typeDefs: 'type Query { text: String }' });
    const operation = compileOperation(schema, parse('mutation { text }'), null) as CompiledOperation;
    expect(
      text(operation.execute({ contextValue: undefined, variableValues: undefined }) as ExecutionResult),
    ).toBe(
      '{"errors":[{"message":"Schema is not configured to execute mutation operation.","locations":[{"line":1,"column":1}]}],"data":null}',
    );
  });
});

describe('selections', () => {
  it('are merged from fields and fragments of all kinds, in the order of the document', async () => {
    const query = `
      { box { ...F ... { strict } ... on Box { box { label } } } again: box { label } __typename }
      fragment F on Box { box { strict } label }`;
    const box = { label: 'a', strict: 'b', box: { label: 'c', strict: 'd' } };
    expect(text(await run(query, { box }))).toBe(
      '{"data":{"box":{"box":{"strict":"d","label":"c"},"label":"a","strict":"b"},"again":{"label":"a"},"__typename":"Query"}}',
    );
  });

  it('keep that order whatever comes first', async () => {
    const root = {
      text: () => soon('late'),
      number: 1,
      box: () => Promise.resolve({ label: soon('a'), strict: 'b' }),
    };
    expect(text(await run('{ text box { label strict } number }', root))).toBe(
      '{"data":{"text":"late","box":{"label":"a","strict":"b"},"number":1}}',
    );
  });

  it('become objects that inherit nothing, so that any key is only a key', async () => {
    const { data } = (await run('{ __proto__: text box { constructor: label } }', {
      text: 'a',
      box: {},
    })) as {
      data: { box: object };
    };
    expect('toString' in Object(data)).toBe(false);
    expect('toString' in data.box).toBe(false);
    expect(Object.entries(data)).toEqual([
      ['__proto__', 'a'],
      ['box', expect.objectContaining({ constructor: null })],
    ]);
  });

  it('depend on conditions', () => {
    const operation = compile(
      'query ($a: Boolean!, $b: Boolean = true) { text @skip(if: $a) number @include(if: $b) __typename }',
    );
    const keys = (variableValues: Record<string, unknown>) => {
      const { data } = operation.execute({ contextValue: undefined, variableValues }) as ExecutionResult;
      return Object.keys(data ?? {}).join();
    };
    for (let round = 0; round < 2; round++) {
      expect(keys({ a: false })).toBe('text,number,__typename');
      expect(keys({ a: true })).toBe('number,__typename');
      expect(keys({ a: true, b: false })).toBe('__typename');
    }
  });

  it('fail where a condition has no value', async () => {
    const variableValues = { a: null };
    const nested = 'query ($a: Boolean = true) { number box { label @include(if: $a) } }';
    const message = 'Argument "if" of non-null type "Boolean!" must not be null.';
    const result = await run(nested, { number: 1, box: {} }, { variableValues });
    expect(await messages(result)).toEqual([`box: ${message}`]);
    expect(text({ data: result.data ?? null })).toBe('{"data":{"number":1,"box":null}}');
    // A fragment that is open already is not looked at again.
    const again = 'query ($a: Boolean = true) { ...F ...F @skip(if: $a) } fragment F on Query { number }';
    expect(await run(again, { number: 1 }, { variableValues })).toEqual({ data: { number: 1 } });
    const other =
      'query ($a: Boolean = true) { animal { ...C ...C @skip(if: $a) name } } fragment C on Cat { meows }';
    const animal = { __typename: 'Dog', name: 'Rex' };
    expect(await run(other, { animal }, { variableValues })).toEqual({ data: { animal: { name: 'Rex' } } });
    const outer = await run('query ($a: Boolean = true) { text @skip(if: $a) }', {}, { variableValues });
    expect(outer.data).toBe(null);
    expect(await messages(outer)).toEqual([`undefined: ${message}`]);
  });
});

describe('resolvers', () => {
  it('are called with source, arguments, context and info', async () => {
    const label = vi.fn(
      (_source: unknown, _args: unknown, _context: unknown, info: GraphQLResolveInfo) => info.fieldName,
    );
    const box = { name: 'box' };
    await run('{ box { label } }', { box }, { contextValue: 'context' }, { Box: { label } });
    expect(label).toHaveBeenCalledExactlyOnceWith(box, {}, 'context', expect.anything());
    expect(label).toHaveReturnedWith('label');
  });

  it('are told everything about the field', async () => {
    let told: GraphQLResolveInfo | undefined;
    const query = 'query Q($v: Int) { box { boxes { ...F } } } fragment F on Box { a: label }';
    const root = { box: { boxes: [{}] } };
    const label = (_source: unknown, _args: unknown, _context: unknown, info: GraphQLResolveInfo) => {
      told = info;
    };
    await run(query, root, { variableValues: { v: 1 } }, { Box: { label } });
    expect(told).toMatchObject({
      fieldName: 'label',
      fieldNodes: [{ kind: 'Field', alias: { value: 'a' } }],
      returnType: expect.objectContaining({ name: 'String' }),
      parentType: expect.objectContaining({ name: 'Box' }),
      path: {
        key: 'a',
        typename: 'Box',
        prev: {
          key: 0,
          typename: undefined,
          prev: { key: 'boxes', typename: 'Box', prev: { key: 'box', typename: 'Query' } },
        },
      },
      schema: expect.objectContaining({ getType: expect.any(Function) }),
      fragments: { F: { kind: 'FragmentDefinition' } },
      rootValue: root,
      operation: { name: { value: 'Q' } },
      variableValues: { v: 1 },
    });
    expect(told?.path).toBe(told?.path);
  });

  it('are told the same list of nodes in every execution', () => {
    const seen: unknown[] = [];
    const resolvers = {
      Query: {
        text: (...[, , , info]: [unknown, unknown, unknown, GraphQLResolveInfo]) =>
          void seen.push(info.fieldNodes),
      },
    };
    const operation = compile('query ($a: Boolean!) { text number @include(if: $a) }', resolvers);
    for (const a of [true, false, true, false])
      operation.execute({ contextValue: undefined, variableValues: { a } });
    expect(seen[0]).toBe(seen[2]);
    expect(seen[1]).toBe(seen[3]);
    expect(seen[0]).not.toBe(seen[1]);
  });

  it('are methods or properties of the value where there are none', async () => {
    class Root {
      readonly #text = 'private';
      readonly number = 5;
      text(args: unknown, context: unknown, info: GraphQLResolveInfo) {
        return JSON.stringify([this.#text, args, context, info.fieldName]);
      }
    }
    const result = await run('{ text number size }', new Root(), { contextValue: 'context' });
    expect(result).toEqual({ data: { text: '["private",{},"context","text"]', number: 5, size: null } });
    expect(await run('{ text }', undefined)).toEqual({ data: { text: null } });
    expect(await run('{ text }', 'a primitive')).toEqual({ data: { text: null } });
  });
});

describe('arguments', () => {
  const seen: Readonly<Record<string, unknown>>[] = [];
  const resolvers = {
    Size: { SMALL: 1, LARGE: 2 },
    Query: { range: (_: unknown, args: Record<string, unknown>) => void seen.push(args) },
  };
  const argumentsOf = (query: string, variableValues: Record<string, unknown> = {}) => {
    seen.length = 0;
    const result = run(query, {}, { variableValues }, resolvers) as ExecutionResult;
    return { seen: [...seen], errors: result.errors?.map(({ message }) => message) };
  };

  it('are coerced, with defaults', () => {
    expect(argumentsOf('{ range(range: {to: 4}, size: LARGE) }').seen).toEqual([
      { range: { from: 1, to: 4 }, count: 3, size: 2 },
    ]);
    expect(argumentsOf('query ($to: Int) { range(range: {to: $to}, count: $to) }').seen).toEqual([
      { range: { from: 1 }, count: 3, size: 1 },
    ]);
    expect(argumentsOf('query ($to: Int) { range(range: {to: $to}, count: $to) }', { to: 7 }).seen).toEqual([
      { range: { from: 1, to: 7 }, count: 7, size: 1 },
    ]);
  });

  it('are made once and shared, hence frozen', () => {
    const query = 'query ($to: Int) { a: range b: range(count: $to) ...F } fragment F on Query { a: range }';
    const operation = compile(query, resolvers);
    seen.length = 0;
    for (let round = 0; round < 2; round++)
      operation.execute({ contextValue: undefined, variableValues: { to: round } });
    expect(seen).toEqual([
      { count: 3, size: 1 },
      { count: 0, size: 1 },
      { count: 3, size: 1 },
      { count: 1, size: 1 },
    ]);
    expect(seen[2]).toBe(seen[0]);
    expect(seen.every(Object.isFrozen)).toBe(true);
  });

  it('that depend on variables are made once in an execution', () => {
    const label = vi.fn();
    const schema = makeExecutableSchema({
      typeDefs: 'type Item { label(of: Int): String } type Query { items: [Item] }',
      resolvers: { Item: { label: (_: unknown, args: unknown) => label(args) } },
    });
    const operation = compileOperation(
      schema,
      parse('query ($of: Int) { items { label(of: $of) } }'),
      null,
    ) as CompiledOperation;
    operation.execute({ contextValue: undefined, rootValue: { items: [{}, {}] }, variableValues: { of: 1 } });
    const [[first], [second]] = label.mock.calls as [[unknown], [unknown]];
    expect(first).toEqual({ of: 1 });
    expect(second).toBe(first);
  });

  it('that are wrong are errors of the field', () => {
    expect(argumentsOf('{ range(count: "x") }')).toEqual({
      seen: [],
      errors: ['Argument "count" has invalid value "x".'],
    });
    expect(argumentsOf('query ($from: Int) { range(range: {from: $from}) }', { from: null }).errors).toEqual([
      'Argument "range" has invalid value {from: $from}.',
    ]);
  });

  it('that variables cannot give are errors of the request', () => {
    const result = run(
      'query ($a: Int!, $b: Int) { text }',
      {},
      { variableValues: { b: 'x' } },
    ) as ExecutionResult;
    expect(Object.keys(result)).toEqual(['errors']);
    expect(result.errors?.map(({ message }) => message)).toEqual([
      'Variable "$a" of required type "Int!" was not provided.',
      'Variable "$b" got invalid value "x"; Int cannot represent non-integer value: "x"',
    ]);
    const many = Array.from({ length: 60 }, (_, at) => `$v${at}: Int!`);
    const { errors } = run(`query (${many.join(' ')}) { text }`) as ExecutionResult;
    expect(errors).toHaveLength(51);
    expect(errors?.at(-1)?.message).toMatch(/^Too many errors/);
  });
});
