import type { RecordRef } from './record.ts';

/** Ways of reaching a person. ANY covers all; PHONE covers VOICE and SMS; NONE means no contact is made. */
export const channels = [
  'ANY',
  'EMAIL',
  'PHONE',
  'VOICE',
  'SMS',
  'POST',
  'PUSH',
  'WEB',
  'FAX',
  'NONE',
] as const;
export type Channel = (typeof channels)[number];

/** What a source can be read to say about consent (names after W3C DPV). */
export const assertionStatuses = [
  'SUPPRESSED',
  'WITHDRAWN',
  'DENIED',
  'REVOKED',
  'INVALIDATED',
  'UNAVAILABLE',
  'UNKNOWN',
  'EXPIRED',
  'PENDING',
  'GRANTED',
  'DEFERRED',
  'NOT_ASKED',
] as const;
export type AssertionStatus = (typeof assertionStatuses)[number];

/** What a decision can rest on: an assertion, or none (NOT_APPLICABLE), or no consent being asked (NOT_CONSULTED). */
export const consentStatuses = [...assertionStatuses, 'NOT_APPLICABLE', 'NOT_CONSULTED'] as const;
export type ConsentStatus = (typeof consentStatuses)[number];

export const legalBases = [
  'CONSENT',
  'CONTRACT',
  'LEGAL_OBLIGATION',
  'VITAL_INTEREST',
  'PUBLIC_TASK',
  'LEGITIMATE_INTEREST',
] as const;
export type LegalBasis = (typeof legalBases)[number];

/** From least to most protective. */
export const mechanisms = ['NOTICE_ONLY', 'OPT_OUT', 'OPT_IN', 'PROHIBITED'] as const;
export type Mechanism = (typeof mechanisms)[number];

export const captureMethods = ['DIRECT', 'IMPORT'] as const;
export type CaptureMethod = (typeof captureMethods)[number];

/** A fideslang data use such as `marketing.communications.email`; `*` is every purpose. */
export type Purpose = string;

export interface Scope {
  readonly channel: Channel;
  readonly purpose: Purpose;
  /** Canonical address the consent is about; absent means any. */
  readonly contactPoint?: string;
}

/** One thing one record says about consent, as read, before any rule is applied. */
export interface Assertion {
  readonly ref: RecordRef;
  readonly scope: Scope;
  readonly status: AssertionStatus;
  /** Column, field or row the status was read from. */
  readonly field?: string;
  /** ISO 8601 instants in UTC. */
  readonly capturedAt?: string;
  readonly effectiveFrom?: string;
  readonly effectiveTo?: string;
  readonly doubleOptInAt?: string;
  readonly method?: CaptureMethod;
  /** RESTRICTION (Art. 18, or an erasure in flight) stops contract purposes as well. */
  readonly kind?: 'RESTRICTION';
  /** Fixed text saying why a status is UNKNOWN or UNAVAILABLE; never a value. */
  readonly reason?: string;
}

/** What takes the place of a source where the gateway's own suppression list speaks. */
export const suppressionList = 'suppression list';

/** The `reason` of what is read where a column that says something about consent no longer exists. */
export const consentColumnGone = 'a mapped consent column is gone';
