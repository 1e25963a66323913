/** Which part of the answer each field goes into. */
import type { Collected, Written, WrittenFields } from './collection.ts';
import type { Deferral } from './defer.ts';

export interface Division {
  /** What belongs into the part itself. */
  readonly fields: WrittenFields;
  /** What is held back from it, by the `@defer`s that hold it back together. */
  readonly deferred: readonly { readonly deferrals: readonly Deferral[]; readonly fields: WrittenFields }[];
}

/**
 * @param within - the `@defer`s of the part that is being executed; none for the initial one.
 */
export type Divide = (collected: Collected, within: readonly Deferral[]) => Division;

/** Every field in one place only: with the first to be delivered of the parts that ask for it. */
export const divideOnce: Divide = (collected, within) => {
  const fields = new Map<string, readonly Written[]>();
  const deferred: { deferrals: readonly Deferral[]; fields: Map<string, readonly Written[]> }[] = [];
  for (const [key, written] of collected.fields) {
    const deferrals = outermost(written);
    if (isSame(deferrals, within)) {
      fields.set(key, written);
      continue;
    }
    const part = deferred.find((one) => isSame(one.deferrals, deferrals));
    if (part === undefined) deferred.push({ deferrals, fields: new Map([[key, written]]) });
    else part.fields.set(key, written);
  }
  return { fields, deferred };
};

/** Every part whole, as if the others were not there. */
export const divideApart: Divide = (collected, [within]) => {
  const fields = new Map<string, Written[]>();
  const parts = new Map<Deferral | undefined, Map<string, Written[]>>([[within, fields]]);
  for (const deferral of collected.deferrals) parts.set(deferral, new Map());
  for (const [key, written] of collected.fields)
    for (const one of written) {
      const part = parts.get(one.deferral);
      const known = part?.get(key);
      if (known === undefined) part?.set(key, [one]);
      else known.push(one);
    }
  const deferred = collected.deferrals.map((deferral) => ({
    deferrals: [deferral],
    fields: parts.get(deferral) ?? new Map(),
  }));
  return { fields, deferred };
};

/** The `@defer`s that hold a field back, without those inside another of them; none where something asks for it at once. */
function outermost(written: readonly Written[]): readonly Deferral[] {
  const deferrals = new Set<Deferral>();
  for (const { deferral } of written) {
    if (deferral === undefined) return [];
    deferrals.add(deferral);
  }
  return [...deferrals].filter((one) => {
    for (let outer = one.parent; outer !== undefined; outer = outer.parent)
      if (deferrals.has(outer)) return false;
    return true;
  });
}

function isSame(some: readonly Deferral[], others: readonly Deferral[]): boolean {
  return some.length === others.length && some.every((one) => others.includes(one));
}
