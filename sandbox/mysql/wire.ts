/** The parts of MySQL's client/server protocol that a sandbox needs: framing, reading commands, writing answers. */

export const commands = {
  quit: 0x01,
  initDb: 0x02,
  query: 0x03,
  ping: 0x0e,
  changeUser: 0x11,
  prepare: 0x16,
  execute: 0x17,
  sendLongData: 0x18,
  closeStatement: 0x19,
  resetStatement: 0x1a,
  resetConnection: 0x1f,
} as const;

/** Column types as they are numbered on the wire. */
export const types = {
  tiny: 1,
  short: 2,
  long: 3,
  float: 4,
  double: 5,
  null: 6,
  timestamp: 7,
  longLong: 8,
  date: 10,
  time: 11,
  dateTime: 12,
  newDecimal: 246,
  blob: 252,
  varString: 253,
} as const;

export const capabilities = {
  longPassword: 1 << 0,
  foundRows: 1 << 1,
  longFlag: 1 << 2,
  connectWithDb: 1 << 3,
  compress: 1 << 5,
  protocol41: 1 << 9,
  tls: 1 << 11,
  transactions: 1 << 13,
  secureConnection: 1 << 15,
  pluginAuth: 1 << 19,
  connectAttributes: 1 << 20,
  pluginAuthLengthEncoded: 1 << 21,
  zstd: 1 << 26,
  queryAttributes: 1 << 27,
} as const;

export interface Packet {
  readonly sequence: number;
  readonly body: Buffer;
  /** The packet with its header, as it came. */
  readonly bytes: Buffer;
}

/** Cuts a byte stream into packets. Bodies of 16 MiB and more, which span packets, are not understood. */
export class PacketReader {
  #rest: Buffer = Buffer.alloc(0);

  read(bytes: Buffer): Packet[] {
    const input = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    const packets: Packet[] = [];
    let at = 0;
    while (input.length >= at + 4) {
      const end = at + 4 + input.readUIntLE(at, 3);
      if (input.length < end) break;
      packets.push({
        sequence: input.readUInt8(at + 3),
        body: input.subarray(at + 4, end),
        bytes: input.subarray(at, end),
      });
      at = end;
    }
    this.#rest = input.subarray(at);
    return packets;
  }
}

/** Gives each body a header, numbering them on from `sequence`. */
export function packets(sequence: number, bodies: readonly Buffer[]): Buffer {
  const framed = bodies.flatMap((body, n) => {
    const head = Buffer.alloc(4);
    head.writeUIntLE(body.length, 0, 3);
    head[3] = (sequence + n) & 0xff;
    return [head, body];
  });
  return Buffer.concat(framed);
}

/** A server error as MySQL states it. */
export interface ServerError {
  readonly code: number;
  readonly state: string;
  readonly message: string;
}

/** @param sequence - that of the packet being answered, -1 when the server speaks first. */
export function errorPacket({ code, state, message }: ServerError, sequence: number): Buffer {
  return packets(sequence + 1, [
    Buffer.concat([bytes(0xff), uint(code, 2), Buffer.from(`#${state}${message}`)]),
  ]);
}

export function bytes(...values: readonly number[]): Buffer {
  return Buffer.from(values);
}

export function uint(value: number, size: number): Buffer {
  const buffer = Buffer.alloc(size);
  buffer.writeUIntLE(value, 0, size);
  return buffer;
}

export function lengthEncoded(value: number): Buffer {
  if (value < 0xfb) return bytes(value);
  if (value < 0x1_0000) return Buffer.concat([bytes(0xfc), uint(value, 2)]);
  return Buffer.concat([bytes(0xfd), uint(value, 3)]);
}

export function lengthEncodedText(value: string): Buffer {
  const text = Buffer.from(value);
  return Buffer.concat([lengthEncoded(text.length), text]);
}

export type BoundValue = string | number | bigint | Buffer | null;

