/** What hangs off a customer's records in their sources: orders, invoices, consents and the like. */
import type { CollectPage } from '../../sources/contract.ts';
import type { Reading } from '../loading/reading.ts';
import type { Collection, Row, Slice } from '../model/collection.ts';
import type { Outcome } from '../model/outcome.ts';
import type { RecordRef, SourceRecord } from '../model/record.ts';

/** The rows one record has. */
export interface ChildRows {
  readonly ref: RecordRef;
  readonly outcome: Outcome<Slice<Row>>;
}

export type PageOf = (ref: RecordRef) => CollectPage;

export class Children {
  readonly #reading: Reading;

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  /** Asks ahead for what hangs off a record itself; what hangs off something in it waits until it has been read. */
  askAhead(ref: RecordRef, collection: Collection, page: CollectPage): void {
    if (this.#reading.hangsOff(ref.source, collection) === 'id')
      void this.#reading.collect(ref.source, collection, ref.id, page);
  }

  /** The rows of those records whose source has the collection, in their order. */
  async of(
    records: readonly SourceRecord[],
    collection: Collection,
    pageOf: PageOf,
  ): Promise<readonly ChildRows[]> {
    const refs: RecordRef[] = [];
    const asked: Promise<Outcome<Slice<Row>>>[] = [];
    for (const record of records) {
      const parent = this.#parentOf(record, collection);
      if (parent === undefined) continue;
      refs.push(record.ref);
      asked.push(this.#reading.collect(record.ref.source, collection, parent, pageOf(record.ref)));
    }
    const outcomes = await Promise.all(asked);
    return refs.flatMap((ref, at) => {
      const outcome = outcomes[at];
      return outcome === undefined ? [] : [{ ref, outcome }];
    });
  }

  #parentOf(record: SourceRecord, collection: Collection): string | undefined {
    switch (this.#reading.hangsOff(record.ref.source, collection)) {
      case 'id':
        return record.ref.id;
      case 'key':
        return record.parentKeys[collection];
      case undefined:
        return undefined;
    }
  }
}
