/** The words of consent: what each status, legal basis, mechanism, channel and purpose is called on the pages. */
import type { Channel, ConsentMechanism, ConsentStatus, LegalBasis } from '../gql/graphql.ts';
import { capitalised, uncapitalised } from '../parts/in-words.ts';

/** How strongly a status restricts, weakest last: it decides colour and sign. */
export type Weight = 'opt-out' | 'blind' | 'lapsed' | 'agreed' | 'silent' | 'none';

export interface StatusWords {
  /** Short enough for a cell. */
  readonly short: string;
  /** One sentence, without a full stop. */
  readonly long: string;
  readonly weight: Weight;
}

export const statusWords: Readonly<Record<ConsentStatus, StatusWords>> = {
  SUPPRESSED: {
    short: 'Suppressed',
    long: 'the person is on a suppression list, or asked to be forgotten',
    weight: 'opt-out',
  },
  WITHDRAWN: { short: 'Withdrawn', long: 'the person agreed once, and took it back', weight: 'opt-out' },
  DENIED: { short: 'Opted out', long: 'the person refused, or opted out', weight: 'opt-out' },
  REVOKED: { short: 'Revoked', long: 'the company relies on it no longer', weight: 'opt-out' },
  INVALIDATED: { short: 'Invalid', long: 'what was said was found to be invalid', weight: 'opt-out' },
  UNAVAILABLE: { short: 'No answer', long: 'it did not answer: denied to be safe', weight: 'blind' },
  UNKNOWN: {
    short: 'Not understood',
    long: 'it answered with something that is not understood: denied to be safe',
    weight: 'blind',
  },
  EXPIRED: { short: 'Lapsed', long: 'the person agreed once, for a time that is over', weight: 'lapsed' },
  PENDING: {
    short: 'Not confirmed',
    long: 'the person was asked, and has not confirmed yet',
    weight: 'lapsed',
  },
  GRANTED: { short: 'Agreed', long: 'the person agreed', weight: 'agreed' },
  DEFERRED: { short: 'Put off', long: 'the person was asked, and put off the answer', weight: 'silent' },
  NOT_ASKED: {
    short: 'Not asked',
    long: 'it has a place for this, in which nothing is recorded',
    weight: 'silent',
  },
  NOT_APPLICABLE: { short: 'No say', long: 'it is not asked about this', weight: 'none' },
  NOT_CONSULTED: { short: 'Not needed', long: 'this does not rest on what the person says', weight: 'none' },
};

export const basisWords: Readonly<Record<LegalBasis, { readonly short: string; readonly long: string }>> = {
  CONSENT: { short: 'Consent', long: 'It rests on consent: the person has to agree.' },
  CONTRACT: {
    short: 'Contract',
    long: 'It is needed for a contract with the person: only a restriction of all processing stops it.',
  },
  LEGAL_OBLIGATION: {
    short: 'Legal duty',
    long: 'The law requires it, whatever the person says of consent.',
  },
  VITAL_INTEREST: { short: 'Vital interest', long: 'It protects somebody’s life.' },
  PUBLIC_TASK: {
    short: 'Public task',
    long: 'It is a task in the public interest, to which the person may object.',
  },
  LEGITIMATE_INTEREST: {
    short: 'Legitimate interest',
    long: 'It is a legitimate interest, to which the person may object.',
  },
};

export const mechanismWords: Readonly<
  Record<ConsentMechanism, { readonly short: string; readonly long: string }>
> = {
  NOTICE_ONLY: {
    short: 'Notice',
    long: 'At the customer’s places the law asks only that people are told.',
  },
  OPT_OUT: {
    short: 'Opt-out',
    long: 'At the customer’s places the law permits it until the person objects.',
  },
  OPT_IN: { short: 'Opt-in', long: 'At the customer’s places the law forbids it until the person agrees.' },
  PROHIBITED: { short: 'Prohibited', long: 'At the customer’s places the law forbids it.' },
};

/** As in `by e-mail`; empty where nobody is contacted. */
export const channelWords: Readonly<Record<Channel, string>> = {
  ANY: 'any channel',
  EMAIL: 'e-mail',
  PHONE: 'telephone',
  VOICE: 'telephone call',
  SMS: 'text message',
  POST: 'letter',
  PUSH: 'push notification',
  WEB: 'web page',
  FAX: 'telefax',
  NONE: '',
};

/** Fixed reasons of the gateway, in words; others are sentences already. */
const reasonWords: Readonly<Record<string, string>> = {
  SOURCE_TIMEOUT: 'it did not answer in time',
  SOURCE_UNAVAILABLE: 'it could not be reached',
  SOURCE_THROTTLED: 'it refused further calls for now',
  SOURCE_UNAUTHORIZED: 'it refused the credentials it is configured with',
  SOURCE_DRIFTED: 'a column that is mapped is gone from it',
  SOURCE_PROTOCOL: 'it answered with something that could not be read',
  SOURCE_CONTRACT: 'its adapter has a defect',
  RESUBSCRIBE_UNVERIFIED: 'an objection was seen here before, and nothing later says that it was taken back',
  'Sec-GPC': 'the browser that asked objects (Global Privacy Control)',
  quorum: 'it has to agree by itself, and does not',
};

export function reasonInWords(reason: string): string {
  return reasonWords[reason] ?? reason;
}

const familyWords: Readonly<Record<string, string>> = {
  essential: 'Essential',
  functional: 'Functional',
  analytics: 'Analytics',
  personalize: 'Personalisation',
  marketing: 'Marketing',
};

/** What stands above purposes that begin alike; those of a single word stand together at the end. */
export function familyOf(purpose: string): string {
  const [family = purpose, ...rest] = purpose.split('.');
  if (rest.length === 0) return 'Other';
  return familyWords[family] ?? sentence(family);
}

/** A purpose below its family: `communications.email` of marketing is `Communications › email`. */
export function purposeInWords(purpose: string): string {
  const [family = purpose, ...steps] = purpose.split('.');
  if (steps.length === 0) return familyWords[family] ?? sentence(family);
  return sentence(steps.join(' › '));
}

/** The purpose with its family, for where it stands alone. */
export function wholePurposeInWords(purpose: string): string {
  if (purpose === '*') return 'every purpose';
  const family = familyOf(purpose);
  return family === 'Other'
    ? purposeInWords(purpose)
    : `${family} › ${uncapitalised(purposeInWords(purpose))}`;
}

function sentence(text: string): string {
  return capitalised(text.replaceAll('_', ' ')).replace(/\bai\b/, 'AI');
}