/** The values of a COM_STMT_EXECUTE with that many parameters, dates as MySQL writes them. */
export function executeValues(body: Buffer, parameters: number): BoundValue[] {
  if (parameters === 0) return [];
  const nulls = 10;
  const typed = nulls + ((parameters + 7) >> 3) + 1;
  const cursor = { body, at: typed + parameters * 2 };
  return Array.from({ length: parameters }, (_, n) => {
    const isNull = (body.readUInt8(nulls + (n >> 3)) & (1 << (n & 7))) !== 0;
    return isNull
      ? null
      : boundValue(cursor, body.readUInt8(typed + n * 2), body.readUInt8(typed + n * 2 + 1));
  });
}

interface Cursor {
  readonly body: Buffer;
  at: number;
}

function boundValue(cursor: Cursor, type: number, flags: number): BoundValue {
  const unsigned = (flags & 0x80) !== 0;
  const { body, at } = cursor;
  switch (type) {
    case types.null:
      return null;
    case types.tiny:
      cursor.at += 1;
      return unsigned ? body.readUInt8(at) : body.readInt8(at);
    case types.short:
      cursor.at += 2;
      return unsigned ? body.readUInt16LE(at) : body.readInt16LE(at);
    case types.long:
      cursor.at += 4;
      return unsigned ? body.readUInt32LE(at) : body.readInt32LE(at);
    case types.longLong:
      cursor.at += 8;
      return unsigned ? body.readBigUInt64LE(at) : body.readBigInt64LE(at);
    case types.float:
      cursor.at += 4;
      return body.readFloatLE(at);
    case types.double:
      cursor.at += 8;
      return body.readDoubleLE(at);
    case types.date:
    case types.dateTime:
    case types.timestamp: {
      const length = body.readUInt8(at);
      cursor.at += 1 + length;
      return dateTimeText(body.subarray(at + 1, cursor.at), type === types.date);
    }
    default: {
      const value = readLengthEncoded(cursor);
      return type === types.blob ? value : value.toString('utf8');
    }
  }
}

function readLengthEncoded(cursor: Cursor): Buffer {
  const first = cursor.body.readUInt8(cursor.at);
  const size = first === 0xfc ? 2 : first === 0xfd ? 3 : first === 0xfe ? 6 : 0;
  const length = size === 0 ? first : cursor.body.readUIntLE(cursor.at + 1, size);
  // An eight-byte length has two bytes more, which are zero for anything that fits in memory.
  const start = cursor.at + 1 + (size === 6 ? 8 : size);
  cursor.at = start + length;
  return cursor.body.subarray(start, cursor.at);
}

function dateTimeText(body: Buffer, dateOnly: boolean): string {
  const part = (at: number) => String(body.length > at ? body.readUInt8(at) : 0).padStart(2, '0');
  const year = String(body.length > 1 ? body.readUInt16LE(0) : 0).padStart(4, '0');
  const date = `${year}-${part(2)}-${part(3)}`;
  if (dateOnly) return date;
  const micros = String(body.length > 7 ? body.readUInt32LE(7) : 0).padStart(6, '0');
  return `${date} ${part(4)}:${part(5)}:${part(6)}.${micros.slice(0, 3)}`;
}

/** A value of a binary row; `text` is the value as the text protocol writes it. */
export function binaryValue(type: number, text: string): Buffer {
  switch (type) {
    case types.tiny:
      return bytes(Number(text) & 0xff);
    case types.long: {
      const buffer = Buffer.alloc(4);
      buffer.writeInt32LE(Number(text));
      return buffer;
    }
    case types.longLong: {
      const buffer = Buffer.alloc(8);
      buffer.writeBigInt64LE(BigInt(text));
      return buffer;
    }
    case types.double: {
      const buffer = Buffer.alloc(8);
      buffer.writeDoubleLE(Number(text));
      return buffer;
    }
    case types.date:
    case types.dateTime:
      return binaryDateTime(text);
    default:
      return lengthEncodedText(text);
  }
}

function binaryDateTime(text: string): Buffer {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = text.split(/\D/).map(Number);
  const date = [uint(year, 2), bytes(month, day)];
  if (text.length <= 10) return Buffer.concat([bytes(4), ...date]);
  const micros = Number((text.split('.')[1] ?? '').padEnd(6, '0'));
  return Buffer.concat([bytes(11), ...date, bytes(hour, minute, second), uint(micros, 4)]);
}
