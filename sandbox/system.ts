/**
 * What every embedded sandbox system has in common: where it listens, how it is told to misbehave, and what it
 * was asked. Tests, the demo and the benchmark drive all four through this one shape.
 */

/** How a sandbox system answers. `fail` is the vendor's own server error; `garbage` is bytes no client can parse. */
export const faultModes = ['ok', 'slow', 'hang', 'down', 'fail', 'throttle', 'garbage'] as const;
export type FaultMode = (typeof faultModes)[number];

export interface Fault {
  readonly mode: FaultMode;
  /** Added before each answer when `mode` is `slow`. */
  readonly delayMs: number;
  /** What a throttled HTTP answer says in `Retry-After`. */
  readonly retryAfterSeconds: number;
  /** Columns that no longer exist, as `table.column` (`users.last_name`, `Contact.Email`). */
  readonly dropped: readonly string[];
}

export const healthy: Fault = { mode: 'ok', delayMs: 0, retryAfterSeconds: 1, dropped: [] };

/** One request as a system received it: SQL text with its bound values, or method, path and body. */
export interface Received {
  readonly operation: string;
  readonly values: readonly unknown[];
}

export interface SandboxSystem {
  /** The name the sandbox configuration gives it: app, shop, crm, billing. */
  readonly name: string;
  readonly kind: 'postgres' | 'mysql' | 'salesforce' | 'stripe';
  /** What a client is configured with. */
  readonly url: string;
  readonly fault: Fault;
  /** Changes the named parts of the fault and keeps the rest; in force for the next request. */
  setFault(change: Partial<Fault>): Promise<void>;
  /** Requests that reached the system since `forget`, oldest first; `recording` is off by default. */
  readonly received: readonly Received[];
  /** Number of requests since `forget`, counted whether or not they are recorded. */
  readonly calls: number;
  /** Number of client connections opened since the start (HTTP: sockets). */
  readonly connections: number;
  record(on: boolean): void;
  forget(): void;
  close(): Promise<void>;
}
