/** JSON with one spelling for each value (RFC 8785), so that a hash or a signature of it means the value. */

/** What needs no escape, as most texts here: JSON.stringify takes several times as long to find that out. */
const plainText = /^[ !#-[\]-~]*$/;

/**
 * @param path - where the value stands, for the message; names only, never a value.
 * @throws {TypeError} for what JSON cannot hold and give back: a class, a function, a big integer, NaN, undefined in a list.
 */
export function canonicalJson(value: unknown, path = ''): string {
  switch (typeof value) {
    case 'string':
      return plainText.test(value) ? `"${value}"` : JSON.stringify(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'number':
      if (Number.isFinite(value)) return JSON.stringify(value);
      break;
    case 'object':
      if (value === null) return 'null';
      if (Array.isArray(value)) return listOf(value, path);
      if (isPlain(value)) return objectOf(canonicalMembers(value, path));
      break;
  }
  throw new TypeError(
    `${path === '' ? 'The value' : path} is no JSON; write it as text, number, list or object.`,
  );
}

/**
 * The members of an object, each as `"name":value`, by name in order of UTF-16 code units. Those that are undefined are
 * left out, as JSON does.
 */
export function canonicalMembers(value: Readonly<Record<string, unknown>>, path = ''): readonly string[] {
  const members: string[] = [];
  for (const name of Object.keys(value).sort())
    if (value[name] !== undefined) members.push(canonicalMember(name, value[name], path));
  return members;
}

/** @param members - as `canonicalMembers` gives them. */
export function objectOf(members: readonly string[]): string {
  return `{${members.join(',')}}`;
}

/** @param path - of the object it is in. */
export function canonicalMember(name: string, value: unknown, path = ''): string {
  return `${canonicalJson(name)}:${canonicalJson(value, path === '' ? name : `${path}.${name}`)}`;
}

function listOf(values: readonly unknown[], path: string): string {
  let text = '';
  // Counted, because a list may have holes, which are no JSON either.
  for (let at = 0; at < values.length; at += 1)
    text += `${at === 0 ? '' : ','}${canonicalJson(values[at], `${path}[${at}]`)}`;
  return `[${text}]`;
}

function isPlain(value: object): value is Readonly<Record<string, unknown>> {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
