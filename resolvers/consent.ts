import { compareAssertions } from '../src/consent/lattice.ts';
import type { Assertion } from '../src/model/consent.ts';
import type { Ruling } from '../src/profile/customer.ts';

export const ConsentDecision = {
  channel: ({ scope }: Ruling) => scope.channel,
  legalBasis: ({ basis }: Ruling) => basis,
  evidence: ({ evidence }: Ruling) => evidence.toSorted((a, b) => compareAssertions(b, a)),
};

export const ConsentEvidence = {
  source: ({ ref }: Assertion) => ref.source,
  record: ({ ref }: Assertion) => (ref.id === '' ? null : ref.id),
  purpose: ({ scope }: Assertion) => scope.purpose,
  channel: ({ scope }: Assertion) => scope.channel,
};
