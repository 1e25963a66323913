/** Errors nobody foresaw, as the log may have them. */

export interface Unforeseen {
  readonly type: string;
  /** A driver's or Node's own code, where it is one. */
  readonly code?: string;
  /** Where it came from, innermost first. */
  readonly frames: readonly string[];
}

/** What is known of an error without its message, which may quote a customer: a duplicate key, an unreadable value. */
export function unforeseen(cause: unknown): Unforeseen {
  if (!(cause instanceof Error)) return { type: typeof cause, frames: [] };
  const { name } = cause;
  const frames = traceOf(cause)
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .map((line) => line.trim());
  const code =
    'code' in cause && /^[A-Z0-9_]{1,40}$/.test(String(cause.code)) ? String(cause.code) : undefined;
  return { type: /^\w+$/.test(name) ? name : 'Error', ...(code === undefined ? {} : { code }), frames };
}

/** What follows the message in a stack as the engine writes it; nothing of a stack that somebody has rewritten. */
function traceOf({ message, stack = '' }: Error): string {
  const header = /^\w+(?: \[\w+\])?(?:: )?/.exec(stack)?.[0] ?? '';
  const trace =
    header !== '' && stack.startsWith(message, header.length)
      ? stack.slice(header.length + message.length)
      : '';
  return trace.startsWith('\n') ? trace : '';
}
