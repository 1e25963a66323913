import type { Table } from '../table.ts';
import { placeholders } from './card.ts';
import type { Population } from './population.ts';

/** Columns and fields that hold something personal, by system; `table.column`. */
const personalColumns: ReadonlySet<string> = new Set(
  [
    'users.email users.phone users.first_name users.last_name users.birth_date users.street',
    'consents.contact_point',
    'customers.mail customers.tel customers.full_name customers.dob customers.street',
    ...['Contact.Mailing', 'Lead.'].map((start) => `${start}Street`),
    ...['Contact', 'Lead'].map((object) =>
      ['FirstName', 'MiddleName', 'LastName', 'Name', 'Email', 'Phone']
        .map((f) => `${object}.${f}`)
        .join(' '),
    ),
    'Contact.Birthdate Individual.FirstName Individual.LastName Individual.Name Individual.BirthDate',
  ].flatMap((names) => names.split(' ')),
);

const nobodys: ReadonlySet<string> = new Set([
  ...Object.values(placeholders.email).flat(),
  ...placeholders.phone,
  ...placeholders.name,
  ...placeholders.birthDate,
  '[not provided]',
]);

/**
 * Every personal value as it is stored: names, e-mails, phones in all their forms, streets and birth dates. For tests
 * that look for them where they must not be. Names of under four letters are left out, being found in any text, and
 * so are placeholders, being nobody's.
 */
export function personalValues(population: Population): ReadonlySet<string> {
  const values = new Set<string>();
  const keep = (value: unknown) => {
    if (typeof value === 'string' && value.length >= 4 && !nobodys.has(value)) values.add(value);
  };
  const keepTable = ({ name, columns, rows }: Table) => {
    const personal = columns.flatMap((column, index) =>
      personalColumns.has(`${name}.${column.name}`) ? [index] : [],
    );
    for (const row of rows) for (const index of personal) keep(row[index]);
  };
  for (const table of [...population.app, ...population.shop]) keepTable(table);
  for (const [object, rows] of Object.entries(population.crm)) {
    for (const row of rows) {
      for (const [field, value] of Object.entries(row)) {
        if (personalColumns.has(`${object}.${field}`)) keep(value);
      }
    }
  }
  for (const { email, name, phone, address } of population.billing.customers) {
    for (const value of [email, name, phone, address?.line1]) keep(value);
  }
  return values;
}
