/** What columns that speak of consent are made of, as data; `consent.ts` applies it. */
import type { AssertionStatus, Channel } from '../model/consent.ts';

/** Meanings by which a person says yes, and by which they say no. */
export const yesConcepts: readonly string[] = ['optin', 'subscribed', 'agree'];
export const noConcepts: readonly string[] = ['optout', 'dnc', 'block', 'not'];
/** Those that say it without anything else beside them. */
export const strongConcepts: readonly string[] = ['optin', 'subscribed', 'optout', 'dnc'];

/** What consent is about, beside the ways of reaching somebody. */
export const topics: readonly string[] = [
  'marketing',
  'newsletter',
  'profiling',
  'tracking',
  'thirdparty',
  'aitraining',
  'gdpr',
];

/** Meanings that add nothing to a column that speaks of consent. */
export const harmless: readonly string[] = [
  'status',
  'state',
  'date',
  'created',
  'updated',
  'given',
  'double',
  'customer',
  'person',
  'contact',
  'user',
  'member',
  'account',
  'last',
  'processing',
  'address',
  'number',
  'home',
  'second',
  'full',
  'activity',
  'interval',
  'subscriptions',
  'ended',
  'started',
  'channel',
];

interface Way {
  readonly channel: Channel;
  readonly purpose: string;
}

/** Ways of reaching somebody, by the meanings that name them. */
export const ways: readonly (readonly [concepts: readonly string[], way: Way])[] = [
  [['sms', 'text'], { channel: 'SMS', purpose: 'marketing.communications.sms' }],
  [['push'], { channel: 'PUSH', purpose: 'marketing.communications.push' }],
  [['call', 'phone', 'mobile', 'dnc'], { channel: 'VOICE', purpose: 'marketing.communications.voice' }],
  [['post'], { channel: 'POST', purpose: 'marketing.communications.post' }],
  [['email', 'newsletter'], { channel: 'EMAIL', purpose: 'marketing.communications.email' }],
  [['fax'], { channel: 'FAX', purpose: 'marketing' }],
];

/** What does not reach anybody, by its topic: what a yes permits, and what a no forbids. */
export const uses: readonly (readonly [concept: string, yes: readonly string[], no: string])[] = [
  ['thirdparty', ['third_party_sharing'], 'third_party_sharing'],
  ['profiling', ['personalize'], 'personalize'],
  ['tracking', ['analytics'], 'analytics'],
  ['aitraining', ['train_ai_system'], 'train_ai_system'],
];

/** Words for data: consent to having them kept or used is consent to nobody says what. */
export const dataWords: ReadonlySet<string> = new Set(['data', 'datos', 'daten', 'donnees', 'dati', 'dados']);

const yes: readonly string[] = ['yes', 'y', 'true', 't', '1', 'on', 'ja', 'j', 'oui', 'si', 'sim'];
const no: readonly string[] = [
  'no',
  'n',
  'false',
  'f',
  '0',
  'off',
  'nein',
  'non',
  'nej',
  'nei',
  'nao',
  'nee',
];

/** Words, in a column that asks for consent, that say yes, no, or not yet. Any other denies. */
export const yesWords: readonly string[] = [
  ...yes,
  'granted',
  'given',
  'accepted',
  'opt_in',
  'optin',
  'opt-in',
  'opted_in',
  'opted-in',
  'subscribed',
  'active',
  'allowed',
  'enabled',
  'consented',
];
export const noWords: readonly string[] = [
  ...no,
  'denied',
  'declined',
  'refused',
  'rejected',
  'opt_out',
  'optout',
  'opt-out',
  'opted_out',
  'opted-out',
  'unsubscribed',
  'inactive',
  'disabled',
];

/** Of an objection only the plain words are turned round. */
export const plainYes: readonly string[] = [...yes, 'x'];
export const plainNo: readonly string[] = no;
export const objecting: readonly string[] = ['opt_out', 'optout', 'opt-out', 'opted_out', 'unsubscribed'];

export const statusWords: Readonly<Record<string, AssertionStatus>> = {
  pending: 'PENDING',
  requested: 'PENDING',
  unconfirmed: 'PENDING',
  withdrawn: 'WITHDRAWN',
  revoked: 'WITHDRAWN',
  expired: 'EXPIRED',
};
