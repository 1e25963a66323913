/** The schema as it is served: every change is a reviewed diff, and nothing in it is without a word of its own. */
import {
  type GraphQLNamedType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  printSchema,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { readSchema } from '../../src/gateway/apollo.ts';

const schema = readSchema();

/** Everything that can bear a description, by its coordinate. */
function* described(type: GraphQLNamedType): Generator<readonly [string, string | null | undefined]> {
  yield [type.name, type.description];
  if (isEnumType(type))
    for (const { name, description } of type.getValues()) yield [`${type.name}.${name}`, description];
  if (isInputObjectType(type) || isObjectType(type) || isInterfaceType(type))
    for (const field of Object.values(type.getFields())) {
      yield [`${type.name}.${field.name}`, field.description];
      if ('args' in field)
        for (const { name, description } of field.args)
          yield [`${type.name}.${field.name}(${name}:)`, description];
    }
}

const own = Object.values(schema.getTypeMap()).filter(
  (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
);

describe('the schema', () => {
  it('is the one that was reviewed', async () => {
    await expect(`${printSchema(schema)}\n`).toMatchFileSnapshot('schema.graphql.snap');
  });

  it('describes every type, field, argument, enum value and input field', () => {
    const purpose = schema.getDirective('purpose');
    const all = [
      ...own.flatMap((type) => [...described(type)]),
      ['@purpose', purpose?.description] as const,
      ...(purpose?.args ?? []).map(({ name, description }) => [`@purpose(${name}:)`, description] as const),
    ];
    expect(all.length).toBeGreaterThan(300);
    const silent = all.filter(([, text]) => !text).map(([at]) => at);
    expect(silent).toEqual([]);
  });

  it('has no non-null object above a source: what a source gives may be missing', () => {
    const customer = schema.getType('Customer');
    if (!isObjectType(customer)) throw new TypeError('no Customer');
    const strict = Object.values(customer.getFields())
      .filter(({ type }) => String(type).endsWith('!') && !String(type).startsWith('['))
      .map(({ name, type }) => `${name}: ${getNamedType(type).name}`)
      .filter((one) => !one.endsWith('Connection'));
    expect(strict).toEqual(['id: ID']);
  });
});
