/** Reasons are kept for ever, and read by every steward. */
export const longestReason = 500;

/** Whether a reason looks as if somebody could be told by it: an address, a long number, or a web page. */
export function looksPersonal(reason: string): boolean {
  return /\S@\S|(?:\d[\s./-]?){6}|https?:/i.test(reason);
}

/** As it is sent: nothing where there is none. */
export const sentReason = (reason: string): string | null => (reason.trim() === '' ? null : reason.trim());
