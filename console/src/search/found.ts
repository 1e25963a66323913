/** What the readings of a search came to, put together: one row for each customer. */
import type { SourceReport } from '../ask.ts';
import { failedToAnswer } from '../parts/answered.ts';

/** As much of a customer as tells them from others. */
export interface Hit {
  readonly id: string;
}

/** What one question came to. */
export interface Answered<Customer extends Hit> {
  /** With how each was found; the surest first. */
  readonly hits: readonly { readonly customer: Customer; readonly way: string; readonly exact: boolean }[];
  /** What the text is not, in the gateway's eyes. */
  readonly not: readonly string[];
  readonly sources: readonly SourceReport[];
  /** People left out because of consent, as far as the caller is told. */
  readonly excluded: number;
  /** Whether a source has more than was asked for. */
  readonly more: boolean;
}

export interface FoundCustomer<Customer extends Hit> {
  readonly customer: Customer;
  /** How they were found, each way once. */
  readonly ways: readonly string[];
  /** By a key that is theirs, not by a name that others have as well. */
  readonly exact: boolean;
}

/** One row per customer, in the order in which they were found first. */
export function gather<Customer extends Hit>(
  answers: readonly Answered<Customer>[],
): readonly FoundCustomer<Customer>[] {
  const byId = Map.groupBy(
    answers.flatMap(({ hits }) => hits),
    ({ customer }) => customer.id,
  );
  return [...byId.values()].flatMap((hits) =>
    hits.slice(0, 1).map(({ customer }) => ({
      customer,
      ways: [...new Set(hits.map(({ way }) => way))],
      exact: hits.some(({ exact }) => exact),
    })),
  );
}

/** Names of sources that did not answer some question, each once. */
export function unheard(answers: readonly Pick<Answered<Hit>, 'sources'>[]): readonly string[] {
  const names = answers.flatMap(({ sources }) => sources.filter(failedToAnswer).map(({ source }) => source));
  return [...new Set(names)].sort();
}
