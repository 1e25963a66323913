/** A schema as somebody's database might have it, and what its columns are in truth. */
import type { SqlKind } from '../../sandbox/sql/proxy.ts';

/**
 * What a column is: an attribute (`email`, `name.given`, `externalId` whatever its issuer), `reference SYSTEM`, or
 * `consent CHANNELS SAYING [SCOPE]`, where SAYING is `yes` (a yes grants), `no` (a yes denies), `veto` (a no denies and
 * a yes grants nothing) or `time` (any time denies), and SCOPE the purpose's first word where it is not marketing.
 */
export type Truth = string;

export interface LabelledSchema {
  readonly name: string;
  /** Servers on which the statements run as they are. */
  readonly servers: readonly SqlKind[];
  /** Statements, each ending with a semicolon at the end of a line. */
  readonly ddl: string;
  readonly customers: string;
  readonly id: string;
  /** Every column of the customers that is an identifier, a name or consent; no others. */
  readonly truth: Readonly<Record<string, Truth>>;
  /** The tables of collections, by collection; those that can be mapped. */
  readonly collections?: Readonly<Record<string, string>>;
}
