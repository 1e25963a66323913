/** What is there now behind the mapping, for `doctor`. */
import { failed, found, type Outcome } from '../../src/model/outcome.ts';
import { comparedColumns } from '../candidates.ts';
import type { Call, ColumnReport, Description, UnmappedColumn } from '../contract.ts';
import type { Children } from './collect.ts';
import type { Target } from './drift.ts';
import { failureIn, type Org } from './records.ts';
import type { Field } from './schema.ts';

export async function describe(
  org: Org,
  children: Iterable<Children>,
  apiVersion: string,
  call: Call,
): Promise<Outcome<Description>> {
  try {
    org.schema.forget();
    const server = await productOf(org, apiVersion, call.signal);
    const reports = await Promise.all([
      ...org.objects.map(({ target, lookups, candidates, mapping }) => {
        const columns = [...lookups.values()].flat().map(({ column }) => column);
        const compared = [...candidates].flatMap((kind) => comparedColumns(mapping, kind));
        return reportOf(org, target, new Set(columns), new Set(compared), call.signal);
      }),
      ...[...children].map(({ target, customer }) =>
        reportOf(org, target, new Set([customer]), none, call.signal),
      ),
    ]);
    const unmapped = await unmappedOf(org, reports.flat(), call.signal);
    return found({ server, columns: reports.flat(), unmapped });
  } catch (error) {
    return failed(failureIn(error));
  }
}

const none: ReadonlySet<string> = new Set();

/**
 * Fields of the mapped objects that no mapping names.
 * @param reports - of every mapped field.
 */
async function unmappedOf(
  org: Org,
  reports: readonly ColumnReport[],
  signal: AbortSignal,
): Promise<readonly UnmappedColumn[]> {
  const mapped = Map.groupBy(reports, ({ object }) => object);
  const all = [...mapped].map(async ([object, columns]) => {
    const names = new Set(columns.map(({ column }) => column.toLowerCase()));
    const fields = (await org.schema.fields(object, signal)) ?? [];
    return fields
      .filter(({ name }) => !names.has(name.toLowerCase()))
      .map(({ name, type }) => ({ object, column: name, type }));
  });
  return (await Promise.all(all)).flat();
}

/** The release the configured API version came with, by the name the org gives it. */
async function productOf(org: Org, apiVersion: string, signal: AbortSignal): Promise<string> {
  const versions = await org.session.get('/services/data', signal);
  const own = Array.isArray(versions)
    ? versions.find((one: unknown) => Object(one).version === apiVersion)
    : undefined;
  const label = Object(own).label;
  return `Salesforce${typeof label === 'string' ? ` ${label}` : ''} (API ${apiVersion})`;
}

/** @param compared - what candidate keys are compared with. */
function reportOf(
  org: Org,
  { object, columns }: Target,
  lookups: ReadonlySet<string>,
  compared: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<readonly ColumnReport[]> {
  return Promise.all(
    [...new Set(columns)].map(async (column): Promise<ColumnReport> => {
      const { field } = await org.schema.locate(object, column, signal);
      const use = lookups.has(column) ? 'lookup' : 'read';
      const advice =
        compared.has(column) && field?.filterable === false
          ? `Nobody is looked for by ${object}.${column}, which Salesforce does not filter by: map another field.`
          : adviceOn(object, column, use, field);
      return {
        object,
        column,
        use,
        exists: field !== undefined,
        index: field?.index ?? null,
        ...(advice === undefined ? {} : { advice }),
      };
    }),
  );
}

function adviceOn(
  object: string,
  column: string,
  use: ColumnReport['use'],
  field: Field | undefined,
): string | undefined {
  if (field === undefined) return adviceOnLoss(object, column);
  const name = column.slice(column.lastIndexOf('.') + 1);
  if (!field.name.endsWith(name)) return `Write ${column} as Salesforce spells it: ${field.name}.`;
  if (use === 'lookup' && field.index === null)
    return column.endsWith('__c')
      ? `Mark ${object}.${column} as an external id, so that it is indexed.`
      : `Ask Salesforce support for an index on ${object}.${column}, or look up by an external id field.`;
  return undefined;
}

function adviceOnLoss(object: string, column: string): string {
  if (column.endsWith('CurrencyIsoCode'))
    return `Where the org has one currency, map { constant: … } in place of ${object}.${column}.`;
  if (column.includes('Individual'))
    return `Turn on Data Protection and Privacy in the org, or map ${object} without ${column}.`;
  return `Grant the gateway's user read access to ${object}.${column}, or map another field.`;
}
