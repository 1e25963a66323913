/**
 * A server on loopback that stands before a database, embedded or real, and misbehaves when told to. It passes bytes
 * on and reads only as much of the protocol as delays, failures and counts need.
 */
import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { mysqlConversation } from '../mysql/conversation.ts';
import { postgresConversation } from '../postgres/conversation.ts';
import { type Fault, healthy, type Received, type SandboxSystem } from '../system.ts';
import type { Conversation, Peer, Request } from './conversation.ts';
import { quoteName } from './ddl.ts';

export const sqlKinds = ['postgres', 'mysql'] as const;
export type SqlKind = (typeof sqlKinds)[number];

/** What stands behind a proxy. */
export interface Backend {
  /** Opens one connection; what the server says goes to `client`. */
  open(client: Peer): Peer;
  /** Runs a statement behind the proxy's back: neither counted nor disturbed. */
  execute(sql: string, values?: readonly unknown[]): Promise<readonly Record<string, unknown>[]>;
  close(): Promise<void>;
}

export interface ProxyOptions {
  readonly name: string;
  readonly kind: SqlKind;
  /** How a client reaches the database behind; the proxy's own URL differs in host and port only. */
  readonly url: string;
  readonly backend: Backend;
  /** 0 or absent: any free port. */
  readonly port?: number;
}

export interface SqlSystem extends SandboxSystem {
  /** Runs a statement as the owner of the database would; names are not qualified. */
  execute: Backend['execute'];
}

const conversations: Record<SqlKind, () => Conversation> = {
  postgres: postgresConversation,
  mysql: mysqlConversation,
};

/** Begins like a short frame of either protocol, so that a client reads it at once instead of waiting for more. */
const garbage = Buffer.from('0b000000075f8a13c4fee1d90badcafe5eedf00d0000ffff', 'hex');

/** The name a column bears while it is dropped; renaming it back restores its data. */
const nameWhileDropped = (column: string) => `${column}__dropped`;

/** Starts listening on loopback. */
export async function startProxy({ name, kind, url, backend, port = 0 }: ProxyOptions): Promise<SqlSystem> {
  const links = new Set<Link>();
  const board = new Board();
  let connections = 0;

  const server = createServer({ noDelay: true }, (socket) => {
    connections++;
    if (board.fault.mode === 'down') {
      socket.resetAndDestroy();
      return;
    }
    const link = new Link(socket, conversations[kind](), backend, board, links);
    links.add(link);
    socket.once('close', () => links.delete(link));
  });
  const own = new URL(url);
  own.hostname = '127.0.0.1';
  own.port = String(await listen(server, port));

  async function rename(column: string, drop: boolean): Promise<void> {
    const [table = '', name = ''] = column.split('.');
    const [from, to] = drop ? [name, nameWhileDropped(name)] : [nameWhileDropped(name), name];
    const quote = (word: string) => quoteName(word, kind);
    await backend.execute(`ALTER TABLE ${quote(table)} RENAME COLUMN ${quote(from)} TO ${quote(to)}`);
  }

  async function setFault({ dropped = board.fault.dropped, ...change }: Partial<Fault>): Promise<void> {
    board.set({ ...board.fault, ...change });
    for (const link of links) link.faultChanged();
    const before = board.fault.dropped;
    // The fault names a column as dropped only once it is: a column that does not exist leaves it as it was.
    for (const column of before.filter((one) => !dropped.includes(one))) {
      await rename(column, false);
      board.set({ ...board.fault, dropped: board.fault.dropped.filter((one) => one !== column) });
    }
    for (const column of dropped.filter((one) => !before.includes(one))) {
      await rename(column, true);
      board.set({ ...board.fault, dropped: [...board.fault.dropped, column] });
    }
  }

  return {
    name,
    kind,
    url: own.href,
    get fault() {
      return board.fault;
    },
    setFault,
    get received() {
      return board.received;
    },
    get calls() {
      return board.calls;
    },
    get connections() {
      return connections;
    },
    record: (on) => board.record(on),
    forget: () => board.forget(),
    execute: backend.execute,
    async close() {
      if (!server.listening) return;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const link of links) link.cut();
      await closed;
      // A real server outlives its proxy.
      await setFault({ dropped: [] });
      await backend.close();
    },
  };
}

/** The fault in force and the count of calls, shared by all connections. */
class Board {
  fault: Fault = healthy;
  calls = 0;
  received: Received[] = [];
  #recording = false;
  #changed = Promise.withResolvers<void>();

  set(fault: Fault): void {
    this.fault = fault;
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }

  /** Resolves at the next change of the fault. */
  change(): Promise<void> {
    return this.#changed.promise;
  }

