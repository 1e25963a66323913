import { Text } from '@mantine/core';
import { statusWords } from '../consent/words.ts';
import { inWords } from '../parts/in-words.ts';
import { useSession } from '../session.tsx';
import { type Absence, denialWords } from './profile-fields.ts';
import type { BriefConsent } from './use-customer.ts';

/** `crm: opted out (HasOptedOutOfEmail)`; undefined where it is not told. */
export function decidedInWords(consent: BriefConsent | null | undefined): string | undefined {
  if (consent == null || consent.status === null) return undefined;
  const says = statusWords[consent.status].short.toLowerCase();
  const by = consent.decidedBy;
  if (by === null) return says;
  return `${by.source}: ${says}${by.field === null ? '' : ` (${by.field})`}`;
}

/** Why a value is not there. */
export function AbsentValue({
  absence,
  consent,
}: {
  readonly absence: Absence;
  /** What was decided of the channel the value reaches the person by. */
  readonly consent: BriefConsent | null | undefined;
}) {
  return (
    <Text component="span" size="sm" c="dimmed" fs="italic">
      {useAbsenceInWords(absence, consent)}
    </Text>
  );
}

function useAbsenceInWords(absence: Absence, consent: BriefConsent | null | undefined): string {
  const { mayKnowWhy } = useSession();
  switch (absence.kind) {
    case 'not permitted': {
      const decided = consent?.decision === 'DENY' ? decidedInWords(consent) : undefined;
      const why =
        absence.code === 'CONSENT_DENIED' && mayKnowWhy && decided !== undefined
          ? decided
          : denialWords[absence.code];
      return `not permitted for this purpose${why === undefined ? '' : ` (${why})`}`;
    }
    case 'unheard':
      return `perhaps known to ${inWords(absence.sources)}, which did not answer`;
    case 'drifted':
      return `its column is gone from ${inWords(absence.sources)}`;
    default:
      return 'nothing known';
  }
}
