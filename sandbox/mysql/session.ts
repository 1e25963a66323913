/** One client's session on the embedded MySQL: login, commands, prepared statements, access mode. */
import { randomBytes } from 'node:crypto';
import type { Peer } from '../sql/conversation.ts';
import { parameterDefinition, resultColumn } from './columns.ts';
import { type Answer, type Engine, version } from './engine.ts';
import { readOnlyTransaction, translateError, unknownStatement, unknownThread } from './errors.ts';
import {
  type BoundValue,
  binaryValue,
  bytes,
  capabilities,
  commands,
  errorPacket,
  executeValues,
  lengthEncoded,
  lengthEncodedText,
  type Packet,
  PacketReader,
  packets,
  uint,
} from './wire.ts';

const offered =
  capabilities.longPassword |
  capabilities.foundRows |
  capabilities.longFlag |
  capabilities.connectWithDb |
  capabilities.protocol41 |
  capabilities.transactions |
  capabilities.secureConnection |
  capabilities.pluginAuth |
  capabilities.connectAttributes |
  capabilities.pluginAuthLengthEncoded;

const utf8mb4 = 224;
const status = { transaction: 1, autocommit: 2 } as const;

/** Statements that change data or its definition. */
const writes = /^(?:INSERT|UPDATE|DELETE|REPLACE|CREATE|ALTER|DROP|TRUNCATE)$/;

/** All sessions of one server by their number, for KILL. */
export type Sessions = Map<number, Peer>;

