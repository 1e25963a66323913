/** PostgreSQL's protocol as the fault proxy follows it. */

import { type Conversation, countsAsCall, type Refusal, type Request } from '../sql/conversation.ts';
import type { Received } from '../system.ts';
import {
  bindValues,
  cancelRequest,
  gssRequest,
  type Message,
  MessageReader,
  readStrings,
  readyForQuery,
  report,
  settingsOf,
  sslRequest,
  startupCode,
  startupParameters,
} from './wire.ts';

const errors: Record<Refusal, readonly [code: string, words: string]> = {
  fail: ['XX000', 'the sandbox was told to fail'],
  throttle: ['53300', 'too many connections for role "sandbox"'],
  cancelled: ['57014', 'canceling statement due to user request'],
  timeout: ['57014', 'canceling statement due to statement timeout'],
};

const nothing = (): readonly Received[] => [];

export function postgresConversation(): Conversation {
  const client = new MessageReader('client');
  const server = new MessageReader('server');
  const statements = new Map<string, string>();
  const portals = new Map<string, { readonly sql: string; readonly bind: Buffer }>();
  let gathered: Message[] = [];
  let cancelKey: string | undefined;
  let introduced = false;
  let started: ReadonlyMap<string, string> = new Map();
  let timeoutMs = 0;

  function fromUntyped({ bytes }: Message): Request {
    const silent = { bytes, kind: 'silent', statements: 0, received: nothing, refuse: fatal } as const;
    switch (startupCode(bytes)) {
      case sslRequest:
      case gssRequest:
        return { ...silent, reply: Buffer.from('N') };
      case cancelRequest:
        return { ...silent, kind: 'opening', cancels: bytes.toString('hex', 8) };
      default:
        started = startupParameters(bytes);
        follow(started);
        return { ...silent, kind: 'opening' };
    }
  }

  function fromBatch(batch: readonly Message[]): Request {
    const executed: { readonly sql: string; readonly bind?: Buffer }[] = [];
    for (const { type, bytes } of batch) {
      if (type === 'Q') executed.push({ sql: readStrings(bytes, 1)[0] ?? '' });
      else if (type === 'P') {
        const [name = '', sql = ''] = readStrings(bytes, 2);
        statements.set(name, sql);
      } else if (type === 'B') {
        const [portal = '', statement = ''] = readStrings(bytes, 2);
        portals.set(portal, { sql: statements.get(statement) ?? '', bind: bytes });
      } else if (type === 'E') {
        const portal = portals.get(readStrings(bytes, 1)[0] ?? '');
        if (portal !== undefined) executed.push(portal);
      }
    }
    for (const { sql } of executed) follow(settingsOf(sql) ?? started);
    const counted = executed.filter(({ sql }) => countsAsCall(sql));
    const last = batch.at(-1)?.type;
    const [only] = batch;
    return {
      bytes: batch.length === 1 && only !== undefined ? only.bytes : Buffer.concat(batch.map((m) => m.bytes)),
      kind: last === 'S' || last === 'Q' ? 'command' : 'silent',
      statements: counted.length,
      received: () =>
        counted.map(({ sql, bind }) => ({
          operation: sql,
          values: bind === undefined ? [] : bindValues(bind),
        })),
      refuse: (reason) => (reason === 'throttle' ? fatal(reason) : refused(reason)),
      ...(timeoutMs > 0 && { timeoutMs }),
    };
  }

  function follow(settings: ReadonlyMap<string, string>): void {
    const value = settings.get('statement_timeout');
    if (value !== undefined) timeoutMs = milliseconds(value);
  }

  return {
    greeting: () => undefined,
    fromClient(bytes) {
      const requests: Request[] = [];
      for (const message of client.read(bytes)) {
        if (message.type === '') {
          requests.push(fromUntyped(message));
          continue;
        }
        gathered.push(message);
        if ('PBDEC'.includes(message.type)) continue;
        requests.push(fromBatch(gathered));
        gathered = [];
      }
      return requests;
    },
    fromServer(bytes) {
      if (introduced) return bytes;
      for (const message of server.read(bytes)) {
        if (message.type === 'K') cancelKey = message.bytes.toString('hex', 5);
        if (message.type === 'Z') introduced = true;
      }
      return bytes;
    },
    get cancelKey() {
      return cancelKey;
    },
    farewell: () => fatal('throttle').bytes,
  };
}

function refused(reason: Refusal): { bytes: Buffer; close: boolean } {
  return { bytes: Buffer.concat([report('E', 'ERROR', ...errors[reason]), readyForQuery]), close: false };
}

function fatal(reason: Refusal): { bytes: Buffer; close: boolean } {
  return { bytes: report('E', 'FATAL', ...errors[reason]), close: true };
}

/** A PostgreSQL duration: a bare number is milliseconds. */
function milliseconds(value: string): number {
  const [, amount, unit] = /^(\d+)\s*(ms|s|min)?$/.exec(value.trim()) ?? [];
  const factor = unit === 's' ? 1000 : unit === 'min' ? 60_000 : 1;
  return amount === undefined ? 0 : Number(amount) * factor;
}
