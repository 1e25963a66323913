/** Built files beside their compressed twins, so that the gateway compresses nothing while it serves. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin } from 'vite';

const worthIt = /\.(?:js|css|html|svg|json|ttf)$/;
/** Bytes below which a twin saves nothing. */
const least = 1_024;

export function compressed(): Plugin {
  let folder = '';
  return {
    name: 'compressed',
    apply: 'build',
    configResolved({ root, build }) {
      folder = resolve(root, build.outDir);
    },
    async closeBundle() {
      const files = await readdir(folder, { recursive: true, withFileTypes: true });
      for (const file of files) {
        if (!file.isFile() || !worthIt.test(file.name)) continue;
        const path = join(file.parentPath, file.name);
        const text = await readFile(path);
        if (text.length < least) continue;
        const params = { [constants.BROTLI_PARAM_QUALITY]: 9 };
        await writeFile(`${path}.br`, await promisify(brotliCompress)(text, { params }));
        await writeFile(`${path}.gz`, await promisify(gzip)(text));
      }
    },
  };
}
