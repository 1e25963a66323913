/** Candidate keys as conditions in SOQL, as far as the fields behind them can be filtered by. */
import type { TermOperator } from '../../src/identity/terms.ts';
import type { Attribute } from '../../src/model/attribute.ts';
import type { AskedValue } from '../asking.ts';
import { alternativesOf, comparedColumns, daysOf, isMonthDay, type Term } from '../candidates.ts';
import type { CustomerObject } from './config.ts';
import { literalOf, timeLiteral } from './literals.ts';
import type { Org } from './records.ts';
import { anyField, type Field, type Schema } from './schema.ts';
import { anyOf, isIn, likeLiteral } from './soql.ts';

/** What one key is looked for by in one object. */
export interface CandidateCondition {
  /** Every field that the key is compared with. */
  readonly columns: readonly string[];
  readonly condition: string;
}

/**
 * Learns the types of the fields that these keys are compared with, so that conditions can be written.
 * @throws GatewayError
 */
export async function learnFields(
  { objects, schema }: Org,
  keys: readonly AskedValue[],
  signal: AbortSignal,
): Promise<void> {
  const kinds = new Set(keys.map(({ kind }) => kind));
  await Promise.all(
    objects.flatMap(({ candidates, mapping, target }) => {
      const asked = [...kinds].filter((kind) => candidates.has(kind));
      const columns = new Set(asked.flatMap((kind) => comparedColumns(mapping, kind)));
      return [...columns].map((column) => schema.locate(target.object, column, signal));
    }),
  );
}

/** @returns undefined where no record of the object can be found by the key. */
export function candidateCondition(
  schema: Schema,
  { mapping, target }: CustomerObject,
  asked: AskedValue,
): CandidateCondition | undefined {
  const columns = new Set<string>();
  const alternatives = alternativesOf(mapping, asked).flatMap((alternative) => {
    const terms = alternative.map((term) => {
      const own = term.columns.flatMap((column) => {
        columns.add(column);
        const field = schema.known(target.object, column) ?? assumed(term.attribute);
        return field.filterable ? columnConditions(column, field, term) : [];
      });
      return own.length === 0 ? undefined : anyOf(own);
    });
    if (!terms.every((term) => term !== undefined)) return [];
    return [terms.length === 1 ? String(terms[0]) : `(${terms.join(' AND ')})`];
  });
  return alternatives.length === 0 ? undefined : { columns: [...columns], condition: anyOf(alternatives) };
}

/** A field that is gone is asked for all the same: Salesforce says so, and the key fails. */
function assumed(attribute: Attribute): Field {
  return { ...anyField, name: attribute, type: attribute === 'birthDate' ? 'date' : 'string' };
}

/** Types of which LIKE takes the values. */
const textTypes: ReadonlySet<string> = new Set([
  'combobox',
  'email',
  'phone',
  'picklist',
  'string',
  'textarea',
  'url',
]);

const places: Readonly<Partial<Record<TermOperator, 'start' | 'end' | 'anywhere'>>> = {
  startsWith: 'start',
  endsWith: 'end',
  contains: 'anywhere',
};

/** Any of them will do; none where no value of the field meets the term. */
function columnConditions(column: string, field: Field, { operator, values }: Term): readonly string[] {
  const place = places[operator];
  if (place !== undefined) {
    if (!textTypes.has(field.type)) return [];
    const patterns = values.map((value) => likeLiteral(value, place)).filter((one) => one !== undefined);
    return patterns.map((pattern) => `${column} LIKE ${pattern}`);
  }
  if (operator === 'equals') {
    const literals = values.map((value) => literalOf(field, value)).filter((one) => one !== undefined);
    return literals.length === 0 ? [] : [isIn(column, literals)];
  }
  if (field.type !== 'date' && field.type !== 'datetime') return [];
  if (operator === 'monthDay')
    return values.filter(isMonthDay).map((value) => {
      const [month, day] = value.split('-').map(Number);
      return `(CALENDAR_MONTH(${column}) = ${month} AND DAY_IN_MONTH(${column}) = ${day})`;
    });
  return values.flatMap((value) => {
    const days = daysOf(value);
    if (days === undefined) return [];
    const [from, before] = [days.from, days.before].map((instant) => timeLiteral(field, instant));
    return [`(${column} >= ${from} AND ${column} < ${before})`];
  });
}
