/** Answers in parts, read as strictly as the formats are written down, and put together as a client would. */
import type { Json } from './gateway.ts';

export interface ReceivedPart {
  /** Milliseconds from the question until all of it was there. */
  readonly ms: number;
  readonly body: Json;
}

export interface ReceivedAnswer {
  readonly status: number;
  /** Content type. */
  readonly type: string;
  readonly parts: readonly ReceivedPart[];
  /** As it came. */
  readonly text: string;
}

const first = '\r\n---\r\n';
const part = /^content-type: application\/json; charset=utf-8\r\n\r\n([^\r\n]*)\r\n---(--)?\r\n/;

/**
 * Reads an answer part by part.
 * @param onPart - told of each when it is there.
 * @throws Error where it is not what the formats allow.
 */
export async function receive(
  response: Response,
  asked: number,
  onPart: (part: ReceivedPart) => void = () => {},
): Promise<ReceivedAnswer> {
  const type = response.headers.get('content-type') ?? '';
  if (!type.startsWith('multipart/mixed; boundary="-"; ')) throw new Error(`no parts: ${type}`);
  const parts: ReceivedPart[] = [];
  let text = '';
  let rest = '';
  let begun = false;
  let ended = false;
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    rest += chunk;
    if (!begun) {
      if (rest.length < first.length) continue;
      if (!rest.startsWith(first)) throw new Error('it begins with no boundary');
      begun = true;
      rest = rest.slice(first.length);
    }
    for (let found = part.exec(rest); found !== null; found = part.exec(rest)) {
      if (ended) throw new Error('a part after the end');
      const [whole, body = '', end] = found;
      rest = rest.slice(whole.length);
      ended = end !== undefined;
      const one = { ms: performance.now() - asked, body: JSON.parse(body) };
      if (one.body.hasNext !== !ended) throw new Error('the end is told in two ways');
      parts.push(one);
      onPart(one);
    }
  }
  if (!ended || rest !== '') throw new Error('it breaks off');
  return { status: response.status, type, parts, text };
}

/** What the parts come to, in either format. @throws Error where one does not fit to the others. */
export function together({ type, parts }: ReceivedAnswer): { readonly data: Json; readonly errors: Json[] } {
  return type.endsWith('incrementalSpec=v0.2') ? byId(parts) : byPath(parts);
}

function byPath([initial, ...others]: readonly ReceivedPart[]) {
  const { data, errors = [] } = structuredClone(initial?.body);
  for (const { body } of others) {
    expectOnly(body, ['incremental', 'hasNext', 'extensions']);
    for (const entry of body.incremental ?? []) {
      expectOnly(entry, ['data', 'path', 'label', 'errors']);
      errors.push(...(entry.errors ?? []));
      if (entry.data !== null) merge(at(data, entry.path), entry.data);
    }
  }
  return { data, errors };
}

function byId([initial, ...others]: readonly ReceivedPart[]) {
  const { data, errors = [], pending: known } = structuredClone(initial?.body);
  const pending = new Map<string, readonly (string | number)[]>();
  const announce = (list: Json = []) => {
    for (const { id, path } of list) {
      if (pending.has(id)) throw new Error('announced twice');
      pending.set(id, path);
    }
  };
  const pathOf = (id: string) => {
    const path = pending.get(id);
    if (path === undefined) throw new Error('not announced, or complete already');
    return path;
  };
  announce(known);
  for (const { body } of others) {
    expectOnly(body, ['pending', 'incremental', 'completed', 'hasNext', 'extensions']);
    announce(body.pending);
    for (const entry of body.incremental ?? []) {
      expectOnly(entry, ['id', 'data', 'subPath', 'errors']);
      errors.push(...(entry.errors ?? []));
      merge(at(data, [...pathOf(entry.id), ...(entry.subPath ?? [])]), entry.data);
    }
    for (const entry of body.completed ?? []) {
      expectOnly(entry, ['id', 'errors']);
      pathOf(entry.id);
      errors.push(...(entry.errors ?? []));
      pending.delete(entry.id);
    }
    if (body.hasNext === pending.size < 1) throw new Error('the end is told in two ways');
  }
  return { data, errors };
}

function expectOnly(entry: Json, names: readonly string[]): void {
  const other = Object.keys(entry).find((name) => !names.includes(name));
  if (other !== undefined) throw new Error(`an unknown entry: ${other}`);
}

function at(data: Json, path: readonly (string | number)[]): Json {
  const place = path.reduce((value, key) => value?.[key], data);
  if (typeof place !== 'object' || place === null) throw new Error(`nothing at ${path.join('.')}`);
  return place;
}

/** Objects and lists of one place are one. */
function merge(into: Json, from: Json): void {
  for (const [key, value] of Object.entries(from)) {
    const known = into[key];
    if (typeof known === 'object' && known !== null && typeof value === 'object' && value !== null)
      merge(known, value);
    else into[key] = value;
  }
}
