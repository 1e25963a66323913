/** Stripe's form encoding: `created[gt]=1`, `metadata[plan]=pro`, `expand[]=data.customer`, in a query or a body. */

import { StripeFailure } from './error.ts';

/** Lists are maps too, with the numbers of their items as names. Maps, because names come from the client. */
export type Params = ReadonlyMap<string, Param>;
export type Param = string | Params;

export function paramsOf(form: URLSearchParams): Params {
  const params = new Map<string, Param>();
  for (const [name, value] of form) {
    const bracket = name.indexOf('[');
    if (bracket <= 0) {
      params.set(name, value);
      continue;
    }
    const path = name.slice(bracket + 1, name.endsWith(']') ? -1 : undefined).split('][');
    set(params, [name.slice(0, bracket), ...path], value);
  }
  return params;
}

function set(into: Map<string, Param>, [name = '', ...rest]: readonly string[], value: string): void {
  const key = name === '' ? String(into.size) : name;
  if (rest.length === 0) {
    into.set(key, value);
    return;
  }
  const present = into.get(key);
  const inner = new Map(typeof present === 'object' ? present : []);
  set(inner, rest, value);
  into.set(key, inner);
}

/** @throws {StripeFailure} `parameter_unknown` when the request says something the operation does not know. */
export function allowOnly(params: Params, known: readonly string[]): void {
  const unknown = [...params.keys()].filter((name) => !known.includes(name));
  const [param] = unknown;
  if (param === undefined) return;
  const noun = unknown.length === 1 ? 'parameter' : 'parameters';
  throw new StripeFailure(400, `Received unknown ${noun}: ${unknown.join(', ')}`, {
    code: 'parameter_unknown',
    param,
  });
}

/** @throws {StripeFailure} when the parameter is a list or a hash. */
export function stringParam(params: Params, name: string): string | undefined {
  const value = params.get(name);
  if (typeof value !== 'object') return value;
  throw new StripeFailure(400, `Invalid string: ${JSON.stringify(Object.fromEntries(value))}`, {
    param: name,
  });
}

/** @throws {StripeFailure} when the parameter is neither a list nor a hash. */
export function hashParam(params: Params, name: string): Params | undefined {
  const value = params.get(name);
  if (typeof value !== 'string') return value;
  throw new StripeFailure(400, 'Invalid hash', { param: name });
}

/** @throws {StripeFailure} `parameter_invalid_integer`. */
export function integerParam(params: Params, name: string, shownAs = name): number | undefined {
  const text = stringParam(params, name);
  if (text === undefined || /^-?\d{1,15}$/.test(text)) return text === undefined ? undefined : Number(text);
  throw new StripeFailure(400, `Invalid integer: ${text}`, {
    code: 'parameter_invalid_integer',
    param: shownAs,
  });
}

/** How many objects of a page were asked for: 1 to 100, 10 when nothing is said. */
export function limitParam(params: Params): number {
  const limit = integerParam(params, 'limit') ?? 10;
  if (limit >= 1 && limit <= 100) return limit;
  const bound = limit < 1 ? 'greater than or equal to 1' : 'less than or equal to 100';
  throw new StripeFailure(400, `This value must be ${bound} (it currently is '${limit}').`, {
    code: 'parameter_invalid_integer',
    param: 'limit',
  });
}
