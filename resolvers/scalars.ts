import { GraphQLScalarType, GraphQLString } from 'graphql';
import { CurrencyResolver, DateTimeResolver, JSONResolver, LocalDateResolver } from 'graphql-scalars';

/** Text of a source was checked and made canonical when it was read; checking it again would cost more than sending it. */
function checkedBefore(scalar: GraphQLScalarType): GraphQLScalarType {
  return new GraphQLScalarType({
    ...scalar.toConfig(),
    serialize: (value) => (typeof value === 'string' ? value : scalar.serialize(value)),
  });
}

export const scalars = {
  DateTime: checkedBefore(DateTimeResolver),
  Date: checkedBefore(LocalDateResolver),
  Currency: checkedBefore(CurrencyResolver),
  JSON: JSONResolver,
  /** Text; checked against the loaded taxonomy where it is used, which the scalar does not know. */
  DataUse: { __parseValue: GraphQLString.parseValue, __parseLiteral: GraphQLString.parseLiteral },
};
