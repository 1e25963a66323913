/**
 * Builds the console: types of what it asks, then the files that the gateway serves. `npm ci` runs it; where development
 * packages are left out (`--if-installed`), so is the console, and the gateway says so at /.
 */
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const optional = process.argv.includes('--if-installed');

try {
  await import('vite');
} catch (error) {
  if (!optional) throw error;
  process.stderr.write('onefold: the console is not built, because development packages are left out\n');
  process.exit(0);
}

const { generate } = await import('@graphql-codegen/cli');
const { build } = await import('vite');
const { default: types } = await import('./codegen.ts');
process.chdir(fileURLToPath(new URL('..', import.meta.url)));
await rm(`${here}src/gql`, { recursive: true, force: true });
await generate({ ...types, silent: true }, true);
await build({ configFile: `${here}vite.config.ts`, logLevel: 'warn' });
