/**
 * One client's session on the embedded PostgreSQL. The engine has a single session of its own, so what PostgreSQL
 * keeps per connection is kept here: names of prepared statements, settings, the open transaction.
 */
import type { PGlite } from '@electric-sql/pglite';
import type { Peer } from '../sql/conversation.ts';
import type { Turns } from '../sql/turns.ts';
import {
  int32,
  type Message,
  MessageReader,
  message,
  query,
  readStrings,
  readyForQuery,
  report,
  settingsOf,
  startupCode,
  startupParameters,
  sync,
  text,
} from './wire.ts';

/** The engine, the turns taken on it, and the settings it has now. */
export interface Engine {
  readonly database: PGlite;
  readonly turns: Turns;
  /** SQL that made the settings in force; empty when they are the engine's own. */
  settings: string;
  sessions: number;
}

/** Settings reported at start-up, which drivers read. */
const reported = {
  server_version: '18.0 (onefold sandbox)',
  server_encoding: 'UTF8',
  client_encoding: 'UTF8',
  DateStyle: 'ISO, MDY',
  TimeZone: 'UTC',
  integer_datetimes: 'on',
  standard_conforming_strings: 'on',
};

/** Start-up parameters that are not settings, or that the engine has one value of. */
const notSettings = new Set(['user', 'database', 'replication', 'client_encoding']);

/** The bytes of a message that names a prepared statement: Parse, Bind, Describe, Close. */
const naming = new Set(['P', 'B', 'D', 'C']);

export function openSession(engine: Engine, client: Peer): Peer {
  const { database, turns } = engine;
  const reader = new MessageReader('client');
  const session = {};
  const id = ++engine.sessions;
  const statements = new Set<string>();
  let initial: ReadonlyMap<string, string> = new Map();
  let settings = new Map<string, string>();
  let gathered: Buffer[] = [];
  let stated: string[] = [];

  function start(bytes: Buffer): void {
    initial = new Map(
      [...startupParameters(bytes)].filter(([name]) => !notSettings.has(name) && !name.startsWith('_pq_.')),
    );
    settings = new Map(initial);
    turns.take(session, () => {
      const fault = applySettings();
      if (fault === undefined) client.send(introduction(id));
      else {
        client.send(fault);
        client.end();
      }
      return false;
    });
  }

  /** @returns the engine's error when it does not accept the session's settings. */
  function applySettings(): Buffer | undefined {
    const sql = [...settings].map(([name, value]) => `SET ${quoted(name)} = ${literal(value)};`).join('');
    if (engine.settings === sql) return undefined;
    const answer = run(query(`RESET ALL;${sql}`));
    const fault = new MessageReader('server').read(answer).find(({ type }) => type === 'E');
    engine.settings = fault === undefined ? sql : 'unknown';
    return fault?.bytes;
  }

  function run(bytes: Buffer): Buffer {
    const answer = database.execProtocolRawSync(bytes);
    return Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength);
  }

  /** Runs one batch: a simple query, or all messages up to a Sync, which no other session may interrupt. */
  function execute(bytes: Buffer, sql: readonly string[]): void {
    turns.take(session, () => {
      const inside = database.isInTransaction();
      if (!inside) applySettings();
      const answer = run(bytes);
      client.send(answer);
      for (const words of sql) follow(words);
      // Without ReadyForQuery at its end the batch goes on; its last byte is the transaction status otherwise.
      const ready = answer.length >= 6 && answer[answer.length - 6] === 'Z'.charCodeAt(0);
      return !ready || answer[answer.length - 1] !== 'I'.charCodeAt(0);
    });
  }

  function follow(sql: string): void {
    const made = settingsOf(sql);
    if (made === undefined) settings = new Map(initial);
    else for (const [name, value] of made) settings.set(name, value);
    if (made === undefined || made.size > 0) engine.settings = 'unknown';
  }

  function accept({ type, bytes }: Message): void {
    if (type === '') {
      // Statements run to their end before another message is read, so there is never one to cancel.
      if (startupCode(bytes) >>> 16 === 3) start(bytes);
      else client.end();
      return;
    }
    if (type === 'X') {
      client.end();
      return;
    }
    if (type === 'Q') stated.push(readStrings(bytes, 1)[0] ?? '');
    if (type === 'P') stated.push(readStrings(bytes, 2)[1] ?? '');
    gathered.push(naming.has(type) ? renamed(type, bytes) : bytes);
    if (type !== 'Q' && type !== 'S' && type !== 'H') return;
    execute(Buffer.concat(gathered), stated);
    gathered = [];
    stated = [];
  }

  /** Two clients may give one name to different statements; the engine sees the session's number before each name. */
  function renamed(type: string, bytes: Buffer): Buffer {
    const from = type === 'D' || type === 'C' ? 6 : 5;
    if (from === 6 && bytes[5] !== 'S'.charCodeAt(0)) return bytes;
    const strings = type === 'B' ? readStrings(bytes, 2) : readStrings(bytes, 1, from);
    const name = strings.at(-1) ?? '';
    if (name === '') return bytes;
    const own = `${id}/${name}`;
    if (type === 'P') statements.add(own);
    const before = bytes.subarray(5, type === 'B' ? 5 + Buffer.byteLength(strings[0] ?? '') + 1 : from);
    const after = bytes.subarray(5 + before.length + Buffer.byteLength(name) + 1);
    return message(type, before, text(own), after);
  }

  return {
    send(bytes) {
      for (const received of reader.read(bytes)) accept(received);
    },
    end() {
      turns.leave(session, () => {
        if (database.closed) return;
        if (database.isInTransaction()) run(query('ROLLBACK'));
        // The Sync also ends a batch that the client left unfinished.
        const closing = [...statements].map((name) => message('C', Buffer.from('S'), text(name)));
        run(Buffer.concat([...closing, sync]));
      });
    },
  };
}

function introduction(id: number): Buffer {
  return Buffer.concat([
    message('R', int32(0)),
    ...Object.entries(reported).map(([name, value]) => message('S', text(name), text(value))),
    // Start-up is not authenticated, so the cancel key is no secret either.
    message('K', int32(id, id)),
    report('N', 'NOTICE', '00000', 'onefold sandbox: an embedded demo database, nothing in it is kept'),
    readyForQuery,
  ]);
}

/** Quotes a setting's name, of which an extension's has two parts. */
function quoted(name: string): string {
  return name
    .split('.')
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join('.');
}

function literal(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
