/** MySQL's protocol as the fault proxy follows it. */
import { type Conversation, countsAsCall, type Refusal, type Request } from '../sql/conversation.ts';
import type { Received } from '../system.ts';
import { countParameters } from './tokens.ts';
import {
  capabilities,
  commands,
  errorPacket,
  executeValues,
  type Packet,
  PacketReader,
  type ServerError,
} from './wire.ts';

const errors: Record<Refusal, ServerError> = {
  fail: { code: 1105, state: 'HY000', message: 'the sandbox was told to fail' },
  throttle: {
    code: 1226,
    state: '42000',
    message: "User 'sandbox' has exceeded the 'max_questions' resource (current value: 0)",
  },
  cancelled: { code: 1317, state: '70100', message: 'Query execution was interrupted' },
  timeout: {
    code: 3024,
    state: 'HY000',
    message: 'Query execution was interrupted, maximum statement execution time exceeded',
  },
};

const tooManyConnections: ServerError = { code: 1040, state: '08004', message: 'Too many connections' };

/** What the proxy could not read through: it takes these offers out of the server's greeting. */
const notOffered =
  capabilities.tls | capabilities.compress | capabilities.zstd | capabilities.queryAttributes;

const silentCommands: ReadonlySet<number> = new Set([
  commands.quit,
  commands.sendLongData,
  commands.closeStatement,
]);

const nothing = (): readonly Received[] => [];

export function mysqlConversation(): Conversation {
  const client = new PacketReader();
  /** Follows the server only while something is to be learnt; each time it starts on a packet's edge. */
  let server = new PacketReader();
  const statements = new Map<number, { readonly sql: string; readonly parameters: number }>();
  let phase: 'greeting' | 'login' | 'commands' = 'greeting';
  let cancelKey: string | undefined;
  /** The statement whose number the server has still to tell. */
  let preparing: string | undefined;
  /** The session's own limit, for statements that bring none. */
  let sessionTimeoutMs: number | undefined;

  function request(packet: Packet): Request {
    const { bytes, body, sequence } = packet;
    const refuse = (reason: Refusal) => ({ bytes: errorPacket(errors[reason], sequence), close: false });
    const uncounted = { bytes, kind: 'command', statements: 0, received: nothing, refuse } as const;
    if (phase !== 'commands') return { ...uncounted, kind: 'silent' };
    const command = body.readUInt8(0);
    if (silentCommands.has(command)) return { ...uncounted, kind: 'silent' };
    if (command === commands.query) return statement(uncounted, body.toString('utf8', 1), noValues);
    if (command === commands.prepare || command === commands.changeUser) server = new PacketReader();
    if (command === commands.prepare) preparing = body.toString('utf8', 1);
    if (command === commands.changeUser) phase = 'login';
    if (command !== commands.execute) return uncounted;
    const { sql, parameters } = statements.get(body.readUInt32LE(1)) ?? { sql: '', parameters: 0 };
    return statement(uncounted, sql, () => executeValues(body, parameters));
  }

  function statement(base: Request, sql: string, values: () => readonly unknown[]): Request {
    const [, limit] = /^\s*SET\s+(?:SESSION\s+)?max_execution_time\s*=\s*(\d+)/i.exec(sql) ?? [];
    if (limit !== undefined) sessionTimeoutMs = Number(limit) || undefined;
    const timeoutMs = statementTimeout(sql) ?? sessionTimeoutMs;
    const [, killed] = /^\s*kill\s+(?:query\s+|connection\s+)?(\d+)/i.exec(sql) ?? [];
    const counts = countsAsCall(sql);
    return {
      ...base,
      statements: counts ? 1 : 0,
      received: () => (counts ? [{ operation: sql, values: values() }] : []),
      ...(timeoutMs !== undefined && { timeoutMs }),
      ...(killed !== undefined && { cancels: killed }),
    };
  }

  /** Reads what matters of a server packet while the proxy has a question open. */
  function learn({ body }: Packet): void {
    const first = body.readUInt8(0);
    if (phase === 'greeting') {
      phase = 'login';
      if (first === 10) cancelKey = String(declineOffers(body));
    } else if (phase === 'login') {
      if (first === 0x00 || first === 0xff) phase = 'commands';
    } else if (preparing !== undefined) {
      if (first === 0x00) {
        statements.set(body.readUInt32LE(1), { sql: preparing, parameters: countParameters(preparing) });
      }
      preparing = undefined;
    }
  }

  return {
    greeting: () => ({
      bytes: Buffer.alloc(0),
      kind: 'opening',
      statements: 0,
      received: nothing,
      refuse: () => ({ bytes: errorPacket(tooManyConnections, -1), close: true }),
    }),
    fromClient: (bytes) => client.read(bytes).map(request),
    fromServer(bytes) {
      if (phase === 'commands' && preparing === undefined) return bytes;
      for (const packet of server.read(bytes)) learn(packet);
      return bytes;
    },
    get cancelKey() {
      return cancelKey;
    },
    farewell: () => undefined,
  };
}

const noValues = (): readonly unknown[] => [];

/** MySQL states it in milliseconds in a hint, MariaDB in seconds before the statement. */
function statementTimeout(sql: string): number | undefined {
  const [, milliseconds] = /\bMAX_EXECUTION_TIME\((\d+)\)/i.exec(sql) ?? [];
  if (milliseconds !== undefined) return Number(milliseconds);
  const [, seconds] = /^\s*SET\s+STATEMENT\s+max_statement_time\s*=\s*([\d.]+)/i.exec(sql) ?? [];
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}

/**
 * Clears offers in the greeting, in place: it comes whole, as the first thing a server says.
 *
 * @returns the connection's number.
 */
function declineOffers(greeting: Buffer): number {
  const version = greeting.indexOf(0, 1);
  const connection = greeting.readUInt32LE(version + 1);
  const low = version + 1 + 4 + 9;
  const high = low + 5;
  greeting.writeUInt16LE(greeting.readUInt16LE(low) & ~notOffered & 0xffff, low);
  greeting.writeUInt16LE(greeting.readUInt16LE(high) & (~notOffered >>> 16), high);
  return connection;
}
