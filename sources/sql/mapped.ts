/** Which columns of which tables a mapping names, and what for. */
import { collectionSpecs, type PublicCollection, publicCollections } from '../../src/model/collection.ts';
import { lookupColumns, lookupKinds, rowColumns } from '../columns.ts';
import { consentInstants, consentRowColumns } from '../consent-reading.ts';
import type { CollectionMapping, CollectionMappings, CustomerMapping } from '../mapping.ts';
import type { Mapped } from './catalogue.ts';

/** A column that rows are found by. */
export interface FoundBy {
  readonly table: string;
  readonly column: string;
  /** E-mail addresses are compared without regard to case. */
  readonly folded: boolean;
}

export function mappedColumns(customer: CustomerMapping, collections: CollectionMappings): Mapped {
  const mapped = new Map<string, Set<string>>();
  const add = (table: string, names: Iterable<string | undefined>) => {
    const known = mapped.get(table) ?? new Set();
    for (const name of names) if (name !== undefined) known.add(name);
    mapped.set(table, known);
  };
  add(customer.table, [
    customer.id,
    customer.updatedAt,
    ...Object.values(customer.attributes).flat(),
    ...Object.values(customer.references),
    ...lookupKinds(customer).flatMap((kind) => lookupColumns(customer, kind).map(({ column }) => column)),
    ...(customer.consent === 'none'
      ? []
      : customer.consent.flatMap((spec) => [spec.column, ...consentInstants(spec)])),
    ...Object.values(collections).map((each) => each?.parent),
  ]);
  for (const [name, mapping] of mappedCollections(collections))
    add(mapping.table, rowColumns(mapping, timeOf(name), Object.keys(mapping.attributes)));
  if (collections.consents !== undefined)
    add(collections.consents.table, consentRowColumns(collections.consents));
  return mapped;
}

export function foundBy(customer: CustomerMapping, collections: CollectionMappings): readonly FoundBy[] {
  const exact = (table: string, column: string): FoundBy => ({ table, column, folded: false });
  return [
    exact(customer.table, customer.id),
    ...lookupKinds(customer).flatMap((kind) =>
      lookupColumns(customer, kind).map(({ column }) => ({
        table: customer.table,
        column,
        folded: kind === 'email',
      })),
    ),
    ...Object.values(collections).flatMap((each) =>
      each === undefined ? [] : [exact(each.table, each.customer)],
    ),
  ];
}

export function mappedCollections(
  collections: CollectionMappings,
): readonly (readonly [PublicCollection, CollectionMapping])[] {
  return publicCollections.flatMap((name) => {
    const mapping = collections[name];
    return mapping === undefined ? [] : [[name, mapping] as const];
  });
}

/** The attribute a collection is ordered by. */
export function timeOf(name: PublicCollection): string {
  return collectionSpecs[name].time;
}
