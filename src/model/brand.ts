declare const brand: unique symbol;

/** A `T` that only its one constructor can make. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** Ends an exhaustive switch: a case added to the closed set becomes a compile error here. */
export function unreachable(value: never): never {
  throw new TypeError(`unreachable case: ${typeof value}`);
}
