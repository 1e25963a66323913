/** What each record by itself says of a customer, picked out of where the customer's values come from. */
import { type Ref, refKey } from '../parts/refs.ts';

export type Value = string | number | boolean;

/** A value that survived, with those that lost to it; null where it may not be shown. */
export interface Provenance {
  readonly attribute: string;
  readonly value?: Value | null;
  readonly record: Ref;
  readonly losing: readonly { readonly value?: Value | null; readonly record: Ref }[];
}

/** Attributes with the values one record has for them, in the order in which they were told. */
export type Said = ReadonlyMap<string, readonly Value[]>;

/** @returns what the record says; attributes it says nothing of, or that may not be shown, are left out. */
export function saidBy(record: Ref, provenance: readonly Provenance[]): Said {
  const key = refKey(record);
  return new Map(
    provenance
      .map(({ attribute, losing, ...survivor }) => {
        const values = [survivor, ...losing]
          .filter((one) => refKey(one.record) === key)
          .flatMap(({ value }) => (value == null ? [] : [value]));
        return [attribute, [...new Set(values)]] as const;
      })
      .filter(([, values]) => values.length > 0),
  );
}

/** Attributes that a record does have a value for, and which may not be shown for this purpose. */
export function withheldFrom(record: Ref, provenance: readonly Provenance[]): ReadonlySet<string> {
  const key = refKey(record);
  return new Set(
    provenance
      .filter(({ losing, ...survivor }) =>
        [survivor, ...losing].some((one) => refKey(one.record) === key && one.value == null),
      )
      .map(({ attribute }) => attribute),
  );
}

/** What a record calls its person: the full name, else its parts, else the company. */
export function nameIn(said: Said): string | undefined {
  const first = (attribute: string) => said.get(attribute)?.[0]?.toString();
  const parts = ['name.given', 'name.family', 'name.suffix'].map(first).filter((one) => one !== undefined);
  return first('name.full') ?? (parts.length > 0 ? parts.join(' ') : first('company'));
}
