import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/audit/canonical.ts';

describe('canonical JSON', () => {
  it('is the example of RFC 8785', () => {
    const value = {
      // Numbers as JavaScript writes them; texts with the escapes that JSON needs and no more.
      numbers: [1e30, 4.5, 6, 2e-3, 1e-27, -0],
      string: '\u20ac$\u000f\u000aA\'\u0042\u0022\u005c\\"\u002f',
      literals: [null, true, false],
    };
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[1e+30,4.5,6,0.002,1e-27,0],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it('sorts names by their UTF-16 code units, as the RFC shows', () => {
    const names = ['\u20ac', '\r', '\ufb33', '1', '\ud83d\ude00', '\u0080', '\u00f6'];
    const text = canonicalJson(Object.fromEntries(names.map((name) => [name, 0])));
    expect(Object.keys(JSON.parse(text))).toHaveLength(7);
    expect([...text.matchAll(/"(.+?)":/g)].map(([, name]) => name)).toEqual([
      '\\r',
      '1',
      '\u0080',
      '\u00f6',
      '\u20ac',
      '\ud83d\ude00',
      '\ufb33',
    ]);
  });

  it('means the same as JSON, and is spelled alike however it was put together', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        const text = canonicalJson(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(JSON.parse(text))).toBe(text);
        expect(canonicalJson(reversed(value))).toBe(text);
      }),
    );
  });

  it('leaves out what is undefined', () => {
    expect(canonicalJson({ b: undefined, a: 1 })).toBe('{"a":1}');
  });

  it.each([
    [{ count: Number.NaN }, 'count'],
    [{ list: [1, { size: 3n }] }, 'list[1].size'],
    [{ list: [undefined] }, 'list[0]'],
    [{ list: new Array(1) }, 'list[0]'],
    [{ at: new Date('2026-01-01') }, 'at'],
    [{ sources: new Map() }, 'sources'],
    [() => 'canary', 'The value'],
  ])('refuses what JSON would lose, and says where: %#', (value, where) => {
    expect(() => canonicalJson(value)).toThrow(
      new TypeError(`${where} is no JSON; write it as text, number, list or object.`),
    );
  });
});

/** The same, with the members of every object the other way round. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]) => [name, reversed(member)]),
  );
}
