/** What the store remembers of consent, as decisions ask for it. */
import type { Configuration } from '../config/configuration.ts';
import type { ConsentMemory } from '../profile/consent-evidence.ts';
import type { Installation } from '../profile/installation.ts';
import type { Stewardship } from './stewardship.ts';

/** Milliseconds by which clocks may differ before nothing is judged by them (consent.md F5). */
const mostSkew = 5 * 60_000;

export function consentMemory(
  stewardship: Stewardship,
  { consent }: Pick<Configuration, 'consent'>,
  { now }: Pick<Installation, 'now'>,
): ConsentMemory {
  return {
    get isEmpty() {
      return stewardship.suppressesNobody;
    },
    suppressionsOf: (identifiers) => stewardship.suppressionsOf(identifiers),
    isBlind: () => stewardship.suppressionsBlind(now().getTime()),
    isClockWrong: () => Math.abs(stewardship.clockSkew) > mostSkew,
    ...(consent.ratchet
      ? {
          ratchet: {
            seen: (assertion) => stewardship.seenVeto(assertion),
            remember: (vetoes) => stewardship.remember(vetoes),
          },
        }
      : {}),
  };
}
