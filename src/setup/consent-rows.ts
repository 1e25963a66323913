/** An object with a row for each thing a customer said about consent. */
import { channels } from '../model/consent.ts';
import type { Belonging } from './collections.ts';
import { noWords, statusWords, yesWords } from './consent-words.ts';
import { isTime } from './family.ts';
import type { ConsentRowsGuess } from './guess.ts';
import { conceptsOf, has, idOf, type Reading, readingsOf } from './reading.ts';

/** Words for purposes and the data uses they mean; any other is taken for whatever is asked, and grants nothing. */
const purposes: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      'marketing.communications.email',
      'marketing.communications.email.newsletter',
      'marketing.communications.sms',
      'marketing.communications.voice',
      'marketing.communications.post',
      'marketing.communications.push',
    ].map((use) => [use, use]),
  ),
  newsletter: 'marketing.communications.email',
  email_marketing: 'marketing.communications.email',
  sms_marketing: 'marketing.communications.sms',
};

/** Where objects that belong to customers keep a log of consent; the reason why one that looks so is not taken. */
export function consentRowsOf(belonging: readonly Belonging[]): {
  readonly consents: ConsentRowsGuess | undefined;
  readonly remarks: readonly string[];
} {
  const remarks: string[] = [];
  for (const { object, by } of belonging) {
    const named = conceptsOf(object.name.slice(object.name.lastIndexOf('.') + 1));
    if (!['optin', 'optout', 'subscribed', 'newsletter', 'gdpr'].some((concept) => named.has(concept)))
      continue;
    const readings = readingsOf(object).filter(({ column }) => column !== by);
    const find = (fits: (one: Reading) => boolean) => readings.find((one) => !has(one, 'meta') && fits(one));
    const status = find(
      (one) =>
        !isTime(one.family) &&
        one.column.references === undefined &&
        (has(one, 'status') || (has(one, 'optin', 'given', 'agree', 'subscribed') && one.family === 'flag')),
    );
    const purpose = find((one) => has(one, 'purpose') && one.family === 'text');
    const channel = find((one) => has(one, 'channel') && one.family === 'text');
    const at = find((one) => isTime(one.family) && has(one, 'created', 'given', 'optin', 'updated', 'date'));
    const id = idOf(object);
    if (status === undefined || purpose === undefined || id === undefined) {
      const lacks = [
        id === undefined && 'a primary key of one column',
        status === undefined && 'a status',
        purpose === undefined && 'a purpose',
      ];
      remarks.push(
        `${object.name} looks like what customers said about consent; it lacks ${lacks.filter(Boolean).join(', ')}`,
      );
      continue;
    }
    const statuses = Object.fromEntries([
      ...yesWords.map((word) => [word, 'GRANTED'] as const),
      ...noWords.map((word) => [word, 'DENIED'] as const),
      ...Object.entries(statusWords),
    ]);
    return {
      consents: {
        mapping: {
          table: object.name,
          id,
          customer: by.name,
          purpose: { column: purpose.column.name, values: { ...purposes } },
          channel:
            channel === undefined
              ? 'ANY'
              : {
                  column: channel.column.name,
                  values: Object.fromEntries(channels.map((one) => [one, one])),
                },
          status: { column: status.column.name, values: among(status, statuses) },
          ...(at === undefined ? {} : { at: at.column.name }),
        },
        sureness: 'likely',
        reason: 'a row for each thing a customer said; words that are not listed grant nothing',
      },
      remarks,
    };
  }
  return { consents: undefined, remarks };
}

/** Where the column lists its words, those of them that are understood. */
function among<T>({ column }: Reading, known: Readonly<Record<string, T>>): Record<string, T> {
  const { words } = column;
  if (words === undefined) return { ...known };
  return Object.fromEntries(
    words.flatMap((word) => {
      const meant = known[word.trim().toLowerCase()];
      return meant === undefined ? [] : [[word, meant]];
    }),
  );
}
