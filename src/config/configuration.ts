/** What the gateway runs on: parsed, checked, and with every default in place. */
import type { SourceConfig, SourceKindName } from '../../sources/registry.ts';
import type { Thresholds } from '../consent/decide.ts';
import type { ConsentPolicy } from '../consent/policy.ts';
import type { Budget } from '../identity/answer.ts';
import type { Guards } from '../identity/merging.ts';
import type { MatchModel } from '../identity/model.ts';
import type { XrefLimits } from '../identity/xref.ts';
import type { Purpose } from '../model/consent.ts';
import type { SourceName } from '../model/record.ts';
import type { SurvivorshipRules } from '../profile/survivorship.ts';

export interface Configuration {
  readonly gateway: GatewayConfiguration;
  /** In the order of the file. */
  readonly sources: readonly SourceConfiguration[];
  readonly identity: IdentityConfiguration;
  readonly profile: SurvivorshipRules;
  readonly consent: { readonly policy: ConsentPolicy; readonly thresholds: Thresholds };
  /** Absent where nobody may decide. */
  readonly stewards?: StewardsConfiguration | undefined;
  readonly logLevel: LogLevel;
}

export interface StewardsConfiguration {
  /** A folder is given with its whole path; without one what is said is forgotten when the process ends. */
  readonly store: { readonly url: string } | { readonly folder: string | undefined };
  readonly access: 'open' | readonly { readonly name: string; readonly tokenHash: string }[];
}

export interface GatewayConfiguration {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Customer ids and cursors are derived from it. */
  readonly secret: string;
  /** Look-up keys are derived from it; the secret unless given. */
  readonly lookupSecret: string;
  /** The one way in there is so far: everyone is let in. */
  readonly authentication: 'open';
  readonly region?: string | undefined;
  /** ISO 3166, two letters: where numbers without a country code are read. */
  readonly country: string;
  /** Countries in which a caller's number without a country code is tried, in order. */
  readonly countries: readonly string[];
  /** The purpose of operations that declare none. */
  readonly defaultPurpose?: Purpose | undefined;
  /** Milliseconds for a whole request. */
  readonly deadline: number;
  /** Whether GraphiQL is served at `/`. */
  readonly explorer: boolean;
  /** Whether callers may ask how an answer was planned and which calls it took. */
  readonly explain: boolean;
  readonly limits: Limits;
}

export interface Limits {
  readonly bodyBytes: number;
  readonly depth: number;
  readonly aliases: number;
}

export interface SourceConfiguration {
  readonly name: SourceName;
  readonly kind: SourceKindName;
  readonly options: SourceConfig;
}

export interface IdentityConfiguration {
  /** Every source once; the first one's record names the customer. */
  readonly precedence: readonly SourceName[];
  /** How likely records are one person: as trained, or for as many records as there are said to be. */
  readonly model: MatchModel;
  /** Records in all sources together, about. */
  readonly universe: number;
  readonly budget: Budget;
  readonly guards: Pick<Guards, 'contactLimit' | 'clusterLimit'>;
  readonly xref: XrefLimits;
}

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];