  count(request: Request): void {
    this.calls += request.statements;
    if (this.#recording) this.received.push(...request.received());
  }

  record(on: boolean): void {
    this.#recording = on;
  }

  forget(): void {
    this.calls = 0;
    this.received = [];
  }
}

/** One client connection and the connection behind it. */
class Link {
  readonly #socket: Socket;
  readonly #conversation: Conversation;
  readonly #backend: Backend;
  readonly #board: Board;
  readonly #links: ReadonlySet<Link>;
  readonly #queue: Request[] = [];
  #server: Peer | undefined;
  #busy = false;
  /** Ends the delay of the statement that is being held back. */
  #interrupt: AbortController | undefined;

  constructor(
    socket: Socket,
    conversation: Conversation,
    backend: Backend,
    board: Board,
    links: ReadonlySet<Link>,
  ) {
    this.#socket = socket;
    this.#conversation = conversation;
    this.#backend = backend;
    this.#board = board;
    this.#links = links;
    socket.on('data', (bytes) => this.#read(bytes));
    // A client may vanish at any time; `close` follows and tidies up.
    socket.on('error', () => {});
    socket.once('close', () => {
      this.#queue.length = 0;
      this.#interrupt?.abort();
      this.#server?.end();
    });
    const greeting = conversation.greeting();
    if (greeting !== undefined) this.#accept([greeting]);
  }

  faultChanged(): void {
    const { mode } = this.#board.fault;
    if (mode === 'down') this.#socket.resetAndDestroy();
    if (mode === 'throttle') {
      const farewell = this.#conversation.farewell();
      if (farewell !== undefined) this.#socket.end(farewell);
    }
  }

  cut(): void {
    this.#socket.destroy();
  }

  #read(bytes: Buffer): void {
    try {
      this.#accept(this.#conversation.fromClient(bytes));
    } catch {
      // Whoever does not speak the protocol (a port scanner, a browser) gets no answer and stops nobody else.
      this.#socket.destroy();
    }
  }

  #accept(requests: readonly Request[]): void {
    for (const request of requests) this.#board.count(request);
    this.#queue.push(...requests);
    if (!this.#busy) this.#drain().catch(() => this.#socket.destroy());
  }

  /** Serves what is queued, in order; without awaiting anything while all is well, so that a healthy proxy adds little. */
  async #drain(): Promise<void> {
    this.#busy = true;
    for (let request = this.#queue.shift(); request !== undefined; request = this.#queue.shift()) {
      while (this.#board.fault.mode === 'hang') await this.#board.change();
      if (this.#board.fault.mode === 'slow' && request.statements > 0) {
        if (!(await this.#delay(request))) continue;
      }
      if (!this.#socket.destroyed) this.#serve(request);
    }
    this.#busy = false;
  }

  /** @returns whether the statement is still to be run: it was neither cancelled nor out of time. */
  async #delay(request: Request): Promise<boolean> {
    const { delayMs } = this.#board.fault;
    const { timeoutMs = Number.POSITIVE_INFINITY } = request;
    this.#interrupt = new AbortController();
    try {
      await sleep(Math.min(delayMs, timeoutMs), undefined, { signal: this.#interrupt.signal });
    } catch {
      this.#answer(request.refuse('cancelled'));
      return false;
    } finally {
      this.#interrupt = undefined;
    }
    if (timeoutMs < delayMs) this.#answer(request.refuse('timeout'));
    return timeoutMs >= delayMs;
  }

  #serve(request: Request): void {
    if (request.reply !== undefined) {
      this.#socket.write(request.reply);
      return;
    }
    const { mode } = this.#board.fault;
    const silent = request.kind === 'silent';
    if (mode === 'garbage' && !silent) {
      this.#socket.end(garbage);
      return;
    }
    if (mode === 'throttle' && !silent) {
      this.#answer(request.refuse('throttle'));
      return;
    }
    if (mode === 'fail' && request.kind === 'command') {
      this.#answer(request.refuse('fail'));
      return;
    }
    // A statement that this proxy holds back is not running behind it, so only the proxy can cancel it.
    if (request.cancels !== undefined) {
      for (const link of this.#links) {
        if (link.#conversation.cancelKey === request.cancels) link.#interrupt?.abort();
      }
    }
    if (request.kind === 'opening') this.#server = this.#backend.open(this.#client());
    if (request.bytes.length > 0) this.#server?.send(request.bytes);
  }

  #answer({ bytes, close }: { readonly bytes: Buffer; readonly close: boolean }): void {
    if (close) this.#socket.end(bytes);
    else this.#socket.write(bytes);
  }

  #client(): Peer {
    return {
      send: (bytes) => {
        const passed = this.#conversation.fromServer(bytes);
        if (this.#socket.writable && passed.length > 0) this.#socket.write(passed);
      },
      end: () => this.#socket.end(),
    };
  }
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}
