import { AppBooks } from './app.ts';
import { BillingBooks } from './billing.ts';
import { CrmBooks } from './crm.ts';
import { ShopBooks } from './shop.ts';
import { Roll } from './truth.ts';

/** The first id of generated records, counted from each system's own start: those below belong to the personas. */
const firstGenerated = 1_001;

/** All four systems being filled, and the roll of whose each record is. */
export class Books {
  readonly app = new AppBooks();
  readonly shop = new ShopBooks();
  readonly crm = new CrmBooks();
  readonly billing = new BillingBooks();
  readonly roll = new Roll();

  /** To be called between the personas and everybody else, so that one more persona moves nobody else's ids. */
  leaveRoom(): void {
    for (const books of [this.app, this.shop, this.crm, this.billing]) books.continueAt(firstGenerated);
  }
}
