/** Two records side by side, attribute by attribute. */
import { nameIn, type Said, type Value } from '../identity/said.ts';
import type { FieldWeight } from '../identity/score.ts';
import { comparedIn } from '../identity/words.ts';
import { compareText } from '../parts/refs.ts';

export type Likeness = 'same' | 'different' | 'one-sided';

export interface Row {
  /** Or `name`: the name as a whole, which some records have in one and some in parts. */
  readonly attribute: string;
  readonly a: readonly Value[];
  readonly b: readonly Value[];
  /** As they are written. */
  readonly written: Likeness;
  /** How the score compares what the row is about; with the first of several rows that are compared as one. */
  readonly compared: readonly FieldWeight[];
}

/**
 * @param order - attributes as they are to be shown; the name comes first, and others follow by theirs.
 * @returns a row for each attribute of which either record says something.
 */
export function align(
  a: Said,
  b: Said,
  order: readonly string[],
  fields: readonly FieldWeight[] = [],
): readonly Row[] {
  const told = new Set<string>();
  const [one, other] = [wholeNames(a), wholeNames(b)];
  const rank = (attribute: string) => {
    if (attribute === 'name') return -1;
    const at = order.indexOf(attribute);
    return at < 0 ? order.length : at;
  };
  return [...new Set([...one.keys(), ...other.keys()])]
    .sort((x, y) => rank(x) - rank(y) || compareText(x, y))
    .map((attribute) => {
      const row = { attribute, a: one.get(attribute) ?? [], b: other.get(attribute) ?? [] };
      const compared = fields.filter(
        ({ field }) => comparedIn(attribute).includes(field) && !told.has(field),
      );
      for (const { field } of compared) told.add(field);
      return { ...row, written: likenessOf(row.a, row.b), compared };
    });
}

const wholeName: ReadonlySet<string> = new Set(['name.full', 'name.given', 'name.family', 'name.suffix']);

/** The name in one, so that it can be held against one that is written in parts. */
function wholeNames(said: Said): Said {
  const rest = new Map([...said].filter(([attribute]) => !wholeName.has(attribute)));
  const names = new Map([...said].filter(([attribute]) => wholeName.has(attribute)));
  const name = nameIn(names);
  return name === undefined ? rest : new Map([['name', [name]], ...rest]);
}

/** Two that share one of several values are the same: each may know more than the other. */
function likenessOf(a: readonly Value[], b: readonly Value[]): Likeness {
  if (a.length === 0 || b.length === 0) return 'one-sided';
  return a.some((one) => b.includes(one)) ? 'same' : 'different';
}
