import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const ELSEWHERE = ['**/node_modules/**', '**/dist/**'];
/** Tests that talk to PostgreSQL and Redis. */
const WITH_SERVICES = ['apps/server/**/*.db.test.ts'];

export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'] } },
  test: {
    // Most tests wait for PostgreSQL, Redis or another process: two at a time also where there are two cores.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        extends: true,
        test: {
          name: 'pure',
          include: ['packages/**/*.test.ts', 'apps/**/*.test.ts'],
          exclude: [...ELSEWHERE, ...WITH_SERVICES],
        },
      },
      {
        extends: true,
        test: {
          name: 'services',
          include: WITH_SERVICES,
          exclude: ELSEWHERE,
          globalSetup: 'apps/server/test/template-database.ts',
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
