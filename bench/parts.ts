/** Answers in parts: what came of `@defer`, as multipart/mixed in the format of 2022-08-24. */

/** What a client says that can take an answer in parts. */
export const acceptParts = 'multipart/mixed; deferSpec=20220824, application/json';

interface Part {
  readonly data?: unknown;
  readonly errors?: unknown;
  readonly incremental?: readonly {
    readonly path: readonly (string | number)[];
    readonly data?: unknown;
    readonly errors?: unknown;
  }[];
  readonly hasNext?: boolean;
}

/** @returns what separates the parts; undefined where an answer comes as one. */
export function boundaryOf(contentType: string | undefined): string | undefined {
  const [type, ...parameters] = (contentType ?? '').split(';').map((text) => text.trim());
  if (type?.toLowerCase() !== 'multipart/mixed') return undefined;
  const boundary = parameters.find((parameter) => parameter.toLowerCase().startsWith('boundary='));
  return boundary === undefined ? '-' : boundary.slice('boundary='.length).replace(/^"(.*)"$/, '$1');
}

/** @returns the parts that are there in whole, with or without the separator that follows the last. */
export function partsOf(text: string, boundary: string): readonly string[] {
  // A separator stands at the beginning of a line: in JSON there is no other line to begin.
  return `\r\n${text}`
    .split(`\r\n--${boundary}`)
    .slice(1)
    .flatMap((section) => {
      const end = section.indexOf('\r\n\r\n');
      const body = end < 0 ? '' : section.slice(end).trim();
      return isJson(body) ? [body] : [];
    });
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * Puts parts together to the answer they would have been without `@defer`.
 *
 * @throws when the last part is missing, or a part belongs nowhere.
 */
export function wholeOf(texts: readonly string[]): string {
  const [first, ...others] = texts.map((text) => JSON.parse(text) as Part);
  const last = others.at(-1) ?? first;
  if (first === undefined || last?.hasNext !== false) throw new Error('an answer in parts has no end');
  const errors: unknown[] = first.errors === undefined ? [] : [first.errors];
  for (const { path, data, errors: own } of others.flatMap(({ incremental = [] }) => incremental)) {
    if (own !== undefined) errors.push(own);
    const place = path.reduce<unknown>(memberOf, first.data);
    if (typeof place !== 'object' || place === null) throw new Error('a part belongs nowhere in the answer');
    merge(place, data);
  }
  return JSON.stringify({ data: first.data, ...(errors.length === 0 ? {} : { errors }) });
}

/** Fields that both have are selected twice, in the part and outside: their members come together. */
function merge(into: object, from: unknown): void {
  for (const [name, value] of Object.entries(from ?? {})) {
    const there = memberOf(into, name);
    if (typeof there === 'object' && there !== null && typeof value === 'object') merge(there, value);
    else Object.assign(into, { [name]: value });
  }
}

function memberOf(value: unknown, name: string | number): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
