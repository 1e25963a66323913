/** The sandbox's records by the e-mail address they carry. */
import type { Population } from '../sandbox/people/population.ts';
import type { Cell, Table } from '../sandbox/table.ts';
import type { RefKey } from '../src/model/record.ts';

/** Addresses in lower case; those that Stripe has in another case are left out, since it tells them apart. */
export function recordsByEmail({
  app,
  shop,
  crm,
  billing,
}: Population): ReadonlyMap<string, readonly RefKey[]> {
  const records = new Map<string, RefKey[]>();
  const misspelt = new Set<string>();
  const add = (email: Cell | undefined, ref: RefKey) => {
    if (typeof email !== 'string') return;
    const key = email.toLowerCase();
    const refs = records.get(key);
    if (refs === undefined) records.set(key, [ref]);
    else refs.push(ref);
  };
  for (const [id, email] of column(app, 'users', 'email')) add(email, `app:${id}`);
  for (const [id, email] of column(shop, 'customers', 'mail')) add(email, `shop:${id}`);
  for (const { Id, Email, IsDeleted } of crm['Contact'] ?? [])
    if (IsDeleted !== true) add(Email, `crm:${Id}`);
  for (const { Email } of crm['Lead'] ?? []) if (typeof Email === 'string') misspelt.add(Email.toLowerCase());
  for (const { id, email, deleted } of billing.customers) {
    if (email === null || deleted === true) continue;
    add(email, `billing:${id}`);
    if (email !== email.toLowerCase()) misspelt.add(email.toLowerCase());
  }
  for (const email of misspelt) records.delete(email);
  return records;
}

/** Pairs of primary key and value, by row. */
function column(tables: readonly Table[], name: string, value: string): (readonly [Cell, Cell])[] {
  const table = tables.find((each) => each.name === name);
  if (table === undefined) throw new TypeError(`the population has no table ${name}`);
  const at = (wanted: string) => table.columns.findIndex((each) => each.name === wanted);
  const [keyAt, valueAt] = [at(table.primaryKey), at(value)];
  return table.rows.map((row) => [row[keyAt] ?? null, row[valueAt] ?? null]);
}
