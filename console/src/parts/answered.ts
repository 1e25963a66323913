/** How a source may fare, and what that leaves open. */
const failed: ReadonlySet<string> = new Set(['TIMEOUT', 'UNAVAILABLE', 'THROTTLED', 'UNAUTHORIZED']);

/** Whether a source may know more than it said. */
export function failedToAnswer({ status }: { readonly status: string }): boolean {
  return failed.has(status);
}
