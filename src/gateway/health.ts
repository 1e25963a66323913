/** Whether each source answers now; asked at most every few seconds however often it is wanted. */
import type { Description } from '../../sources/contract.ts';
import type { LoadedSource } from '../loading/loaded.ts';
import { codeSpec } from '../model/errors.ts';
import type { SourceStatus } from '../model/outcome.ts';
import type { SourceName } from '../model/record.ts';
import { BlindDenials } from './blind-denials.ts';

export interface Health {
  readonly status: SourceStatus;
  readonly server: string | null;
  readonly latencyMs: number;
  readonly checkedAt: string;
  /** What it then told of its columns; null where it told nothing. */
  readonly description: Description | null;
}

const believedFor = 5000;
const timeout = 2000;

export class SourceHealth {
  /** What not knowing costs, source by source. */
  readonly blindDenials: BlindDenials;
  readonly #checks = new Map<SourceName, { readonly at: number; readonly health: Promise<Health> }>();

  constructor(blindDenials = new BlindDenials()) {
    this.blindDenials = blindDenials;
  }

  of(source: LoadedSource): Promise<Health> {
    const known = this.#checks.get(source.name);
    if (known !== undefined && Date.now() - known.at < believedFor) return known.health;
    const health = check(source);
    this.#checks.set(source.name, { at: Date.now(), health });
    return health;
  }
}

async function check(source: LoadedSource): Promise<Health> {
  const started = performance.now();
  const outcome = await source.describe(Date.now() + timeout);
  return {
    status:
      outcome.kind === 'failed' ? (codeSpec(outcome.error.code).status ?? 'UNAVAILABLE') : statusOf(outcome),
    server: outcome.kind === 'found' ? outcome.value.server : null,
    latencyMs: Math.round(performance.now() - started),
    checkedAt: new Date().toISOString(),
    description: outcome.kind === 'found' ? outcome.value : null,
  };
}

function statusOf(
  outcome: { readonly kind: 'absent' } | { readonly kind: 'found'; readonly value: Description },
): SourceStatus {
  const complete = outcome.kind === 'found' && outcome.value.columns.every((column) => column.exists);
  return complete ? 'OK' : 'DRIFTED';
}
