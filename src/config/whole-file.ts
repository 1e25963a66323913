/** Files that are there whole or not at all. */
import { rename, rm, writeFile } from 'node:fs/promises';
import { ConfigurationError } from './fault.ts';

/**
 * Writes a file beside its place first, so that whoever reads it meanwhile reads what was there before, or all of this.
 * @throws {ConfigurationError} where that cannot be done.
 */
export async function writeWhole(file: string, text: string): Promise<void> {
  const beside = `${file}.new`;
  try {
    await writeFile(beside, text);
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true });
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    throw new ConfigurationError([
      { file, line: 1, column: 1, path: '', message: `cannot be written: ${reason}` },
    ]);
  }
}
