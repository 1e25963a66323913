/** Names, numbers and texts put so that they read as words. */

/** `a`, `a and b`, `a, b and c`. */
export function inWords(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

const grouping = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 });

/** `15,000`. */
export function grouped(count: number): string {
  return grouping.format(count);
}

/** `1 call`, `15,000 calls`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

/** A name of the gateway's that has no words of its own: `GIVEN_NAMES` is `given names`. */
export function spelled(name: string): string {
  return name.toLowerCase().replaceAll('_', ' ');
}

/** As a sentence begins. */
export function capitalised(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

/** As it goes on within a sentence. */
export function uncapitalised(text: string): string {
  return `${text.slice(0, 1).toLowerCase()}${text.slice(1)}`;
}
