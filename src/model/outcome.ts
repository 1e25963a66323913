import type { GatewayError } from './errors.ts';

/** What one source said to one question. Failure is a value; absence is not failure. */
export type Outcome<T> =
  | { readonly kind: 'found'; readonly value: T }
  | { readonly kind: 'absent' }
  | { readonly kind: 'failed'; readonly error: GatewayError };

export const absent = { kind: 'absent' } as const;

export function found<T>(value: T): Outcome<T> {
  return { kind: 'found', value };
}

export function failed(error: GatewayError): Outcome<never> {
  return { kind: 'failed', error };
}

/** What a source contributed to one customer. */
export const sourceStatuses = [
  'OK',
  'ABSENT',
  'STALE',
  'TIMEOUT',
  'UNAVAILABLE',
  'THROTTLED',
  'UNAUTHORIZED',
  'DRIFTED',
  'DENIED',
  'NOT_NEEDED',
] as const;
export type SourceStatus = (typeof sourceStatuses)[number];

const untroubled: ReadonlySet<SourceStatus> = new Set(['OK', 'ABSENT', 'NOT_NEEDED']);

/** Whether something of what a source was needed for is missing or old. */
export function isTroubled({ status }: { readonly status: SourceStatus }): boolean {
  return !untroubled.has(status);
}
