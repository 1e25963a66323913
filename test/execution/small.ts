/** A small schema without resolvers of its own, and operations on it. */
import { makeExecutableSchema } from '@graphql-tools/schema';
import { type ExecutionResult, parse } from 'graphql';
import { CompiledOperation, compileOperation, type ExecuteOptions } from '../../src/execution/operation.ts';

export type Resolvers = NonNullable<Parameters<typeof makeExecutableSchema>[0]['resolvers']>;

export const typeDefs = `
  scalar Slow
  enum Size { SMALL LARGE }
  input Range { from: Int! = 1 to: Int }
  interface Animal { name: String! friend: Animal }
  type Dog implements Animal { name: String! friend: Animal barks: Boolean }
  type Cat implements Animal { name: String! friend: Animal meows: Boolean }
  type Plant { name: String }
  union Pet = Dog | Cat
  type Box { label: String strict: String! box: Box boxes: [Box!] boxStrict: Box! }
  type Query {
    text: String
    number: Int
    ratio: Float
    size: Size
    slow: Slow
    texts: [String]
    strictTexts: [String!]
    box: Box
    boxStrict: Box!
    animal: Animal
    animals: [Animal]
    pet: Pet
    range(range: Range, count: Int = 3, size: Size = SMALL): String
  }
  type Mutation { first: Box second: String third: String! }
  type Subscription { text: String }
`;

export function compile(query: string, resolvers: Resolvers = {}, operationName?: string): CompiledOperation {
  const schema = makeExecutableSchema({
    typeDefs,
    resolvers,
    resolverValidationOptions: { requireResolversForResolveType: 'ignore' },
  });
  const operation = compileOperation(schema, parse(query), operationName);
  if (operation instanceof CompiledOperation) return operation;
  throw new Error(`It was refused: ${operation}`);
}

type Options = Partial<ExecuteOptions> & { readonly incremental?: undefined };

export function run(query: string, root: unknown = {}, options: Options = {}, resolvers: Resolvers = {}) {
  const given = { contextValue: undefined, variableValues: undefined, rootValue: root, ...options };
  return compile(query, resolvers).execute(given);
}

export const text = (result: ExecutionResult) => JSON.stringify(result);
export const messages = async (result: ExecutionResult | Promise<ExecutionResult>) =>
  (await result).errors?.map(({ message, path }) => `${path?.join('.')}: ${message}`);
export const soon = (value: unknown) => new Promise((resolve) => setImmediate(resolve, value));
