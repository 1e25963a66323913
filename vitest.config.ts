import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    reporters: ['default', './test/closing-line.ts'],
    // Servers are started and populations made in many of these; two cores take their time.
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
