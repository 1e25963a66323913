/** People made up for evaluation: each with a few records, in which things are missing, misspelt or out of date. */
import type { Attribute, AttributeValue } from '../../src/model/attribute.ts';
import { type RefKey, refKey, type SourceRecord } from '../../src/model/record.ts';

const given =
  'Anna Ben Carla David Emma Felix Greta Hugo Ida Jonas Klara Leo Mia Noah Olga Paul Rosa Simon Tilda Viktor'.split(
    ' ',
  );
const family =
  'Albers Brandt Claasen Dressler Engels Fassbender Gruber Hartwig Ittner Jansen Kessler Lorenz Mertens Nolte Oswald Pohl Quandt Richter Seidel Thielen'.split(
    ' ',
  );
const towns = 'Aachen Bremen Celle Dresden Essen Fulda Gera Halle'.split(' ');

/** The same numbers for the same seed, on every machine. */
function* numbers(seed: number): Generator<number> {
  for (let state = seed; ; ) {
    // Splitmix: neighbouring seeds have nothing in common.
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    yield ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  }
}

export interface MadeUp {
  readonly records: readonly SourceRecord[];
  /** Who each record is. */
  readonly truth: ReadonlyMap<RefKey, string>;
}

/** @param first - the number of the first person: other numbers are other people. */
export function madeUpPeople(count: number, first = 0): MadeUp {
  const records: SourceRecord[] = [];
  const truth = new Map<RefKey, string>();
  for (let person = first; person < first + count; person++) {
    const draws = numbers(Math.imul(person + 1, 0x85ebca6b));
    const draw = () => draws.next().value ?? 0;
    const one = <T>(of: readonly T[]): T => of[Math.floor(draw() * of.length)] as T;
    const name = { given: one(given), family: one(family) };
    const birthDate = `${1940 + Math.floor(draw() * 65)}-${two(1 + Math.floor(draw() * 12))}-${two(1 + Math.floor(draw() * 28))}`;
    const email = `${name.given}.${name.family}${Math.floor(draw() * 10_000)}@mail.example`.toLowerCase();
    const town = one(towns);
    for (let copy = 0; copy < 1 + Math.floor(draw() * 4); copy++) {
      const values: Partial<Record<Attribute, readonly AttributeValue[]>> = {};
      const put = (attribute: Attribute, value: string, missing: number, misspelt: number) => {
        if (draw() < missing) return;
        values[attribute] = [draw() < misspelt ? slip(value, draw()) : value];
      };
      put('name.given', name.given, 0.1, 0.1);
      put('name.family', name.family, 0.05, 0.1);
      put('birthDate', birthDate, 0.2, 0);
      put('email', email, 0.2, 0.1);
      put('address.city', town, 0.3, 0.05);
      const ref = { source: 'file', id: `${person}-${copy}` };
      records.push({
        ref,
        attributes: values,
        references: [],
        consent: [],
        parentKeys: {},
        observedAt: '2026-01-15T00:00:00.000Z',
        drifted: [],
      });
      truth.set(refKey(ref), String(person));
    }
  }
  return { records, truth };
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}

/** Two neighbouring letters in the other order. */
function slip(text: string, at: number): string {
  const place = 1 + Math.floor(at * (text.length - 2));
  return text.slice(0, place) + (text[place + 1] ?? '') + (text[place] ?? '') + text.slice(place + 2);
}
