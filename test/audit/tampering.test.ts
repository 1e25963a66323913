/** Whatever is done to a closed log without its key is found, and without an anchor. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Files, filled, joined, linesIn, place, states, twoChains } from './logs.ts';

let files: Files;

beforeAll(async () => {
  ({ files } = await twoChains());
});

const names = (all: Files) => [...all.keys()];
const nameIn = (all: Files, at: number) => names(all)[at % all.size] ?? '';

describe('whoever has no key', () => {
  /** Which file, which line or byte of it, and which other. */
  const spot = fc.record({ file: fc.nat(50), at: fc.nat(10_000), other: fc.nat(10_000) });
  const tampering = fc.oneof(
    ...(
      [
        [
          'byte changed',
          (bytes, { at }, value) => withByte(bytes, at, 1, [((bytes[at % bytes.length] ?? 0) + value) % 256]),
        ],
        ['byte removed', (bytes, { at }) => withByte(bytes, at, 1, [])],
        ['byte put in', (bytes, { at }, value) => withByte(bytes, at, 0, [value])],
        ['cut short', (bytes, { at }) => bytes.subarray(0, at % bytes.length)],
        ['beginning cut off', (bytes, { at }) => bytes.subarray(1 + (at % bytes.length))],
        ['line removed', (bytes, { at }) => withLine(bytes, at, () => [])],
        ['line twice', (bytes, { at }) => withLine(bytes, at, (line) => [line, line])],
        ['lines swapped', (bytes, { at, other }) => swapped(bytes, at, other)],
        [
          'line of another file',
          (bytes, { at, other }) => withLine(bytes, at, (line) => [line, anyLine(other)]),
        ],
        ['line replaced', (bytes, { at, other }) => withLine(bytes, at, () => [anyLine(other)])],
      ] satisfies readonly (readonly [string, (bytes: Buffer, where: Where, value: number) => Buffer])[]
    ).map(([what, change]) =>
      fc.record({
        what: fc.constant(what),
        where: spot,
        value: fc.integer({ min: 1, max: 255 }),
        change: fc.constant(change),
      }),
    ),
  );

  it('changes nothing unseen within a file', async () => {
    const folder = place();
    await fc.assert(
      fc.asyncProperty(tampering, async ({ where, value, change }) => {
        const name = nameIn(files, where.file);
        const before = files.get(name) ?? Buffer.alloc(0);
        const after = change(before, where, value);
        fc.pre(!after.equals(before));
        const found = await states(filled(folder, new Map(files).set(name, after)));
        expect(found.filter((state) => state !== 'intact')).toHaveLength(1);
      }),
      { numRuns: 300 },
    );
  });

  it('removes, swaps, copies or renames no file unseen', async () => {
    const folder = place();
    for (const one of names(files))
      for (const other of names(files)) {
        const bytes = files.get(one) ?? Buffer.alloc(0);
        const gone = new Map([...files].filter(([name]) => name !== one));
        const swap = new Map(files).set(one, files.get(other) ?? Buffer.alloc(0)).set(other, bytes);
        const copy = new Map(files).set(other, bytes);
        const fresh = new Map(files).set(other.replace('.00', '.01'), bytes);
        const renamed = new Map(gone).set(other.replace('.00', '.01'), bytes);
        for (const all of one === other ? [gone, fresh, renamed] : [swap, copy, fresh, renamed])
          expect((await states(filled(folder, all))).filter((state) => state !== 'intact')).not.toEqual([]);
      }
  });

  interface Where {
    readonly at: number;
    readonly other: number;
  }

  function withByte(bytes: Buffer, at: number, gone: number, put: readonly number[]): Buffer {
    const from = at % bytes.length;
    return Buffer.concat([bytes.subarray(0, from), Buffer.from(put), bytes.subarray(from + gone)]);
  }

  function withLine(bytes: Buffer, at: number, change: (line: string) => readonly string[]): Buffer {
    const lines = linesIn(bytes);
    return joined(lines.flatMap((line, one) => (one === at % lines.length ? change(line) : [line])));
  }

  function swapped(bytes: Buffer, at: number, other: number): Buffer {
    const lines = [...linesIn(bytes)];
    const [one, two] = [at % lines.length, other % lines.length];
    [lines[one], lines[two]] = [lines[two] ?? '', lines[one] ?? ''];
    return joined(lines);
  }

  function anyLine(at: number): string {
    const lines = [...files.values()].flatMap(linesIn);
    return lines[at % lines.length] ?? '';
  }
});
