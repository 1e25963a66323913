/** Random small populations in which people share, lack and confuse what identifies them; and sources that hold them. */

import fc from 'fast-check';
import type { SourcePort } from '../../src/identity/answer.ts';
import { candidateKinds, isCandidateKind } from '../../src/identity/candidate.ts';
import { emailSpellings } from '../../src/identity/email.ts';
import { defaultMatching } from '../../src/identity/matching.ts';
import { defaultGuards } from '../../src/identity/merging.ts';
import { personOf } from '../../src/identity/person.ts';
import { phoneSpellings } from '../../src/identity/phone.ts';
import type { Rules } from '../../src/identity/resolution.ts';
import { deriveKey } from '../../src/identity/seal.ts';
import { Xref } from '../../src/identity/xref.ts';
import { GatewayError } from '../../src/model/errors.ts';
import { type Identifier, identifierKey } from '../../src/model/identifier.ts';
import { absent, failed, found } from '../../src/model/outcome.ts';
import type { SourceName, SourceRecord } from '../../src/model/record.ts';
import { record } from './records.ts';

export const sourceNames = ['app', 'billing', 'crm', 'shop'] as const;

const emails = ['ann@a.example', 'smith@b.example', 'info@c.example', 'a.smith@d.example'];
const phones = ['+493012345678', '+4915123456789', '+442079460018'];
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });

const traits = fc.record(
  {
    given: maybe(fc.constantFrom('Ann', 'Alex', 'A.', 'Chris', 'Christian', 'Christina')),
    family: maybe(fc.constantFrom('Smith', 'Jones')),
    suffix: fc.option(fc.constantFrom('Jr', 'Sr'), { nil: undefined, freq: 8 }),
    email: maybe(fc.uniqueArray(fc.constantFrom(...emails), { minLength: 1, maxLength: 2 })),
    phone: maybe(fc.constantFrom(...phones)),
    loyalty: fc.option(fc.constantFrom('L1', 'L2'), { nil: undefined, freq: 4 }),
    born: fc.option(fc.constantFrom('1980-05-01', '1992-11-30'), { nil: undefined, freq: 3 }),
    names: fc.option(
      fc.constantFrom('app:1', 'billing:2', 'crm:3', 'shop:4', 'crm:5').map((key) => [key]),
      { nil: undefined, freq: 4 },
    ),
  },
  { noNullPrototype: true },
);

/** Up to nine records, record `n` in one of four sources. */
export const population = fc
  .array(fc.tuple(fc.constantFrom(...sourceNames), traits), { minLength: 1, maxLength: 9 })
  .map((drawn) =>
    drawn.map(([source, one], at) =>
      record(
        `${source}:${at + 1}`,
        Object.fromEntries(Object.entries(one).filter(([, value]) => value !== undefined)),
      ),
    ),
  );

export const rules: Rules = {
  rank: (source) => ['crm', 'app', 'billing', 'shop'].indexOf(source),
  countryOf: () => 'DE',
  guards: defaultGuards,
  matching: defaultMatching,
};

/** A source in memory that compares raw columns as a database does. */
export class MemoryPort implements SourcePort {
  readonly name: SourceName;
  readonly lookups: ReadonlyMap<string, 'bytes' | 'folded'>;
  /** The identifiers and ids it was asked for, in order. */
  readonly found: Identifier[] = [];
  readonly got: string[] = [];
  records: readonly SourceRecord[];
  down = false;
  readonly #cap: number;
  readonly #keysOf = new WeakMap<SourceRecord, ReadonlySet<string>>();

  /**
   * @param cap - more records than this on one value make it generic.
   * @param candidates - whether it can be asked for candidate keys.
   */
  constructor(
    name: SourceName,
    records: readonly SourceRecord[],
    {
      compares = 'folded',
      cap = 50,
      candidates = false,
    }: { compares?: 'bytes' | 'folded'; cap?: number; candidates?: boolean } = {},
  ) {
    this.name = name;
    this.records = records.filter(({ ref }) => ref.source === name);
    this.#cap = cap;
    const kinds = [
      'email',
      'phone',
      'externalId.loyalty',
      ...sourceNames.map((other) => `reference.${other}`),
      ...(candidates ? candidateKinds : []),
    ];
    this.lookups = new Map(kinds.map((kind) => [kind, compares]));
  }

  get calls(): number {
    return this.found.length + this.got.length;
  }

  async find(key: Identifier): ReturnType<SourcePort['find']> {
    this.found.push(key);
    if (this.down) return failed(new GatewayError('SOURCE_TIMEOUT'));
    const sought = spellings(key).map((spelling) => this.#written(key.kind, spelling));
    const records = this.records.filter((one) =>
      isCandidateKind(key.kind)
        ? this.#candidates(one).has(identifierKey(key))
        : columnOf(one, key.kind).some((text) => sought.includes(this.#written(key.kind, text))),
    );
    if (records.length === 0) return absent;
    if (records.length <= this.#cap) return found({ records, generic: false });
    return found({ records: records.slice(0, this.#cap), generic: true, crowded: true });
  }

  async get(id: string): ReturnType<SourcePort['get']> {
    this.got.push(id);
    if (this.down) return failed(new GatewayError('SOURCE_TIMEOUT'));
    const one = this.records.find(({ ref }) => ref.id === id);
    return one === undefined ? absent : found(one);
  }

  #candidates(one: SourceRecord): ReadonlySet<string> {
    let keys = this.#keysOf.get(one);
    if (keys === undefined) {
      keys = new Set(personOf(one, 'DE').candidates().map(identifierKey));
      this.#keysOf.set(one, keys);
    }
    return keys;
  }

  #written(kind: string, text: string): string {
    return this.lookups.get(kind) === 'folded' ? text.toLowerCase() : text;
  }
}

function spellings({ kind, value, spelling }: Identifier): readonly string[] {
  if (kind === 'email') return emailSpellings(value, spelling);
  return kind === 'phone' ? phoneSpellings(value, spelling) : [value];
}

function columnOf({ attributes, references }: SourceRecord, kind: string): readonly string[] {
  if (kind.startsWith('reference.'))
    return references.flatMap(({ source, id }) => (kind === `reference.${source}` ? [id] : []));
  const values = Object.entries(attributes).find(([name]) => name === kind)?.[1] ?? [];
  return values.map(String);
}

export function portsOf(
  records: readonly SourceRecord[],
  options: ConstructorParameters<typeof MemoryPort>[2] = {},
): readonly MemoryPort[] {
  return sourceNames.map((name) => new MemoryPort(name, records, options));
}

/** A cross-reference that remembers nothing yet; small, because a test makes many. */
export function freshXref(): Xref {
  return new Xref(deriveKey('a secret of the tests', 'lookup'), {
    entries: 200,
    ttl: 60_000,
    absentTtl: 60_000,
    refresh: 60_000,
  });
}
