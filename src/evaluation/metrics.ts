/**
 * How right an identity resolution is, and what it took (identity.md section 5). Pure; time grows with the records and
 * the answers, never with the pairs of records. All shares are from 0 to 1; what is of nothing is as if all were right.
 */
import type { RefKey } from '../model/record.ts';

/** A label for every record; records with one label are one cluster. */
export type Partition = ReadonlyMap<RefKey, string>;

export interface Agreement {
  readonly precision: number;
  readonly recall: number;
  /** Harmonic mean of the two. */
  readonly f1: number;
}

/** What clusters are beside the true ones. */
export interface ClusterFigures {
  readonly records: number;
  readonly trueClusters: number;
  readonly clusters: number;
  /** Pairs of records in one cluster: in truth, as found, and in both. */
  readonly truePairs: number;
  readonly pairs: number;
  readonly correctPairs: number;
  /** Over all pairs of records there are. */
  readonly pairwise: Agreement;
  /** Precision and recall of each record's own cluster, on average. */
  readonly bCubed: Agreement;
  /** Of the true clusters, those found exactly. */
  readonly exact: number;
  /** Of all clusters found, single records included, those that hold two people or more: the privacy metric. */
  readonly overMerged: number;
  /** Of all true clusters, those that lie in two found ones or more. */
  readonly overSplit: number;
  /** Records in the largest cluster found. */
  readonly largest: number;
}

/**
 * Compares found clusters to the true ones.
 * @throws {TypeError} for partitions of different records.
 */
export function compareClusters(truth: Partition, found: Partition): ClusterFigures {
  const { cells, rows, columns } = contingency(truth, found);
  const records = truth.size;
  const [truePairs, pairs, correctPairs] = [
    pairsWithin(rows.map(({ size }) => size)),
    pairsWithin(columns.map(({ size }) => size)),
    pairsWithin(cells.map(({ size }) => size)),
  ];
  const average = (of: (cell: Cell) => number) =>
    ratio(sum(cells.map((cell) => cell.size * ratio(cell.size, of(cell)))), records);
  return {
    records,
    trueClusters: rows.length,
    clusters: columns.length,
    truePairs,
    pairs,
    correctPairs,
    pairwise: {
      precision: ratio(correctPairs, pairs),
      recall: ratio(correctPairs, truePairs),
      f1: ratio(2 * correctPairs, truePairs + pairs),
    },
    bCubed: agreement(
      average(({ column }) => column.size),
      average(({ row }) => row.size),
    ),
    exact: ratio(
      cells.filter(({ row, column }) => row.parts === 1 && column.parts === 1).length,
      rows.length,
    ),
    overMerged: share(columns, ({ parts }) => parts > 1),
    overSplit: share(rows, ({ parts }) => parts > 1),
    largest: columns.reduce((most, { size }) => Math.max(most, size), 0),
  };
}

/** Every record alone: what doing nothing would have found. */
export function singletons(records: Iterable<RefKey>): Partition {
  return new Map([...records].map((record) => [record, record]));
}

/** A cluster of one partition; `parts` is how many clusters of the other its records lie in. */
interface Cluster {
  size: number;
  parts: number;
}

/** The records that one true and one found cluster have in common: at least one. */
interface Cell {
  readonly row: Readonly<Cluster>;
  readonly column: Readonly<Cluster>;
  size: number;
}

/** Only cells that are not empty: at most one for each record. */
function contingency(truth: Partition, found: Partition) {
  const rows = new Map<string, Cluster & { readonly cells: Map<string, Cell> }>();
  const columns = new Map<string, Cluster>();
  for (const [record, label] of truth) {
    const other = found.get(record);
    if (other === undefined) throw new TypeError('a record is in one partition only');
    const row = rows.get(label) ?? { size: 0, parts: 0, cells: new Map<string, Cell>() };
    const column = columns.get(other) ?? { size: 0, parts: 0 };
    rows.set(label, row);
    columns.set(other, column);
    row.size++;
    column.size++;
    const cell = row.cells.get(other);
    if (cell !== undefined) cell.size++;
    else {
      row.cells.set(other, { row, column, size: 1 });
      row.parts++;
      column.parts++;
    }
  }
  if (found.size !== truth.size) throw new TypeError('a record is in one partition only');
  return {
    cells: [...rows.values()].flatMap(({ cells }) => [...cells.values()]),
    rows: [...rows.values()],
    columns: [...columns.values()],
  };
}

