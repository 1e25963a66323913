/** The rules by which values become answers, one by one. That graphql-js keeps the same ones is tested beside this. */
import { GraphQLError, type GraphQLResolveInfo, GraphQLScalarType } from 'graphql';
import { describe, expect, it, vi } from 'vitest';
import { messages, run, soon, text } from './small.ts';

describe('values', () => {
  it('come at once where nothing has to be waited for', () => {
    expect(run('{ text box { boxes { label } } }', { box: { boxes: [{ label: 'a' }] } })).toEqual({
      data: { text: null, box: { boxes: [{ label: 'a' }] } },
    });
    expect(run('{ text }', { text: Promise.resolve() })).toBeInstanceOf(Promise);
  });

  it('are serialized by their type', async () => {
    const resolvers = { Size: { SMALL: 1, LARGE: 2 } };
    expect(await run('{ text number size }', { text: 5, number: '7', size: 2 }, {}, resolvers)).toEqual({
      data: { text: '5', number: 7, size: 'LARGE' },
    });
    expect(await messages(run('{ number size }', { number: 2 ** 31, size: 3 }, {}, resolvers))).toEqual([
      'number: Int cannot represent non 32-bit signed integer value: 2147483648',
      'size: Enum "Size" cannot represent value: 3',
    ]);
    expect(await messages(run('{ ratio number }', { ratio: Number.NaN, number: 1.5 }))).toEqual([
      'ratio: Float cannot represent non numeric value: NaN',
      'number: Int cannot represent non-integer value: 1.5',
    ]);
  });

  it('may be serialized later, or to nothing, which is an error', async () => {
    const Slow = new GraphQLScalarType({
      name: 'Slow',
      serialize: (value) =>
        value === 'null' ? null : value === 'fail' ? Promise.reject(new Error('slow')) : soon(value),
    });
    expect(await run('{ slow }', { slow: 'a' }, {}, { Slow })).toEqual({ data: { slow: 'a' } });
    expect(await messages(run('{ slow }', { slow: 'fail' }, {}, { Slow }))).toEqual(['slow: slow']);
    expect(await messages(run('{ slow }', { slow: 'null' }, {}, { Slow }))).toEqual([
      'slow: Expected `Slow.serialize("null")` to return non-nullable value, returned: null',
    ]);
  });

  it('of lists are any iterable, of values and promises', async () => {
    const texts = (function* () {
      yield 'a';
      yield soon('b');
      yield null;
    })();
    expect(await run('{ texts strictTexts }', { texts, strictTexts: new Set(['c']) })).toEqual({
      data: { texts: ['a', 'b', null], strictTexts: ['c'] },
    });
    expect(await messages(run('{ texts }', { texts: 'text' }))).toEqual([
      'texts: Expected Iterable, but did not find one for field "Query.texts".',
    ]);
  });

  it('may be any thenable', async () => {
    // biome-ignore lint/suspicious/noThenProperty: that is what it is about.
    const thenable = { then: (resolve: (value: unknown) => void) => resolve('a') };
    expect(
      await run('{ text texts }', { text: thenable, texts: [thenable, Object.assign(() => {}, thenable)] }),
    ).toEqual({
      data: { text: 'a', texts: ['a', 'a'] },
    });
  });
});

