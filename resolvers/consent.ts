import { compareAssertions, join } from '../src/consent/lattice.ts';
import { policyVersion } from '../src/consent/policy.ts';
import type { Change, Remedy } from '../src/consent/remedy.ts';
import type { Context } from '../src/gateway/context.ts';
import type { Assertion, ConsentStatus, Scope } from '../src/model/consent.ts';
import type { SourceName } from '../src/model/record.ts';
import type { Customers } from '../src/profile/assemble.ts';
import type { Customer } from '../src/profile/customer.ts';
import type { Ruling } from '../src/profile/ruling.ts';

/** A ruling as it is told: with when it was made, and by whom it is read. */
interface Judged {
  readonly ruling: Ruling;
  /** As it was asked. */
  readonly scope: Scope;
  readonly customer: Customer;
  readonly customers: Customers;
}

export function judged(customer: Customer, scope: Scope, customers: Customers): Judged {
  return { ruling: customer.ruling(scope), scope, customer, customers };
}

/** What is told only to those who may know why. */
const explained =
  <T>(tell: (one: Judged, context: Context) => T) =>
  (one: Judged, _: unknown, context: Context): T | null =>
    one.customers.view.explains ? tell(one, context) : null;

/** Of an address that is not shown a denial tells nothing, and a permit that it is theirs. */
function isTold({ scope, customer, customers }: Judged): boolean {
  const { contactPoint } = scope;
  return contactPoint === undefined || customers.view.explains || customer.shows(contactPoint);
}

export const ConsentDecision = {
  decision: (one: Judged) => (isTold(one) ? one.ruling.decision : 'DENY'),
  status: explained(({ ruling }) => ruling.status),
  purpose: ({ ruling }: Judged) => ruling.purpose,
  channel: ({ ruling }: Judged) => ruling.scope.channel,
  legalBasis: ({ ruling }: Judged) => ruling.request.basis,
  mechanism: ({ ruling }: Judged) => ruling.request.mechanism,
  decidedBy: explained(({ ruling }) => ruling.decidedBy),
  evidence: explained(({ ruling }) => ruling.evidence.toSorted((a, b) => compareAssertions(b, a))),
  sources: explained(({ ruling }, { request }) =>
    bySource(
      ruling,
      request.installation.sources.map(({ name }) => name),
    ),
  ),
  remedy: explained(({ ruling, customer }) => customer.remedy(ruling) ?? null),
  evaluatedAt: ({ customers }: Judged) => customers.now.toISOString(),
  policyVersion: ({ customers }: Judged) => policyVersion(customers.installation.policy),
};

interface SourceConsent {
  readonly source: SourceName;
  readonly status: ConsentStatus;
  readonly decides: boolean;
  readonly evidence: readonly Assertion[];
}

/** What each source comes to by itself, and whatever else had a say. */
function bySource(
  { evidence, decidedBy }: Ruling,
  configured: readonly SourceName[],
): readonly SourceConsent[] {
  const others = evidence.map(({ ref }) => ref.source).filter((name) => !configured.includes(name));
  return [...configured, ...new Set(others.sort())].map((source) => {
    const own = evidence.filter(({ ref }) => ref.source === source);
    return {
      source,
      status: join(own)?.status ?? 'NOT_APPLICABLE',
      decides: decidedBy?.ref.source === source,
      evidence: own.toSorted((a, b) => compareAssertions(b, a)),
    };
  });
}

export const ConsentEvidence = {
  source: ({ ref }: Assertion) => ref.source,
  record: ({ ref }: Assertion) => (ref.id === '' ? null : ref.id),
  purpose: ({ scope }: Assertion) => scope.purpose,
  channel: ({ scope }: Assertion) => scope.channel,
};

export const ConsentRemedy = {
  reason: (remedy: Remedy) => (remedy.possible ? null : remedy.reason),
  changes: (remedy: Remedy) => (remedy.possible ? remedy.changes : []),
};

export const ConsentChange = {
  source: (change: Change) => ('assertion' in change ? change.assertion.ref.source : change.source),
  record: (change: Change) =>
    'assertion' in change && change.assertion.ref.id !== '' ? change.assertion.ref.id : null,
  field: (change: Change) => ('assertion' in change ? change.assertion.field : null),
  purpose: (change: Change) => scopeOf(change)?.purpose,
  channel: (change: Change) => scopeOf(change)?.channel,
  reasons: (change: Change) => (change.kind === 'ANSWER' ? change.reasons : []),
};

function scopeOf(change: Change): Scope | undefined {
  if ('assertion' in change) return change.assertion.scope;
  return 'scope' in change ? change.scope : undefined;
}
