/** What a comparison says, as the gateway tells it. All weights are bits: log2 of odds. */
export interface FieldWeight {
  /** Such as `given`, `birthDate`, `address`. */
  readonly field: string;
  /** Such as `EXACT`. */
  readonly level: string;
  readonly m: number;
  readonly u: number;
  readonly bits: number;
  readonly frequencyBits: number;
  readonly generic: boolean;
}

export interface Score {
  readonly prior: number;
  readonly fields: readonly FieldWeight[];
  /** What the fields alone come to. */
  readonly weight: number;
}

/** The probability that a weight in bits stands for. */
export function probabilityOf(weight: number): number {
  return 1 / (1 + 2 ** -weight);
}
