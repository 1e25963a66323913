/** People whom up to four sources know, made so that each source alone holds something nobody else does. */
export const sourceNames = ['app', 'shop', 'crm', 'billing'] as const;
export type SourceName = (typeof sourceNames)[number];

/** One person, and what of them lies where. */
export interface Person {
  readonly given: string;
  readonly family: string;
  /** A `CustomerKey`. */
  readonly door: Readonly<Record<string, string>>;
  readonly knownTo: readonly SourceName[];
  /** The one source that holds an objection to marketing by e-mail; all others hold a grant. */
  readonly optedOutIn?: SourceName;
  /** A source whose record is found through the record of another only. */
  readonly through: Readonly<Partial<Record<SourceName, SourceName>>>;
  /** Sources that hold a record of somebody else at the same address. */
  readonly neighboursIn: readonly SourceName[];
}

function person(given: string, rest: Partial<Person> = {}): Person {
  return {
    given,
    family: 'Falkner',
    door: { email: `${given.toLowerCase()}@example.org` },
    knownTo: sourceNames,
    through: {},
    neighboursIn: [],
    ...rest,
  };
}

const sharedMailbox = 'family@example.org';

export const people: readonly Person[] = [
  person('Ada'),
  person('Bea', { optedOutIn: 'app' }),
  person('Cyd', { optedOutIn: 'shop' }),
  person('Dov', { optedOutIn: 'crm' }),
  person('Eli', { optedOutIn: 'billing' }),
  person('Fay', { knownTo: ['shop', 'crm'] }),
  // The app's record names the billing one, and the shop shares its loyalty number: neither answers to the address.
  person('Gus', {
    knownTo: ['app', 'shop', 'billing'],
    optedOutIn: 'billing',
    through: { shop: 'app', billing: 'app' },
  }),
  // Jon's objection in billing is about the address, so it follows the address to Ivy.
  person('Ivy', { door: { phone: '+4930111007' }, knownTo: ['app', 'crm'], neighboursIn: ['billing'] }),
];

export const nobody = { email: 'nobody@example.org' };

type Cell = string | number | boolean | null;
export type Row = Readonly<Record<string, Cell>>;
export type Tables = Readonly<Record<string, readonly Row[]>>;

/** The id of a person's record in a source. */
export function recordId(source: SourceName, at: number): string {
  return `${source}-${at}`;
}

function emailOf(source: SourceName, { given, through, neighboursIn }: Person): string {
  if (through[source] !== undefined) return `${given.toLowerCase()}.${source}@example.org`;
  if (neighboursIn.length > 0) return sharedMailbox;
  // The app keeps addresses as they were typed.
  return source === 'app' ? `${given}@Example.org` : `${given.toLowerCase()}@example.org`;
}

/** Who comes in by a telephone number has the same one everywhere; others have one of their own in two sources. */
function phoneOf(source: SourceName, { door }: Person, at: number): string | null {
  if (door['phone'] !== undefined) return door['phone'];
  return source === 'app' ? `+4930222${100 + at}` : source === 'crm' ? `+4940222${100 + at}` : null;
}

/** Each source has a year of its own for what happened there, so that each preference has one winner. */
const years: Readonly<Record<SourceName, number>> = { app: 2021, shop: 2024, crm: 2023, billing: 2020 };

function customerRow(source: SourceName, one: Person, at: number): Row {
  const day = `${years[source]}-05-${10 + at}`;
  return {
    id: recordId(source, at),
    mail: emailOf(source, one),
    other_mail: source === 'billing' ? `${one.given.toLowerCase()}.invoices@example.org` : null,
    tel: phoneOf(source, one, at),
    title: `of ${source}`,
    given: one.given,
    family: one.family,
    birth: `198${at}-02-03`,
    city: `City of ${source}`,
    zip: `1000${at}`,
    country: 'DE',
    company: `Company in ${source}`,
    job: `Job in ${source}`,
    locale: `de-${source}`,
    created: `${day}T08:00:00Z`,
    seen: `${day}T09:00:00Z`,
    changed: `${day}T10:00:00Z`,
    note: `Note in ${source}`,
    loyalty: `L${at}`,
    billing_id: one.knownTo.includes('billing') ? recordId('billing', at) : null,
    email_ok: one.optedOutIn !== source || source === 'app',
    asked_at: '2024-01-01T00:00:00Z',
    sms_ok: true,
  };
}

/** Two rows a person, of this year and of the one before. */
function childRows(source: SourceName, table: string): readonly Row[] {
  return people.flatMap(({ knownTo }, at) =>
    knownTo.includes(source)
      ? [0, 1].map((back) => ({
          id: `${table}-${source}-${at}-${back}`,
          person: recordId(source, at),
          number: `${table} ${at} ${back}`,
          state: 'done',
          at: `${years[source] - back}-06-${10 + at}T12:00:00Z`,
          cents: 1000 * (at + 1) + back,
        }))
      : [],
  );
}

/** What people told the app in so many words, and Jon told billing of his address. */
function consentRows(source: SourceName): readonly Row[] {
  const rows = people.flatMap(({ optedOutIn, knownTo }, at) =>
    knownTo.includes(source)
      ? [
          {
            id: `consent-${source}-${at}`,
            person: recordId(source, at),
            purpose: 'marketing.communications.email',
            channel: 'EMAIL',
            status: optedOutIn === source ? 'no' : 'yes',
            at: '2025-01-01T00:00:00Z',
            about: null,
          },
        ]
      : [],
  );
  const [like] = rows;
  return source === 'billing' && like !== undefined
    ? [...rows, { ...like, id: 'consent-jon', person: 'billing-jon', status: 'no', about: sharedMailbox }]
    : rows;
}

/** Everything one source holds. */
export function tablesOf(source: SourceName): Tables {
  const customers = people.flatMap((one, at) =>
    one.knownTo.includes(source) ? [customerRow(source, one, at)] : [],
  );
  const ivy = people.findIndex(({ neighboursIn }) => neighboursIn.includes(source));
  const [model] = people;
  if (ivy >= 0 && model !== undefined)
    customers.push({
      ...customerRow(source, { ...model, given: 'Jon' }, ivy),
      id: `${source}-jon`,
      mail: sharedMailbox,
      tel: null,
      other_mail: null,
      loyalty: null,
      birth: '1950-01-02',
    });
  return {
    customers,
    sales: childRows(source, 'sales'),
    bills: childRows(source, 'bills'),
    payments: childRows(source, 'payments'),
    tickets: childRows(source, 'tickets'),
    consents: consentRows(source),
  };
}
