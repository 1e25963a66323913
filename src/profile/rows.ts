/** Rows of collections as one request reads them: each page once, whoever asks for it again. */
import type { After, CollectPage } from '../../sources/contract.ts';
import type { GatewayError } from '../model/errors.ts';
import { type RecordRef, refKey, type SourceName, type SourceRecord } from '../model/record.ts';
import type { ChildRows, Children } from './children.ts';
import type { Customer } from './customer.ts';
import type { CollectionRequest } from './plan.ts';

export class Rows {
  readonly #children: Children;
  readonly #onFailure: (customer: Customer, source: SourceName, error: GatewayError) => void;
  readonly #pages = new WeakMap<Customer, Map<CollectionRequest, Promise<readonly ChildRows[]>>>();

  /** @param onFailure - told of each source whose rows could not be read. */
  constructor(
    children: Children,
    onFailure: (customer: Customer, source: SourceName, error: GatewayError) => void,
  ) {
    this.#children = children;
    this.#onFailure = onFailure;
  }

  /** Asks for the rows of records before anybody waits for them. */
  begin(records: readonly SourceRecord[], requests: readonly CollectionRequest[]): void {
    for (const request of requests)
      void this.#children.of(records, request.name, (ref) => pageOf(request, ref));
  }

  /** The same of a record of which no more is known than where it is. */
  beginAhead(ref: RecordRef, requests: readonly CollectionRequest[]): void {
    for (const request of requests) this.#children.askAhead(ref, request.name, pageOf(request, ref));
  }

  /** The rows that each record has. */
  of(customer: Customer, request: CollectionRequest): Promise<readonly ChildRows[]> {
    let pages = this.#pages.get(customer);
    if (pages === undefined) {
      pages = new Map();
      this.#pages.set(customer, pages);
    }
    let rows = pages.get(request);
    if (rows === undefined) {
      rows = this.#read(customer, request);
      pages.set(request, rows);
    }
    return rows;
  }

  async #read(customer: Customer, request: CollectionRequest): Promise<readonly ChildRows[]> {
    const rows = await this.#children.of(customer.records, request.name, (ref) => pageOf(request, ref));
    for (const { ref, outcome } of rows)
      if (outcome.kind === 'failed') this.#onFailure(customer, ref.source, outcome.error);
    return rows;
  }
}

/** Where a row of the record was given out before, its page continues after it. */
function pageOf({ page, first, attributes, after }: CollectionRequest, ref: RecordRef): CollectPage {
  const last: After | undefined = after[refKey(ref)];
  return last === undefined ? page : { first, attributes, after: last };
}
