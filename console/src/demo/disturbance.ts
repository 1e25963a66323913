/** How a sandbox system can be disturbed, and what a visitor then has to look for. */
import { counted, uncapitalised } from '../parts/in-words.ts';

/** As the sandbox's control tells it; `sandbox/system.ts` says what each part means. */
export interface Disturbed {
  readonly name: string;
  readonly kind: string;
  readonly fault: {
    readonly mode: Mode;
    readonly delayMs: number;
    readonly retryAfterSeconds: number;
    readonly dropped: readonly string[];
  };
}

export type Change = Partial<Disturbed['fault']>;

export const modes = ['ok', 'slow', 'hang', 'down', 'fail', 'throttle', 'garbage'] as const;
export type Mode = (typeof modes)[number];

export const modeWords: Readonly<Record<Mode, string>> = {
  ok: 'Healthy',
  slow: 'Slow',
  hang: 'Hanging',
  down: 'Down',
  fail: 'Failing',
  throttle: 'Throttled',
  garbage: 'Garbage',
};

/** What nobody else in the sandbox knows of a customer. */
const alone: Readonly<Record<string, string>> = {
  app: 'orders of the app and its history of consents',
  shop: 'purchases in the shop',
  crm: 'cases, opportunities and job titles',
  billing: 'invoices, subscriptions and payments',
};

/** A column of each system that may go without the system going; Stripe has no columns. */
const columns: Readonly<Record<string, string>> = {
  app: 'users.phone',
  shop: 'customers.tel',
  crm: 'Contact.Title',
};

/** The column that can be taken away from a system; undefined where there is none. */
export function columnToDrop(name: string): string | undefined {
  return columns[name];
}

export function isDisturbed({ fault }: Disturbed): boolean {
  return fault.mode !== 'ok' || fault.dropped.length > 0;
}

/** What becomes of a system, and where that is seen. */
export function whatToLookFor({ name, fault }: Disturbed): string {
  const missing = `What only ${name} knows (${alone[name] ?? 'its own fields'}) is missing`;
  switch (fault.mode) {
    case 'ok':
      return 'It answers as it should.';
    case 'slow':
      return `It answers ${fault.delayMs} ms late. Answers that need it wait for it, others do not; past the deadline they come without it.`;
    case 'hang':
      return `It takes requests and never answers. The answer comes at the deadline: ${uncapitalised(missing)}, its status is “too slow”, marketing is denied to be safe.`;
    case 'down':
      return `It drops every connection. ${missing}; marketing is denied to be safe, and support works on.`;
    case 'fail':
      return `It answers with a server error of its own. ${missing}, as when it is down; on Sources its failures are counted.`;
    case 'throttle':
      return `It says that it is asked too much, and to wait ${fault.retryAfterSeconds} s. Its status is “asks for patience”; it is left alone for as long.`;
    case 'garbage':
      return `It answers with bytes that no client can read. ${missing}; what is not understood denies, it never permits.`;
  }
}

/** What becomes of it without a column. */
export function lossOf(column: string): string {
  return `The field that ${column} feeds is missing, all else is as before; Sources tells which column is gone.`;
}

/** The part of a fault that a chosen mode changes: with something to be felt where there is nothing yet. */
export function changeTo(mode: Mode, { fault }: Disturbed): Change {
  if (mode === 'slow' && fault.delayMs === 0) return { mode, delayMs: 1_500 };
  if (mode === 'throttle' && fault.retryAfterSeconds <= 1) return { mode, retryAfterSeconds: 10 };
  return { mode };
}

/** How many are disturbed, as a button says it. */
export function disturbedInWords(count: number): string {
  if (count === 0) return 'Break something';
  return `${counted(count, 'system')} disturbed`;
}
