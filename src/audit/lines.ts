/** The lines of a file, one at a time: never more of it in memory than the longest line. */
import { createReadStream } from 'node:fs';
import { longestLine } from './entry.ts';

/** A line without its end; `whole` when it has one, as the last one need not have. `endless` when it is too long to be one. */
export type Line =
  | { readonly kind: 'whole' | 'unfinished'; readonly bytes: Buffer }
  | { readonly kind: 'endless' };

const lineEnd = 0x0a;

/** @throws the system's own error when the file cannot be read, ENOENT when it is not there; when `signal` is aborted. */
export async function* linesOf(path: string, signal: AbortSignal | undefined): AsyncGenerator<Line> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(path, {
    highWaterMark: 256 * 1024,
    ...(signal && { signal }),
  })) {
    const bytes: Buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let from = 0;
    for (let end = bytes.indexOf(lineEnd); end >= 0; end = bytes.indexOf(lineEnd, from)) {
      yield { kind: 'whole', bytes: bytes.subarray(from, end) };
      from = end + 1;
    }
    rest = bytes.subarray(from);
    if (rest.length > longestLine) {
      yield { kind: 'endless' };
      return;
    }
  }
  if (rest.length > 0) yield { kind: 'unfinished', bytes: rest };
}
