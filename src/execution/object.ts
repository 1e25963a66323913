/** Objects: what type a value has, and what is selected of it. */
import {
  defaultTypeResolver,
  type GraphQLAbstractType,
  GraphQLError,
  type GraphQLObjectType,
  type GraphQLSchema,
  isObjectType,
} from 'graphql';
import { inspect } from 'graphql/jsutils/inspect.js';
import { ResolveInfo } from './info.ts';
import type { Part } from './part.ts';
import { isThenable, promiseOf } from './pending.ts';
import type { Place } from './place.ts';
import { type Data, executeSelection, type Field, type Selection } from './selection.ts';

type CompleteObject = (part: Part, value: unknown, place: Place) => Data | Promise<Data>;

export function compileObject(field: Field, type: GraphQLObjectType): CompleteObject {
  let selection: Selection | undefined;
  return (part, value, place) => {
    selection ??= selectionOf(field, type);
    return completeObject(field, selection, part, value, place);
  };
}

export function compileAbstract(
  schema: GraphQLSchema,
  field: Field,
  type: GraphQLAbstractType,
): CompleteObject {
  const selections = new Map<unknown, Selection>();
  const resolveType = type.resolveType ?? defaultTypeResolver;
  const completeAs: CompleteAs = (name, part, value, place) => {
    let selection = selections.get(name);
    if (selection === undefined) {
      selection = selectionOf(field, possibleType(schema, field, type, name, value));
      selections.set(name, selection);
    }
    return completeObject(field, selection, part, value, place);
  };
  return (part, value, place) => {
    const name: unknown =
      resolveType === defaultTypeResolver && hasTypename(value)
        ? value.__typename
        : resolveType(value, part.execution.contextValue, infoAt(field, part, place), type);
    return isThenable(name)
      ? completeOnce(name, completeAs, part, value, place)
      : completeAs(name, part, value, place);
  };
}

function completeObject(
  field: Field,
  selection: Selection,
  part: Part,
  value: unknown,
  place: Place,
): Data | Promise<Data> {
  const { isTypeOf } = selection.type;
  return isTypeOf === undefined || isTypeOf === null
    ? executeSelection(part, selection, value, place)
    : completeTested(field, selection, part, value, place);
}

/** Completes an object whose type has a test for its values. */
function completeTested(
  field: Field,
  selection: Selection,
  part: Part,
  value: unknown,
  place: Place,
): Data | Promise<Data> {
  const { type } = selection;
  const isIt: unknown = type.isTypeOf?.(value, part.execution.contextValue, infoAt(field, part, place));
  const completeIf: CompleteAs = (passed) => {
    if (passed) return executeSelection(part, selection, value, place);
    throw new GraphQLError(`Expected value of type "${type.name}" but got: ${inspect(value)}.`, {
      nodes: field.nodes,
    });
  };
  return isThenable(isIt)
    ? completeOnce(isIt, completeIf, part, value, place)
    : completeIf(isIt, part, value, place);
}

type CompleteAs = (verdict: unknown, part: Part, value: unknown, place: Place) => Data | Promise<Data>;

/** Apart, because a function with closures in it pays for them in every call. */
function completeOnce(
  verdict: PromiseLike<unknown>,
  complete: CompleteAs,
  part: Part,
  value: unknown,
  place: Place,
): Promise<Data> {
  return promiseOf(verdict).then((arrived) => complete(arrived, part, value, place));
}

/** The same as the field's resolver was given, whichever item of the field's value this is. */
function infoAt(field: Field, part: Part, place: Place): ResolveInfo {
  let own = place;
  while (typeof own.key === 'number' && own.prev !== undefined) own = own.prev;
  return new ResolveInfo(field, part.execution, own.prev);
}

function hasTypename(value: unknown): value is { readonly __typename: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    '__typename' in value &&
    typeof value.__typename === 'string'
  );
}

function selectionOf({ below, key }: Field, type: GraphQLObjectType): Selection {
  if (below === undefined) throw new Error(`Nothing is selected of ${key}.`);
  return below(type);
}

/** @throws GraphQLError where a name is not that of a type which the value may have. */
function possibleType(
  schema: GraphQLSchema,
  { parentType, definition, nodes }: Field,
  abstract: GraphQLAbstractType,
  name: unknown,
  value: unknown,
): GraphQLObjectType {
  const where = `for field "${parentType.name}.${definition.name}"`;
  if (name === undefined || name === null)
    throw new GraphQLError(
      `Abstract type "${abstract.name}" must resolve to an Object type at runtime ${where}. ` +
        `Either the "${abstract.name}" type should provide a "resolveType" function or each possible type should provide an "isTypeOf" function.`,
      { nodes },
    );
  if (isObjectType(name))
    throw new GraphQLError(
      'Support for returning GraphQLObjectType from resolveType was removed in graphql-js@16.0.0 please return type name instead.',
    );
  if (typeof name !== 'string')
    throw new GraphQLError(
      `Abstract type "${abstract.name}" must resolve to an Object type at runtime ${where} with ` +
        `value ${inspect(value)}, received "${inspect(name)}".`,
    );
  const type = schema.getType(name);
  if (type === undefined)
    throw new GraphQLError(
      `Abstract type "${abstract.name}" was resolved to a type "${name}" that does not exist inside the schema.`,
      { nodes },
    );
  if (!isObjectType(type))
    throw new GraphQLError(`Abstract type "${abstract.name}" was resolved to a non-object type "${name}".`, {
      nodes,
    });
  if (!schema.isSubType(abstract, type))
    throw new GraphQLError(
      `Runtime Object type "${type.name}" is not a possible type for "${abstract.name}".`,
      { nodes },
    );
  return type;
}
