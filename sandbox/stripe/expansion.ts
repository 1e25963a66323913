/** `expand[]`: which ids may be asked for as objects, and the objects written out with them. */

import type Stripe from 'stripe';
import { StripeFailure } from './error.ts';
import { listOf } from './objects.ts';
import { isDeleted, type Kind, type Row, rowsOfCustomer, type Tables } from './tables.ts';

const maxDepth = 4;

/** What can be expanded at a place. With none of the three, Stripe has objects there but the sandbox has not. */
interface Expandable {
  /** An id of an object of this kind. */
  readonly kind?: Kind;
  /** A list that is only there when expanded: of this kind, or of objects the sandbox has none of. */
  readonly list?: Kind | 'none';
  /** Below a part that is always there. */
  readonly inside?: Shape;
}
type Shape = Readonly<Record<string, Expandable>>;

const foreign: Expandable = {};
const listed = (inside: Shape): Expandable => ({ inside: { data: { inside } } });

const shapes: Readonly<Record<Kind, Shape>> = {
  customer: {
    cash_balance: foreign,
    default_source: foreign,
    discount: foreign,
    invoice_settings: { inside: { default_payment_method: foreign } },
    sources: { list: 'none' },
    subscriptions: { list: 'subscription' },
    tax: foreign,
    tax_ids: { list: 'none' },
    test_clock: foreign,
  },
  invoice: {
    account_tax_ids: foreign,
    customer: { kind: 'customer' },
    default_payment_method: foreign,
    default_source: foreign,
    discounts: foreign,
    latest_revision: { kind: 'invoice' },
    lines: listed({ discounts: foreign }),
    on_behalf_of: foreign,
    parent: { inside: { subscription_details: { inside: { subscription: { kind: 'subscription' } } } } },
    payments: { list: 'none' },
    test_clock: foreign,
  },
  subscription: {
    customer: { kind: 'customer' },
    default_payment_method: foreign,
    default_source: foreign,
    discounts: foreign,
    items: listed({ discounts: foreign, price: { inside: { product: foreign } } }),
    latest_invoice: { kind: 'invoice' },
    pending_setup_intent: foreign,
    schedule: foreign,
    test_clock: foreign,
  },
  payment_intent: {
    customer: { kind: 'customer' },
    latest_charge: { kind: 'charge' },
    on_behalf_of: foreign,
    payment_method: foreign,
    review: foreign,
    source: foreign,
  },
  charge: {
    application_fee: foreign,
    balance_transaction: foreign,
    customer: { kind: 'customer' },
    on_behalf_of: foreign,
    payment_intent: { kind: 'payment_intent' },
    refunds: { list: 'none' },
    review: foreign,
    source_transfer: foreign,
  },
};

/** The requested paths as a tree of property names. */
export interface Expansion extends ReadonlyMap<string, Expansion> {}
interface Tree extends Map<string, Tree> {}

/**
 * @param answer - what the paths start at: an object of the kind, or a page of them under `data`.
 * @throws {StripeFailure} 400 for a path that is too deep or leads nowhere.
 */
export function expansionOf(
  paths: readonly string[],
  kind: Kind,
  answer: 'object' | 'list' | 'search',
): Expansion {
  const pages: Shape = { data: { inside: shapes[kind] } };
  const root = { object: shapes[kind], list: pages, search: { ...pages, total_count: foreign } }[answer];
  const tree: Tree = new Map();
  for (const path of paths) {
    const names = path.split('.');
    if (names.length > maxDepth) {
      throw new StripeFailure(400, `You cannot expand more than 4 levels of a property. Property: ${path}`, {
        code: 'property_expansion_max_depth',
      });
    }
    if (!leads(root, names)) {
      const hint =
        answer === 'object' || names[0] === 'data'
          ? ''
          : ` You may want to try expanding 'data.${path}' instead.`;
      throw new StripeFailure(400, `This property cannot be expanded (${path}).${hint}`);
    }
    let branch = tree;
    for (const name of names) {
      const deeper: Tree = branch.get(name) ?? new Map();
      branch.set(name, deeper);
      branch = deeper;
    }
  }
  return tree;
}

