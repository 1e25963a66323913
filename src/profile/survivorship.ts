/**
 * Which value of several records survives: a total order over candidates, so that arrival order can never change an
 * answer. Losers stay visible.
 */
import type { Attribute, AttributeValue } from '../model/attribute.ts';
import {
  compareRefs,
  compareText,
  type RecordRef,
  type SourceName,
  type SourceRecord,
} from '../model/record.ts';

export const preferences = ['newest', 'earliestValue', 'latestValue'] as const;
export type Preference = (typeof preferences)[number];

export interface SurvivorshipRule {
  /** Tried in order before the order of sources. */
  readonly prefer: readonly Preference[];
  /** Sources in the order in which they are believed; those not named come after, in the general precedence. */
  readonly order: readonly SourceName[];
}

/** Rules by attribute, or by `name` and `address` for those groups, whose parts all come from one record. */
export type SurvivorshipRules = Readonly<Record<string, SurvivorshipRule>>;

export const defaultRules: SurvivorshipRules = {
  createdAt: { prefer: ['earliestValue'], order: [] },
  lastActivityAt: { prefer: ['latestValue'], order: [] },
};

const plainRule: SurvivorshipRule = { prefer: [], order: [] };

export interface Candidate {
  readonly value: AttributeValue;
  readonly ref: RecordRef;
  readonly updatedAt?: string;
  readonly observedAt: string;
}

export interface Survivorship {
  readonly rules: SurvivorshipRules;
  /** Position of a source in the general precedence. */
  readonly rank: (source: SourceName) => number;
}

/** Every value of an attribute, the survivor first. */
export function survive(
  records: readonly SourceRecord[],
  attribute: Attribute,
  by: Survivorship,
): readonly Candidate[] {
  const rule = by.rules[attribute] ?? defaultRules[attribute] ?? plainRule;
  const candidates = records.flatMap((record) =>
    (record.attributes[attribute] ?? []).map((value, position) => ({
      value,
      position,
      ref: record.ref,
      observedAt: record.observedAt,
      ...(record.updatedAt === undefined ? {} : { updatedAt: record.updatedAt }),
    })),
  );
  return candidates
    .sort(
      (a, b) =>
        preferred(a, b, rule) ||
        sourceOrder(a.ref.source, rule, by) - sourceOrder(b.ref.source, rule, by) ||
        newestFirst(a, b) ||
        compareRefs(a.ref, b.ref) ||
        a.position - b.position,
    )
    .map(({ position: _, ...candidate }) => candidate);
}

/** Records that have any attribute of a group, the one whose parts survive first. */
export function surviveGroup(
  records: readonly SourceRecord[],
  group: 'name' | 'address',
  attributes: readonly Attribute[],
  by: Survivorship,
): readonly SourceRecord[] {
  const rule = by.rules[group] ?? plainRule;
  return records
    .filter((record) => attributes.some((attribute) => record.attributes[attribute] !== undefined))
    .sort(
      (a, b) =>
        (rule.prefer.includes('newest') ? newestFirst(a, b) : 0) ||
        sourceOrder(a.ref.source, rule, by) - sourceOrder(b.ref.source, rule, by) ||
        newestFirst(a, b) ||
        compareRefs(a.ref, b.ref),
    );
}

function preferred(a: Candidate, b: Candidate, rule: SurvivorshipRule): number {
  for (const preference of rule.prefer) {
    const order =
      preference === 'newest'
        ? newestFirst(a, b)
        : preference === 'earliestValue'
          ? compareText(String(a.value), String(b.value))
          : compareText(String(b.value), String(a.value));
    if (order !== 0) return order;
  }
  return 0;
}

/** Undated records count as oldest. */
function newestFirst(a: { readonly updatedAt?: string }, b: { readonly updatedAt?: string }): number {
  return compareText(b.updatedAt ?? '', a.updatedAt ?? '');
}

function sourceOrder(source: SourceName, rule: SurvivorshipRule, by: Survivorship): number {
  const at = rule.order.indexOf(source);
  return at >= 0 ? at : rule.order.length + by.rank(source);
}
