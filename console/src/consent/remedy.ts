/** What would permit a denial, in sentences that say who does what and where. */
import type { Change, Remedy } from './decision.ts';
import { byChannel, request, suppressionList } from './why.ts';
import { reasonInWords, wholePurposeInWords } from './words.ts';

/** One thing to be done. */
export interface Step {
  /** Two words or so. */
  readonly title: string;
  /** A sentence or two. */
  readonly text: string;
}

const impossible = {
  PROHIBITED:
    'Nothing would: at the customer’s places the law forbids it, whatever the person says or any system records.',
  NO_CONSENT_SOURCE:
    'Nothing would as it is set up: no source has a place for consent to as much as is asked. Whoever looks after the gateway can map one.',
} as const;

/** @returns why nothing would do, or undefined where something would. */
export function impossibleInWords({ possible, reason }: Remedy): string | undefined {
  if (possible) return undefined;
  return reason == null ? 'Nothing would, and the gateway does not say why.' : impossible[reason];
}

/** @returns the steps in their order; each of them is needed. */
export function stepsOf({ changes }: Remedy): readonly Step[] {
  return changes.map(stepOf);
}

function stepOf(change: Change): Step {
  const { kind, source } = change;
  const somewhere = source ?? 'a source';
  switch (kind) {
    case 'LIFT':
      return lift(change);
    case 'ANSWER': {
      const reasons = change.reasons.map(reasonInWords);
      const because = reasons.length === 0 ? '' : ` Now: ${reasons.join('; ')}.`;
      return {
        title: source === suppressionList ? 'The suppression list answers' : `${somewhere} answers`,
        text: `It has to answer in full, in a form that is understood, and without an objection.${because}`,
      };
    }
    case 'RENEW':
      return {
        title: 'Renew what lapsed',
        text: `In ${somewhere}, the agreement recorded in ${place(change)} has no date that a new one could be later than: when the person agrees again, record it right there, with its date.`,
      };
    case 'CONFIRM':
      return {
        title: 'The person confirms',
        text: `What ${somewhere} holds as pending in ${place(change)} is confirmed by the person, and recorded with its date (double opt-in).`,
      };
    case 'GRANT':
      return {
        title: 'The person agrees',
        text: `The person agrees to ${scope(change)}, and ${
          source == null
            ? 'that is recorded with its date in any source that has a place for it.'
            : `that is recorded with its date in ${source}: it has to agree by itself.`
        }`,
      };
  }
}

function lift(change: Change): Step {
  const { source } = change;
  if (source === suppressionList)
    return {
      title: 'Take it off the suppression list',
      text: `A steward lifts the entry for ${scope(change)}, if the person wishes it.`,
    };
  if (source === request)
    return {
      title: 'Ask without the objection',
      text: 'The request itself objected, such as by Global Privacy Control (Sec-GPC: 1); nothing recorded has to change.',
    };
  return {
    title: 'Lift the opt-out',
    text: `In ${source ?? 'its source'}, the opt-out recorded in ${place(change)} is lifted, if the person wishes it. Nothing recorded elsewhere lifts it.`,
  };
}

function place({ field, record }: Change): string {
  const parts = [
    ...(field == null ? [] : [`the field ${field}`]),
    ...(record == null ? [] : [`record ${record}`]),
  ];
  return parts.length === 0 ? 'it' : parts.join(' of ');
}

function scope({ purpose, channel }: Change): string {
  const what = purpose == null ? 'this purpose' : `“${wholePurposeInWords(purpose)}”`;
  const by = channel == null ? '' : byChannel(channel);
  return by === '' ? what : `${what} ${by}`;
}