function leads(shape: Shape | undefined, [name = '', ...rest]: readonly string[]): boolean {
  const place = shape && Object.hasOwn(shape, name) ? shape[name] : undefined;
  return place !== undefined && (rest.length === 0 || leads(below(place), rest));
}

function below({ kind, list, inside }: Expandable): Shape | undefined {
  if (kind) return shapes[kind];
  if (list) return { data: { inside: list === 'none' ? {} : shapes[list] } };
  return inside;
}

/** Writes objects as JSON: expanded as asked, and without the properties that are dropped. */
export class Writer {
  readonly #tables: Tables;
  readonly #dropped: ReadonlyMap<string, readonly string[]>;
  readonly #texts = new WeakMap<object, string>();

  /** @param dropped - as `customer.email`; a Writer serves until tables or dropped properties change. */
  constructor(tables: Tables, dropped: readonly string[]) {
    this.#tables = tables;
    const pairs = dropped.map((path) => path.split('.'));
    this.#dropped = new Map(
      pairs.map(([kind = '']) => [
        kind,
        pairs.filter((pair) => pair[0] === kind).map((pair) => pair[1] ?? ''),
      ]),
    );
  }

  write(row: Row | Stripe.DeletedCustomer, expansion: Expansion | undefined): string {
    if (expansion?.size) return JSON.stringify(this.#row(row, expansion));
    let text = this.#texts.get(row);
    if (text === undefined) {
      text = JSON.stringify(this.#row(row, undefined));
      this.#texts.set(row, text);
    }
    return text;
  }

  #row(row: Row | Stripe.DeletedCustomer, expansion: Expansion | undefined): object {
    const dropped = this.#dropped.get(row.object);
    if (!expansion?.size && !dropped) return row;
    const copy: Record<string, unknown> = { ...row };
    for (const name of dropped ?? []) delete copy[name];
    if (expansion && !isDeleted(row)) this.#expand(copy, shapes[row.object], expansion, row);
    return copy;
  }

  /** Replaces the expanded properties of a fresh copy. */
  #expand(copy: Record<string, unknown>, shape: Shape, expansion: Expansion, row: Row): void {
    for (const [name, deeper] of expansion) {
      const place = shape[name];
      if (place?.list) copy[name] = this.#list(place.list, name, deeper, row);
      else if (place?.kind) copy[name] = this.#reference(place.kind, copy[name], deeper);
      else if (place?.inside) copy[name] = this.#inside(place.inside, copy[name], deeper, row);
    }
  }

  #list(list: Kind | 'none', name: string, expansion: Expansion, row: Row): object {
    const rows = list === 'none' ? [] : rowsOfCustomer(this.#tables[list], row.id).filter(isCurrent);
    const page = rows.slice(0, 10).map((each) => this.#row(each, expansion.get('data')));
    return { ...listOf(page, `/v1/${row.object}s/${row.id}/${name}`), has_more: rows.length > page.length };
  }

  #reference(kind: Kind, id: unknown, expansion: Expansion): unknown {
    const row = typeof id === 'string' ? this.#tables[kind].find(id) : undefined;
    return row ? this.#row(row, expansion) : id;
  }

  #inside(shape: Shape, part: unknown, expansion: Expansion, row: Row): unknown {
    if (Array.isArray(part)) return part.map((each) => this.#inside(shape, each, expansion, row));
    if (typeof part !== 'object' || part === null) return part;
    const copy: Record<string, unknown> = { ...part };
    this.#expand(copy, shape, expansion, row);
    return copy;
  }
}

/** The subscriptions a customer has and a list shows when nothing else is said: all but the canceled ones. */
export function isCurrent(row: Row): boolean {
  return row.object !== 'subscription' || row.status !== 'canceled';
}
