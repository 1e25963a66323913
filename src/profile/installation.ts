/** What customers are put together with: the same from request to request. */
import type { Decision, Thresholds } from '../consent/decide.ts';
import type { ConsentPolicy } from '../consent/policy.ts';
import type { Answer, Budget } from '../identity/answer.ts';
import type { CustomerIds } from '../identity/ids.ts';
import type { Rules } from '../identity/resolution.ts';
import type { SealKeys } from '../identity/seal.ts';
import type { Xref } from '../identity/xref.ts';
import type { LoadedSource } from '../loading/loaded.ts';
import type { Sweeper } from '../loading/sweeper.ts';
import type { ConsentMemory } from './consent-evidence.ts';
import type { Refresher } from './refresher.ts';
import type { Survivorship } from './survivorship.ts';

export interface Installation {
  readonly sources: readonly LoadedSource[];
  /** Watches the deadlines of all requests and calls. */
  readonly sweeper: Sweeper;
  readonly rules: Rules;
  readonly budget: Budget;
  readonly xref: Xref;
  readonly refresher: Refresher;
  readonly survivorship: Survivorship;
  readonly policy: ConsentPolicy;
  readonly thresholds: Thresholds;
  readonly ids: CustomerIds;
  readonly cursorKeys: SealKeys;
  /** Country in which addresses without one of their own are read. */
  readonly country: string;
  readonly now: () => Date;
  /** Told of each customer that was found: what is in doubt goes to the stewards. */
  review?: (answer: Answer) => void;
  /** Told of each decision on which it depends whether a customer is shown, or that was asked for by itself. */
  decided?: (decision: Decision) => void;
  /** Absent without a store. */
  memory?: ConsentMemory;
}
