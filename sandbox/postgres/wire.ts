/** The parts of PostgreSQL's frontend/backend protocol 3.0 that a sandbox needs: framing, reading and writing messages. */

export const sslRequest = 80877103;
export const gssRequest = 80877104;
export const cancelRequest = 80877102;

/** A whole message with its type and length; start-up messages have no type of their own and are given `''`. */
export interface Message {
  readonly type: string;
  readonly bytes: Buffer;
}

/**
 * Cuts a byte stream into messages. A client's stream begins with untyped messages, a server's never has one.
 *
 * `read` throws a RangeError for bytes that are not the protocol.
 */
export class MessageReader {
  #rest: Buffer = Buffer.alloc(0);
  #typed: boolean;

  constructor(side: 'client' | 'server') {
    this.#typed = side === 'server';
  }

  read(bytes: Buffer): Message[] {
    const input = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    const messages: Message[] = [];
    let at = 0;
    for (;;) {
      const head = this.#typed ? 1 : 0;
      if (input.length < at + head + 4) break;
      const length = input.readUInt32BE(at + head);
      if (length < 4) throw new RangeError('not a message of PostgreSQL');
      const end = at + head + length;
      if (input.length < end) break;
      const type = this.#typed ? String.fromCharCode(input.readUInt8(at)) : '';
      const message = { type, bytes: input.subarray(at, end) };
      if (!this.#typed) this.#typed = startupCode(message.bytes) >>> 16 === 3;
      messages.push(message);
      at = end;
    }
    this.#rest = input.subarray(at);
    return messages;
  }
}

/** The request code or protocol version of an untyped message. */
export function startupCode(bytes: Buffer): number {
  return bytes.length < 8 ? 0 : bytes.readUInt32BE(4);
}

/** Parameters of a start-up message: user, database and settings, those inside `options` included. */
export function startupParameters(bytes: Buffer): Map<string, string> {
  const words = bytes.toString('utf8', 8).split('\0');
  const parameters = new Map<string, string>();
  for (let at = 0; at + 1 < words.length && words[at] !== ''; at += 2) {
    parameters.set(words[at] ?? '', words[at + 1] ?? '');
  }
  const options = parameters.get('options') ?? '';
  for (const [, name, value] of options.matchAll(/(?:-c\s*|--)([\w.-]+)=((?:\\.|\S)*)/g)) {
    if (name !== undefined && value !== undefined) {
      parameters.set(name.replaceAll('-', '_'), value.replace(/\\(.)/g, '$1'));
    }
  }
  parameters.delete('options');
  return parameters;
}

/** The zero-terminated strings of a message's body, from `from` on. */
export function readStrings(bytes: Buffer, count: number, from = 5): string[] {
  const strings: string[] = [];
  let at = from;
  for (let n = 0; n < count; n++) {
    const end = bytes.indexOf(0, at);
    strings.push(bytes.toString('utf8', at, end));
    at = end + 1;
  }
  return strings;
}

/** The values of a Bind message as text, null where null; binary values in hexadecimal. */
export function bindValues(bytes: Buffer): (string | null)[] {
  let at = bytes.indexOf(0, bytes.indexOf(0, 5) + 1) + 1;
  const start = at;
  const formats = Array.from({ length: bytes.readUInt16BE(start) }, (_, n) =>
    bytes.readUInt16BE(start + 2 + n * 2),
  );
  at += 2 + formats.length * 2;
  const values: (string | null)[] = [];
  const count = bytes.readUInt16BE(at);
  at += 2;
  for (let n = 0; n < count; n++) {
    const length = bytes.readInt32BE(at);
    at += 4;
    const binary = (formats.length === 1 ? formats[0] : formats[n]) === 1;
    values.push(length < 0 ? null : bytes.toString(binary ? 'hex' : 'utf8', at, at + length));
    at += Math.max(length, 0);
  }
  return values;
}

export function message(type: string, ...parts: readonly Buffer[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 4);
  const head = Buffer.alloc(5);
  head.write(type, 'latin1');
  head.writeUInt32BE(length, 1);
  return Buffer.concat([head, ...parts]);
}

export function text(value: string): Buffer {
  return Buffer.from(`${value}\0`, 'utf8');
}

export function int32(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, n) => {
    bytes.writeInt32BE(value, n * 4);
  });
  return bytes;
}

export function query(sql: string): Buffer {
  return message('Q', text(sql));
}

export const sync = message('S');
export const readyForQuery = message('Z', Buffer.from('I'));

/** An error (`E`) or notice (`N`) with severity, SQLSTATE and text. */
export function report(type: 'E' | 'N', severity: string, code: string, words: string): Buffer {
  const fields = [`S${severity}`, `V${severity}`, `C${code}`, `M${words}`].map(text);
  return message(type, ...fields, Buffer.from([0]));
}

const setting =
  /^\s*set\s+(?:session\s+)?(?!local\b|transaction\b|session\b|constraints\b|role\b|time\b)([a-z_][\w.]*)\s*(?:=|\bto\b)\s*(.+?)\s*$/is;
const sessionReadOnly = /^\s*set\s+session\s+characteristics\s+as\s+transaction\s+read\s+(only|write)\s*$/i;

/** The settings that a text of statements makes for its session; `RESET ALL` and `DISCARD ALL` give undefined. */
export function settingsOf(sql: string): Map<string, string> | undefined {
  const settings = new Map<string, string>();
  for (const statement of sql.split(';')) {
    if (/^\s*(?:reset|discard)\s+all\s*$/i.test(statement)) return undefined;
    const [, name, value] = setting.exec(statement) ?? [];
    if (name !== undefined && value !== undefined) {
      settings.set(name.toLowerCase(), value.replace(/^'(.*)'$/s, '$1').replaceAll("''", "'"));
    }
    const [, access] = sessionReadOnly.exec(statement) ?? [];
    if (access !== undefined) {
      settings.set('default_transaction_read_only', access.toLowerCase() === 'only' ? 'on' : 'off');
    }
  }
  return settings;
}
