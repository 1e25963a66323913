/**
 * Columns that say something about consent: of which purpose and channel, and which values say yes and no. What is not
 * understood is made to deny, or left for review; nothing that is not plainly a yes becomes one.
 */
import type { AssertionStatus, Channel } from '../model/consent.ts';
import {
  dataWords,
  harmless,
  noConcepts,
  noWords,
  objecting,
  plainNo,
  plainYes,
  statusWords,
  strongConcepts,
  topics,
  uses,
  ways,
  yesConcepts,
  yesWords,
} from './consent-words.ts';
import { isTime } from './family.ts';
import { type ColumnGuess, type ConsentEntry, type Sureness, typed } from './guess.ts';
import { has, type Reading } from './reading.ts';

/** The meanings of channels that a column names. */
const reaching: readonly string[] = [...ways.flatMap(([concepts]) => concepts), 'mail'];
const speaking: ReadonlySet<string> = new Set([
  ...yesConcepts,
  ...noConcepts,
  ...topics,
  ...reaching,
  'terms',
  'policy',
  'restrict',
]);
const allowed: ReadonlySet<string> = new Set([...speaking, ...harmless]);

/** Words that only a column of consent holds. */
const tellingWords: ReadonlySet<string> = new Set([
  'subscribed',
  'unsubscribed',
  'opted_in',
  'opted_out',
  'opt_in',
  'opt_out',
]);

/** What a column that speaks of consent says, before its values are looked at. */
interface Spoken {
  readonly reading: Reading;
  readonly no: boolean;
  readonly sureness: Sureness;
}

/** What is to be made of all columns that speak of consent; the others are left out. */
export function consentIn(readings: readonly Reading[]): readonly ColumnGuess[] {
  const spoken = readings.flatMap((reading) => spokenIn(reading) ?? []);
  const flags = spoken.filter(({ reading }) => !isTime(reading.family));
  const taken = new Set<string>();
  const times = spoken
    .filter(({ reading }) => isTime(reading.family))
    .map((time) => timeGuess(time, flags, readings, taken));
  const guesses = flags.map((one) => flagGuess(one, flags));
  const reviews = readings.flatMap((reading) =>
    spoken.some((one) => one.reading === reading) ? [] : (doubtIn(reading) ?? []),
  );
  return [...guesses, ...times, ...reviews];
}

/** Whether a column by itself says something about consent, be it understood or not. */
export function speaksOfConsent(reading: Reading): boolean {
  return spokenIn(reading) !== undefined || doubtIn(reading) !== undefined;
}

function isFlag({ family, column }: Reading): boolean {
  return (
    ['flag', 'integer'].includes(family) ||
    (family === 'text' && (column.words !== undefined || isShort(column.type)))
  );
}

/** A text too short for anything but a word. */
function isShort(type: string): boolean {
  return lengthOf(type) <= 20 || /^picklist/i.test(type);
}

/** Characters a text may have, as its type says; no limit where it says none. */
function lengthOf(type: string): number {
  return Number(/\((\d+)\)/.exec(type)?.[1] ?? Number.POSITIVE_INFINITY);
}

function spokenIn(reading: Reading): Spoken | undefined {
  const { family, column } = reading;
  if (
    has(reading, 'meta', 'id', 'order', 'someone', 'total') ||
    column.references !== undefined ||
    column.primaryKey
  )
    return undefined;
  if (family === 'other' || family === 'uuid' || family === 'long' || family === 'decimal') return undefined;
  if (isTermsOnly(reading)) return undefined;
  if (isNumber(reading)) return undefined;
  const way = has(reading, ...reaching);
  const topic = has(reading, ...topics);
  const strong = has(reading, ...strongConcepts);
  const about = way || topic || has(reading, 'contact');
  const no =
    has(reading, 'restrict') ||
    has(reading, 'optout', 'dnc', 'block') !== (has(reading, 'not') && !has(reading, 'optout', 'dnc'));
  const restricting = has(reading, 'restrict') && has(reading, 'processing', 'gdpr', 'not', 'status');
  const spoken =
    strong ||
    restricting ||
    (has(reading, 'block', 'not') && about) ||
    (has(reading, 'agree') && (way || topic)) ||
    (topic && (isFlag(reading) || isTime(family))) ||
    (way && (column.words ?? []).some((word) => tellingWords.has(word.trim().toLowerCase())));
  if (!spoken) return undefined;
  const strange = isStrange(reading);
  // A word that is not known may turn round what the others say, unless they are plain.
  if (strange && !strong) return undefined;
  // How an invoice may be sent is no consent to anything else.
  if (!no && has(reading, 'invoice', 'payment', 'case') && !has(reading, 'marketing')) return undefined;
  const sureness: Sureness =
    strange || !isFlag(reading) || (!strong && !way && !has(reading, 'newsletter')) ? 'likely' : 'sure';
  return { reading, no, sureness };
}

