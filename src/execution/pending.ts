/** Values that are not there yet: what a resolver may give instead of a value, and how several are waited for. */

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return false;
  // Asked of every object a resolver gives: one look, where `in` would be a second.
  return typeof (value as { readonly then?: unknown }).then === 'function';
}

/** Any thenable as a promise of the platform's. */
export function promiseOf(thenable: PromiseLike<unknown>): Promise<unknown> {
  return thenable instanceof Promise ? thenable : Promise.resolve(thenable);
}

/** Where a value comes to nothing, so does what becomes of it. */
export function disregard(value: unknown): void {
  if (isThenable(value)) value.then(undefined, () => {});
}

/** Puts values into an object or a list as they arrive. */
export class Pending<Key extends string | number> {
  readonly #whole: { [key in Key]: unknown };
  #left = 0;
  #fulfil: (() => void) | undefined;
  #reject: ((error: unknown) => void) | undefined;

  constructor(whole: { [key in Key]: unknown }) {
    this.#whole = whole;
  }

  add(key: Key, promise: Promise<unknown>): void {
    this.#left++;
    promise.then(
      (value) => {
        this.#whole[key] = value;
        if (--this.#left === 0) this.#fulfil?.();
      },
      // Where nobody waits for the whole any more, nobody needs to know.
      (error: unknown) => this.#reject?.(error),
    );
  }

  /** Fulfilled when all are in; rejected with the first that is. To be called at most once, right after the last `add`. */
  all(): Promise<{ [key in Key]: unknown }> {
    return new Promise((resolve, reject) => {
      this.#fulfil = () => resolve(this.#whole);
      this.#reject = reject;
    });
  }
}
