/** Whether a gateway finds the records of people of whom an e-mail address leads to some only. */
import type { Scattered } from './people.ts';

/** What a gateway says of why records are one customer; records as `source:id`. */
export interface Identity {
  readonly complete: boolean;
  readonly records: readonly string[];
  readonly links: readonly { readonly a: string; readonly b: string }[];
}

interface Ref {
  readonly source: string;
  readonly id: string;
}

interface Answer {
  readonly data?: {
    readonly customersByKey?: readonly ({
      readonly identity: {
        readonly complete: boolean;
        readonly records: readonly Ref[];
        readonly links: readonly { readonly a: Ref; readonly b: Ref }[];
      };
    } | null)[];
  } | null;
}

/** People in one question: strangers all, who are to be found before the gateway's deadline. */
const together = 10;

/**
 * @param ask - for the identities of people by their addresses.
 * @returns the addresses of those of whom one more wave finds every record.
 */
export async function reunitedBy(
  ask: (emails: readonly string[]) => Promise<string>,
  people: readonly Scattered[],
): Promise<ReadonlySet<string>> {
  const reunited = new Set<string>();
  for (const some of chunks(people)) {
    const identities = identitiesOf(await ask(some.map(({ email }) => email)));
    for (const [at, person] of some.entries())
      if (isNextDoor(person, identities[at])) reunited.add(person.email);
  }
  return reunited;
}

/** In the order asked for; undefined where nobody was found. */
function identitiesOf(body: string): readonly (Identity | undefined)[] {
  const { data } = JSON.parse(body) as Answer;
  const text = ({ source, id }: Ref) => `${source}:${id}`;
  return (data?.customersByKey ?? []).map((customer) => {
    if (customer === null) return undefined;
    const { complete, records, links } = customer.identity;
    return {
      complete,
      records: records.map(text),
      links: links.map(({ a, b }) => ({ a: text(a), b: text(b) })),
    };
  });
}

/** Whether all records were found, and each that does not carry the address is linked to one that does. */
export function isNextDoor({ carriers, records }: Scattered, identity: Identity | undefined): boolean {
  if (identity === undefined || !identity.complete || identity.records.length !== records.length)
    return false;
  const carrying = new Set<string>(carriers);
  const linked = new Set<string>(carriers);
  for (const { a, b } of identity.links) {
    if (carrying.has(a)) linked.add(b);
    if (carrying.has(b)) linked.add(a);
  }
  return records.every((ref) => identity.records.includes(ref) && linked.has(ref));
}

/** As many at a time as go into one question. */
export function chunks<T>(all: readonly T[]): (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / together) }, (_, at) =>
    all.slice(at * together, (at + 1) * together),
  );
}
