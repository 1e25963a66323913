/** What graphql-js itself says of wrong requests, with a person's value wherever one can stand. */
import { GraphQLError, type GraphQLFormattedError, parse, validate } from 'graphql';
import { getVariableValues } from 'graphql/execution/values.js';
import { describe, expect, it } from 'vitest';
import { readSchema } from '../../src/gateway/apollo.ts';
import { maskError, withoutValues } from '../../src/gateway/mask.ts';
import { GatewayError } from '../../src/model/errors.ts';

const schema = readSchema();
const value = 'jane; Roe "the" d\'Or <jane.roe@example.com> at "home"; {1}';
const hidden = /jane|roe|d'or|example\.com|home/i;

/** What coercion of variables says, by the types of the variables. */
function coercion(declared: string, variables: Record<string, unknown>): readonly string[] {
  const [definition] = parse(`query(${declared}) { __typename }`).definitions;
  if (definition?.kind !== 'OperationDefinition') throw new TypeError('no operation');
  const result = getVariableValues(schema, definition.variableDefinitions ?? [], variables);
  return (result.errors ?? []).map(({ message }) => message);
}

const validation = (document: string) => validate(schema, parse(document)).map(({ message }) => message);

function syntax(document: string): readonly string[] {
  try {
    parse(document);
    return [];
  } catch (error) {
    return [error instanceof Error ? error.message : ''];
  }
}

const quoted = JSON.stringify(value);
const key = '$by: CustomerKey!';

const messages: Record<string, readonly string[]> = {
  'an input object': coercion(key, { by: value }),
  'a list for an input object': coercion(key, { by: [value, { email: value }] }),
  'an unknown field': coercion(key, { by: { [value]: value } }),
  'a field of a nested input object': coercion(key, {
    by: { record: { source: 'app', id: { [value]: value } } },
  }),
  'a missing field beside it': coercion(key, { by: { record: { id: value } } }),
  'a nested input object': coercion(key, { by: { externalId: value } }),
  'several fields of a one-of object': coercion(key, { by: { email: value, phone: value } }),
  'null in a one-of object': coercion(key, { by: { email: null, [value]: value } }),
  'an item of a list': coercion('$keys: [CustomerKey!]!', {
    keys: [{ email: 'x' }, { email: [value] }, value, null],
  }),
  'a list of scalars': coercion('$ids: [ID!]!', { ids: [value, { [value]: value }] }),
  'a String': coercion('$x: String', { x: { [value]: value } }),
  'an ID': coercion('$x: ID', { x: [value] }),
  'an Int': coercion('$x: Int', { x: value }),
  'an Int, out of range': coercion('$x: Int', { x: 49_170_555_0123 }),
  'a Float': coercion('$x: Float', { x: value }),
  'a Boolean': coercion('$x: Boolean', { x: value }),
  'an enum': coercion('$x: Channel', { x: value }),
  'an enum, as an object': coercion('$x: Channel', { x: { [value]: value } }),
  'a DateTime': coercion('$x: DateTime', { x: value }),
  'a DateTime, with a colon': coercion('$x: DateTime', { x: `value: ${value}` }),
  'a DateTime, as an object': coercion('$x: DateTime', { x: { [value]: value } }),
  'a Date': coercion('$x: Date', { x: value }),
  'a Currency': coercion('$x: Currency', { x: value }),
  'literals of input objects': validation(
    `{ a: customer(by: ${quoted}) { id } b: customer(by: { email: ${quoted}, phone: ${quoted} }) { id }
       c: customer(by: { email: [${quoted}] }) { id } d: customer(by: { record: { id: ${quoted} } }) { id } }`,
  ),
  'literals of lists and scalars': validation(
    `{ nodes(ids: [${quoted}, { x: ${quoted} }]) { id } a: nodes(ids: ${quoted}) { id }
       customers(first: ${quoted}, filter: { createdFrom: ${quoted} }) { nodes { id } } }`,
  ),
  'literals of enums': validation(`{ customer(by: { id: 1 }) { consent(channel: ${quoted}) { status } } }`),
  'literals of directives': validation(
    `query @purpose(use: [${quoted}]) { __typename @skip(if: ${quoted}) }`,
  ),
  'default values': validation(
    `query($x: Int = ${quoted}, $y: CustomerKey = { email: ${quoted}, id: 1 }) { __typename }`,
  ),
  'a string where a name belongs': syntax(`{ customer ${quoted} }`),
  'a block string where a name belongs': syntax(`{ customer """jane\nroe "home" """ }`),
  'a string before everything': syntax(`${quoted} { customer }`),
  'an unterminated string': syntax(`{ customer(by: ${quoted.slice(0, -1)}) }`),
  'an escape that is none': syntax('{ customer(by: "\\jane") }'),
  'a code point that is none': syntax('{ customer(by: "\\u{jane}") }'),
  'four digits that are none': syntax('{ customer(by: "\\uroe1") }'),
  'a bare e-mail': syntax('{ customer(by: jane.roe@example.com) }'),
  'a bare name': syntax('{ customer(by: { email: jane roe }) '),
  'a bare number': syntax('{ customer 4917055501 }'),
  'a number that is none': syntax('{ customer(by: 04917) }'),
};

