/** What a first visit loads. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const built =
  process.env['ONEFOLD_TEST_CONSOLE'] ?? fileURLToPath(new URL('../../console/dist', import.meta.url));

/** Parts that the page itself names, and those that they load at once. */
function atOnce(): ReadonlySet<string> {
  const page = readFileSync(`${built}/index.html`, 'utf8');
  const parts = new Set([...page.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map(([, path = '']) => path));
  for (const part of parts) {
    if (!part.endsWith('.js')) continue;
    const text = readFileSync(`${built}/${part}`, 'utf8');
    for (const [, path = ''] of text.matchAll(/(?:from|import)\s*["']\.\/([^"']+)["']/g))
      parts.add(`assets/${path}`);
  }
  return parts;
}

/** Small parts are not worth compressing, and are served as they are. */
function sizeOf(part: string): number {
  const compressed = `${built}/${part}.gz`;
  return statSync(existsSync(compressed) ? compressed : `${built}/${part}`).size;
}

describe('the console', () => {
  it('loads less than 400 kB compressed at once, and the editor only where it is opened', () => {
    const parts = [...atOnce()];
    expect(parts.some((part) => part.endsWith('.js'))).toBe(true);
    expect(parts.some((part) => part.endsWith('.css'))).toBe(true);
    const bytes = parts.reduce((sum, part) => sum + sizeOf(part), 0);
    process.stderr.write(
      `console: ${Math.round(bytes / 1000)} kB compressed at once, in ${parts.length} files\n`,
    );
    expect(bytes).toBeLessThan(400_000);
    expect(parts.filter((part) => /monaco|explorer|worker/i.test(part))).toEqual([]);
    expect(readdirSync(`${built}/assets`).some((part) => part.includes('monaco'))).toBe(true);
  });
});
