/** The gateway's configuration, with the one thing in which the measured gateways differ. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseDocument } from 'yaml';

/** How Stripe is read: by lists that are always fresh, or by searches that may be a minute late. */
export type StripeReads = 'strict' | 'search';

const demo = new URL('../sandbox/onefold.yaml', import.meta.url);

/**
 * @param use - is given the file, which is gone when it has ended.
 * @returns what `use` returns.
 */
export async function withConfiguration<T>(
  reads: StripeReads,
  use: (file: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'onefold-bench-'));
  try {
    const file = join(folder, 'onefold.yaml');
    await writeFile(file, configurationText(await readFile(demo, 'utf8'), reads));
    return await use(file);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** @param text - of the demo's configuration. */
export function configurationText(text: string, reads: StripeReads): string {
  const document = parseDocument(text);
  document.setIn(['sources', 'billing', 'reads'], reads);
  return document.toString({ lineWidth: 0 });
}
