/** The rules of `@defer`, one by one, in both formats. */
import { makeExecutableSchema } from '@graphql-tools/schema';
import { type ExecutionResult, type GraphQLResolveInfo, parse } from 'graphql';
import { describe, expect, it, vi } from 'vitest';
import { type IncrementalFormat, later } from '../../src/execution/defer.ts';
import type { Incremental } from '../../src/execution/delivery.ts';
import { CompiledOperation, compileOperation } from '../../src/execution/operation.ts';
import { merged } from './merging.ts';

const schema = makeExecutableSchema({
  typeDefs: `
    directive @defer(if: Boolean! = true, label: String) on FRAGMENT_SPREAD | INLINE_FRAGMENT
    type Person { id: ID! name: String strict: String! email: String friend: Person friends: [Person] }
    type Query { person: Person strictPerson: Person! people: [Person] text: String }
    type Mutation { one: Person two: Person }
  `,
});

const old = 'deferSpec=20220824';
const current = 'incrementalSpec=v0.2';

function run(query: string, rootValue: unknown, incremental?: IncrementalFormat, variableValues = {}) {
  const operation = compileOperation(schema, parse(query), null);
  if (!(operation instanceof CompiledOperation)) throw new Error(`It was refused: ${operation}`);
  return operation.execute<IncrementalFormat>({
    contextValue: undefined,
    rootValue,
    variableValues,
    incremental,
  });
}

/** The initial result, and what follows, as a client sees them. */
async function payloads(result: ReturnType<typeof run>): Promise<readonly unknown[]> {
  const started = await result;
  if (!isIncremental(started)) return [plain(started)];
  const all: unknown[] = [plain(started.initialResult)];
  for await (const payload of started.subsequentResults) all.push(plain(payload));
  return all;
}

async function incrementally(result: ReturnType<typeof run>): Promise<Incremental> {
  const started = await result;
  if (isIncremental(started)) return started;
  throw new Error('Nothing was deferred.');
}