describe('types', () => {
  const query = '{ animal { __typename name ... on Dog { barks } ...C } } fragment C on Cat { meows }';
  const dog = { name: 'Rex', barks: true };
  const cat = { name: 'Tom', meows: false };

  it('are named by the value', async () => {
    expect(await run(query, { animal: { __typename: 'Cat', ...cat } })).toEqual({
      data: { animal: { __typename: 'Cat', ...cat } },
    });
  });

  it('are resolved by the abstract type, sooner or later', async () => {
    for (const name of ['Dog', Promise.resolve('Dog')])
      expect(await run(query, { animal: dog }, {}, { Animal: { __resolveType: () => name } })).toEqual({
        data: { animal: { __typename: 'Dog', ...dog } },
      });
  });

  it('are asked one after the other', async () => {
    const ask = (isIt: (value: boolean) => unknown) => ({
      Dog: { __isTypeOf: (value: object) => isIt('barks' in value) },
      Cat: { __isTypeOf: (value: object) => isIt('meows' in value) },
    });
    for (const isIt of [(value: boolean) => value, (value: boolean) => soon(value)])
      expect(await run(query, { animal: cat }, {}, ask(isIt))).toEqual({
        data: { animal: { __typename: 'Cat', ...cat } },
      });
    expect(await messages(run(query, { animal: {} }, {}, ask(Boolean)))).toEqual([
      'animal: Abstract type "Animal" must resolve to an Object type at runtime for field "Query.animal". Either the ' +
        '"Animal" type should provide a "resolveType" function or each possible type should provide an "isTypeOf" function.',
    ]);
  });

  it('test their values', async () => {
    const resolvers = { Box: { __isTypeOf: (value: { ok: unknown }) => value.ok } };
    expect(await messages(run('{ box { label } }', { box: { ok: false } }, {}, resolvers))).toEqual([
      'box: Expected value of type "Box" but got: { ok: false }.',
    ]);
    expect(
      await messages(run('{ box { label } }', { box: { ok: soon(false) } }, {}, resolvers)),
    ).toHaveLength(1);
    expect(await run('{ box { label } }', { box: { ok: soon(true), label: 'a' } }, {}, resolvers)).toEqual({
      data: { box: { label: 'a' } },
    });
  });

  it('are told the same as the resolver of the field', async () => {
    const seen: GraphQLResolveInfo[] = [];
    const __resolveType = (...[, , info]: [unknown, unknown, GraphQLResolveInfo]) => {
      seen.push(info);
      return 'Dog';
    };
    await run('{ animals { name } }', { animals: [dog] }, {}, { Animal: { __resolveType } });
    expect(seen[0]).toMatchObject({ fieldName: 'animals', path: { key: 'animals', prev: undefined } });
  });

  it.each([
    ['Plant', 'Runtime Object type "Plant" is not a possible type for "Animal".'],
    ['Size', 'Abstract type "Animal" was resolved to a non-object type "Size".'],
    ['Ghost', 'Abstract type "Animal" was resolved to a type "Ghost" that does not exist inside the schema.'],
    [
      7,
      'Abstract type "Animal" must resolve to an Object type at runtime for field "Query.animal" with value {}, received "7".',
    ],
  ])('may not be %s here', async (name, message) => {
    const result = run(query, { animal: {} }, {}, { Animal: { __resolveType: () => name as string } });
    expect(await messages(result)).toEqual([`animal: ${message}`]);
  });
});

