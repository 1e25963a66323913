import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Node loads graphql's CommonJS file, as the libraries here do; the bundler's habit of preferring its ESM twin would
  // load it twice.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/seed.ts'],
    reporters: ['default', './test/closing-line.ts'],
    // Servers are started and populations made in many of these; two cores take their time.
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