/** Whether it says more than consent is made of. */
function isStrange({ concepts, unknown }: Reading): boolean {
  return unknown.length > 0 || [...concepts].some((concept) => !allowed.has(concept));
}

/** The number of a subscriber is no subscription. */
function isNumber(reading: Reading): boolean {
  return has(reading, 'number') && !has(reading, 'optin', 'optout', ...topics);
}

/** Terms of business are accepted, not consented to. */
function isTermsOnly(reading: Reading): boolean {
  const legal =
    has(reading, 'terms') ||
    (has(reading, 'gdpr') &&
      has(reading, 'policy', 'agree') &&
      reading.words.some(({ text }) =>
        ['privacy', 'datenschutz', 'confidentialite', 'privacidad'].includes(text),
      ));
  // A policy that was agreed to is terms as well, be it of privacy or of a site.
  const policy =
    has(reading, 'policy') && has(reading, 'agree', 'optin') && !has(reading, ...topics, ...reaching);
  return policy || (legal && !has(reading, 'marketing', 'newsletter', 'optin'));
}

function doubtIn(reading: Reading): ColumnGuess | undefined {
  const { column, family } = reading;
  if (has(reading, 'meta', 'id', 'someone') || column.references !== undefined || column.primaryKey)
    return undefined;
  if (isNumber(reading)) return undefined;
  const review = (reason: string): ColumnGuess => ({
    column: column.name,
    meaning: { role: 'review', looksLike: 'consent' },
    sureness: 'unsure',
    reason,
  });
  if (isTermsOnly(reading) && has(reading, 'agree', 'optin', 'terms'))
    return review('terms that were accepted are no consent to anything else');
  if (
    has(reading, ...strongConcepts) ||
    (has(reading, 'agree', 'block', 'not') && has(reading, ...topics, ...reaching))
  )
    return review(`speaks of consent (${typed(column)}) and is not understood`);
  const only = [...reading.concepts].every((concept) => allowed.has(concept));
  if (has(reading, ...topics) && (isFlag(reading) || family === 'other' || family === 'long'))
    return review(`may speak of consent (${typed(column)}) and is not understood`);
  if (family === 'flag' && has(reading, ...reaching) && only && reading.unknown.length === 0)
    return review(
      'a yes or no named after a way of reaching somebody: consent, or something about the address',
    );
  return undefined;
}

/** A time is that of the flag it shares most meanings with; by itself it can deny, but not grant. */
function timeGuess(
  { reading, no }: Spoken,
  flags: readonly Spoken[],
  all: readonly Reading[],
  taken: Set<string>,
): ColumnGuess {
  const { column } = reading;
  const as = has(reading, 'double') ? 'doubleOptInAt' : 'at';
  const own = [...reading.concepts].filter((concept) => speaking.has(concept));
  const specific = own.filter((concept) => reaching.includes(concept) || topics.includes(concept));
  const ranked = flags
    .filter((flag) => !taken.has(`${as} ${flag.reading.column.name}`))
    .filter(
      (flag) => specific.every((concept) => flag.reading.concepts.has(concept)) && (flag.no === no || !no),
    )
    .map((flag) => ({
      flag,
      shared: own.filter((concept) => flag.reading.concepts.has(concept)).length,
      distance: Math.abs(all.indexOf(flag.reading) - all.indexOf(reading)),
    }))
    .filter(
      ({ shared, distance }) => shared > 0 || (specific.length === 0 && distance === 1) || flags.length === 1,
    )
    .sort((a, b) => b.shared - a.shared || a.distance - b.distance);
  const [best] = ranked;
  if (best !== undefined) {
    const of = best.flag.reading.column.name;
    taken.add(`${as} ${of}`);
    return {
      column: column.name,
      meaning: { role: 'consentTime', of, as },
      sureness: 'likely',
      reason: `says when ${of} was ${as === 'at' ? 'said' : 'confirmed'}`,
    };
  }
  if (!no)
    return {
      column: column.name,
      meaning: { role: 'review', looksLike: 'consent' },
      sureness: 'unsure',
      reason:
        'when somebody consented, without a column that says whether: a time by itself grants nothing here',
    };
  return {
    column: column.name,
    meaning: {
      role: 'consent',
      entries: scopesOf(reading, true, flags).map((scope) => ({ ...scope, column: column.name })),
    },
    sureness: 'likely',
    reason: 'when somebody objected: any time at all denies, being no value that is listed',
  };
}

function flagGuess({ reading, no, sureness }: Spoken, all: readonly Spoken[]): ColumnGuess {
  const { column } = reading;
  const { values, listed } = valuesOf(reading, no);
  const entries = scopesOf(reading, no, all).map(({ vetoOnly, ...scope }): ConsentEntry => {
    const entry = { ...scope, column: column.name };
    return { ...entry, ...(vetoOnly ? vetoOf(values) : values) };
  });
  const words = reading.words.map(({ text }) => text).join(' ');
  const unlisted = listed ? '' : '; which words it holds is not known, and any but those listed deny';
  return {
    column: column.name,
    meaning: { role: 'consent', entries },
    sureness: !listed && sureness === 'sure' ? 'likely' : sureness,
    reason: `"${words}" (${typed(column)}) is ${sayingOf(entries, no)}${unlisted}`,
  };
}

