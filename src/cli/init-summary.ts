/** What `init` tells when it has written a configuration. */
import type { ColumnGuess, SetupGuess } from '../setup/guess.ts';
import { ownMappings } from '../setup/standard.ts';
import type { Answers } from './init-answers.ts';
import { indent, table } from './table.ts';

export function summaryLines(
  guess: SetupGuess,
  { kind, name, output, unset, add }: Answers,
): readonly string[] {
  const { customer, collections, consents, survey } = guess;
  const columns =
    kind === 'salesforce' || kind === 'stripe'
      ? ownMappings(kind, survey).flatMap((own) => own.columns)
      : (customer?.columns ?? []);
  const reviews = columns.filter(({ meaning }) => meaning.role === 'review');
  const mapped = columns.filter(({ meaning }) => meaning.role !== 'review');
  const kept = [
    ...collections.map(({ collection, mapping }) => `${collection} from ${mapping.table}`),
    ...(consents === undefined ? [] : [`consents from ${consents.mapping.table}`]),
  ];
  const toSet = [...(add ? [] : ['ONEFOLD_SECRET']), ...unset];
  return [
    `${output}: ${name} (${kind}), ${survey.server}`,
    ...(customer === undefined || kind === 'salesforce' || kind === 'stripe'
      ? ['  Customers are mapped by default; below is what is your own.']
      : [
          `  Customers are in ${customer.object.name} (${customer.sureness}): ${customer.reason}.`,
          ...customer.others.map((other) => `  They might be in ${other} as well: --table ${other}`),
        ]),
    ...indent(table(mapped.map((one) => [one.sureness, one.column, meaningOf(one)]))),
    ...(kept.length === 0 ? [] : [`  Collections: ${kept.join(', ')}.`]),
    ...(reviews.length === 0
      ? []
      : [
          '  Not mapped, please look:',
          ...indent(indent(reviews.map(({ column, reason }) => `${column}: ${reason}`))),
        ]),
    ...guess.remarks.map((one) => `  ${one}`),
    '',
    'Next:',
    ...(toSet.length === 0
      ? []
      : [
          `  set ${toSet.join(' and ')}${toSet.includes('ONEFOLD_SECRET') ? ' (at least 32 characters for the secret)' : ''}`,
        ]),
    `  look through ${output}: every guess has its reason, REVIEW marks what was not understood`,
    `  onefold doctor --config ${output}   # does it fit, are the look-up columns indexed?`,
    `  onefold dev --config ${output}      # serve it, and reload it when you change it`,
  ];
}

function meaningOf({ meaning }: ColumnGuess): string {
  switch (meaning.role) {
    case 'attribute':
      return meaning.attribute;
    case 'reference':
      return `a record of ${meaning.system}`;
    case 'consent':
      return `consent: ${meaning.entries.map(({ purpose, channel, granted = [] }) => `${purpose} by ${[channel].flat().join(', ')}${granted.length > 0 ? '' : ' (only a no counts)'}`).join('; ')}`;
    case 'consentTime':
      return `when ${meaning.of} was ${meaning.as === 'at' ? 'said' : 'confirmed'}`;
    default:
      return meaning.role === 'id' ? 'its id' : 'when it last changed';
  }
}
