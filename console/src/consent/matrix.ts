/** The matrix as rows and columns: which there are, which are shown, and where the keys lead. */
import type { Channel } from '../gql/graphql.ts';
import type { Cell, Decision } from './decision.ts';
import { familyOf, statusWords } from './words.ts';

export interface Family {
  readonly name: string;
  readonly decisions: readonly Decision[];
}

export type Shown = 'all' | 'denied' | 'permitted';

/** What is to be seen of the matrix. */
export interface Filter {
  readonly shown: Shown;
  /** Null: every channel. */
  readonly channel: Channel | null;
}

/** In the order of the policy, with purposes of a single word last. */
export function familiesOf(decisions: readonly Decision[]): readonly Family[] {
  const groups = Map.groupBy(decisions, ({ purpose }) => familyOf(purpose));
  const families = [...groups].map(([name, own]): Family => ({ name, decisions: own }));
  return families.toSorted((a, b) => Number(a.name === 'Other') - Number(b.name === 'Other'));
}

export function filtered(decisions: readonly Decision[], { shown, channel }: Filter): readonly Decision[] {
  const wanted = { all: undefined, denied: 'DENY', permitted: 'PERMIT' }[shown];
  return decisions.filter(
    (one) =>
      (wanted === undefined || one.decision === wanted) && (channel === null || one.channel === channel),
  );
}

/** The columns: every source that any row names, in the order of the rows. */
export function sourcesOf(decisions: readonly Decision[]): readonly string[] {
  return [...new Set(decisions.flatMap(({ sources }) => (sources ?? []).map(({ source }) => source)))];
}

export function cellOf({ sources }: Decision, source: string): Cell | undefined {
  return sources?.find((one) => one.source === source);
}

/** Sources that are blind somewhere in the matrix, with how many decisions are denied for want of their answer. */
export function blindOf(
  decisions: readonly Decision[],
): readonly { readonly source: string; readonly denied: number }[] {
  return sourcesOf(decisions)
    .filter((source) =>
      decisions.some((one) => {
        const cell = cellOf(one, source);
        return cell !== undefined && statusWords[cell.status].weight === 'blind';
      }),
    )
    .map((source) => ({
      source,
      denied: decisions.filter((one) => one.decision === 'DENY' && cellOf(one, source)?.decides === true)
        .length,
    }));
}

/** A cell by its row and column, from 0. */
export interface Position {
  readonly row: number;
  readonly column: number;
}

/**
 * Where a key leads in a grid of so many rows and columns; it stays inside.
 * @param withControl - with the control key Home and End lead to the first and last cell of all.
 * @returns undefined for a key that does not move.
 */
export function moved(
  { row, column }: Position,
  key: string,
  { rows, columns }: { readonly rows: number; readonly columns: number },
  withControl = false,
): Position | undefined {
  const [bottom, right] = [rows - 1, columns - 1];
  switch (key) {
    case 'ArrowDown':
      return { row: Math.min(row + 1, bottom), column };
    case 'ArrowUp':
      return { row: Math.max(row - 1, 0), column };
    case 'ArrowRight':
      return { row, column: Math.min(column + 1, right) };
    case 'ArrowLeft':
      return { row, column: Math.max(column - 1, 0) };
    case 'Home':
      return { row: withControl ? 0 : row, column: 0 };
    case 'End':
      return { row: withControl ? bottom : row, column: right };
    case 'PageDown':
      return { row: Math.min(row + 5, bottom), column };
    case 'PageUp':
      return { row: Math.max(row - 5, 0), column };
    default:
      return undefined;
  }
}