function sayingOf(entries: readonly ConsentEntry[], no: boolean): string {
  if (no) return 'an objection: a yes denies, a no says nothing';
  if (entries.every(({ granted = [] }) => granted.length === 0))
    return 'consent, it does not say to what: a no denies, a yes grants nothing';
  return entries.length > 1
    ? 'consent: a yes grants what is listed with it, a no denies whatever is like it'
    : 'consent: a yes grants, a no denies';
}

/** Of what says yes and no, only the no. */
function vetoOf({ granted = [], denied = [], silent = [], statuses = {} }: Values): Values {
  const waiting = Object.keys(statuses).filter((word) => statuses[word] === 'PENDING');
  return { denied, silent: [...silent, ...granted, ...waiting] };
}

interface ScopeGuess {
  readonly purpose: string;
  readonly channel: Channel | Channel[];
  /** Only a no is read of it. */
  readonly vetoOnly?: true;
  readonly restriction?: true;
}

/** What a column is about. A grant must name its channels; a veto need not. */
function scopesOf(reading: Reading, no: boolean, all: readonly Spoken[]): readonly ScopeGuess[] {
  if (has(reading, 'restrict')) return [{ purpose: '*', channel: 'ANY', restriction: true }];
  const shared = has(reading, 'thirdparty');
  const named = shared ? [] : ways.filter(([concepts]) => has(reading, ...concepts)).map(([, way]) => way);
  if (has(reading, 'mail') && !shared && !has(reading, 'newsletter', 'post'))
    named.push(mailWay(reading, all));
  const reached = [...new Map(named.map((way) => [way.channel, way])).values()];
  if (reached.length > 0)
    return reached.map((way) =>
      // Who asks not to be called is not sent a text message either.
      no && way.channel === 'VOICE' ? { purpose: 'marketing', channel: 'PHONE' } : way,
    );
  const use = uses.find(([concept]) => has(reading, concept));
  if (use !== undefined) {
    const [, yes, forbidden] = use;
    if (no) return [{ purpose: forbidden, channel: 'ANY' }];
    return [
      ...yes.map((purpose): ScopeGuess => ({ purpose, channel: 'NONE' })),
      { purpose: forbidden, channel: 'ANY', vetoOnly: true },
    ];
  }
  if (no) return [{ purpose: 'marketing', channel: 'ANY' }];
  const veto: ScopeGuess = { purpose: 'marketing', channel: 'ANY', vetoOnly: true };
  // Consent to nobody says what grants nothing.
  const vague = has(reading, 'gdpr', 'processing') || reading.words.some(({ text }) => dataWords.has(text));
  if ((vague || isStrange(reading)) && !has(reading, 'marketing')) return [veto];
  return [{ purpose: 'marketing.communications.email', channel: 'EMAIL' }, veto];
}

/** `mail` is a letter where another column of consent says e-mail. */
function mailWay(reading: Reading, all: readonly Spoken[]) {
  const elsewhere = all.some(
    (one) => one.reading !== reading && has(one.reading, 'email') && !has(one.reading, 'mail'),
  );
  return elsewhere
    ? ({ channel: 'POST', purpose: 'marketing.communications.post' } as const)
    : ({ channel: 'EMAIL', purpose: 'marketing.communications.email' } as const);
}

type Values = Partial<Pick<ConsentEntry, 'granted' | 'denied' | 'silent' | 'statuses'>>;

/** Which values say what, and whether the column itself lists those it may hold. */
function valuesOf(
  { family, column }: Reading,
  no: boolean,
): { readonly values: Values; readonly listed: boolean } {
  if (family === 'flag' || family === 'integer')
    return {
      values: no ? { denied: [true], silent: [false] } : { granted: [true], denied: [false] },
      listed: true,
    };
  const known = column.words;
  const among = (words: readonly string[]) =>
    known === undefined
      ? words.filter((word) => word.length <= lengthOf(column.type))
      : known.filter((word) => words.includes(word.trim().toLowerCase()));
  const told: readonly (readonly [string, AssertionStatus])[] = Object.entries(statusWords).flatMap(
    ([word, status]) => among([word]).map((spelled) => [spelled, status] as const),
  );
  const statuses = told.length === 0 ? {} : { statuses: Object.fromEntries(told) };
  const values = no
    ? { denied: among([...plainYes, ...objecting]), silent: among(plainNo) }
    : { granted: among(yesWords), denied: among(noWords), ...statuses };
  return { values, listed: known !== undefined };
}
