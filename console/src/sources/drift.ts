/** Where a source and its mapping have come apart, or may be about to. */
import { capitalised } from '../parts/in-words.ts';
import type { Column, Source, Unmapped } from './source.ts';

/** Something to be looked at, with what it means. */
export interface Finding {
  /** As `table.column`. */
  readonly place: string;
  readonly text: string;
}

export interface Drift {
  /** Mapped columns that exist no more, with what depends on them. */
  readonly gone: readonly Finding[];
  /** Columns that nobody maps and that look like consent (first) or an identifier, with why. */
  readonly overlooked: readonly Finding[];
  /** Columns of which something should be done: look-ups that nothing serves, above all. */
  readonly advised: readonly Finding[];
  /** All other columns that nobody maps. */
  readonly others: readonly string[];
}

const lookWords: Readonly<Record<string, string>> = {
  email: 'an e-mail address',
  phone: 'a telephone number',
  name: 'a name',
  birthDate: 'a day of birth',
  address: 'a postal address',
  externalId: 'an identifier',
  reference: 'a reference to another system',
  consent: 'consent',
};

export function driftOf({ columns, unmapped }: Pick<Source, 'columns' | 'unmapped'>): Drift {
  const existing = columns.filter(({ exists }) => exists);
  const telling = unmapped.filter(({ looksLike }) => looksLike !== null);
  return {
    gone: columns
      .filter(({ exists }) => !exists)
      .map((column) => ({ place: placeOf(column), text: loss(column) })),
    overlooked: [...telling]
      .sort((a, b) => Number(b.looksLike === 'consent') - Number(a.looksLike === 'consent'))
      .map((column) => ({ place: placeOf(column), text: look(column) })),
    advised: existing.flatMap((column) => {
      const text = adviceOn(column);
      return text === null ? [] : [{ place: placeOf(column), text }];
    }),
    others: unmapped.filter(({ looksLike }) => looksLike === null).map(placeOf),
  };
}

export function placeOf({ object, column }: { readonly object: string; readonly column: string }): string {
  return `${object}.${column}`;
}

function loss({ use }: Column): string {
  return use === 'LOOKUP'
    ? 'No customer is found here by it, and the field it feeds is missing.'
    : 'The field it feeds is missing; if it says something of consent, that is not understood, and denies.';
}

function adviceOn({ use, index, advice }: Column): string | null {
  if (advice !== null) return sentence(advice);
  return use === 'LOOKUP' && index === null
    ? 'Records are looked up by it, and nothing serves that: give it an index.'
    : null;
}

function look({ looksLike, reason }: Unmapped): string {
  const what = `It looks like ${lookWords[looksLike ?? ''] ?? looksLike}${reason === null ? '' : `: ${reason}`}.`;
  return looksLike === 'consent' ? `${what} An objection in it would be missed.` : what;
}

function sentence(text: string): string {
  const begun = capitalised(text);
  return begun.endsWith('.') ? begun : `${begun}.`;
}
