/** Values of the model as literals of the type a field has. */
import type { FilterOperator } from '../contract.ts';
import type { Field } from './schema.ts';
import { instantLiteral, likeLiteral, textLiteral } from './soql.ts';

const day = 24 * 60 * 60 * 1000;

/** An instant as a field of type `date` or `datetime` is compared with it for equality or order. */
export function timeLiteral(field: Field, instant: string): string {
  return field.type === 'date' ? instant.slice(0, 10) : instantLiteral(instant);
}

/**
 * One condition on one field.
 * @returns undefined when no value of the field can meet it.
 */
export function condition(
  column: string,
  field: Field,
  operator: FilterOperator,
  value: string,
): string | undefined {
  switch (operator) {
    case 'startsWith': {
      const pattern = likeLiteral(value, 'start');
      return pattern === undefined ? undefined : `${column} LIKE ${pattern}`;
    }
    case 'equals': {
      const literal = literalOf(field, value);
      return literal === undefined ? undefined : `${column} = ${literal}`;
    }
    case 'atLeast':
    case 'before': {
      const time = Date.parse(value);
      if (Number.isNaN(time)) return undefined;
      const sign = operator === 'atLeast' ? '>=' : '<';
      // A day begins at midnight: from noon on, the next day is the first one that is not before.
      const from = field.type === 'date' ? Math.ceil(time / day) * day : time;
      return `${column} ${sign} ${timeLiteral(field, new Date(from).toISOString())}`;
    }
  }
}

/** @returns undefined for a value that the field cannot hold. */
export function literalOf(field: Field, value: string): string | undefined {
  switch (field.type) {
    case 'boolean':
      return /^(true|false)$/i.test(value) ? value.toLowerCase() : undefined;
    case 'int':
    case 'double':
    case 'currency':
    case 'percent':
      return /^-?\d+(\.\d+)?$/.test(value) ? value : undefined;
    case 'date':
    case 'datetime': {
      const time = Date.parse(value);
      if (Number.isNaN(time) || (field.type === 'date' && time % day !== 0)) return undefined;
      return timeLiteral(field, new Date(time).toISOString());
    }
    default:
      return textLiteral(value);
  }
}
