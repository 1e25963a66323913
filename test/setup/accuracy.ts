/** How much of what is true was guessed, and how much of what was guessed is true. */
import type { ColumnGuess, ConsentEntry } from '../../src/setup/guess.ts';
import type { LabelledSchema, Truth } from './schema.ts';

/** A guess in the words of `Truth`; undefined for what is neither an identifier, a name nor consent. */
export function told({ meaning }: ColumnGuess): Truth | undefined {
  switch (meaning.role) {
    case 'attribute': {
      const { attribute } = meaning;
      if (attribute.startsWith('externalId.')) return 'externalId';
      return attribute === 'email' || attribute === 'phone' || attribute.startsWith('name.')
        ? attribute
        : undefined;
    }
    case 'reference':
      return `reference ${meaning.system}`;
    case 'consentTime':
      return `consent time of ${meaning.of}`;
    case 'consent':
      return consentTold(meaning.entries);
    default:
      return undefined;
  }
}

function consentTold(entries: readonly ConsentEntry[]): Truth {
  const granting = entries.filter(({ granted = [] }) => granted.length > 0);
  const [first] = entries;
  const spoken = granting.length > 0 ? granting : entries;
  const channels = spoken.flatMap(({ channel }) => channel).sort();
  const saying =
    granting.length > 0
      ? 'yes'
      : (first?.denied ?? []).length === 0
        ? 'time'
        : (first?.denied ?? []).some((value) => value === true || value === 'yes' || value === 'y')
          ? 'no'
          : 'veto';
  const scope = spoken[0]?.purpose.split('.')[0] ?? '';
  return `consent ${channels.join(',')} ${saying}${scope === 'marketing' ? '' : ` ${scope}`}`;
}

export interface Accuracy {
  readonly right: number;
  /** Columns of the truth, and columns guessed. */
  readonly true: number;
  readonly guessed: number;
  readonly faults: readonly string[];
}

/** Of columns whose truth is `any` nothing is expected. */
export function accuracyOf({ truth }: LabelledSchema, guesses: readonly ColumnGuess[]): Accuracy {
  const open = new Set(Object.keys(truth).filter((column) => truth[column] === 'any'));
  const said = new Map(guesses.flatMap((guess) => [[guess.column, told(guess)] as const]));
  const expected = Object.entries(truth).filter(([column]) => !open.has(column));
  const made = [...said].filter(([column, word]) => word !== undefined && !open.has(column));
  return {
    right: made.filter(([column, word]) => truth[column] === word).length,
    true: expected.length,
    guessed: made.length,
    faults: [
      ...expected
        .filter(([column, word]) => said.get(column) !== word)
        .map(([column, word]) => `${column} is ${word}, guessed ${said.get(column) ?? 'nothing'}`),
      ...made
        .filter(([column]) => truth[column] === undefined)
        .map(([column, word]) => `${column} is nothing, guessed ${word}`),
    ],
  };
}
