/** What the fault proxy needs to know of a wire protocol, and nothing more. */
import type { Received } from '../system.ts';

/** One end of a connection, as the other end sees it. */
export interface Peer {
  send(bytes: Buffer): void;
  end(): void;
}

/** Why the proxy answers in the server's place. */
export const refusals = ['fail', 'throttle', 'cancelled', 'timeout'] as const;
export type Refusal = (typeof refusals)[number];

/** The unit of delay, failure and counting: all bytes that the server answers together. */
export interface Request {
  /** For the server, unchanged; empty for the request that only opens a connection. */
  readonly bytes: Buffer;
  /** `opening` makes the proxy connect to the server, a `command` is answered, what is `silent` is only passed on. */
  readonly kind: 'opening' | 'command' | 'silent';
  /** The proxy answers this itself, whatever the server would say (a declined TLS request). */
  readonly reply?: Buffer;
  /** Statements executed; session housekeeping (SET, BEGIN, KILL) is not counted. */
  readonly statements: number;
  /** The statements with their bound values, read only when somebody records. */
  received(): readonly Received[];
  /** The session's own statement timeout in milliseconds, when it has one. */
  readonly timeoutMs?: number;
  /** The `cancelKey` of the connection whose running statement this request cancels. */
  readonly cancels?: string;
  /** The server's own error for this request. `close` says whether a real server would hang up after it. */
  refuse(reason: Refusal): { readonly bytes: Buffer; readonly close: boolean };
}

/** One client connection, followed from both sides. */
export interface Conversation {
  /** What a client asks by connecting; undefined where the client speaks first. */
  greeting(): Request | undefined;
  /** Complete requests in what the client has sent so far. */
  fromClient(bytes: Buffer): Request[];
  /** What is to reach the client of the server's bytes. */
  fromServer(bytes: Buffer): Buffer;
  /** Names this connection in cancel requests; known once the server has introduced itself. */
  readonly cancelKey: string | undefined;
  /** An error nobody asked for, sent to an idle client before it is cut; undefined where the server just hangs up. */
  farewell(): Buffer | undefined;
}

const housekeeping =
  /^\s*(?:set\s+(?!statement\b)|reset\b|begin\b|start\b|commit\b|rollback\b|kill\b|use\b|deallocate\b|discard\b)/i;

/** Whether a statement asks for data or changes it, rather than arranging the session. */
export function countsAsCall(sql: string): boolean {
  return sql !== '' && !housekeeping.test(sql);
}
