/**
 * A repeatable stream of chance (mulberry32). Every draw moves the stream on, so the order of draws is part of what a
 * seed means; `Math.random` has no place in the population.
 */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** Uniform in [0, 1). */
  unit(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  chance(rate: number): boolean {
    return this.unit() < rate;
  }

  /** Both ends included. */
  integer(least: number, most: number): number {
    return least + Math.floor(this.unit() * (most - least + 1));
  }

  /** @throws RangeError when the list is empty. */
  pick<T>(list: readonly T[]): T {
    return at(list, Math.floor(this.unit() * list.length));
  }

  /** Prefers the head of a list ordered from common to rare: the first of 40 comes up about six times as often as the last. */
  frequent<T>(list: readonly T[]): T {
    return at(list, Math.floor(this.unit() ** 2 * list.length));
  }

  /** Weights need not sum to one. */
  weighted<T>(choices: readonly (readonly [T, number])[]): T {
    const total = choices.reduce((sum, [, weight]) => sum + weight, 0);
    let rest = this.unit() * total;
    for (const [choice, weight] of choices) {
      rest -= weight;
      if (rest < 0) return choice;
    }
    return at(choices, choices.length - 1)[0];
  }

  /** As many random decimal digits. */
  digits(count: number): string {
    return Array.from({ length: count }, () => this.integer(0, 9)).join('');
  }
}

function at<T>(list: readonly T[], index: number): T {
  if (index < 0 || index >= list.length) throw new RangeError('Nothing to draw from.');
  return list[index] as T;
}
