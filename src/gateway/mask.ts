/**
 * The last step before an error leaves: only the closed catalogue and Apollo's verdicts on the request itself pass, and
 * of those no value a client sent, which may be a customer's. Everything else becomes INTERNAL; the log has the cause.
 */
import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { codeSpec, GatewayError } from '../model/errors.ts';

/** Apollo's codes for requests that are wrong in themselves. */
const requestFaults = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
]);

/** @param onInternal - told of each error that was not foreseen. */
export function maskError(onInternal: (cause: unknown) => void) {
  return (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const original = causeOf(error);
    const code = formatted.extensions?.['code'];
    if (original instanceof GatewayError)
      return { ...formatted, message: original.message, extensions: extensionsOf(original) };
    // A resolver cannot forge a verdict on the request: what it throws is unwrapped, and is not the error itself.
    if (original === error && typeof code === 'string' && requestFaults.has(code))
      return { ...formatted, message: withoutValues(formatted.message), extensions: { code } };
    onInternal(original);
    const internal = new GatewayError('INTERNAL');
    return { ...formatted, message: internal.message, extensions: extensionsOf(internal) };
  };
}

/** What a resolver or a validation rule of ours threw, where one did; Apollo gives the latter a code of its own. */
function causeOf(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError instanceof GatewayError
    ? error.originalError
    : unwrapResolverError(error);
}

function extensionsOf(error: GatewayError): Record<string, unknown> {
  const { retryable } = codeSpec(error.code);
  return {
    code: error.code,
    retryable,
    ...(error.retryAfter === undefined ? {} : { retryAfter: error.retryAfter }),
  };
}

/**
 * graphql-js quotes the offending value; what is wrong with it is said without it. Names stay: of types, fields and
 * variables, as far as what is quoted can be one.
 */
export function withoutValues(message: string): string {
  return message
    .replace(invalidVariable, 'got an invalid value')
    .replace(/cannot represent ((?:a )?(?:non[- ][\w -]*?)?value(?=:))?[\s\S]*$/, cannotRepresent)
    .replace(/(Expected value of type "[^"]*"), found [\s\S]*$/, '$1.')
    .replace(/(Syntax Error: .*?(?:found|Unexpected) \w+) ".*"/s, '$1')
    .replace(/Value "[\s\S]*"( does not exist in "[^"]*" enum)[\s\S]*$/, 'Value$1.')
    .replace(/(Value is not a [^:"]*):[\s\S]*$/, '$1.')
    .replace(/Field "([\s\S]*)"(?= is not defined by type )/, (_, name: string) => `Field "${nameOr(name)}"`)
    .replace(/"([^"]*)"/g, (_, text: string) => `"${nameOr(text)}"`);
}

/** The value of a variable, up to what is wrong with it: a value may itself hold semicolons and quotes. */
const invalidVariable =
  /got invalid value [\s\S]*?(?=(?: at "[^"]*")?; (?:Expected |Field "|Exactly one key |Value |Enum "|\w+ cannot represent ))/;

function cannotRepresent(_: string, what: string | undefined): string {
  return `cannot represent ${what ?? 'this value'}.`;
}

function nameOr(text: string): string {
  return nameLike.test(text) ? text : '…';
}

/** A name, variable, directive, path or type of a document, or one character of it. */
const nameLike = /^(?:\[*[$@]?[_A-Za-z]\w*(?:\.[_A-Za-z]\w*|\[\d+\])*[\]!]*|.|\.\.\.)$/u;
