/** A source under test on its system, and the questions that tests ask of both. */
import { expect, vi } from 'vitest';
import type { SandboxSystem } from '../../../sandbox/system.ts';
import type { Call, Condition, FilterOperator, Source, Want } from '../../../sources/contract.ts';
import type { Attribute } from '../../../src/model/attribute.ts';
import type { PublicCollection } from '../../../src/model/collection.ts';
import type { IdentifierKind } from '../../../src/model/identifier.ts';
import type { Outcome } from '../../../src/model/outcome.ts';
import type { SourceRecord } from '../../../src/model/record.ts';
import { attributesShown, type MovingTools, type Seeded } from '../fixture.ts';
import { answerOf, calling, emailOf, nothing, page, verdict } from './words.ts';

/** A system filled with the fixture, and the source under test on it. */
export interface Harness extends Seeded {
  /** An open source, used by all tests that neither close nor disturb it for good. */
  readonly source: Source;
  /** Another instance on the same system, which has not spoken to it yet. The suite closes what it reopens. */
  reopen(): Source;
  /** What all instances were created with. */
  readonly tools: MovingTools;
  readonly system: Pick<
    SandboxSystem,
    'setFault' | 'received' | 'calls' | 'connections' | 'record' | 'forget'
  >;
  /** Connections one instance may hold at once. */
  readonly pool: number;
  /** Adds a column to the object of customers; absent where the system has no catalogue that could tell of it. */
  readonly addColumn?: (name: string) => Promise<void>;
  /** Takes it away again. */
  readonly removeColumn?: (name: string) => Promise<void>;
  /** Closes the system; the suite closes `source` before. */
  close(): Promise<void>;
}

export class Probe {
  readonly #open: () => Promise<Harness>;
  readonly #reopened: Source[] = [];
  #harness: Harness | undefined;

  constructor(open: () => Promise<Harness>) {
    this.#open = open;
  }

