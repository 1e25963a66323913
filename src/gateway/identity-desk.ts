/** Two records held against each other, and the verdicts on them. */

import type { AccessView } from '../access/view.ts';
import { type Verdict as Judgement, judge } from '../identity/link.ts';
import { Comparer } from '../identity/matching.ts';
import { personOf } from '../identity/person.ts';
import { resolve } from '../identity/resolve.ts';
import { GatewayError } from '../model/errors.ts';
import { type RecordRef, refKey, type SourceRecord } from '../model/record.ts';
import type { Request } from './context.ts';
import type { RecordKeyInput } from './door.ts';

/** Why two records are, may be, or are not one person. */
export interface ComparedPair {
  readonly a: RecordRef;
  readonly b: RecordRef;
  /** Both stand in one customer now. */
  readonly together: boolean;
  readonly judgement: Judgement;
  readonly score: ReturnType<Comparer['score']>;
  readonly modelVersion: string;
}

/**
 * The records as they are now.
 * @returns undefined for a record that its source no longer has.
 * @throws GatewayError KEY_UNKNOWN_SOURCE, or why a source did not answer.
 */
export async function readRecords(
  request: Request,
  keys: readonly RecordKeyInput[],
): Promise<readonly (SourceRecord | undefined)[]> {
  const ports = request.identityPorts();
  return Promise.all(
    keys.map(async ({ source, id }) => {
      const port = ports.find(({ name }) => name === source);
      if (port === undefined) throw new GatewayError('KEY_UNKNOWN_SOURCE');
      const outcome = await port.get(id);
      if (outcome.kind === 'failed') throw outcome.error;
      return outcome.kind === 'found' ? outcome.value : undefined;
    }),
  );
}

/**
 * Two records held against each other.
 * @param view - of this request: of people whom it does not show, nothing is told.
 * @returns null where a record does not exist, or is somebody's who is not shown.
 * @throws GatewayError as `readRecords`.
 */
export async function comparePair(
  request: Request,
  view: AccessView,
  keys: readonly [RecordKeyInput, RecordKeyInput],
): Promise<ComparedPair | null> {
  const [one, other] = await readRecords(request, keys);
  // Both are judged whether or not there are such records, so that denied and absent are answered alike.
  const shown = await Promise.all(keys.map(({ source, id }) => request.mayShow(view, { source, id })));
  if (one === undefined || other === undefined || shown.includes(false)) return null;
  const { rules, xref, budget } = request.installation;
  const comparer = new Comparer(rules.matching);
  const [a, b] = [one, other].map((record) => personOf(record, rules.countryOf(record.ref.source)));
  if (a === undefined || b === undefined) return null;
  const door = { by: 'record', ref: one.ref } as const;
  const answer = await resolve(door, request.identityPorts(), rules, xref, { budget });
  const members = new Set(answer.members.map(({ ref }) => refKey(ref)));
  const { links, refused, probable } = answer.explain();
  const met = [
    ...links.map((link) => ({ link })),
    ...refused.map((refusal) => ({ refused: refusal })),
    ...probable.map((doubt) => ({ probable: doubt })),
  ].find((verdict) => {
    const [pair] = Object.values(verdict);
    return [pair.a, pair.b].sort().join() === [a.key, b.key].sort().join();
  });
  return {
    a: one.ref,
    b: other.ref,
    together: members.has(refKey(other.ref)),
    // As the two were judged among the customer's records, which know more of what is shared; else by themselves.
    judgement: met ?? judge(a, b, { ambiguous: nothing, generic: nothing, comparer }),
    score: comparer.score(a, b, nothing),
    modelVersion: rules.matching.model.version,
  };
}

const nothing: ReadonlySet<string> = new Set();
