/** How likely two records are one person: Fellegi-Sunter over the comparison, in bits that add up exactly. */
import type { Comparison, Field, Level } from './comparison.ts';
import { bitsOf, type MatchModel, oddsOf } from './model.ts';

/** What one field adds to the score. */
export interface FieldWeight {
  readonly field: Field;
  readonly level: Level;
  readonly m: number;
  readonly u: number;
  /** log2(m / u). */
  readonly bits: number;
  /** How much rarer, or commoner, the value is than one of its field is on average. */
  readonly frequencyBits: number;
  /** The value is one that too many records share: it says nothing. */
  readonly generic: boolean;
}

export interface Score {
  /** log2 odds before anything was compared. */
  readonly prior: number;
  readonly fields: readonly FieldWeight[];
  /** The sum of the prior and of all bits. */
  readonly weight: number;
}

/** Values rarer than this are not counted as rarer: a slip of the keyboard is rare, too. */
const rarest = 0.001;

/** Fields whose values differ in how common they are. */
const countedFields: ReadonlySet<Field> = new Set(['given', 'family', 'email', 'address']);
/** Levels at which the value itself is shared, and those at which it is nearly. */
const exactly: ReadonlySet<Level> = new Set(['EXACT', 'CITY']);
const nearly: ReadonlySet<Level> = new Set(['CLOSE', 'SIMILAR', 'NICKNAME', 'SOUND', 'PART']);

/** @param isGeneric - whether what two records share of a field is shared by too many (guard G3). */
export function scoreOf(
  comparisons: readonly Comparison[],
  model: MatchModel,
  isGeneric: (comparison: Comparison) => boolean = () => false,
): Score {
  const prior = bitsOf(model.lambda);
  let weight = prior;
  const weights = comparisons.map((comparison): FieldWeight => {
    const telling = tellingOf(comparison, isGeneric);
    const { field, level } = telling ?? comparison;
    const { m, u } = oddsOf(model, field, level);
    const generic = telling === undefined;
    const bits = generic ? 0 : Math.log2(m / u);
    const frequencyBits = generic || bits <= 0 ? 0 : frequencyBitsOf(telling, u, bits, model);
    weight += bits + frequencyBits;
    return { field, level, m, u, bits, frequencyBits, generic };
  });
  return { prior, fields: weights, weight };
}

/** The best pair of values that says something; undefined where none does. */
function tellingOf(
  comparison: Comparison,
  isGeneric: (comparison: Comparison) => boolean,
): Comparison | undefined {
  for (let at: Comparison | undefined = comparison; at !== undefined; at = at.otherwise)
    if (!isGeneric(at)) return at;
  return undefined;
}

/** `weight · (log2 u − log2 max(tf))`: a fuzzy level uses the commoner of the two values, at half weight. */
function frequencyBitsOf(
  { field, level, values }: Comparison,
  u: number,
  agreed: number,
  { frequencies, fields }: MatchModel,
): number {
  if (frequencies === undefined || !countedFields.has(field)) return 0;
  const share = exactly.has(level) ? 1 : nearly.has(level) ? 0.5 : 0;
  if (share === 0) return 0;
  const known = values.map((value) => frequencies.of(field, value)).filter((one) => one !== undefined);
  if (known.length === 0) return 0;
  const average = field === 'address' ? u : fields[field as 'given' | 'family' | 'email'].EXACT.u;
  const bits = share * (Math.log2(average) - Math.log2(Math.max(...known, Math.min(rarest, average))));
  // To agree on what is common says little; it does not speak against them.
  return Math.max(bits, -agreed);
}
