/** What remembering a customer takes: the cross-reference alone, as full as a gateway lets it become, without a network. */
import { performance } from 'node:perf_hooks';
import { identifier } from '../src/identity/normalise.ts';
import { doorsOf, recall } from '../src/identity/recall.ts';
import { deriveKey } from '../src/identity/seal.ts';
import { defaultXrefLimits, Xref } from '../src/identity/xref.ts';
import type { Identifier } from '../src/model/identifier.ts';
import type { SourceRecord } from '../src/model/record.ts';
import { sources } from './systems.ts';

/** As many as have room, each with one record in every system. */
const customers = defaultXrefLimits.entries / sources.length;

export interface Remembered {
  readonly xref: Xref;
  readonly doors: readonly Identifier[];
}

/** Made-up customers, remembered as after a search for each; the time it takes is that of as many fingerprints. */
export function rememberCustomers(count: number = customers): Remembered {
  const xref = new Xref(deriveKey('the cross-reference of a benchmark', 'lookup'));
  const doors: Identifier[] = [];
  for (let number = 0; number < count; number++) {
    const email = `customer.${number}@customers.example`;
    const door = identifier('email', email, '');
    if (door === undefined) throw new TypeError('a made-up address is none');
    const members = sources.map((source) => recordOf(source, `${number}`, email));
    const [first = ''] = members.map(({ ref }) => `${ref.source}:${ref.id}`);
    const found = new Map(doorsOf(door).map((text) => [text, first]));
    xref.remember({ members, neighbours: [], doors: found, generic: new Set() });
    doors.push(door);
  }
  return { xref, doors };
}

function recordOf(source: string, id: string, email: string): SourceRecord {
  return {
    ref: { source, id },
    attributes: { email: [email], 'name.given': ['Customer'], 'name.family': [id] },
    references: [],
    consent: [],
    parentKeys: {},
    observedAt: '2026-01-01T00:00:00.000Z',
    drifted: [],
  };
}

/** A prime number, so that doors which lie together are not recalled together. */
const stride = 7919;

/**
 * Recalls each customer once.
 * @returns microseconds, ascending.
 * @throws when one of them is forgotten: that would be quick.
 */
export function recallTimes({ xref, doors }: Remembered): readonly number[] {
  const times = doors.map((_, at) => {
    const door = doors[(at * stride) % doors.length];
    if (door === undefined) throw new RangeError('there is no such door');
    const asked = performance.now();
    const memory = recall({ by: 'identifier', identifiers: [door] }, xref);
    const took = (performance.now() - asked) * 1000;
    if (memory.kind !== 'room') throw new Error('a customer was forgotten');
    return took;
  });
  return times.sort((a, b) => a - b);
}
