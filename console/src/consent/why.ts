/** Why a decision is what it is, in one or two sentences. */
import type { Decision } from './decision.ts';
import { basisWords, channelWords, reasonInWords, statusWords } from './words.ts';

/** Names of the two that have a say beside the sources. */
export const suppressionList = 'suppression list';
export const request = 'request';

/** A source as the subject of a sentence. */
export function named(source: string): string {
  return source === suppressionList || source === request ? `The ${source}` : source;
}

/** In a few words, for where many decisions stand below one another: `crm: opted out`. */
export function whyInBrief({ status, decidedBy, legalBasis, mechanism, decision }: Decision): string {
  if (status == null) return basisWords[legalBasis].short;
  if (status === 'NOT_CONSULTED') return `rests on: ${basisWords[legalBasis].short.toLowerCase()}`;
  if (decision === 'DENY' && legalBasis === 'CONSENT' && mechanism === 'PROHIBITED')
    return 'the law forbids it';
  if (decidedBy == null) return decision === 'DENY' ? 'no source records it' : 'nobody objects';
  return `${decidedBy.source}: ${statusWords[status].short.toLowerCase()}`;
}

/** @returns undefined for callers who are not told why. */
export function whyInWords(decision: Decision): string | undefined {
  const { status } = decision;
  if (status == null) return undefined;
  return decision.decision === 'PERMIT' ? whyPermitted(decision) : whyDenied(decision);
}

function whyPermitted({ status, decidedBy, legalBasis, mechanism }: Decision): string {
  if (status === 'NOT_CONSULTED') return basisWords[legalBasis].long;
  const who = decidedBy == null ? 'A source' : named(decidedBy.source);
  if (status === 'GRANTED')
    return `${who} records that the person agreed, and nothing anywhere outranks it: no opt-out, no source that is blind, no later lapse.`;
  if (legalBasis !== 'CONSENT') return `${basisWords[legalBasis].long} No objection is recorded anywhere.`;
  return mechanism === 'NOTICE_ONLY'
    ? 'At the customer’s places people only have to be told, and nobody objected.'
    : 'At the customer’s places it is permitted until the person objects, and no objection is recorded anywhere.';
}

function whyDenied({ status, decidedBy, legalBasis, mechanism }: Decision): string {
  if (legalBasis === 'CONSENT' && mechanism === 'PROHIBITED')
    return 'At the customer’s places the law forbids it, whatever the person says.';
  const who = decidedBy == null ? 'A source' : named(decidedBy.source);
  const because = decidedBy?.reason == null ? '' : ` (${reasonInWords(decidedBy.reason)})`;
  switch (status) {
    case 'SUPPRESSED':
    case 'WITHDRAWN':
    case 'DENIED':
    case 'REVOKED':
    case 'INVALIDATED':
      return legalBasis === 'CONTRACT'
        ? `${who} records that all processing is restricted${because}: that stops even what a contract needs.`
        : `${who} tells that ${statusWords[status].long}${because}. An opt-out outranks every grant, in whatever source and however old it is.`;
    case 'UNAVAILABLE':
      return `${who} did not answer${because}. It may hold an objection, so this is denied to be safe.`;
    case 'UNKNOWN':
      return `${who} is not understood${because}. It may hold an objection, so this is denied to be safe.`;
    case 'EXPIRED':
      return `${who} records an agreement that has ended, and nobody agreed later.`;
    case 'PENDING':
      return `${who} records that the person was asked and has not confirmed${because}; nobody agreed later.`;
    case 'DEFERRED':
      return `${who} records that the person put off the answer. Where consent is needed, that is none.`;
    case 'NOT_ASKED':
      return 'No source records that the person agreed. Where consent is needed, silence is none.';
    default:
      return 'No source records consent for as much as is asked. Where consent is needed, that denies.';
  }
}

/** What is asked about, in words: `by e-mail`; empty where nobody is contacted. */
export function byChannel(channel: Decision['channel']): string {
  const words = channelWords[channel];
  return words === '' ? '' : `by ${words}`;
}
