/** One field, compiled: how its value is had, and completed. */
import { defaultFieldResolver, type GraphQLSchema, isNonNullType, TypeNameMetaFieldDef } from 'graphql';
import { compileArguments, noArguments } from './arguments.ts';
import { compileCompletion, completeLater, type Slot } from './completion.ts';
import { ResolveInfo } from './info.ts';
import { typeServedAsItIs } from './leaf.ts';
import { failed, type Part } from './part.ts';
import { isThenable } from './pending.ts';
import { Place } from './place.ts';
import type { CompiledField, Field } from './selection.ts';

export function compileField(schema: GraphQLSchema, field: Field): CompiledField {
  return { ...field, execute: compileExecution(schema, field) };
}

function compileExecution(schema: GraphQLSchema, field: Field): CompiledField['execute'] {
  const { key, nodes, parentType, definition } = field;
  const typename = parentType.name;
  if (definition === TypeNameMetaFieldDef) return () => typename;
  const read = compileRead(field);
  const complete = compileCompletion(schema, field, definition.type, typename);
  const slot: Slot = { field, nullable: !isNonNullType(definition.type), typename };
  const asItIs = typeServedAsItIs(definition.type);
  return (part, source, parent) => {
    let value: unknown;
    try {
      value = read(part, source, parent);
    } catch (thrown) {
      return failed(part, thrown, nodes, new Place(parent, key, typename), slot.nullable);
    }
    // The most common case by far goes no further.
    if (typeof value === asItIs) return value;
    return isThenable(value)
      ? completeLater(slot, complete, part, value, parent, key)
      : complete(part, value, parent, key);
  };
}

type Read = (part: Part, source: unknown, parent: Place | undefined) => unknown;

/** What the resolver gives; without one, the property of that name, or what the method of that name gives. */
function compileRead(field: Field): Read {
  const { name, args, resolve } = field.definition;
  const readArguments = args.length === 0 ? undefined : compileArguments(field);
  if (resolve !== undefined && resolve !== defaultFieldResolver)
    return ({ execution }, source, parent) =>
      resolve(
        source,
        readArguments === undefined ? noArguments : readArguments(execution),
        execution.contextValue,
        new ResolveInfo(field, execution, parent),
      );
  return ({ execution }, source, parent) => {
    const values = readArguments === undefined ? noArguments : readArguments(execution);
    if (!hasProperties(source)) return undefined;
    const property = source[name];
    return typeof property === 'function'
      ? property.call(source, values, execution.contextValue, new ResolveInfo(field, execution, parent))
      : property;
  };
}

function hasProperties(source: unknown): source is { readonly [name: string]: unknown } {
  return (typeof source === 'object' && source !== null) || typeof source === 'function';
}
