/** The file that says what the columns of a file of people mean. */
import { z } from 'zod';
import { ConfigurationError } from '../config/fault.ts';
import type { Finding, Path } from '../config/issues.ts';
import { nearest } from '../config/nearest.ts';
import { YamlFile } from '../config/yaml-file.ts';
import { type Attribute, coreAttributes, isAttribute } from '../model/attribute.ts';
import type { SourceName } from '../model/record.ts';
import type { Table } from './table.ts';

const column = z.string().min(1);

const attributes = z
  .record(
    z.string().refine((name): boolean => isAttribute(name), {
      message: `must be one of ${coreAttributes.join(', ')}, custom.<name> or externalId.<issuer>`,
    }),
    z.union([column, z.array(column).min(1)]),
  )
  .refine((mapped) => Object.keys(mapped).length > 0, 'must map at least one attribute')
  .transform((mapped) =>
    Object.entries(mapped).flatMap(([attribute, columns]): readonly MappedAttribute[] =>
      isAttribute(attribute) ? [{ attribute, columns: [columns].flat() }] : [],
    ),
  );

const truth = z.union([
  column,
  z.strictObject({
    column,
    pattern: z
      .string()
      .refine(hasGroup, 'must be a regular expression with a group in round brackets')
      .describe('Its first group is what the records of one person have in common.'),
  }),
]);

const mappingSchema = z.strictObject({
  id: column.describe('The column that identifies a record, within its source.'),
  source: column.optional().describe('The column that names the source; all records are of file without it.'),
  duplicateFree: z.array(z.string().min(1)).default([]).describe('Sources with one record per person.'),
  inexact: z
    .array(z.string().regex(/^externalId\./, 'must be externalId.<issuer>'))
    .default([])
    .describe(
      'Issuers whose ids hold errors: where they differ it counts against two records, and is no veto.',
    ),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'must be an ISO 3166 code such as DE')
    .describe('ISO 3166 code of the country in which numbers without a country code are read.'),
  truth: truth.optional().describe('The column in which records of one person, and only those, are equal.'),
  attributes: attributes.describe('Attributes and the columns they are read from.'),
});

/** An attribute and where it is read from, in this order. */
export interface MappedAttribute {
  readonly attribute: Attribute;
  readonly columns: readonly string[];
}

export interface Truth {
  readonly column: string;
  /** What of the cell counts: the first group of this regular expression; all of it by default. */
  readonly pattern?: string;
}

export interface Mapping {
  readonly id: string;
  readonly source: string | undefined;
  readonly duplicateFree: ReadonlySet<SourceName>;
  /** `externalId.<issuer>`, of issuers whose ids hold errors. */
  readonly inexact: ReadonlySet<string>;
  /** ISO 3166 code. */
  readonly country: string;
  readonly truth: Truth | undefined;
  readonly attributes: readonly MappedAttribute[];
}

/** A mapping and its file, where faults are noted that only show beside the table. */
export interface MappingFile {
  readonly mapping: Mapping;
  readonly yaml: YamlFile;
}

/** The source of all records where no column names it. */
export const onlySource: SourceName = 'file';

/**
 * Reads a mapping file.
 * @param file - as the user named it; faults repeat it.
 * @throws {ConfigurationError} holding every fault of the file.
 */
export function readMapping(file: string): MappingFile {
  const yaml = YamlFile.read(file);
  const input = yaml.check(mappingSchema);
  if (input === undefined || yaml.faults.length > 0) throw new ConfigurationError(yaml.faults);
  return {
    yaml,
    mapping: {
      id: input.id,
      source: input.source,
      duplicateFree: new Set(input.duplicateFree),
      inexact: new Set(input.inexact),
      country: input.country,
      truth: typeof input.truth === 'string' ? { column: input.truth } : input.truth,
      attributes: input.attributes,
    },
  };
}

/** What is named that a table does not have, and the truth where it is mapped as well: it would tell the answer. */
export function columnFindings(
  { id, source, attributes }: Mapping,
  truth: Truth | undefined,
  { file, header }: Pick<Table, 'file' | 'header'>,
): readonly Finding[] {
  const missing = (path: Path, name: string | undefined): readonly Finding[] => {
    if (name === undefined || header.includes(name)) return [];
    const near = nearest(name, header);
    const fix = near === undefined ? 'name one of its first line' : `did you mean ${near}?`;
    return [{ path, message: `names the column ${name}, which ${file} does not have`, fix }];
  };
  const told = (path: Path, name: string): readonly Finding[] =>
    name === truth?.column
      ? [{ path, message: 'is the truth, which must not be compared', fix: 'do not map it' }]
      : [];
  return [
    ...missing(['id'], id),
    ...missing(['source'], source),
    ...missing(['truth'], truth?.column),
    ...attributes.flatMap(({ attribute, columns }) =>
      columns.flatMap((name, at) => {
        const path = ['attributes', attribute, ...(columns.length > 1 ? [at] : [])];
        return [...missing(path, name), ...told(path, name)];
      }),
    ),
  ];
}

/** An empty alternative makes it match anything, and the match tells how many groups there are. */
function hasGroup(pattern: string): boolean {
  try {
    return (new RegExp(`${pattern}|`, 'u').exec('')?.length ?? 0) > 1;
  } catch {
    return false;
  }
}
