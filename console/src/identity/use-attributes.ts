import { useOffers } from '../use-offers.ts';

/** What records are told by, in the order in which it is shown. */
export const attributeOrder: readonly string[] = [
  'name.full',
  'name.prefix',
  'name.given',
  'name.middle',
  'name.family',
  'name.suffix',
  'birthDate',
  'email',
  'phone',
  'address.street',
  'address.postalCode',
  'address.city',
  'address.region',
  'address.country',
  'company',
  'jobTitle',
  'locale',
];

export interface Attributes {
  /** What to ask for: all of the order, and the ids of every issuer, as whoever configured the sources named them. */
  readonly attributes: readonly string[];
  /** Issuers of ids, by name. */
  readonly issuers: readonly string[];
  /** Names of the sources. */
  readonly sources: readonly string[];
}

const prefix = 'externalId.';

/** @returns undefined until the sources have been asked for. Where they do not answer, no issuers are known. */
export function useAttributes(): Attributes | undefined {
  const { data, isError } = useOffers();
  if (data === undefined && !isError) return undefined;
  const sources = data?.data?.sources ?? [];
  const ids = [
    ...new Set(
      sources.flatMap(({ attributes, identifiers }) =>
        [...attributes, ...identifiers].filter((one) => one.startsWith(prefix)),
      ),
    ),
  ].sort();
  return {
    attributes: [...attributeOrder, ...ids],
    issuers: ids.map((one) => one.slice(prefix.length)),
    sources: sources.map(({ name }) => name),
  };
}
