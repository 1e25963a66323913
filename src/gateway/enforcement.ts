/**
 * The last word on every field that shows personal data: its directives are put around its resolver, so that no resolver
 * can forget them. What is denied to the caller is not resolved at all, nor is what the customer does not permit.
 */
import { defaultFieldResolver, type GraphQLFieldResolver, type GraphQLSchema, isObjectType } from 'graphql';
import type { Coordinate, FieldRules } from '../access/field-rule.ts';
import { isThenable } from '../execution/pending.ts';
import { type Context, Seen } from './context.ts';

type Resolver = GraphQLFieldResolver<unknown, Context>;

/** Puts the rules around the resolvers of a schema, in place. */
export function enforce(schema: GraphQLSchema, rules: FieldRules): GraphQLSchema {
  for (const name of rules.keys()) {
    const [typeName = '', fieldName = ''] = name.split('.');
    const type = schema.getType(typeName);
    const field = isObjectType(type) ? type.getFields()[fieldName] : undefined;
    if (field === undefined) throw new TypeError(`there is no field ${name}`);
    field.resolve = enforced(name, field.resolve ?? defaultFieldResolver);
  }
  return schema;
}

function enforced(name: Coordinate, resolve: Resolver): Resolver {
  return (source, args, context, info) => {
    const { request } = context;
    const denied = request.view(info).denied(name);
    if (denied !== undefined) {
      request.withhold(name, denied);
      return request.access.masks(name) ? masked(resolve(source, args, context, info), request) : null;
    }
    if (source instanceof Seen && !source.customer.permits(name)) {
      request.withhold(name, 'CONSENT_DENIED');
      return null;
    }
    return resolve(source, args, context, info);
  };
}

function masked(value: unknown, request: Context['request']): unknown {
  if (isThenable(value)) return Promise.resolve(value).then((arrived) => masked(arrived, request));
  return value === null || value === undefined ? null : request.token(String(value));
}
