/** How a request sees customers, and what it is told of them. */
import type { Coordinate } from '../access/field-rule.ts';
import type { AccessView, DenialCode } from '../access/view.ts';
import type { Decision } from '../consent/decide.ts';

/** On what terms a request sees customers. */
export interface Viewing {
  readonly view: AccessView;
  /** The request carries Global Privacy Control. */
  readonly gpc: boolean;
  /** Told of everything withheld, by field: for the response's report. */
  readonly withhold: (field: Coordinate, code: DenialCode) => void;
}

export interface OpenOptions {
  /**
   * Whether somebody who does not consent is left out for every caller, as in lists; otherwise callers who are told of
   * denials see that there is somebody, and nothing else. Whoever is in the list in the end is to be told to `shows`.
   */
  readonly excludes?: boolean;
}

/** Whether a scope is permitted, and of whom: for the decision log, not for whoever asks. */
export interface Checked {
  readonly decision: Decision['decision'];
  /** Their id; undefined where nobody was found before it was decided. */
  readonly customer: string | undefined;
}
