import { Writer } from './expansion.ts';
import { type StripeData, type Tables, tablesOf } from './tables.ts';

/** The account's data as requests see it: what is written is at once in the lists, and later in search. */
export class Store {
  readonly data: StripeData;
  readonly #searchLagMs: number;
  readonly #publications = new Set<NodeJS.Timeout>();
  #dropped: readonly string[] = [];
  #live: Tables | undefined;
  #writer: Writer | undefined;
  #published: Tables | undefined;

  constructor(data: StripeData, searchLagMs: number) {
    this.data = data;
    this.#searchLagMs = searchLagMs;
    if (searchLagMs > 0) this.#published = tablesOf(copyOf(data));
  }

  /** What list and retrieve see. */
  get live(): Tables {
    this.#live ??= tablesOf(this.data);
    return this.#live;
  }

  /** What search sees: the state of `searchLagMs` ago. */
  get searchable(): Tables {
    return this.#published ?? this.live;
  }

  get writer(): Writer {
    this.#writer ??= new Writer(this.live, this.#dropped);
    return this.#writer;
  }

  /** To be called after `data` was changed in any way. */
  touch(): void {
    this.#live = undefined;
    this.#writer = undefined;
    if (this.#searchLagMs === 0) return;
    const written = copyOf(this.data);
    const publication = setTimeout(() => {
      this.#publications.delete(publication);
      this.#published = tablesOf(written);
    }, this.#searchLagMs);
    this.#publications.add(publication);
  }

  /** @param properties - those that no object has any more, as `customer.email`. */
  drop(properties: readonly string[]): void {
    this.#dropped = properties;
    this.#writer = undefined;
  }

  close(): void {
    for (const publication of this.#publications) clearTimeout(publication);
  }
}

/** Through JSON, because that is what the objects are when they leave. */
function copyOf(data: StripeData): StripeData {
  return JSON.parse(JSON.stringify(data));
}
