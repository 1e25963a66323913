/** Why somebody is not let in: for the log and for counting. The client is told one text for all of them. */
import { GatewayError } from '../model/errors.ts';

/** A closed set, so that nothing of a credential can be in it. */
export const refusals = [
  'no credential',
  /** A token and an API key: which of them is meant is not guessed. */
  'two credentials',
  /** Not `Bearer`, empty, longer than 8 kB, or with characters that no credential has. */
  'malformed',
  'unknown API key',
  /** Not one of the algorithms in the configuration. */
  'algorithm',
  /** A token for something else than access, as its header says. */
  'type',
  /** The header demands that something be understood. */
  'critical header',
  /** None of the issuer's keys, or more than one, is meant, or it cannot be used. */
  'unknown signing key',
  'signature',
  'issuer',
  'audience',
  'expired',
  'not yet valid',
  /** None, blank, or the name of somebody who needs no token. */
  'subject',
  /** A claim that must be there is missing, or one is of the wrong type. */
  'claims',
] as const;
export type Refusal = (typeof refusals)[number];

/** @returns GatewayError UNAUTHENTICATED whose cause is the refusal. */
export function refused(why: Refusal): GatewayError {
  return new GatewayError('UNAUTHENTICATED', { cause: why });
}

/** Why, where it was refused here. */
export function refusalOf({ cause }: GatewayError): Refusal | undefined {
  return refusals.find((one) => one === cause);
}
