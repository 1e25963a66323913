import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { compressed } from './compressed.ts';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react(), compressed()],
  build: {
    // Browsers of the last two years; the gateway serves what is built here.
    target: 'es2023',
    outDir: 'dist',
    emptyOutDir: true,
    // The editor is large, and loaded by whoever opens it.
    chunkSizeWarningLimit: 5000,
    rolldownOptions: {
      onwarn(warning, warn) {
        // Marks for the React compiler, which is not run over what others have built.
        if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') warn(warning);
      },
    },
  },
  worker: { format: 'es' },
  server: {
    // For work on the console itself: `npm run demo` beside `npm run console`.
    proxy: Object.fromEntries(
      ['/graphql', '/demo', '/console.json'].map((path) => [path, 'http://localhost:4000']),
    ),
  },
});