/** What each record's door answered: the members of its cluster, itself included. Sets or arrays, without order. */
export type Answers = ReadonlyMap<RefKey, Iterable<RefKey>>;

/**
 * Any door, same room: of all records, those whose answer holds them and is the answer of each of its members.
 * @throws {TypeError} for a member that is no door.
 */
export function startInvariance(answers: Answers): number {
  const rooms = roomsOf(answers);
  const kept = [...rooms].filter(([record, room]) => {
    let same = false;
    for (const member of room) {
      const other = rooms.get(member);
      if (other === undefined) throw new TypeError('a member of an answer was not asked for');
      if (other !== room) return false;
      same ||= member === record;
    }
    return same;
  });
  return ratio(kept.length, rooms.size);
}

/**
 * Of all records, those whose answer is the same in another run over the same records (with answers permuted, say).
 * @throws {TypeError} for runs over different records.
 */
export function sameAnswers(one: Answers, other: Answers): number {
  if (one.size !== other.size) throw new TypeError('a record was asked for in one run only');
  const texts = (answer: Iterable<RefKey>) => JSON.stringify(membersOf(answer));
  const kept = [...one].filter(([record, answer]) => {
    const again = other.get(record);
    if (again === undefined) throw new TypeError('a record was asked for in one run only');
    return texts(answer) === texts(again);
  });
  return ratio(kept.length, one.size);
}

/**
 * B-cubed of what was answered: precision and recall of each record's answer, on average. Of answers that are the
 * clusters of a partition it is the `bCubed` of that partition.
 * @throws {TypeError} for a record or member that has no label.
 */
export function answerAgreement(answers: Answers, truth: Partition): Agreement {
  const sizes = new Map<string, number>();
  for (const label of truth.values()) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  const labelOf = (record: RefKey) => {
    const label = truth.get(record);
    if (label === undefined) throw new TypeError('a record has no true cluster');
    return label;
  };
  const precisions: number[] = [];
  const recalls: number[] = [];
  for (const [record, answer] of answers) {
    const label = labelOf(record);
    const members = membersOf(answer);
    const right = members.filter((member) => labelOf(member) === label).length;
    precisions.push(ratio(right, members.length));
    recalls.push(ratio(right, sizes.get(label) ?? 0));
  }
  return agreement(ratio(sum(precisions), answers.size), ratio(sum(recalls), answers.size));
}

/** Equal answers become one and the same list. */
function roomsOf(answers: Answers): ReadonlyMap<RefKey, readonly RefKey[]> {
  const rooms = new Map<string, readonly RefKey[]>();
  return new Map(
    [...answers].map(([record, answer]) => {
      const members = membersOf(answer);
      const text = JSON.stringify(members);
      const room = rooms.get(text) ?? members;
      rooms.set(text, room);
      return [record, room];
    }),
  );
}

function membersOf(answer: Iterable<RefKey>): readonly RefKey[] {
  return [...new Set(answer)].sort();
}

/** Whether two records are one person in truth. */
export function areSame(truth: Partition, a: RefKey, b: RefKey): boolean {
  const label = truth.get(a);
  return label !== undefined && label === truth.get(b);
}

/** How many of all are so; none of nothing. */
export function share<T>(all: readonly T[], holds: (one: T) => boolean): number {
  return all.length === 0 ? 0 : all.filter(holds).length / all.length;
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 1 : part / whole;
}

function agreement(precision: number, recall: number): Agreement {
  const f1 = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
  return { precision, recall, f1 };
}

function pairsWithin(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total + (size * (size - 1)) / 2, 0);
}

/** Least first: the order of records must not show in the last digit. */
function sum(numbers: readonly number[]): number {
  return Float64Array.from(numbers)
    .sort()
    .reduce((total, one) => total + one, 0);
}