export function openSession(engine: Engine, sessions: Sessions, id: number, client: Peer): Peer {
  const reader = new PacketReader();
  const prepared = new Map<number, { readonly sql: string; readonly parameters: number }>();
  let nextStatement = 1;
  let loggedIn = false;
  /** `SET SESSION TRANSACTION READ ONLY` and `START TRANSACTION READ ONLY`. */
  let readOnly = { session: false, transaction: false };
  const session = {};

  function accept({ sequence, body }: Packet): void {
    const reply = (...bodies: readonly Buffer[]) => client.send(packets(sequence + 1, bodies));
    if (!loggedIn) {
      // Any user and any password: there is nothing here to protect.
      loggedIn = true;
      reply(ok());
      return;
    }
    switch (body.readUInt8(0)) {
      case commands.quit:
        client.end();
        return;
      case commands.sendLongData:
        return;
      case commands.closeStatement:
        prepared.delete(body.readUInt32LE(1));
        return;
      case commands.query: {
        const sql = body.toString('utf8', 1);
        answer(sequence, sql, () => reply(...written(execute(sql, []), textRow)));
        return;
      }
      case commands.prepare: {
        const sql = body.toString('utf8', 1);
        answer(sequence, sql, () => reply(...prepare(sql)));
        return;
      }
      case commands.execute: {
        const { sql, parameters } = prepared.get(body.readUInt32LE(1)) ?? {};
        if (sql === undefined || parameters === undefined) {
          client.send(errorPacket(unknownStatement(body.readUInt32LE(1)).error, sequence));
          return;
        }
        answer(sequence, sql, () =>
          reply(...written(execute(sql, executeValues(body, parameters)), binaryRow)),
        );
        return;
      }
      case commands.changeUser:
      case commands.resetConnection:
        reset();
        reply(ok());
        return;
      case commands.ping:
      case commands.initDb:
      case commands.resetStatement:
        reply(ok());
        return;
      default:
        client.send(errorPacket({ code: 1047, state: '08S01', message: 'Unknown command' }, sequence));
    }
  }

  /** Runs work in the session's turn; what it throws becomes the answer. */
  function answer(sequence: number, sql: string, work: () => void): void {
    engine.turns.take(session, () => {
      try {
        work();
      } catch (error) {
        client.send(errorPacket(translateError(error, sql, engine.schema), sequence));
      }
      return engine.database.isTransaction;
    });
  }

  function prepare(sql: string): Buffer[] {
    const housekeeping = arrangement(sql) !== undefined;
    const { parameters, statement } = housekeeping
      ? { parameters: 0, statement: undefined }
      : engine.prepare(sql);
    const columns = (statement?.columns() ?? []).map(
      (column, at) => resultColumn(column, [], at, engine.schema).definition,
    );
    const id = nextStatement++;
    prepared.set(id, { sql, parameters });
    const head = [bytes(0), uint(id, 4), uint(columns.length, 2), uint(parameters, 2), bytes(0), uint(0, 2)];
    return [
      Buffer.concat(head),
      ...(parameters > 0 ? [...Array.from({ length: parameters }, () => parameterDefinition), eof()] : []),
      ...(columns.length > 0 ? [...columns, eof()] : []),
    ];
  }

  function execute(sql: string, values: readonly BoundValue[]): Answer {
    const arrange = arrangement(sql);
    if (arrange !== undefined) {
      arrange();
      return { kind: 'changed', affected: 0, insertId: 0 };
    }
    const { verb } = engine.prepare(sql);
    if (writes.test(verb) && (readOnly.session || readOnly.transaction)) throw readOnlyTransaction();
    const done = engine.run(sql, values, { id });
    if (!engine.database.isTransaction) readOnly = { ...readOnly, transaction: false };
    else if (/^\s*START\s+TRANSACTION\s+READ\s+ONLY\b/i.test(sql))
      readOnly = { ...readOnly, transaction: true };
    return done;
  }

  /** What a statement arranges for the session without asking the engine; undefined for every other statement. */
  function arrangement(sql: string): (() => void) | undefined {
    const [, kill, target] = /^\s*KILL\s+(?:(QUERY|CONNECTION)\s+)?(\d+)\s*$/i.exec(sql) ?? [];
    if (target !== undefined) {
      return () => {
        const victim = sessions.get(Number(target));
        if (victim === undefined) throw unknownThread(Number(target));
        // A query has run to its end before another session is heard, so there is only the connection to end.
        if (kill?.toUpperCase() !== 'QUERY') victim.end();
      };
    }
    if (/^\s*(?:COMMIT|ROLLBACK)\s*;?\s*$/i.test(sql) && !engine.database.isTransaction) return () => {};
    if (!/^\s*(?:SET\s+(?!STATEMENT\b)|USE\s)/i.test(sql)) return undefined;
    const [, access, flag] =
      /\bTRANSACTION\s+READ\s+(ONLY|WRITE)\b|\btransaction_read_only\s*=\s*(\w+)/i.exec(sql) ?? [];
    return () => {
      if (access === undefined && flag === undefined) return;
      readOnly = { ...readOnly, session: /^(?:ONLY|ON|1|TRUE)$/i.test(access ?? flag ?? '') };
    };
  }

  function ok(affected = 0, insertId = 0): Buffer {
    return Buffer.concat([bytes(0), lengthEncoded(affected), lengthEncoded(insertId), flags(), uint(0, 2)]);
  }

  function eof(): Buffer {
    return Buffer.concat([bytes(0xfe), uint(0, 2), flags()]);
  }

  function flags(): Buffer {
    return uint(
      engine.database.isTransaction ? status.transaction | status.autocommit : status.autocommit,
      2,
    );
  }

  function written(
    done: Answer,
    row: (cells: readonly (string | null)[], types: readonly number[]) => Buffer,
  ) {
    if (done.kind === 'changed') return [ok(done.affected, done.insertId)];
    const types = done.columns.map((column) => column.type);
    return [
      lengthEncoded(done.columns.length),
      ...done.columns.map((column) => column.definition),
      eof(),
      ...done.rows.map((cells) => row(cells, types)),
      eof(),
    ];
  }

  function reset(): void {
    prepared.clear();
    readOnly = { session: false, transaction: false };
    rollBack();
  }

  function rollBack(): void {
    engine.turns.leave(session, () => {
      if (engine.database.isOpen && engine.database.isTransaction) engine.database.exec('ROLLBACK');
    });
  }

  sessions.set(id, client);
  client.send(packets(0, [greeting(id)]));
  return {
    send(received) {
      for (const packet of reader.read(received)) accept(packet);
    },
    end() {
      sessions.delete(id);
      rollBack();
    },
  };
}

function textRow(cells: readonly (string | null)[]): Buffer {
  return Buffer.concat(cells.map((cell) => (cell === null ? bytes(0xfb) : lengthEncodedText(cell))));
}

function binaryRow(cells: readonly (string | null)[], types: readonly number[]): Buffer {
  // The bitmap of nulls leaves its first two bits unused.
  const nulls = Buffer.alloc((cells.length + 9) >> 3);
  const values = cells.map((cell, at) => {
    if (cell !== null) return binaryValue(types[at] ?? 0, cell);
    nulls[(at + 2) >> 3] = (nulls[(at + 2) >> 3] ?? 0) | (1 << ((at + 2) & 7));
    return Buffer.alloc(0);
  });
  return Buffer.concat([bytes(0), nulls, ...values]);
}

function greeting(id: number): Buffer {
  // The challenge must not contain a zero, which would end it.
  const challenge = randomBytes(20).map((byte) => byte | 1);
  return Buffer.concat([
    bytes(10),
    Buffer.from(`${version}\0`),
    uint(id, 4),
    challenge.subarray(0, 8),
    bytes(0),
    uint(offered & 0xffff, 2),
    bytes(utf8mb4),
    uint(status.autocommit, 2),
    uint(offered >>> 16, 2),
    bytes(challenge.length + 1),
    Buffer.alloc(10),
    challenge.subarray(8),
    Buffer.from('\0mysql_native_password\0'),
  ]);
}
