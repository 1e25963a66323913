import { DatabaseError } from 'pg';
import { type ErrorCode, GatewayError } from '../../src/model/errors.ts';

/** SQLSTATEs, or their classes, and what each means to a caller. The first entry that begins the state counts. */
const meanings: readonly (readonly [state: string, code: ErrorCode])[] = [
  ['57014', 'SOURCE_TIMEOUT'], // query_canceled: the statement timeout
  ['55P03', 'SOURCE_TIMEOUT'], // lock_not_available
  ['53', 'SOURCE_THROTTLED'], // too_many_connections and other insufficient resources
  ['28', 'SOURCE_UNAUTHORIZED'],
  ['42501', 'SOURCE_UNAUTHORIZED'], // insufficient_privilege
  ['42703', 'SOURCE_DRIFTED'], // undefined_column
  ['42P01', 'SOURCE_DRIFTED'], // undefined_table
  ['3F000', 'SOURCE_DRIFTED'], // invalid_schema_name
  ['3D000', 'SOURCE_DRIFTED'], // invalid_catalog_name: the database
  ['42883', 'SOURCE_DRIFTED'], // undefined_function: a column changed its type
  ['42804', 'SOURCE_DRIFTED'], // datatype_mismatch
  ['22', 'SOURCE_CONTRACT'], // data exceptions: a key the database cannot take
  ['0A000', 'SOURCE_DRIFTED'], // "cached plan must not change result type"
];

/** What an error of the driver, the network or the server means. */
export function failureOf(cause: Error): GatewayError {
  return new GatewayError(codeOf(cause), { cause });
}

function codeOf(error: Error): ErrorCode {
  const state = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  if (state === 'ETIMEDOUT') return 'SOURCE_TIMEOUT';
  if (!(error instanceof DatabaseError)) return 'SOURCE_UNAVAILABLE';
  // An error that names no state was not written by a PostgreSQL server: the driver could not read the answer.
  if (state === undefined) return 'SOURCE_PROTOCOL';
  return meanings.find(([start]) => state.startsWith(start))?.[1] ?? 'SOURCE_UNAVAILABLE';
}

/** Whether more than the statement failed: the server says goodbye, or was not heard at all. */
export function endsConnection(error: Error): boolean {
  return !(error instanceof DatabaseError) || error.severity !== 'ERROR';
}