describe('errors', () => {
  it('say where they are and keep what they were', async () => {
    const cause = Object.assign(new Error('broken'), { extensions: { code: 'BROKEN' } });
    const { errors } = await run('{\n  box { boxes { a: label } } }', {
      box: { boxes: [{ label: () => Promise.reject(cause) }] },
    });
    expect(errors).toHaveLength(1);
    const [error] = errors ?? [];
    expect(error).toBeInstanceOf(GraphQLError);
    expect(error).toMatchObject({
      path: ['box', 'boxes', 0, 'a'],
      locations: [{ line: 2, column: 17 }],
      extensions: { code: 'BROKEN' },
    });
    expect(error?.originalError).toBe(cause);
  });

  it('are thrown, returned or rejected, and may be anything', async () => {
    const root = {
      text: () => {
        throw 'words';
      },
      number: new Error('a value'),
      texts: ['a', new Error('an item'), Promise.reject(new Error('a promised item'))],
    };
    const result = await run('{ text number texts }', root);
    expect(result.data).toEqual({ text: null, number: null, texts: ['a', null, null] });
    expect(await messages(result)).toEqual([
      'text: Unexpected error value: "words"',
      'number: a value',
      'texts.1: an item',
      'texts.2: a promised item',
    ]);
  });

  it('null the nearest place that may be null', async () => {
    const query = '{ text box { label boxes { strict } } }';
    const result = await run(query, { text: 'a', box: { label: 'b', boxes: [{ strict: 'c' }, {}] } });
    expect(result.data).toEqual({ text: 'a', box: { label: 'b', boxes: null } });
    expect(await messages(result)).toEqual([
      'box.boxes.1.strict: Cannot return null for non-nullable field Box.strict.',
    ]);
    for (const item of [null, new Error('wrong'), Promise.reject(new Error('rejected')), soon(null)])
      expect(await run('{ text strictTexts }', { text: 'a', strictTexts: ['b', item] })).toMatchObject({
        data: { text: 'a', strictTexts: null },
        errors: [{ path: ['strictTexts', 1] }],
      });
    const later = await run(query, {
      text: 'a',
      box: { label: 'b', boxes: [{ strict: 'c' }, { strict: soon(null) }] },
    });
    expect(text({ data: later.data ?? null })).toBe(text({ data: result.data ?? null }));
    expect(
      (await run('{ text boxStrict { boxStrict { strict } } }', { boxStrict: { boxStrict: {} } })).data,
    ).toBe(null);
  });

  it('below a place that is null already are not reported', async () => {
    const first = Promise.reject(new Error('first'));
    const second = soon(undefined).then(() => Promise.reject(new Error('second')));
    const root = {
      box: { strict: first, boxStrict: { strict: second } },
      text: second.catch(() => soon('c')),
    };
    expect(await messages(run('{ box { strict boxStrict { strict } } text }', root))).toEqual([
      'box.strict: first',
    ]);
  });

  it('after everything is null are not reported', async () => {
    const late = soon(undefined).then(() => Promise.reject(new Error('late')));
    const root = { boxStrict: Promise.reject(new Error('first')), text: late };
    const result = await run('{ boxStrict { label } text }', root);
    await soon(soon(undefined));
    expect(await messages(result)).toEqual(['boxStrict: first']);
  });

  it('end an object at once, but wait for what has been started in it', async () => {
    const started: string[] = [];
    const slow = soon(undefined).then(() => Promise.reject(new Error('slow')));
    const root = {
      box: {
        label: slow,
        strict: null,
        box: () => void started.push('box'),
      },
    };
    const result = await run('{ box { label strict box { label } } }', root);
    expect(await messages(result)).toEqual([
      'box.label: slow',
      'box.strict: Cannot return null for non-nullable field Box.strict.',
    ]);
    expect(started).toEqual([]);
  });

  it('that nobody is told of do not end the process', async () => {
    const rejected = () => Promise.reject(new Error('unheard'));
    const unhandled = vi.fn();
    process.once('unhandledRejection', unhandled);
    const root = {
      strictTexts: ['a', rejected(), null, rejected()],
      box: { strict: rejected(), boxStrict: rejected() },
    };
    await run('{ strictTexts box { strict boxStrict { label } } }', root);
    await soon(undefined);
    process.removeListener('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});

describe('mutations', () => {
  it('are done one after the other', async () => {
    const log: string[] = [];
    const step = (name: string) => async () => {
      log.push(`${name} begins`);
      await soon(undefined);
      log.push(`${name} ends`);
      return name;
    };
    const root = { first: { label: step('first') }, second: step('second'), third: 'third' };
    expect(text(await run('mutation { third first { label } second }', root))).toBe(
      '{"data":{"third":"third","first":{"label":"first"},"second":"second"}}',
    );
    expect(log).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
  });

  it('stop where one that must succeed fails', async () => {
    const second = vi.fn();
    const result = await run('mutation { first { label } third second }', {
      first: {},
      third: soon(null),
      second,
    });
    expect(result.data).toBe(null);
    expect(second).not.toHaveBeenCalled();
  });
});
