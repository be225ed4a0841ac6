import { defineConfig } from 'vitest/config'

const exclude = ['**/node_modules/**', '.next/**', '.millrace/**', '.tools/**']

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            '{app,drizzle,ml,nodes,sdk,server,workflows}/**/*.test.{ts,tsx}',
            'tests/boundaries/**/*.test.ts',
          ],
          exclude: [...exclude, '**/*.integration.test.ts'],
        },
      },
      {
        test: {
          name: 'integration',
          include: ['**/*.integration.test.ts', 'tests/{faults,replay,regression}/**/*.test.ts'],
          exclude,
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          exclude,
          fileParallelism: false,
          testTimeout: 240_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
})
