import type { QueryError } from 'mysql2';
import { type ErrorCode, GatewayError } from '../../src/model/errors.ts';

/** Error numbers of MySQL and MariaDB, and what each means to a caller. */
const meanings: Readonly<Record<number, ErrorCode>> = {
  1205: 'SOURCE_TIMEOUT', // ER_LOCK_WAIT_TIMEOUT
  1317: 'SOURCE_TIMEOUT', // ER_QUERY_INTERRUPTED
  1969: 'SOURCE_TIMEOUT', // ER_STATEMENT_TIMEOUT, MariaDB
  3024: 'SOURCE_TIMEOUT', // ER_QUERY_TIMEOUT, MySQL
  1040: 'SOURCE_THROTTLED', // ER_CON_COUNT_ERROR
  1203: 'SOURCE_THROTTLED', // ER_TOO_MANY_USER_CONNECTIONS
  1226: 'SOURCE_THROTTLED', // ER_USER_LIMIT_REACHED
  1461: 'SOURCE_THROTTLED', // ER_MAX_PREPARED_STMT_COUNT_REACHED
  1044: 'SOURCE_UNAUTHORIZED', // ER_DBACCESS_DENIED_ERROR
  1045: 'SOURCE_UNAUTHORIZED', // ER_ACCESS_DENIED_ERROR
  1142: 'SOURCE_UNAUTHORIZED', // ER_TABLEACCESS_DENIED_ERROR
  1143: 'SOURCE_UNAUTHORIZED', // ER_COLUMNACCESS_DENIED_ERROR
  1698: 'SOURCE_UNAUTHORIZED', // ER_ACCESS_DENIED_NO_PASSWORD_ERROR
  3118: 'SOURCE_UNAUTHORIZED', // ER_ACCOUNT_HAS_BEEN_LOCKED
  1267: 'SOURCE_CONTRACT', // ER_CANT_AGGREGATE_2COLLATIONS: a key the column cannot be compared with
  1300: 'SOURCE_CONTRACT', // ER_INVALID_CHARACTER_STRING
  1366: 'SOURCE_CONTRACT', // ER_TRUNCATED_WRONG_VALUE_FOR_FIELD
  1049: 'SOURCE_DRIFTED', // ER_BAD_DB_ERROR
  1054: 'SOURCE_DRIFTED', // ER_BAD_FIELD_ERROR
  1146: 'SOURCE_DRIFTED', // ER_NO_SUCH_TABLE
  1356: 'SOURCE_DRIFTED', // ER_VIEW_INVALID
};

/** What the driver calls an answer that it cannot read. */
const unreadable = /^(PROTOCOL_(?!CONNECTION_LOST)|ERR_OUT_OF_RANGE|ERR_BUFFER_OUT_OF_BOUNDS)/;

/** What an error of the driver, the network or the server means. */
export function failureOf(cause: QueryError): GatewayError {
  return new GatewayError(codeOf(cause), { cause });
}

function codeOf({ errno, code }: QueryError): ErrorCode {
  const known = errno === undefined ? undefined : meanings[errno];
  if (known !== undefined) return known;
  if (code === 'ETIMEDOUT') return 'SOURCE_TIMEOUT';
  // Errors of the server and of the network have a number; one that was thrown over an answer has none.
  const broken = errno === undefined && (code === undefined || unreadable.test(code));
  return broken ? 'SOURCE_PROTOCOL' : 'SOURCE_UNAVAILABLE';
}
