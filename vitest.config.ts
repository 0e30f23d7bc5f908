import { defineConfig } from 'vitest/config';

// Suites that start browsers, workerd or whole builds: slow to begin, so they get more time; the fast ones must be fast.
const slow = ['test/e2e/**/*.test.ts', 'test/dist/axe.test.ts', 'test/tools/**/*.test.ts', 'test/**/*.worker.test.ts'];

export default defineConfig({
  test: {
    environment: 'node',
    pool: 'forks',
    // Two cores are what the build machine has.
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: slow, testTimeout: 20_000, hookTimeout: 30_000 },
      },
      {
        extends: true,
        // A browser on a busy machine may lose one race; a fault loses it twice.
        test: { name: 'slow', include: slow, testTimeout: 120_000, hookTimeout: 120_000, retry: 1 },
      },
    ],
  },
});
