import { execFile } from 'node:child_process'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** A cache of its own: with it in the usual place, every other test would compute on it too. */
const tools = process.env.MILLRACE_NATIVE_TEST_TOOLS ?? join(homedir(), '.cache', 'millrace-native-test')

interface Ended {
  code: number | string | null
  output: string
}

const runNode = (args: readonly string[], env: Record<string, string>): Promise<Ended> =>
  new Promise((resolve) => {
    const options = { cwd: root, env: { ...process.env, ...env }, timeout: 900_000, maxBuffer: 2 ** 26 }
    execFile(process.execPath, args, options, (error, stdout, stderr) =>
      resolve({ code: error ? (error.code ?? 1) : 0, output: `${stdout}${stderr}` }),
    )
  })

test('native TensorFlow is built from registries, and gradients, resume and models hold on it', {
  timeout: 1_900_000,
}, async ({ skip }) => {
  const built = await runNode(['--import', 'tsx', 'tools/native-tensorflow.ts'], { MILLRACE_TOOLS: tools })
  // Its libraries can't be had everywhere; where they can, what follows must hold.
  if (built.code !== 0) skip(built.output.trim().split('\n').at(-1))
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const suites = ['ml/backend', 'ml/models', 'ml/training']
  const tested = await runNode([vitest, 'run', '--project', 'unit', ...suites], {
    MILLRACE_TOOLS: tools,
    MILLRACE_BACKEND: 'tensorflow',
  })
  expect(tested.output).toMatch(/Tests .*passed/)
  expect(tested.code, tested.output.slice(-4000)).toBe(0)
})
