/** Links, refusals and doubts of a customer, as one kind of thing to be shown. */
import { type Ref, refKey } from '../parts/refs.ts';
import { probabilityOf, type Score } from './score.ts';
import type { Tie } from './tie.ts';
import { percent, refusalWords, ruleWords } from './words.ts';

export interface KnownTie extends Tie {
  readonly score: Score;
  /** The probability that the two are one person, as far as it is told: refusals are decided otherwise. */
  readonly confidence: number;
  readonly ruleBits: number;
}

interface Pair {
  readonly a: Ref;
  readonly b: Ref;
  readonly score: Score;
}

export interface Links {
  readonly links: readonly (Pair & {
    readonly rule: string;
    readonly weight: number;
    readonly confidence: number;
    readonly ruleBits: number;
  })[];
  readonly refused: readonly (Pair & { readonly refusal: string })[];
  readonly probable: readonly (Pair & { readonly weight: number; readonly confidence: number })[];
}

/** @returns links first, then doubts, then refusals, each in the order in which they were told. */
export function tiesOf({ links, refused, probable }: Links): readonly KnownTie[] {
  return [
    ...links.map((one) => ({ ...one, kind: 'linked' as const, says: ruleWords(one.rule) })),
    ...probable.map((one) => ({
      ...one,
      kind: 'probable' as const,
      says: 'perhaps one person',
      ruleBits: 0,
    })),
    ...refused.map((one) => ({
      ...one,
      kind: 'refused' as const,
      says: refusalWords(one.refusal),
      weight: one.score.weight,
      confidence: probabilityOf(one.score.weight),
      ruleBits: 0,
    })),
  ];
}

const kinds = { linked: 'one person', refused: 'kept apart', probable: 'perhaps one person' } as const;

export const kindWords = ({ kind }: Pick<Tie, 'kind'>): string => kinds[kind];

/** A tie as a sentence, for those who hear the picture. */
export function tieSentence({ kind, a, b, says, confidence }: KnownTie): string {
  const pair = `${refKey(a)} and ${refKey(b)}`;
  if (kind === 'refused') return `${pair}: kept apart, ${says}`;
  const sure = percent(confidence);
  return kind === 'linked'
    ? `${pair}: one person, ${says}, ${sure} sure`
    : `${pair}: perhaps one person, ${sure} sure`;
}
