/** The rows of a table as the records that a source would answer with. */
import { asDate, asInstant } from '../../sources/values.ts';
import { ConfigurationError } from '../config/fault.ts';
import { type Attribute, type AttributeValue, attributeSpec } from '../model/attribute.ts';
import { type RefKey, refKey, type SourceRecord } from '../model/record.ts';
import {
  columnFindings,
  type Mapping,
  type MappingFile,
  onlySource,
  readMapping,
  type Truth,
} from './mapping.ts';
import type { Partition } from './metrics.ts';
import { RowFaults } from './row-faults.ts';
import { type Row, readTable, type Table } from './table.ts';

/** Records of people, and what is known about who they are. */
export interface People {
  /** In the order of the file; no two have one ref. */
  readonly records: readonly SourceRecord[];
  /** A label for every record, the same for records of one person; absent where no column tells. */
  readonly truth: Partition | undefined;
  /** How many values were left out because they are no date or no time, by attribute; nothing where all were read. */
  readonly unread: ReadonlyMap<Attribute, number>;
  readonly mapping: Mapping;
}

/** Files as the user named them; `truth` is a column, which wins over the mapping's. */
export interface PeopleFiles {
  readonly input: string;
  readonly mapping: string;
  readonly truth?: string | undefined;
}

/**
 * Reads a file of people by a mapping file.
 * @throws {ConfigurationError} holding every fault of the mapping, else of the table, else between the two.
 */
export function loadPeople({ input, mapping, truth }: PeopleFiles): People {
  const read = readMapping(mapping);
  return peopleOf(readTable(input), read, truth);
}

/**
 * The records of a table.
 * @param truthColumn - wins over the mapping's truth.
 * @throws {ConfigurationError} for columns that are named and not there, rows without id, source or truth, and an id that
 *   two records of one source have.
 */
export function peopleOf(table: Table, file: MappingFile, truthColumn?: string): People {
  const { mapping, yaml } = file;
  const truth = truthColumn === undefined ? mapping.truth : { column: truthColumn };
  for (const { path, message, fix } of columnFindings(mapping, truth, table))
    yaml.fault(path, path[0] === 'truth' && truthColumn !== undefined ? `--truth ${message}` : message, fix);
  refuseFaulty(file);

  const faults = new RowFaults(table.file);
  if (table.rows.length === 0) faults.add({ line: 1 }, 'has no records', 'write one on each line below');
  const refOf = refReader(table, mapping, faults);
  const labelOf = truth && labelReader(table, truth, faults);
  const unread = new Map<Attribute, number>();
  const attributesOf = attributesReader(table, mapping, unread);
  const records: SourceRecord[] = [];
  const labels = new Map<RefKey, string>();
  for (const row of table.rows) {
    const ref = refOf(row);
    if (labelOf !== undefined) labels.set(refKey(ref), labelOf(row));
    records.push({ ...bare, ref, attributes: attributesOf(row) });
  }
  faults.check();

  const sources = new Set(records.map(({ ref }) => ref.source));
  for (const [at, name] of [...mapping.duplicateFree].entries())
    if (!sources.has(name)) yaml.fault(['duplicateFree', at], `is the source of no record in ${table.file}`);
  refuseFaulty(file);
  return { records, truth: truth && labels, unread, mapping };
}

/** A file does not say when its systems were read, and a clock would make two runs differ. */
const bare = {
  references: [],
  consent: [],
  parentKeys: {},
  observedAt: '1970-01-01T00:00:00.000Z',
  drifted: [],
} as const;

function refuseFaulty({ yaml }: MappingFile): void {
  if (yaml.faults.length > 0) throw new ConfigurationError(yaml.faults);
}

function refReader(table: Table, { id, source }: Mapping, faults: RowFaults) {
  const idOf = cellReader(table, id);
  const sourceOf = source === undefined ? () => onlySource : cellReader(table, source);
  const lines = new Map<RefKey, number>();
  return (row: Row) => {
    const ref = { source: sourceOf(row), id: idOf(row) };
    const key = refKey(ref);
    const before = lines.get(key);
    if (ref.id === '') faults.add(row, `has no ${id}`, 'give every record an id');
    else if (ref.source === '') faults.add(row, `has no ${source}`, 'name the source of every record');
    else if (ref.source.includes(':'))
      faults.add(row, `has a colon in ${source}`, 'name sources without colons');
    else if (before !== undefined)
      faults.add(row, `has the ${id} of line ${before}`, 'ids must differ within a source');
    lines.set(key, before ?? row.line);
    return ref;
  };
}

function labelReader(table: Table, { column, pattern }: Truth, faults: RowFaults) {
  const cellOf = cellReader(table, column);
  const form = pattern === undefined ? undefined : new RegExp(pattern, 'u');
  return (row: Row): string => {
    const cell = cellOf(row);
    const label = form === undefined ? cell : (form.exec(cell)?.[1] ?? '');
    if (label === '')
      faults.add(
        row,
        form === undefined || cell === ''
          ? `has no ${column}, which is the truth`
          : `has a ${column} in which the pattern of the truth finds nothing`,
        'label every record, with a label of its own where nobody else is the same person',
      );
    return label;
  };
}

function attributesReader(table: Table, { attributes }: Mapping, unread: Map<Attribute, number>) {
  const mapped = attributes.map(({ attribute, columns }) => ({
    attribute,
    cells: columns.map((name) => cellReader(table, name)),
    read: valueReaders[attributeSpec(attribute).type],
  }));
  return (row: Row): SourceRecord['attributes'] => {
    const all: Partial<Record<Attribute, readonly AttributeValue[]>> = {};
    for (const { attribute, cells, read } of mapped) {
      const written = cells.map((cellOf) => cellOf(row)).filter((cell) => cell !== '');
      const parts = attribute === 'address.street' && written.length > 1 ? [written.join(' ')] : written;
      const values = parts.map(read).filter((value) => value !== undefined);
      if (values.length > 0) all[attribute] = values;
      if (values.length < parts.length)
        unread.set(attribute, (unread.get(attribute) ?? 0) + parts.length - values.length);
    }
    return all;
  };
}

/** What a cell says as a value of a type; undefined for what is none. */
const valueReaders = {
  text: (cell: string): string | undefined => cell,
  date: (cell: string) => asDate(cell.replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3')),
  instant: (cell: string) => asInstant(cell),
} as const;

function cellReader({ header }: Table, column: string): (row: Row) => string {
  const at = header.indexOf(column);
  return ({ cells }) => cells[at] ?? '';
}
