/** Who asks: the authenticated principal of a request, as its credential describes it. */
import type { Purpose } from './consent.ts';

/** What a caller may do beside reading customers; every other scope of a token is none of ours. */
export const callerScopes = [
  /** Told why consent was denied, and that there is somebody who denied it. */
  'consent:explain',
  /** Told how an answer was planned and which calls it took. */
  'plan:explain',
  /** Decides which records are one customer, and what may not be used at all. */
  'identity:steward',
  /** Told where the decision log ends, to keep it where nobody who could change the log can. */
  'audit:read',
] as const;
export type CallerScope = (typeof callerScopes)[number];

export interface Caller {
  /** Who, as the decision log names them: a token's subject, an API key's name, `anonymous`, `anyone`. */
  readonly subject: string;
  /** Rows of the access policy that hold for them. */
  readonly roles: readonly string[];
  readonly scopes: ReadonlySet<string>;
  /** Purposes they may declare, each with all below it; `*` is every one. The policy may allow fewer. */
  readonly dataUses: readonly Purpose[];
  /** Where the answer goes; undefined where the credential does not say. */
  readonly region: string | undefined;
}
