/** What the gateway runs on: parsed, checked, and with every default in place. */
import type { z } from 'zod';
import type { SourceConfig, SourceKindName } from '../../sources/registry.ts';
import type { AccessPolicy } from '../access/policy.ts';
import type { Thresholds } from '../consent/decide.ts';
import type { ConsentPolicy } from '../consent/policy.ts';
import type { Budget } from '../identity/answer.ts';
import type { Guards } from '../identity/merging.ts';
import type { MatchModel } from '../identity/model.ts';
import type { XrefLimits } from '../identity/xref.ts';
import type { Purpose } from '../model/consent.ts';
import type { SourceName } from '../model/record.ts';
import type { SurvivorshipRules } from '../profile/survivorship.ts';
import type { DocumentEntry } from './document-file.ts';
import type { authentication } from './schema.ts';

export interface Configuration {
  readonly gateway: GatewayConfiguration;
  /** In the order of the file. */
  readonly sources: readonly SourceConfiguration[];
  readonly identity: IdentityConfiguration;
  readonly profile: SurvivorshipRules;
  readonly consent: {
    readonly policy: ConsentPolicy;
    readonly thresholds: Thresholds;
    /** Whether an objection once seen stays one until its source shows when it was taken back. */
    readonly ratchet: boolean;
  };
  readonly access: AccessConfiguration;
  /** Absent where nobody may decide or suppress anything. */
  readonly store?: StoreConfiguration | undefined;
  /** Absent where decisions are not logged. */
  readonly audit?: AuditConfiguration | undefined;
  readonly logLevel: LogLevel;
}

/** A folder is given with its whole path; `memory` is forgotten when the process ends. */
export type StoreConfiguration = { readonly url: string } | { readonly folder: string } | 'memory';

export interface AccessConfiguration {
  readonly policy: AccessPolicy;
  /** Whether fields a caller may not see are null, or refuse the operation. */
  readonly mode: 'filter' | 'reject';
}

export interface AuditConfiguration {
  /** With its whole path. */
  readonly folder: string;
  readonly durable: boolean;
}

export interface GatewayConfiguration {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Customer ids and cursors are derived from it. */
  readonly secret: string;
  /** Look-up keys are derived from it; the secret unless given. */
  readonly lookupSecret: string;
  /** `open`: everyone is let in, and may do everything. */
  readonly authentication: 'open' | Credentials;
  readonly region?: string | undefined;
  /** ISO 3166, two letters: where numbers without a country code are read. */
  readonly country: string;
  /** Countries in which a caller's number without a country code is tried, in order. */
  readonly countries: readonly string[];
  /** Documents that clients name by their ids; absent where there are none. */
  readonly documents?:
    | { readonly registered: readonly DocumentEntry[]; readonly required: boolean }
    | undefined;
  /** The purpose of operations that declare none. */
  readonly defaultPurpose?: Purpose | undefined;
  /** Milliseconds for a whole request. */
  readonly deadline: number;
  /** Whether the console is served at `/`. */
  readonly console: boolean;
  /** Whether callers may ask how an answer was planned and which calls it took. */
  readonly explain: boolean;
  readonly limits: Limits;
}

export type Credentials = Exclude<z.output<typeof authentication>, 'open'>;

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
