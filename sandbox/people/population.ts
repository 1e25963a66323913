import type { Row } from '../salesforce/schema.ts';
import type { Table } from '../table.ts';
import type { BillingSeed } from './billing.ts';
import { Books } from './books.ts';
import { Calendar } from './calendar.ts';
import { addCrowd } from './crowd.ts';
import { Mess } from './mess.ts';
import { addPersonas } from './personas.ts';
import type { Truth } from './truth.ts';

/** All people of the sandbox as four systems know them, and who they really are. */
export interface Population {
  /** Tables of the app's PostgreSQL database, in schema `public`. */
  readonly app: readonly Table[];
  /** Tables of the shop's MySQL database. */
  readonly shop: readonly Table[];
  /** Salesforce records by object, keyed by API field names; instants are ISO 8601 in UTC. */
  readonly crm: Readonly<Record<string, readonly Row[]>>;
  readonly billing: BillingSeed;
  readonly truth: Truth;
}

export interface PopulationOptions {
  /** Default 1. */
  readonly seed?: number;
  /** Number of generated people, to which the personas come; default 2000. */
  readonly size?: number;
  /** The instant everything is counted back from, ISO 8601; a fixed default, so that the demo's answers are stable. */
  readonly now?: string;
}

export const defaultNow = '2026-01-15T00:00:00.000Z';

/**
 * Makes the population: the same options give the same rows, in the same order.
 *
 * @throws RangeError when `now` is no instant.
 */
export function populate({ seed = 1, size = 2_000, now = defaultNow }: PopulationOptions = {}): Population {
  const calendar = new Calendar(now);
  const mess = new Mess(seed);
  const books = new Books();
  const personas = addPersonas(books, calendar);
  books.leaveRoom();
  addCrowd(books, mess, calendar, size);
  return {
    app: books.app.tables,
    shop: books.shop.tables,
    crm: books.crm.rows,
    billing: books.billing.seed,
    truth: { people: books.roll.people, personOf: books.roll.personOf, personas, mess: mess.tallies },
  };
}
