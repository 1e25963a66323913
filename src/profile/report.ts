/** How each source fared over a whole request, told of customers who were shown and of no others. */
import { consults } from '../consent/decide.ts';
import { purposeTerms } from '../consent/policy.ts';
import { overlaps } from '../consent/scope.ts';
import type { Purpose } from '../model/consent.ts';
import type { GatewayError } from '../model/errors.ts';
import type { SourceStatus } from '../model/outcome.ts';
import type { SourceName } from '../model/record.ts';
import { driftOf, statusOf } from './contribution.ts';
import type { Customer } from './customer.ts';
import type { Installation } from './installation.ts';

export interface SourceReport {
  readonly source: SourceName;
  readonly status: SourceStatus;
  readonly retryAfter?: number;
}

export class Report {
  readonly #failures = new Map<SourceName, GatewayError>();
  readonly #found = new Set<SourceName>();
  readonly #drifted = new Set<SourceName>();
  readonly #unasked = new Set<SourceName>();

  fail(source: SourceName, error: GatewayError): void {
    this.#failures.set(source, error);
  }

  /** Whether a source failed that may hold an objection to a purpose. */
  isBlindFor(purpose: Purpose, { policy, sources }: Pick<Installation, 'policy' | 'sources'>): boolean {
    const terms = purposeTerms(policy.purposes, purpose);
    if (terms === undefined || !consults(terms.basis)) return false;
    const scope = { channel: terms.channel ?? 'NONE', purpose };
    return sources.some(
      ({ name, manifest }) =>
        this.#failures.has(name) && manifest.consent.some((mapped) => overlaps(mapped, scope)),
    );
  }

  show({ records, answer }: Pick<Customer, 'records' | 'answer'>): void {
    for (const record of records) {
      this.#found.add(record.ref.source);
      if (driftOf(record).length > 0) this.#drifted.add(record.ref.source);
    }
    for (const source of answer.unasked) this.#unasked.add(source);
  }

  of(sources: readonly { readonly name: SourceName }[]): readonly SourceReport[] {
    return sources.map(({ name }) => {
      const failure = this.#failures.get(name);
      const found = this.#found.has(name);
      const status = statusOf(failure, this.#drifted.has(name), found, !found && this.#unasked.has(name));
      const { retryAfter } = failure ?? {};
      return { source: name, status, ...(retryAfter === undefined ? {} : { retryAfter }) };
    });
  }
}
