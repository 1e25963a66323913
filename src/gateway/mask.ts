/**
 * The last step before an error leaves: only the closed catalogue and Apollo's verdicts on the request itself pass, and
 * of those no value a client sent, which may be a customer's. Everything else becomes INTERNAL; the log has the cause.
 */
import { unwrapResolverError } from '@apollo/server/errors';
import type { GraphQLFormattedError } from 'graphql';
import { codeSpec, GatewayError } from '../model/errors.ts';

/** Apollo's codes for requests that are wrong in themselves. */
const requestFaults = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'OPERATION_TOO_DEEP',
  'OPERATION_TOO_MANY_ALIASES',
]);

/** @param onInternal - told of each error that was not foreseen. */
export function maskError(onInternal: (cause: unknown) => void) {
  return (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const original = unwrapResolverError(error);
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

function extensionsOf(error: GatewayError): Record<string, unknown> {
  const { retryable } = codeSpec(error.code);
  return {
    code: error.code,
    retryable,
    ...(error.retryAfter === undefined ? {} : { retryAfter: error.retryAfter }),
  };
}

/** graphql-js quotes the offending value; what is wrong with it is said without it. */
export function withoutValues(message: string): string {
  return message
    .replace(/got invalid value [\s\S]*?(?=(?: at "[^"]*")?; )/, 'got an invalid value')
    .replace(/(cannot represent [^:]*):[\s\S]*$/, '$1.')
    .replace(/(Expected value of type "[^"]*"), found [\s\S]*$/, '$1.')
    .replace(/(Syntax Error: .*?(?:found|Unexpected) \w+) ".*"/s, '$1')
    .replace(/(Value) "[^"]*"( does not exist in "[^"]*" enum).*$/s, '$1$2.');
}