  get harness(): Harness {
    if (this.#harness === undefined) throw new TypeError('the harness is not open');
    return this.#harness;
  }

  get source(): Source {
    return this.harness.source;
  }

  async open(): Promise<void> {
    this.#harness = await this.#open();
  }

  /** Undoes what a test did to the system. */
  async restore(): Promise<void> {
    const { system } = this.harness;
    await system.setFault({ mode: 'ok', delayMs: 0, dropped: [] });
    system.record(false);
    system.forget();
    await Promise.all(this.#reopened.splice(0).map((one) => one.close()));
  }

  async close(): Promise<void> {
    await this.#harness?.source.close();
    await this.#harness?.close();
  }

  reopen(): Source {
    const one = this.harness.reopen();
    this.#reopened.push(one);
    return one;
  }

  // What is in the system.

  idOf = (name: string): string => {
    const id = this.harness.ids[name];
    if (id === undefined) throw new TypeError(`the harness has no id for ${name}`);
    return id;
  };

  nameOf(id: string): string {
    return Object.entries(this.harness.ids).find(([, each]) => each === id)?.[0] ?? 'a stranger';
  }

  /** What an outcome says: the people in it, `absent`, or the code of the failure. */
  who = (outcome: Outcome<{ readonly records: readonly SourceRecord[] } | SourceRecord>): unknown => {
    if (outcome.kind !== 'found') return verdict(outcome);
    const records = 'records' in outcome.value ? outcome.value.records : [outcome.value];
    return records.map(({ ref }) => this.nameOf(ref.id));
  };

  // What the manifest says.

  looksUp(kind: IdentifierKind): boolean {
    return this.source.manifest.lookups.some((each) => each.kind === kind);
  }

  pushesDown(attribute: Attribute, operator: FilterOperator): boolean {
    const filter = this.source.manifest.filters.find((each) => each.attribute === attribute);
    return filter?.operators.includes(operator) ?? false;
  }

  /** What a look-up by this kind must say: these people, or nobody where the source has no such look-up. */
  ifLookedUp(kind: IdentifierKind, ...names: readonly string[]): unknown {
    return this.looksUp(kind) ? names : 'absent';
  }

  /** Attributes the source maps and the fixture has an opinion of. */
  attributes(): readonly Attribute[] {
    return this.source.manifest.attributes.filter((name) => attributesShown.includes(name));
  }

  /** The children the source offers, whatever it calls them. */
  offered(): PublicCollection {
    const name = this.source.manifest.collections.find((each) => each !== 'consents');
    if (name === undefined) throw new TypeError('the source offers no collection');
    return name;
  }

  offersConsents(): boolean {
    return this.source.manifest.collections.includes('consents');
  }

  // Questions.

  async getOne(name: string, want: Partial<Want>, from = this.source): Promise<SourceRecord> {
    const [outcome] = await from.get([this.idOf(name)], { ...nothing, ...want }, calling());
    return answerOf(outcome);
  }

  /** What consent rows of this person are asked for by. */
  async consentParent(name: string, from = this.source): Promise<string> {
    const { parentKeys } = await this.getOne(name, { collections: ['consents'] }, from);
    const keyed = this.source.manifest.keyedCollections.includes('consents');
    return (keyed ? parentKeys.consents : this.idOf(name)) ?? '';
  }

  /** All records that meet the conditions, page by page. */
  async walk(
    filter: readonly Condition[],
    first: number,
    want: Want = nothing,
  ): Promise<readonly SourceRecord[]> {
    const seen: SourceRecord[] = [];
    for (let more = true; more; ) {
      const last = seen.at(-1);
      const after = last === undefined ? {} : { after: last.ref.id };
      const slice = answerOf(await this.source.search(filter, { first, ...after }, want, calling()));
      expect(slice.items.length).toBeLessThanOrEqual(first);
      if (slice.more) expect(slice.items).toHaveLength(first);
      seen.push(...slice.items);
      more = slice.more;
    }
    return seen;
  }

  /** One of each question. */
  async askEverything(of: Source, call: Call): Promise<readonly Outcome<unknown>[]> {
    const want: Want = { ...nothing, attributes: ['email'] };
    const answers = await Promise.all([
      of.find([emailOf('Ada'), emailOf('Bruno')], want, call),
      of.get([this.idOf('Ada')], want, call),
      of.collect(this.offered(), [this.idOf('Orla')], page(2), call),
      of.search([], { first: 2 }, want, call).then((outcome) => [outcome]),
      of.describe(call).then((outcome) => [outcome]),
    ]);
    const outcomes = answers.flat();
    expect(outcomes).toHaveLength(6);
    return outcomes;
  }

  async expectVerdicts(asked: Promise<readonly Outcome<unknown>[]>, expected: string): Promise<void> {
    for (const outcome of await asked) expect(verdict(outcome)).toBe(expected);
  }

  async expectAnswers(of: Source): Promise<void> {
    await this.expectVerdicts(this.askEverything(of, calling()), 'found');
  }

  /** A pool may notice only at the next call that its connections died: what counts is that it comes back by itself. */
  async expectRecovery(of: Source): Promise<void> {
    await vi.waitFor(() => this.expectAnswers(of), { timeout: 5000, interval: 50 });
  }

  // What the system is asked.

  async callsFor(ask: () => Promise<unknown>): Promise<number> {
    this.harness.system.forget();
    await ask();
    return this.harness.system.calls;
  }

  /** The requests by which a source answers, as text; without those it sends the first time only. */
  async requestsFor(ask: () => Promise<unknown>): Promise<string> {
    const { system } = this.harness;
    await ask();
    system.forget();
    system.record(true);
    await ask();
    system.record(false);
    expect(system.received.length).toBeGreaterThan(0);
    return system.received
      .map(({ operation, values }) => `${operation} ${JSON.stringify(values)}`)
      .join('\n');
  }

  /** No column of the named attributes is in these requests, unless it also serves an attribute in `but`. */
  expectUnselected(requests: string, names: readonly string[], but: readonly string[]): void {
    const meant = but.map((name) => this.harness.columnOf(name));
    for (const name of names) {
      const column = this.harness.columnOf(name);
      if (column === undefined || meant.includes(column)) continue;
      const read = new RegExp(`\\b${column}\\b`).test(requests);
      expect(read, `${name} was read though it was not wanted`).toBe(false);
    }
  }
}
