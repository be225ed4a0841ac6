import { defineConfig } from 'vitest/config'

/** What is awaited is a state, not a time: only a fault takes longer than this. */
const expectation = { poll: { timeout: 60_000, interval: 50 } }

const exclude = ['**/node_modules/**', '.next/**', '.millrace/**', '.tools/**']

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          // Vitest leaves a core to others; nobody else waits for it here.
          maxWorkers: '100%',
          include: [
            '{app,drizzle,ml,nodes,sdk,server,workflows}/**/*.test.{ts,tsx}',
            'tests/boundaries/**/*.test.ts',
          ],
          exclude: [...exclude, '**/*.integration.test.ts'],
          // Generous, for machines that do much else at the same time.
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'integration',
          globalSetup: ['tests/kit/services-setup.ts'],
          include: ['**/*.integration.test.ts', 'tests/{faults,replay,regression}/**/*.test.ts'],
          exclude,
          fileParallelism: false,
          expect: expectation,
          testTimeout: 240_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'e2e',
          globalSetup: ['tests/kit/stack-setup.ts'],
          include: ['tests/e2e/**/*.test.ts'],
          exclude,
          fileParallelism: false,
          expect: expectation,
          testTimeout: 240_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
})
