/** Conditions on a part of a date: `CALENDAR_MONTH(Birthdate) = 12`. */
import type { ConditionWithValueQuery } from '@jetstreamapp/soql-parser-js';
import { malformed, wrongLiteral, wrongOperator } from './errors.ts';
import type { SalesforceField } from './schema.ts';
import type { Value } from './table.ts';

/** Where the part is in `YYYY-MM-DD`, with which dates and instants in UTC begin. */
const parts: Readonly<Record<string, readonly [from: number, to: number]>> = {
  CALENDAR_YEAR: [0, 4],
  CALENDAR_MONTH: [5, 7],
  DAY_IN_MONTH: [8, 10],
};

export type FunctionCondition = Extract<ConditionWithValueQuery, { readonly fn: unknown }>;

/** The field a function is applied to, as the query wrote it. @throws SalesforceError MALFORMED_QUERY */
export function functionField(soql: string, { fn }: FunctionCondition): string {
  const [written] = fn.parameters ?? [];
  if (typeof written === 'string' && Object.hasOwn(parts, fn.functionName?.toUpperCase() ?? ''))
    return written;
  throw malformed(soql, fn.functionName ?? 'WHERE', 'the sandbox does not filter by this function');
}

/**
 * @returns whether a value of the field meets the condition.
 * @throws SalesforceError MALFORMED_QUERY, INVALID_FIELD, INVALID_QUERY_FILTER_OPERATOR.
 */
export function datePart(
  soql: string,
  written: string,
  field: SalesforceField,
  { fn, operator, literalType, value }: FunctionCondition,
): (own: Value) => boolean {
  if (field.type !== 'date' && field.type !== 'datetime')
    throw malformed(soql, written, `the function is not supported on a field of type ${field.type}`);
  if (operator !== '=') throw wrongOperator(soql, written, `the sandbox does not know ${operator} here`);
  if (literalType !== 'INTEGER') throw wrongLiteral(soql, written, field.name, 'int');
  const [from, to] = parts[fn.functionName?.toUpperCase() ?? ''] ?? [0, 0];
  return (own) => typeof own === 'string' && Number(own.slice(from, to)) === Number(value);
}
