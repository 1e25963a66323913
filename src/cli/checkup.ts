/** What `doctor` found out about the sources, as text. */
import {
  type ColumnReport,
  type Description,
  type FilterOperator,
  filterOperators,
  type Manifest,
  type UnmappedColumn,
} from '../../sources/contract.ts';
import type { GatewayError } from '../model/errors.ts';
import type { Outcome } from '../model/outcome.ts';
import type { SourceName } from '../model/record.ts';
import { looksOf } from '../setup/index.ts';
import { folded, indent, table } from './table.ts';

export interface Checkup {
  readonly name: SourceName;
  readonly kind: string;
  readonly manifest: Manifest;
  readonly outcome: Outcome<Description>;
  /** Milliseconds until it answered, connecting included. */
  readonly ms: number;
}

/** A source that does not answer, or lacks a mapped column. */
export function isBroken({ outcome }: Checkup): boolean {
  return outcome.kind !== 'found' || outcome.value.columns.some((column) => !column.exists);
}

/** A section for each source, then one line for each and the verdict. */
export function checkupLines(checkups: readonly Checkup[]): readonly string[] {
  const broken = checkups.filter(isBroken).length;
  return [
    ...checkups.flatMap((one) => [...section(one), '']),
    ...table([
      ['SOURCE', 'KIND', 'STATE', 'TIME', 'SERVER'],
      ...checkups.map((one) => [one.name, one.kind, stateOf(one), `${one.ms} ms`, serverOf(one)]),
    ]),
    '',
    broken === 0 ? 'All sources are fine.' : `${broken} of ${checkups.length} sources need attention.`,
  ];
}

function section(checkup: Checkup): readonly string[] {
  const { name, kind, outcome, manifest } = checkup;
  return [
    `${name} (${kind})`,
    ...indent(table(capabilities(manifest))),
    ...indent(
      outcome.kind === 'found'
        ? [...columnLines(outcome.value.columns), ...unmappedLines(outcome.value.unmapped)]
        : [failureOf(outcome)],
    ),
  ];
}

/** What the source can be asked, a label and a list on each line. */
function capabilities({ lookups, filters, batch, quota, consent, ...manifest }: Manifest) {
  const by = (operator: FilterOperator) =>
    filters.filter(({ operators }) => operators.includes(operator)).map(({ attribute }) => attribute);
  const lists: readonly (readonly [string, readonly string[]])[] = [
    ['found by', lookups.map(({ kind, compares }) => (compares === 'bytes' ? `${kind} as spelled` : kind))],
    ...filterOperators.map((operator) => [`filter ${operator}`, by(operator)] as const),
    ['collections', manifest.collections],
    ['names records of', manifest.references],
    ['keys a call', [`find ${batch.find}`, `get ${batch.get}`, `collect ${batch.collect}`]],
    ['quota', quotaOf(quota)],
    ['consent', [...new Set(consent.map(({ purpose }) => purpose))]],
  ];
  return lists.flatMap(([label, list]) =>
    folded(list.length === 0 ? ['none'] : list).map((line, at) => [at === 0 ? label : '', line]),
  );
}

function quotaOf({ perSecond, perDay }: Manifest['quota']): readonly string[] {
  return [
    ...(perSecond === undefined ? [] : [`${perSecond} calls a second`]),
    ...(perDay === undefined ? [] : [`${perDay} calls a day`]),
  ];
}

/** Columns that are looked up by, are missing or have advice; the others are only counted. */
function columnLines(columns: readonly ColumnReport[]): readonly string[] {
  const telling = columns.filter(
    ({ use, exists, advice }) => use === 'lookup' || !exists || advice !== undefined,
  );
  const rest = columns.length - telling.length;
  return [
    ...table(
      telling.map((column) => [markOf(column), `${column.object}.${column.column}`, servingOf(column)]),
    ),
    ...(rest === 0 ? [] : [`ok  ${rest} further mapped columns exist`]),
    ...telling.flatMap(({ object, column, advice }) =>
      advice === undefined ? [] : [`->  ${object}.${column}: ${advice}`],
    ),
  ];
}

/** Columns that nobody mapped and that look as if somebody should: advice, no failure. The others are only counted. */
function unmappedLines(unmapped: readonly UnmappedColumn[]): readonly string[] {
  const telling = unmapped.flatMap((one) => {
    const looks = looksOf(one);
    return looks !== undefined && worthMapping.has(looks.looksLike) ? [{ ...one, ...looks }] : [];
  });
  const rest = unmapped.length - telling.length;
  return [
    ...telling.map(
      ({ object, column, looksLike }) =>
        `?   ${object}.${column} is not mapped and looks like ${looksLike}: map it, or know why not.`,
    ),
    ...(rest === 0 ? [] : [`-   ${rest} further columns are not mapped`]),
  ];
}

const worthMapping: ReadonlySet<string> = new Set(['email', 'phone', 'externalId', 'reference', 'consent']);

function markOf({ exists, advice }: ColumnReport): string {
  return exists ? (advice === undefined ? 'ok' : '!') : 'X';
}

function servingOf({ use, exists, index }: ColumnReport): string {
  if (!exists) return 'does not exist';
  if (use === 'read') return 'read';
  return `look-up: ${index ?? 'no index'}`;
}

function stateOf(checkup: Checkup): string {
  const { outcome } = checkup;
  if (outcome.kind !== 'found') return 'FAILED';
  if (isBroken(checkup)) return 'DRIFTED';
  return outcome.value.columns.some(({ advice }) => advice !== undefined) ? 'ok, with advice' : 'ok';
}

function serverOf({ outcome }: Checkup): string {
  return outcome.kind === 'found' ? outcome.value.server : '-';
}

function failureOf(outcome: Exclude<Outcome<Description>, { kind: 'found' }>): string {
  return outcome.kind === 'failed' ? `X   ${reasonOf(outcome.error)}` : 'X   It has nothing to describe.';
}

/** The catalogue's own text, and the vendor's code; a vendor's message may quote a value. */
function reasonOf({ message, cause }: GatewayError): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' && /^\w{1,40}$/.test(code) ? `${message} (${code})` : message;
}
