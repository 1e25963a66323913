const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * The id of the `sequence`th object of a kind, looking as random as Stripe's own: `cus_` and 14 letters and digits.
 * Never the same for two sequences: the last five characters are the sequence itself.
 */
export function stripeId(prefix: string, sequence: number): string {
  let mixed = Math.imul(sequence, 0x9e3779b1) >>> 0;
  let text = '';
  for (let index = 0; index < 9; index += 1) {
    mixed = (Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b) + index) >>> 0;
    text += digits[mixed % 62];
  }
  let tail = '';
  for (let rest = sequence; tail.length < 5; rest = Math.floor(rest / 62)) tail = digits[rest % 62] + tail;
  return `${prefix}_${text}${tail}`;
}
