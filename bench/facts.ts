/** What an answer says, apart from how it says it: a fast wrong answer is worthless. */

const factNames = ['name', 'email', 'orders', 'ordered', 'invoices', 'invoiced'] as const;

/** Name, e-mail address, number of orders and invoices and what each come to. */
export type Facts = Readonly<Record<(typeof factNames)[number], string>>;

interface Rows {
  readonly nodes: readonly { readonly total: { readonly amount: string } | null }[];
}

interface Customer {
  readonly displayName: string | null;
  readonly email: string | null;
  readonly orders: Rows;
  readonly invoices: Rows;
  readonly sources?: readonly { readonly status: string }[];
}

interface Answer {
  readonly data?: {
    readonly customer?: Customer | null;
    readonly customersByKey?: readonly (Customer | null)[];
  } | null;
  readonly errors?: unknown;
}

/**
 * @param body - of an answer of any target.
 * @returns the facts of each customer asked for, in their order; of none where the answer failed.
 */
export function factsOf(body: string): readonly Facts[] {
  const { data, errors } = JSON.parse(body) as Answer;
  if (errors !== undefined || data === undefined || data === null) return [];
  const customers = data.customersByKey ?? [data.customer ?? null];
  return customers.map((customer) => (customer === null ? nobody : factsOfCustomer(customer)));
}

/** @returns how many systems know the customer that was asked for and answered. */
export function contributing(body: string): number {
  const { data } = JSON.parse(body) as Answer;
  return data?.customer?.sources?.filter(({ status }) => status === 'OK').length ?? 0;
}

/** @returns the names of the facts in which two customers differ. */
export function differences(a: Facts | undefined, b: Facts | undefined): readonly string[] {
  if (a === undefined || b === undefined) return ['no answer'];
  return factNames.filter((name) => a[name] !== b[name]);
}

const nobody: Facts = { name: '', email: '', orders: '', ordered: '', invoices: '', invoiced: '' };

function factsOfCustomer({ displayName, email, orders, invoices }: Customer): Facts {
  return {
    name: displayName ?? '',
    email: email?.toLowerCase() ?? '',
    orders: String(orders.nodes.length),
    ordered: totalOf(orders),
    invoices: String(invoices.nodes.length),
    invoiced: totalOf(invoices),
  };
}

function totalOf({ nodes }: Rows): string {
  return nodes.reduce((total, node) => total + Number(node.total?.amount), 0).toFixed(2);
}