function isIncremental(result: ExecutionResult | Incremental): result is Incremental {
  return 'initialResult' in result;
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

const turn = () => new Promise((resolve) => setImmediate(resolve));
const delayed = async (turns: number, value?: unknown) => {
  for (let passed = 0; passed < turns; passed++) await turn();
  return value;
};

const person = { id: 1, name: 'Ada', email: 'a@example.org' };

describe('formats', () => {
  const query = '{ person { name ... on Person @defer(label: "more") { name email } } }';

  it('of 2022: each fragment whole, by path and label', async () => {
    expect(await payloads(run(query, { person }, old))).toEqual([
      { data: { person: { name: 'Ada' } }, hasNext: true },
      {
        incremental: [{ data: { name: 'Ada', email: 'a@example.org' }, path: ['person'], label: 'more' }],
        hasNext: false,
      },
    ]);
  });

  it('of today: fragments announced and completed, nothing delivered twice', async () => {
    expect(await payloads(run(query, { person }, current))).toEqual([
      {
        data: { person: { name: 'Ada' } },
        pending: [{ id: '0', path: ['person'], label: 'more' }],
        hasNext: true,
      },
      {
        incremental: [{ id: '0', data: { email: 'a@example.org' } }],
        completed: [{ id: '0' }],
        hasNext: false,
      },
    ]);
  });

  it('none: executed in place', () => {
    expect(run(query, { person })).toEqual({ data: { person: { name: 'Ada', email: 'a@example.org' } } });
  });
});

describe('one operation', () => {
  it('is executed in whichever format is asked for', async () => {
    const operation = compileOperation(schema, parse('{ person { ... @defer { name } } }'), null);
    if (!(operation instanceof CompiledOperation)) throw new Error('It was refused.');
    const options = { contextValue: undefined, rootValue: { person }, variableValues: undefined };
    for (let round = 0; round < 2; round++) {
      expect(operation.execute(options)).toEqual({ data: { person: { name: 'Ada' } } });
      for (const [incremental, isAnnounced] of [
        [old, false],
        [current, true],
      ] as const) {
        const result = operation.execute<IncrementalFormat>({ ...options, incremental });
        expect(result).toBeInstanceOf(Promise);
        expect('pending' in (await incrementally(result)).initialResult).toBe(isAnnounced);
      }
    }
  });
});

describe('what is deferred', () => {
  it.each([old, current] as const)('is what the condition says: %s', async (format) => {
    const query = (on: string) =>
      `query ($on: Boolean! = true) { person { name ... @defer(if: ${on}) { email } } }`;
    for (const [on, variables] of [
      ['false', {}],
      ['$on', { on: false }],
    ] as const)
      expect(run(query(on), { person }, format, variables)).toEqual({
        data: { person: { name: 'Ada', email: 'a@example.org' } },
      });
    for (const [on, variables] of [
      ['true', {}],
      ['$on', {}],
      ['$on', { on: true }],
    ] as const)
      expect(await payloads(run(query(on), { person }, format, variables))).toHaveLength(2);
  });

  it('is a plain result where nothing is there to be deferred', async () => {
    expect(await payloads(run('{ person { ... @defer { name } } }', { person: null }, current))).toEqual([
      { data: { person: null } },
    ]);
    expect(await payloads(run('{ text ... @defer { text } }', { text: 'a' }, current))).toEqual([
      { data: { text: 'a' } },
    ]);
    expect(
      await payloads(run('{ text ... @defer { text @skip(if: true) } }', { text: 'a' }, current)),
    ).toEqual([{ data: { text: 'a' } }]);
  });

  it('hangs off the root, objects and items', async () => {
    const query = '{ ...F @defer people { name ... @defer { email } } } fragment F on Query { text }';
    expect(await payloads(run(query, { text: 'a', people: [person, null, person] }, current))).toEqual([
      {
        data: { people: [{ name: 'Ada' }, null, { name: 'Ada' }] },
        pending: [
          { id: '0', path: [] },
          { id: '1', path: ['people', 0] },
          { id: '2', path: ['people', 2] },
        ],
        hasNext: true,
      },
      {
        incremental: [
          { id: '0', data: { text: 'a' } },
          { id: '1', data: { email: 'a@example.org' } },
          { id: '2', data: { email: 'a@example.org' } },
        ],
        completed: [{ id: '0' }, { id: '1' }, { id: '2' }],
        hasNext: false,
      },
    ]);
  });

  it('below objects that are there already comes at their path', async () => {
    const query = '{ person { friends { name } ... @defer { friends { email } name } } }';
    const root = { person: { ...person, friends: [person, person] } };
    const friends = [{ name: 'Ada' }, { name: 'Ada' }];
    expect(await payloads(run(query, root, current))).toEqual([
      { data: { person: { friends } }, pending: [{ id: '0', path: ['person'] }], hasNext: true },
      {
        incremental: [
          { id: '0', subPath: ['friends', 0], data: { email: 'a@example.org' } },
          { id: '0', subPath: ['friends', 1], data: { email: 'a@example.org' } },
          { id: '0', data: { name: 'Ada' } },
        ],
        completed: [{ id: '0' }],
        hasNext: false,
      },
    ]);
    expect((await payloads(run(query, root, old)))[1]).toEqual({
      incremental: [
        {
          data: { friends: [{ email: 'a@example.org' }, { email: 'a@example.org' }], name: 'Ada' },
          path: ['person'],
        },
      ],
      hasNext: false,
    });
  });

  it('twice comes once, with what is complete first', async () => {
    const query =
      '{ person { ... @defer(label: "fast") { email } ... @defer(label: "slow") { name email } } }';
    const root = { person: { name: () => delayed(3, 'Ada'), email: 'a@example.org' } };
    expect((await payloads(run(query, root, current))).slice(1)).toEqual([
      {
        incremental: [{ id: '0', data: { email: 'a@example.org' } }],
        completed: [{ id: '0' }],
        hasNext: true,
      },
      { incremental: [{ id: '1', data: { name: 'Ada' } }], completed: [{ id: '1' }], hasNext: false },
    ]);
  });

  it('and is asked for at once as well is not held back', async () => {
    for (const spreads of [
      '... @defer(label: "a") { ...F } ...F',
      '...F ... @defer(label: "a") { ...F }',
      '...F @defer(label: "a") ...F',
      '...F ...F @defer(label: "a")',
    ]) {
      const query = `{ person { ${spreads} } } fragment F on Person { name }`;
      const name = vi.fn((..._: [unknown, unknown, GraphQLResolveInfo]) => 'Ada');
      expect(await payloads(run(query, { person: { name } }, current))).toEqual([
        { data: { person: { name: 'Ada' } } },
      ]);
      expect(name).toHaveBeenCalledOnce();
      expect(name.mock.lastCall?.[2].fieldNodes).toHaveLength(1);
      expect(await payloads(run(query, { person }, old))).toEqual([
        { data: { person: { name: 'Ada' } }, hasNext: true },
        { incremental: [{ data: { name: 'Ada' }, path: ['person'], label: 'a' }], hasNext: false },
      ]);
    }
  });

  it('is not announced where it has come with something else', async () => {
    const query =
      '{ ... @defer(label: "a") { text ... @defer(label: "b") { person { name } } } ... @defer(label: "c") { person { name } } }';
    const root = { text: () => delayed(3, 'slow'), person };
    expect((await payloads(run(query, root, current))).slice(1)).toEqual([
      {
        incremental: [{ id: '1', data: { person: { name: 'Ada' } } }],
        completed: [{ id: '1' }],
        hasNext: true,
      },
      { incremental: [{ id: '0', data: { text: 'slow' } }], completed: [{ id: '0' }], hasNext: false },
    ]);
  });

  it('is named by the innermost of the fragments it is in', async () => {
    const query = '{ person { friend { ... @defer { email } } ... @defer { friend { email } name } } }';
    const root = { person: { friend: person, name: 'Eve' } };
    expect((await payloads(run(query, root, current)))[1]).toMatchObject({
      incremental: [
        { id: '1', data: { email: 'a@example.org' } },
        { id: '0', data: { name: 'Eve' } },
      ],
    });
  });

  it('is not named by one that has failed', async () => {
    const query = `{ person {
      friend { ... @defer(label: "failing") { strict email } }
      ... @defer(label: "slow") { name friend { email } }
    } }`;
    const root = { person: { friend: person, name: () => delayed(3, 'Eve') } };
    expect((await payloads(run(query, root, current))).slice(1)).toMatchObject([
      { completed: [{ id: '1', errors: [{ path: ['person', 'friend', 'strict'] }] }], hasNext: true },
      {
        incremental: [
          { id: '0', subPath: ['friend'], data: { email: 'a@example.org' } },
          { id: '0', data: { name: 'Eve' } },
        ],
        completed: [{ id: '0' }],
        hasNext: false,
      },
    ]);
  });

  it('in a mutation is what comes of it, not the mutation', async () => {
    const root = { one: person, two: person };
    expect(
      await payloads(
        run('mutation { one { name } ... @defer { two { name ... @defer { email } } } }', root, old),
      ),
    ).toEqual([
      { data: { one: { name: 'Ada' }, two: { name: 'Ada' } }, hasNext: true },
      { incremental: [{ data: { email: 'a@example.org' }, path: ['two'] }], hasNext: false },
    ]);
  });

  it.each([old, current] as const)(
    'is as much as a client can want, however often it is written: %s',
    async (format) => {
      // Each fragment in all before it, two to the power of fourteen times; and many in each of many.
      const names = Array.from({ length: 14 }, (_, at) => `F${at}`);
      const fragments = names.map((name, at) => {
        const others = names.slice(at + 1).map((one) => `...${one} @defer`);
        return `fragment ${name} on Person { name ${others.join(' ')} }`;
      });
      const many = (inner: string) => '... @defer { '.concat(inner, ' } ').repeat(60);
      for (const query of [
        `{ person { id ...F0 @defer } } ${fragments.join(' ')}`,
        `{ person { id ${many(`friend { ${many('name')} } name`)} } }`,
      ]) {
        const { data, fragments: came } = await merged(
          await run(query, { person: { ...person, friend: person } }, format),
        );
        expect(data).toMatchObject({ person: { id: '1', name: 'Ada' } });
        expect(came.length).toBeGreaterThan(0);
        expect(came.length).toBeLessThanOrEqual(100);
      }
    },
  );

  it('has a label that is written out', () => {
    const errors = compileOperation(
      schema,
      parse('query ($a: String) { ... @defer(label: $a) { text } }'),
      null,
    );
    expect(String(errors)).toContain('Argument "@defer(label:)" must be a static string.');
  });
});

describe('when it comes', () => {
  it.each([old, current] as const)('holds nothing else back, but is started at once: %s', async (format) => {
    const email = vi.fn(() => delayed(5, 'late'));
    const { initialResult, subsequentResults } = await incrementally(
      run(
        '{ person { name ... @defer { email } } text }',
        { person: { name: 'Ada', email }, text: delayed(1, 'a') },
        format,
      ),
    );
    expect(plain(initialResult)).toMatchObject({ data: { person: { name: 'Ada' }, text: 'a' } });
    expect(email).toHaveBeenCalledOnce();
    expect((await subsequentResults.next()).value).toMatchObject({
      incremental: [{ data: { email: 'late' } }],
      hasNext: false,
    });
    expect(await subsequentResults.next()).toEqual({ value: undefined, done: true });
  });

  it('is when it is ready, together with what is ready in the same turn', async () => {
    const query = `{ person {
      ... @defer(label: "a") { name } ... @defer(label: "b") { email } ... @defer(label: "c") { id } ... @defer(label: "d") { strict }
    } }`;
    let deep = Promise.resolve();
    for (let depth = 0; depth < 20; depth++) deep = deep.then(() => {});
    const shared = delayed(2);
    const root = {
      person: {
        name: () => delayed(6, 'a'),
        email: () => shared.then(() => deep).then(() => 'b'),
        id: () => shared.then(() => 'c'),
        strict: () => delayed(4, 'd'),
      },
    };
    const labels = (await payloads(run(query, root, old)))
      .slice(1)
      .map((payload) =>
        (payload as { incremental: { label: string }[] }).incremental.map(({ label }) => label),
      );
    expect(labels).toEqual([['b', 'c'], ['d'], ['a']]);
  });

  it.each([old, current] as const)(
    'is after what it is written in, though started with it: %s',
    async (format) => {
      const query =
        '{ person { ... @defer(label: "outer") { name friend { ... @defer(label: "inner") { email } } } } }';
      const email = vi.fn(() => 'b');
      const root = { person: { name: () => delayed(3, 'a'), friend: { email } } };
      const { initialResult, subsequentResults } = await incrementally(run(query, root, format));
      expect(email).toHaveBeenCalledOnce();
      const { value } = await subsequentResults.next();
      expect(plain(value)).toEqual(
        format === old
          ? {
              incremental: [
                { data: { name: 'a', friend: {} }, path: ['person'], label: 'outer' },
                { data: { email: 'b' }, path: ['person', 'friend'], label: 'inner' },
              ],
              hasNext: false,
            }
          : {
              pending: [{ id: '1', path: ['person', 'friend'], label: 'inner' }],
              incremental: [
                { id: '0', data: { name: 'a', friend: {} } },
                { id: '1', data: { email: 'b' } },
              ],
              completed: [{ id: '0' }, { id: '1' }],
              hasNext: false,
            },
      );
      if (format === current) expect(initialResult).toMatchObject({ pending: [{ id: '0', label: 'outer' }] });
    },
  );

  it('is later than what it is written in where it is slower', async () => {
    const query = '{ person { ... @defer { name ... @defer { email } } } }';
    const root = { person: { name: 'a', email: () => delayed(4, 'b') } };
    expect((await payloads(run(query, root, current))).slice(1)).toEqual([
      {
        pending: [{ id: '1', path: ['person'] }],
        incremental: [{ id: '0', data: { name: 'a' } }],
        completed: [{ id: '0' }],
        hasNext: true,
      },
      { incremental: [{ id: '1', data: { email: 'b' } }], completed: [{ id: '1' }], hasNext: false },
    ]);
  });
});

describe('errors', () => {
  const fail = () => Promise.reject(new Error('broken'));

  it('belong to the part they are in', async () => {
    const query = '{ text person { name ... @defer { email id } } }';
    const root = { text: fail, person: { name: 'a', email: fail, id: 1 } };
    expect(await payloads(run(query, root, old))).toMatchObject([
      { errors: [{ path: ['text'] }], data: { text: null, person: { name: 'a' } }, hasNext: true },
      {
        incremental: [
          {
            data: { email: null, id: '1' },
            path: ['person'],
            errors: [{ message: 'broken', path: ['person', 'email'] }],
          },
        ],
        hasNext: false,
      },
    ]);
    expect((await payloads(run(query, root, current)))[1]).toMatchObject({
      incremental: [
        {
          id: '0',
          data: { email: null, id: '1' },
          errors: [{ message: 'broken', path: ['person', 'email'] }],
        },
      ],
      completed: [{ id: '0' }],
    });
  });

  it('that leave nothing of a part end it, and what is written in it', async () => {
    const query =
      '{ person { name ... @defer(label: "a") { strict friend { ... @defer { name } } } ... @defer(label: "b") { email } } }';
    const root = { person: { ...person, strict: new Error('broken'), friend: person } };
    const error = { message: 'broken', path: ['person', 'strict'] };
    expect((await payloads(run(query, root, old)))[1]).toMatchObject({
      incremental: [
        { data: null, path: ['person'], label: 'a', errors: [error] },
        { data: { email: 'a@example.org' }, label: 'b' },
      ],
      hasNext: false,
    });
    const [, payload] = await payloads(run(query, root, current));
    expect(payload).toMatchObject({
      incremental: [{ id: '1', data: { email: 'a@example.org' } }],
      completed: [{ id: '0', errors: [error] }, { id: '1' }],
      hasNext: false,
    });
    expect(payload).not.toHaveProperty('pending');
  });

  it('that null an object take what hangs off it along', async () => {
    const query = `{
      text
      person { strict ... @defer(label: "gone") { email } friend { ... @defer(label: "gone too") { name } } }
      people { ... @defer(label: "kept") { name } }
    }`;
    const root = { person: { ...person, strict: fail, friend: person }, people: [person] };
    const [initial, ...others] = await payloads(run(query, root, old));
    expect(initial).toMatchObject({
      data: { person: null },
      errors: [{ path: ['person', 'strict'] }],
      hasNext: true,
    });
    expect(others).toEqual([
      { incremental: [{ data: { name: 'Ada' }, path: ['people', 0], label: 'kept' }], hasNext: false },
    ]);
    const gone = '{ strictPerson { strict ... @defer { email } } ... @defer { text } }';
    const nothing = await payloads(run(gone, { strictPerson: { email: 'a', strict: fail } }, current));
    expect(nothing).toMatchObject([{ data: null, errors: [{ path: ['strictPerson', 'strict'] }] }]);
    expect(nothing[0]).not.toHaveProperty('pending');
  });

  it('that null an object of a part take what hangs off it along', async () => {
    const query =
      '{ ... @defer { text person { strict ... @defer { friend { name ... @defer { email } } } } } }';
    for (const format of [old, current] as const) {
      const root = { person: { friend: person, strict: delayed(1) } };
      const [, payload, ...others] = await payloads(run(query, root, format));
      expect(payload).toMatchObject({
        incremental: [{ data: { text: null, person: null } }],
        hasNext: false,
      });
      expect(payload).not.toHaveProperty('pending');
      expect(others).toEqual([]);
    }
  });

  it('that null an object keep what would hang off it from being started', async () => {
    const email = vi.fn();
    for (const at of ['person', 'strictPerson']) {
      const query = `{ text ${at} { strict friend { ... @defer { email } } } }`;
      const object = { strict: delayed(1), friend: delayed(4, { email }) };
      await payloads(run(query, { text: delayed(3), [at]: object }, current));
    }
    await delayed(6);
    expect(email).not.toHaveBeenCalled();
  });

  it('that null an object below leave the rest of the part', async () => {
    const query = '{ person { friend { strict } ... @defer { name friend { email } } } }';
    const root = { person: { name: 'a', friend: { strict: fail, email: 'b' } } };
    expect((await payloads(run(query, root, current))).slice(1)).toEqual([
      { incremental: [{ id: '0', data: { name: 'a' } }], completed: [{ id: '0' }], hasNext: false },
    ]);
  });
});

describe('a value for later', () => {
  const query = '{ person { name ... @defer(label: "a") { email } ... @defer(label: "b") { id } } }';

  it.each([
    ['a value', (value: unknown) => value],
    ['a promise', (value: unknown) => delayed(2, value)],
  ])('is what deferred parts are executed on: %s', async (_, give) => {
    const offer = vi.fn(() => give({ email: 'later@example.org', id: 2, [later]: undefined }));
    const root = { person: { ...person, [later]: offer } };
    expect(await payloads(run(query, root, old))).toEqual([
      { data: { person: { name: 'Ada' } }, hasNext: true },
      {
        incremental: [
          { data: { email: 'later@example.org' }, path: ['person'], label: 'a' },
          { data: { id: '2' }, path: ['person'], label: 'b' },
        ],
        hasNext: false,
      },
    ]);
    expect(offer).toHaveBeenCalledExactlyOnceWith();
  });

  it('is not asked for where nothing is deferred', () => {
    const offer = vi.fn();
    expect(run(query, { person: { ...person, [later]: offer } })).toMatchObject({
      data: { person: { id: '1' } },
    });
    expect(offer).not.toHaveBeenCalled();
  });

  it.each([
    [
      'thrown',
      () => {
        throw new Error('no more');
      },
    ],
    ['rejected', () => Promise.reject(new Error('no more'))],
    ['returned', () => new Error('no more')],
  ])('may fail, which fails the parts: %s', async (_, offer) => {
    const root = { person: { ...person, [later]: offer } };
    const error = { message: 'no more', path: ['person'], locations: [{ line: 1, column: 17 }] };
    const [initial, payload] = await payloads(run(query, root, current));
    expect(initial).not.toHaveProperty('errors');
    expect(payload).toMatchObject({ completed: [{ id: '0', errors: [error] }, { id: '1' }], hasNext: false });
  });
});

describe('a client that leaves', () => {
  const query = '{ person { name ... @defer { email friend { ... @defer { name } } } } }';

  it('is not waited for', async () => {
    const name = vi.fn();
    let fail: (error: Error) => void = () => {};
    const email = new Promise((_, reject) => {
      fail = reject;
    });
    const friend = delayed(3, { name });
    const { subsequentResults } = await incrementally(run(query, { person: { email, friend } }, current));
    const waiting = subsequentResults.next();
    expect(await subsequentResults.return()).toEqual({ value: undefined, done: true });
    expect(await waiting).toEqual({ value: undefined, done: true });
    const unhandled = vi.fn();
    process.once('unhandledRejection', unhandled);
    fail(new Error('too late'));
    await delayed(6);
    process.removeListener('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
    // What had not been started is not.
    expect(name).not.toHaveBeenCalled();
    expect(await subsequentResults.next()).toEqual({ value: undefined, done: true });
  });

  it('may throw', async () => {
    const { subsequentResults } = await incrementally(run(query, { person: { email: delayed(1) } }, old));
    await expect(subsequentResults.throw(new Error('gone'))).rejects.toThrow('gone');
    expect(await subsequentResults.next()).toEqual({ value: undefined, done: true });
  });

  it('may ask for several at once', async () => {
    const root = { person: { email: delayed(2, 'a'), friend: null } };
    const { subsequentResults } = await incrementally(run(query, root, old));
    const [first, second] = await Promise.all([subsequentResults.next(), subsequentResults.next()]);
    expect(first.value).toMatchObject({ hasNext: false });
    expect(second).toEqual({ value: undefined, done: true });
  });
});
