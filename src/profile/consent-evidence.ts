/** All that bears on a customer's consent: what their records say, the suppression list, and the request itself. */
import type { CollectPage } from '../../sources/contract.ts';
import type { Evidence } from '../consent/decide.ts';
import { type ConsentReading, evidenceOf, restrictionsOf } from '../consent/evidence.ts';
import { ratcheted, type SeenVeto, vetoesIn } from '../consent/ratchet.ts';
import { type Answer, confidenceByNeighbour } from '../identity/answer.ts';
import { contactPointOf, identifiersOf } from '../identity/normalise.ts';
import { type Assertion, suppressionList } from '../model/consent.ts';
import type { GatewayError } from '../model/errors.ts';
import type { Identifier } from '../model/identifier.ts';
import { refKey, type SourceName, type SourceRecord } from '../model/record.ts';
import type { ChildRows, Children } from './children.ts';
import type { Installation } from './installation.ts';

/** What is remembered of consent beside the sources: the suppression list, and objections that were seen. */
export interface ConsentMemory {
  /** Nobody is on the suppression list. */
  readonly isEmpty: boolean;
  suppressionsOf(identifiers: readonly Identifier[]): readonly Assertion[];
  /** Whether the list may have grown unheard for too long to be believed. */
  isBlind(): boolean;
  /** Whether the gateway's clock is too far from that of the store for periods of consent to be judged by it. */
  isClockWrong(): boolean;
  /** Present where objections are remembered. */
  readonly ratchet?: { readonly seen: SeenVeto; remember(vetoes: readonly Assertion[]): void } | undefined;
}

/** The consent rows read of one record; more make its word unknown. */
export const consentPage: CollectPage = { first: 100, attributes: [] };

const everything = { channel: 'ANY', purpose: '*' } as const;

export class ConsentEvidence {
  readonly #installation: Installation;
  readonly #children: Children;
  /** What the request itself objects to. */
  readonly #signals: readonly Evidence[];

  constructor(installation: Installation, children: Children, gpc: boolean) {
    this.#installation = installation;
    this.#children = children;
    const objected = gpc ? (installation.policy.purposes.signals?.gpc ?? []) : [];
    this.#signals = objected.map((scope) => ({
      assertion: { ref: { source: 'request', id: '' }, scope, status: 'DENIED', reason: 'Sec-GPC' },
      confidence: 1,
    }));
  }

  /** Only what stops a purpose that rests on a contract. */
  restrictions(answer: Answer): readonly Evidence[] {
    return restrictionsOf(persons(answer));
  }

  /** @param onFailure - told of sources whose consent rows could not be read. */
  async all(
    answer: Answer,
    onFailure: (source: SourceName, error: GatewayError) => void,
  ): Promise<readonly Evidence[]> {
    const records = [...answer.members, ...answer.neighbours];
    const outcomes = await this.#children.of(records, 'consents', () => consentPage);
    const failures = new Map(answer.failures);
    for (const { ref, outcome } of outcomes)
      if (outcome.kind === 'failed') {
        failures.set(ref.source, outcome.error);
        onFailure(ref.source, outcome.error);
      }
    const doubted = confidenceByNeighbour(answer);
    return this.#with(
      answer.members,
      evidenceOf({
        ...this.#reading(answer.members, outcomes),
        members: persons(answer, doubted),
        neighbours: answer.neighbours.filter(({ ref }) => !doubted.has(refKey(ref))),
        failures,
        cut: answer.cut,
        unresolved: !answer.warm && answer.failures.size > 0,
      }),
    );
  }

  /** What one record of a customer says by itself: enough to know of an objection, never to permit anything. */
  async ofRecord(record: SourceRecord): Promise<readonly Evidence[]> {
    const outcomes = await this.#children.of([record], 'consents', () => consentPage);
    return this.#with(
      [record],
      evidenceOf({
        ...this.#reading([record], outcomes),
        members: [{ record, confidence: 1 }],
        neighbours: [],
        failures: new Map(),
        cut: false,
        unresolved: false,
      }),
    );
  }

  /** What is known of an identifier before anybody is found by it. */
  ofIdentifiers(identifiers: readonly Identifier[]): readonly Evidence[] {
    const { memory } = this.#installation;
    return [
      ...this.#signals,
      ...(memory?.suppressionsOf(identifiers) ?? []).map((assertion) => ({ assertion, confidence: 1 })),
    ];
  }

  #reading(
    members: readonly SourceRecord[],
    outcomes: readonly ChildRows[],
  ): Pick<ConsentReading, 'rows' | 'sources' | 'contactPoints' | 'normalPoint'> {
    const { sources, country } = this.#installation;
    const normalPoint = (raw: string) => contactPointOf(raw, country);
    return {
      rows: outcomes.flatMap(({ ref, outcome }) =>
        outcome.kind === 'found' ? [{ ref, rows: outcome.value.items, truncated: outcome.value.more }] : [],
      ),
      sources: sources.map(({ name, manifest }) => ({ name, scopes: manifest.consent })),
      contactPoints: new Set(
        members.flatMap(({ attributes }) =>
          [...(attributes.email ?? []), ...(attributes.phone ?? [])].map((value) =>
            normalPoint(String(value)),
          ),
        ),
      ),
      normalPoint,
    };
  }

  #with(members: readonly SourceRecord[], said: readonly Evidence[]): readonly Evidence[] {
    const { memory, rules } = this.#installation;
    const evidence = [...said, ...this.#signals];
    if (memory === undefined) return evidence;
    if (!memory.isEmpty) {
      const identifiers = members.flatMap((record) =>
        identifiersOf(record, rules.countryOf(record.ref.source)),
      );
      for (const assertion of memory.suppressionsOf(identifiers)) evidence.push({ assertion, confidence: 1 });
    }
    if (memory.isBlind())
      evidence.push({
        assertion: {
          ref: { source: suppressionList, id: '' },
          scope: everything,
          status: 'UNAVAILABLE',
          reason: 'the store did not answer',
        },
        confidence: 1,
      });
    const { ratchet } = memory;
    if (ratchet === undefined) return evidence;
    ratchet.remember(vetoesIn(evidence));
    return ratcheted(evidence, ratchet.seen);
  }
}

/** The customer's records, and those that may be: their objections count. */
function persons(answer: Answer, confidences = confidenceByNeighbour(answer)) {
  const { members, neighbours } = answer;
  const probable = neighbours.flatMap((record) => {
    const confidence = confidences.get(refKey(record.ref));
    return confidence === undefined ? [] : [{ record, confidence, probable: true }];
  });
  return [...members.map((record) => ({ record, confidence: 1 })), ...probable];
}
