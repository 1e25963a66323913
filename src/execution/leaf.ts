/** Leaf values on their way out. */
import {
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  type GraphQLLeafType,
  type GraphQLOutputType,
  GraphQLString,
  getNullableType,
  isLeafType,
} from 'graphql';
import { inspect } from 'graphql/jsutils/inspect.js';

/**
 * @param value - not null, not undefined.
 * @returns never null.
 * @throws where the type does not take the value, and the value itself where it is an Error.
 */
export type Serialize = (value: unknown) => unknown;

/**
 * What `typeof` says of the values that a type, nullable or not, gives back as they are.
 *
 * @returns undefined where each value has to be looked at.
 */
export function typeServedAsItIs(type: GraphQLOutputType): 'string' | 'boolean' | undefined {
  const leaf = getNullableType(type);
  if (!isLeafType(leaf)) return undefined;
  // Schemas may have made copies of the types, with the same functions.
  switch (leaf.serialize) {
    case GraphQLString.serialize:
    case GraphQLID.serialize:
      return 'string';
    case GraphQLBoolean.serialize:
      return 'boolean';
    default:
      return undefined;
  }
}

export function compileSerialize(type: GraphQLLeafType): Serialize {
  const serialize: Serialize = (value) => {
    if (value instanceof Error) throw value;
    const serialized: unknown = type.serialize(value);
    if (serialized === null || serialized === undefined)
      throw new Error(
        `Expected \`${inspect(type)}.serialize(${inspect(value)})\` to return non-nullable value, ` +
          `returned: ${inspect(serialized)}`,
      );
    return serialized;
  };
  switch (type.serialize) {
    case GraphQLString.serialize:
    case GraphQLID.serialize:
      return (value) => (typeof value === 'string' ? value : serialize(value));
    case GraphQLBoolean.serialize:
      return (value) => (typeof value === 'boolean' ? value : serialize(value));
    case GraphQLFloat.serialize:
      return (value) => (typeof value === 'number' && Number.isFinite(value) ? value : serialize(value));
    case GraphQLInt.serialize:
      return (value) => (typeof value === 'number' && (value | 0) === value ? value : serialize(value));
    default:
      return serialize;
  }
}
