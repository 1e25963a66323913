/** The gateway's configuration: who may ask, as in production, and the one thing in which the measured gateways differ. */
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseDocument } from 'yaml';

/** How Stripe is read: by lists that are always fresh, or by searches that may be a minute late. */
export type StripeReads = 'strict' | 'search';

/** By which the runner is known to the gateways: a support desk in the region of the sources. */
export const apiKey = 'the-key-of-the-benchmark-which-opens-nothing-else';

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
  const hash = createHash('sha256').update(apiKey).digest('hex');
  const key = { name: 'bench', hash, roles: ['support'], dataUses: ['essential.service'], region: 'eu' };
  document.setIn(['gateway', 'authentication'], { apiKeys: [key] });
  document.setIn(['sources', 'billing', 'reads'], reads);
  return document.toString({ lineWidth: 0 });
}