describe('withoutValues', () => {
  for (const [what, said] of Object.entries(messages))
    it(`says what is wrong with ${what}, not the value`, () => {
      expect(said.length).toBeGreaterThan(0);
      for (const message of said) {
        const masked = withoutValues(message);
        expect(masked).not.toMatch(hidden);
        expect(masked).not.toMatch(/4917/);
        expect(masked.length).toBeGreaterThan(10);
      }
    });

  it('was given messages that hold the value', () => {
    const holding = Object.values(messages).filter((said) => said.some((one) => /jane|roe1|4917/.test(one)));
    expect(holding.length).toBeGreaterThan(25);
  });

  it.each([
    ['Cannot query field "nmae" on type "Customer". Did you mean "name"?'],
    ['Unknown argument "form" on field "Customer.consent".'],
    ['Variable "$by" of required type "CustomerKey!" was not provided.'],
    ['Syntax Error: Expected "{", found Name.'],
    ['Unknown directive "@purpos".'],
    ['Expected value of type "[CustomerKey!]!".'],
    ['Field "customer" argument "by" of type "CustomerKey!" is required, but it was not provided.'],
  ])('leaves as it is: %s', (message) => {
    expect(withoutValues(message)).toBe(message);
  });

  it.each([
    [
      'Variable "$by" got invalid value "x; y" at "by.record.id"; String cannot represent a non string value: ["x"]',
      'Variable "$by" got an invalid value at "by.record.id"; String cannot represent a non string value.',
    ],
    ['Int cannot represent non-integer value: "x"', 'Int cannot represent non-integer value.'],
    ['DateTime cannot represent an invalid date-time-string x.', 'DateTime cannot represent this value.'],
    [
      'Value "EMIAL" does not exist in "Channel" enum. Did you mean "EMAIL"?',
      'Value does not exist in "Channel" enum.',
    ],
    ['Unknown operation named "a person".', 'Unknown operation named "…".'],
  ])('%s', (message, masked) => {
    expect(withoutValues(message)).toBe(masked);
  });
});

describe('maskError', () => {
  const causes: unknown[] = [];
  const mask = (error: GraphQLError): GraphQLFormattedError =>
    maskError((cause) => causes.push(cause))(error.toJSON(), error);
  /** As execution wraps what a resolver throws. */
  const thrown = (originalError: Error) =>
    new GraphQLError(originalError.message, { path: ['customer', 'email'], originalError });

  it('turns what nobody foresaw into INTERNAL and tells the log why', () => {
    const error = new Error('duplicate key (email)=(jane.roe@example.com)');
    expect(mask(thrown(error))).toEqual({
      message: 'The gateway failed to answer; the log has the reason.',
      path: ['customer', 'email'],
      extensions: { code: 'INTERNAL', retryable: false },
    });
    expect(causes).toEqual([error]);
  });

  it('passes errors of the catalogue, without their cause', () => {
    const error = new GatewayError('SOURCE_THROTTLED', { retryAfter: 7, cause: new Error('jane') });
    expect(mask(thrown(error))).toEqual({
      message: 'A source refused further calls for now.',
      path: ['customer', 'email'],
      extensions: { code: 'SOURCE_THROTTLED', retryable: true, retryAfter: 7 },
    });
  });

  it('does not let a resolver forge a verdict on the request', () => {
    const forged = Object.assign(new Error('jane'), { extensions: { code: 'BAD_USER_INPUT', jane: 'roe' } });
    expect(JSON.stringify(mask(thrown(forged)))).not.toMatch(hidden);
  });

  it('passes the verdict on a persisted query, which a client waits for', () => {
    const error = new GraphQLError('PersistedQueryNotFound', {
      extensions: { code: 'PERSISTED_QUERY_NOT_FOUND', jane: 'roe' },
    });
    expect(mask(error)).toEqual({
      message: 'PersistedQueryNotFound',
      extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' },
    });
  });
});
