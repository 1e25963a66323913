/** Arguments of a field: those without variables are coerced once, the others once in an execution. */
import { getArgumentValues, Kind, type ValueNode } from 'graphql';
import type { Execution } from './part.ts';
import type { Field } from './selection.ts';

/** Shared by all calls of a resolver, hence frozen. */
export type ArgumentValues = Readonly<Record<string, unknown>>;

/** @throws GraphQLError where they cannot be coerced. */
export type ReadArguments = (execution: Execution) => ArgumentValues;

export const noArguments: ArgumentValues = Object.freeze({});

export function compileArguments({ definition, nodes: [node] }: Field): ReadArguments {
  if (node.arguments?.some(({ value }) => hasVariable(value))) {
    const read: ReadArguments = ({ argumentValues, variableValues }) => {
      let values = argumentValues.get(read);
      if (values === undefined) {
        values = Object.freeze(getArgumentValues(definition, node, variableValues));
        argumentValues.set(read, values);
      }
      return values;
    };
    return read;
  }
  try {
    const values = Object.freeze(getArgumentValues(definition, node));
    return () => values;
  } catch (fault) {
    return () => {
      throw fault;
    };
  }
}

function hasVariable(value: ValueNode): boolean {
  switch (value.kind) {
    case Kind.VARIABLE:
      return true;
    case Kind.LIST:
      return value.values.some(hasVariable);
    case Kind.OBJECT:
      return value.fields.some((field) => hasVariable(field.value));
    default:
      return false;
  }
}
