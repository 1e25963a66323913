/** A GraphQL executor for operations that come again: what a document asks is worked out once, then only followed. */
import {
  assertValidSchema,
  type DocumentNode,
  type ExecutionResult,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  getVariableValues,
  Kind,
  locatedError,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { type Conditions, readConditions } from './conditions.ts';
import type { IncrementalFormat } from './defer.ts';
import { Deferred } from './deferred.ts';
import { deliver, type Incremental } from './delivery.ts';
import { type Execution, type Operation, Part } from './part.ts';
import { writers } from './payloads.ts';
import { type Data, executeSelection, executeSerially, type Selection } from './selection.ts';
import { compileTree } from './tree.ts';

export type Result = ExecutionResult;

export interface ExecuteOptions<Format extends IncrementalFormat = IncrementalFormat> {
  readonly contextValue: unknown;
  readonly rootValue?: unknown;
  /** As the client sent them. */
  readonly variableValues: Readonly<Record<string, unknown>> | undefined;
  /** What the client understands; absent, what is deferred is delivered with the rest. */
  readonly incremental?: Format | undefined;
}

/** Trees kept of one operation: one for each combination of conditions, and format, that is met. */
const treesPerOperation = 16;
/** As many as graphql-js reports. */
const maxErrors = 50;

/**
 * Compiles one operation of a valid document.
 *
 * @returns the errors to answer with where there is no such operation, or none that can be executed.
 */
export function compileOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | undefined | null,
): CompiledOperation | readonly GraphQLError[] {
  assertValidSchema(schema);
  const fragments: Record<string, FragmentDefinitionNode> = Object.create(null);
  const operations: OperationDefinitionNode[] = [];
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
    else if (definition.kind === Kind.OPERATION_DEFINITION) operations.push(definition);
  const definition = chosen(operations, operationName);
  if (definition instanceof GraphQLError) return [definition];
  if (definition.operation === OperationTypeNode.SUBSCRIPTION)
    return [new GraphQLError('Subscriptions are not supported.', { nodes: definition })];
  const conditions = readConditions(definition, fragments);
  if (conditions.faults.length > 0) return conditions.faults;
  return new CompiledOperation({ schema, fragments, definition }, conditions);
}

function chosen(
  operations: readonly OperationDefinitionNode[],
  name: string | undefined | null,
): OperationDefinitionNode | GraphQLError {
  if (name === undefined || name === null) {
    const [only, ...others] = operations;
    if (others.length > 0)
      return new GraphQLError('Must provide operation name if query contains multiple operations.');
    return only ?? new GraphQLError('Must provide an operation.');
  }
  return (
    operations.find((operation) => operation.name?.value === name) ??
    new GraphQLError(`Unknown operation named "${name}".`)
  );
}

export class CompiledOperation {
  readonly #operation: Operation;
  readonly #conditions: Conditions;
  readonly #trees = new LRUCache<string, Selection>({ max: treesPerOperation });

  constructor(operation: Operation, conditions: Conditions) {
    this.#operation = operation;
    this.#conditions = conditions;
  }

  /** Never rejects. The result comes at once where no resolver gave a promise and nothing is deferred. */
  execute(options: ExecuteOptions & { readonly incremental?: undefined }): Result | Promise<Result>;
  execute<Format extends IncrementalFormat>(
    options: ExecuteOptions<Format>,
  ): Result | Promise<Result | Incremental<Format>>;
  execute<Format extends IncrementalFormat>({
    contextValue,
    rootValue,
    variableValues,
    incremental,
  }: ExecuteOptions<Format>): Result | Promise<Result | Incremental<Format>> {
    const { schema, definition } = this.#operation;
    const { coerced, errors } = getVariableValues(
      schema,
      definition.variableDefinitions ?? [],
      variableValues ?? {},
      { maxErrors },
    );
    if (coerced === undefined) return { errors };
    const format = this.#conditions.defers ? incremental : undefined;
    const deferred = format && new Deferred();
    const execution: Execution = {
      operation: this.#operation,
      contextValue,
      rootValue,
      variableValues: coerced,
      argumentValues: new Map(),
      deferring: deferred,
    };
    const part = new Part(execution);
    const answer = (data: Data): Result | Incremental<Format> => {
      const result: Result = part.errors.length === 0 ? { data } : { errors: part.errors, data };
      if (deferred === undefined || format === undefined) return result;
      deferred.settle(part);
      return deliver(deferred, result, data, writers[format]()) ?? result;
    };
    const fail = (thrown: unknown): Result => {
      part.nullify(undefined, thrown instanceof GraphQLError ? thrown : locatedError(thrown, undefined));
      return { errors: part.errors, data: null };
    };
    try {
      const data = this.#start(part, this.#tree(coerced, format));
      if (data instanceof Promise) return data.then(answer, fail);
      const answered = answer(data);
      return 'initialResult' in answered ? Promise.resolve(answered) : answered;
    } catch (thrown) {
      return fail(thrown);
    }
  }

  #start(part: Part, root: Selection): Data | Promise<Data> {
    const { rootValue } = part.execution;
    return this.#operation.definition.operation === OperationTypeNode.MUTATION
      ? executeSerially(part, root.fields, rootValue)
      : executeSelection(part, root, rootValue, undefined);
  }

  /** @throws GraphQLError where there is no such type of operation, or a condition has no value. */
  #tree(variables: Readonly<Record<string, unknown>>, format: IncrementalFormat | undefined): Selection {
    const { variables: names } = this.#conditions;
    const conditions = Object.fromEntries(
      names.filter((name) => Object.hasOwn(variables, name)).map((name) => [name, variables[name]]),
    );
    const key = names.length === 0 ? (format ?? '') : JSON.stringify([format, conditions]);
    let tree = this.#trees.get(key);
    if (tree === undefined) {
      const { schema, definition } = this.#operation;
      const rootType = schema.getRootType(definition.operation);
      if (!rootType)
        throw new GraphQLError(`Schema is not configured to execute ${definition.operation} operation.`, {
          nodes: definition,
        });
      tree = compileTree(this.#operation, rootType, conditions, format);
      this.#trees.set(key, tree);
    }
    return tree;
  }
}
