import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CountedField, countedFields, FrequencySketch } from '../../src/identity/frequencies.ts';

const values = fc.array(fc.tuple(fc.constantFrom(...countedFields), fc.string({ maxLength: 6 })), {
  minLength: 1,
  maxLength: 300,
});

function sketchOf(key: string, counted: readonly (readonly [CountedField, string])[]): FrequencySketch {
  const sketch = new FrequencySketch(key);
  for (const [field, value] of counted) sketch.add(field, value);
  return sketch;
}

describe('a sketch of how common values are', () => {
  it('never says less than was counted, and never more than all', () =>
    fc.assert(
      fc.property(values, (counted) => {
        const sketch = sketchOf('key', counted);
        for (const [field, value] of counted) {
          const all = counted.filter(([name]) => name === field);
          const share = all.filter(([, one]) => one === value).length / all.length;
          expect(sketch.of(field, value)).toBeGreaterThanOrEqual(share);
          expect(sketch.of(field, value)).toBeLessThanOrEqual(1);
        }
      }),
    ));

  it('is exact while there are few', () => {
    const sketch = new FrequencySketch('key');
    sketch.add('family', 'schmidt', 30);
    sketch.add('family', 'okonkwo', 10);
    expect(sketch.of('family', 'schmidt')).toBe(0.75);
    expect(sketch.of('family', 'okonkwo')).toBe(0.25);
    expect(sketch.of('family', 'meier')).toBe(0);
  });

  it('is little too high with many: no more than one in a thousand', () => {
    const sketch = new FrequencySketch('key');
    for (let n = 0; n < 20_000; n++) sketch.add('family', `name${n}`);
    for (let n = 0; n < 500; n++) expect(sketch.of('family', `name${n}`)).toBeLessThan(0.001);
  });

  it('says nothing of a field that was not counted', () => {
    const sketch = sketchOf('key', [['family', 'schmidt']]);
    expect(sketch.of('given', 'schmidt')).toBeUndefined();
    expect(sketch.of('phone', 'schmidt')).toBeUndefined();
  });

  it('tells the fields apart', () => {
    const sketch = sketchOf('key', [
      ['family', 'martin'],
      ['given', 'anna'],
    ]);
    expect(sketch.of('given', 'martin')).toBe(0);
  });

  it('forgets what it said before when more is counted', () => {
    const sketch = sketchOf('key', [['family', 'schmidt']]);
    expect(sketch.of('family', 'schmidt')).toBe(1);
    sketch.add('family', 'meier');
    expect(sketch.of('family', 'schmidt')).toBe(0.5);
  });

  it('does not depend on the order in which values were counted', () =>
    fc.assert(
      fc.property(values, (counted) => {
        expect(sketchOf('key', counted.toReversed()).counts).toEqual(sketchOf('key', counted).counts);
      }),
      { numRuns: 10 },
    ));
});

describe('the counts of a sketch', () => {
  const sketch = sketchOf('one key', [
    ['family', 'schmidt'],
    ['family', 'schmidt'],
    ['family', 'okonkwo'],
    ['given', 'anna'],
  ]);

  it('are all it takes to make it again', () => {
    const again = new FrequencySketch('one key', sketch.counts);
    for (const value of ['schmidt', 'okonkwo', 'meier'])
      expect(again.of('family', value)).toBe(sketch.of('family', value));
    again.add('family', 'meier');
    expect(sketch.of('family', 'meier'), 'the first is left as it was').toBe(0);
  });

  it('say other things under another key', () => {
    const other = new FrequencySketch('another key', sketch.counts);
    expect(other.of('family', 'schmidt')).toBe(0);
    const again = sketchOf('another key', [
      ['family', 'schmidt'],
      ['family', 'schmidt'],
      ['family', 'okonkwo'],
      ['given', 'anna'],
    ]);
    expect(again.counts.get('family')?.cells).not.toEqual(sketch.counts.get('family')?.cells);
  });

  it('hold no value, but numbers', () => {
    const text = JSON.stringify(
      [...sketch.counts].map(([field, { total, cells }]) => [field, total, [...cells]]),
    );
    for (const value of ['schmidt', 'okonkwo', 'anna']) expect(text).not.toContain(value);
    const bytes = Buffer.concat([...sketch.counts.values()].map(({ cells }) => Buffer.from(cells.buffer)));
    for (const value of ['schmidt', 'okonkwo', 'anna']) expect(bytes.includes(value)).toBe(false);
    expect(text.replace(/family|given/g, '')).toMatch(/^[[\]",\d]*$/);
  });

  it('that are cut short are no counts', () =>
    expect(
      () => new FrequencySketch('key', new Map([['family', { total: 1, cells: new Uint32Array(3) }]])),
    ).toThrow(RangeError));
});
