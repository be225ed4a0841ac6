import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * Starts with the files that wait longest for what was killed, so that others fill the time. Those that share a stack
 * come by name: what one finds there of others is the same on every machine.
 */
class WaitingFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isIn = (folder: string) => (file: TestSpecification) => file.moduleId.includes(`/tests/${folder}/`)
    const [waiting, sharing] = [isIn('faults'), isIn('e2e')]
    const byName = (a: TestSpecification, b: TestSpecification) => (a.moduleId < b.moduleId ? -1 : 1)
    return [
      ...sorted.filter(waiting),
      ...sorted.filter((file) => !waiting(file) && !sharing(file)),
      ...sorted.filter(sharing).toSorted(byName),
    ]
  }
}

/** What is awaited is a state, not a time: only a fault takes longer than this. */
const expectation = { poll: { timeout: 120_000, interval: 50 } }

const exclude = ['**/node_modules/**', '.next/**', '.millrace/**', '.tools/**']

export default defineConfig({
  test: {
    sequence: { sequencer: WaitingFirst },
    projects: [
      {
        test: {
          name: 'unit',
          // Vitest leaves a core to others; nobody else waits for it here.
          maxWorkers: '100%',
          // Loading TensorFlow.js and DuckDB anew for each file takes longer than most tests.
          isolate: false,
          include: [
            '{app,drizzle,ml,nodes,sdk,server,workflows}/**/*.test.{ts,tsx}',
            'tests/boundaries/**/*.test.ts',
          ],
          exclude: [...exclude, '**/*.integration.test.ts'],
          // Generous, for machines that do much else at the same time.
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'integration',
          globalSetup: ['tests/kit/services-setup.ts'],
          include: ['**/*.integration.test.ts', 'tests/{faults,replay,regression}/**/*.test.ts'],
          exclude,
          // Much of it is waiting for what was killed to come back: two files side by side, on two cores or more.
          maxWorkers: 2,
          expect: expectation,
          // What hangs ends; slowness alone fails nothing.
          testTimeout: 600_000,
          hookTimeout: 600_000,
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
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
})
