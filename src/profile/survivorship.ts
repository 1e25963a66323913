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
  /** Among the values of its record. */
  readonly position: number;
  readonly ref: RecordRef;
  readonly updatedAt: string | undefined;
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
  const rule = ruleFor(attribute, by);
  return candidatesOf(records, attribute).sort((a, b) => compareCandidates(a, b, rule, by));
}

/** The value that survives: the first that `survive` gives. */
export function survivor(
  records: readonly SourceRecord[],
  attribute: Attribute,
  by: Survivorship,
): Candidate | undefined {
  const rule = ruleFor(attribute, by);
  let best: Candidate | undefined;
  for (const one of candidatesOf(records, attribute))
    if (best === undefined || compareCandidates(one, best, rule, by) < 0) best = one;
  return best;
}

function ruleFor(attribute: Attribute, { rules }: Survivorship): SurvivorshipRule {
  return rules[attribute] ?? defaultRules[attribute] ?? plainRule;
}

function candidatesOf(records: readonly SourceRecord[], attribute: Attribute): Candidate[] {
  const candidates: Candidate[] = [];
  for (const { ref, attributes, observedAt, updatedAt } of records) {
    let position = 0;
    for (const value of attributes[attribute] ?? [])
      candidates.push({ value, position: position++, ref, observedAt, updatedAt });
  }
  return candidates;
}

function compareCandidates(a: Candidate, b: Candidate, rule: SurvivorshipRule, by: Survivorship): number {
  return (
    preferred(a, b, rule) ||
    sourceOrder(a.ref.source, rule, by) - sourceOrder(b.ref.source, rule, by) ||
    newestFirst(a, b) ||
    compareRefs(a.ref, b.ref) ||
    a.position - b.position
  );
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

interface Dated {
  readonly updatedAt?: string | undefined;
}

/** Undated records count as oldest. */
function newestFirst(a: Dated, b: Dated): number {
  return compareText(b.updatedAt ?? '', a.updatedAt ?? '');
}

function sourceOrder(source: SourceName, rule: SurvivorshipRule, by: Survivorship): number {
  const at = rule.order.indexOf(source);
  return at >= 0 ? at : rule.order.length + by.rank(source);
}
