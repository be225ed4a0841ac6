import { execFile } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { packageRoot } from '../../server/stack/builds.ts'
import { startStack } from '../kit/stack.ts'
import { createTestFolder } from '../kit/test-folder.ts'
import type { BenchContext } from './context.ts'
import { type BenchRow, benchRow, median } from './table.ts'

const execute = promisify(execFile)
const MOST_BUILDS = 3

/** Starts Millrace on a data folder and stops it again: seconds from the command to `Ready`. */
export async function timeStart(dataDir: string): Promise<{ seconds: number; wasBuilt: boolean }> {
  await using stack = await startStack({ dataDir, env: { MILLRACE_COMPUTE_CHILDREN: '' } })
  return { seconds: stack.startMs / 1000, wasBuilt: stack.output().includes('built earlier') }
}

/** A checkout as `npm ci` leaves it: the files that git knows or would, and the installed packages; no build. */
async function copyCheckout(to: string): Promise<void> {
  const { stdout } = await execute('git', ['ls-files', '-z', '-c', '-o', '--exclude-standard'], {
    cwd: packageRoot,
    maxBuffer: 64 * 1024 ** 2,
  })
  for (const file of new Set(stdout.split('\0').filter(Boolean))) {
    mkdirSync(join(to, dirname(file)), { recursive: true })
    try {
      cpSync(join(packageRoot, file), join(to, file))
    } catch (error) {
      // Known to git, but removed.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  }
  const modules = join(packageRoot, 'node_modules')
  try {
    // Hard links: hundreds of megabytes at no cost.
    await execute('cp', ['-al', modules, join(to, 'node_modules')])
  } catch {
    cpSync(modules, join(to, 'node_modules'), { recursive: true, verbatimSymlinks: true })
  }
}

/** In a copy of its own: a build in this checkout would pull the pages away from a Millrace that runs on it. */
async function timeUnbuilt(context: BenchContext): Promise<number> {
  using folder = createTestFolder()
  // Postgres runs as another user where Millrace is started by root, and has to reach its program.
  chmodSync(folder.path, 0o711)
  const checkout = join(folder.path, 'checkout')
  await copyCheckout(checkout)
  const script = join(checkout, 'tests', 'bench', 'start.ts')
  const { stdout } = await execute(process.execPath, ['--import', 'tsx', script, join(folder.path, 'data')], {
    cwd: checkout,
  })
  const { seconds, wasBuilt } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Awaited<
    ReturnType<typeof timeStart>
  >
  if (wasBuilt) throw new Error('the copied checkout was built already')
  context.say(`start, nothing built: ${seconds.toFixed(1)} s`)
  return seconds
}

/** From the start command to `Ready`: with and without an earlier build, and on a data folder that is there already. */
export async function benchStart(context: BenchContext): Promise<BenchRow[]> {
  const { rounds } = context
  {
    // So that the pages are built before the first is timed.
    using folder = createTestFolder()
    await timeStart(join(folder.path, 'data'))
  }
  const cold: number[] = []
  const second: number[] = []
  for (let round = 0; round < rounds; round++) {
    using folder = createTestFolder()
    const dataDir = join(folder.path, 'data')
    for (const times of [cold, second]) {
      const { seconds, wasBuilt } = await timeStart(dataDir)
      if (!wasBuilt) throw new Error('the pages were built anew: the sources changed during the bench')
      times.push(seconds)
    }
    context.say(`start: ${cold.at(-1)?.toFixed(1)} s cold, ${second.at(-1)?.toFixed(1)} s the second time`)
  }
  const unbuilt: number[] = []
  for (let round = 0; round < Math.min(rounds, MOST_BUILDS); round++) unbuilt.push(await timeUnbuilt(context))
  const note = 'Temporal’s program had been fetched before.'
  return [
    benchRow('Start on an installed tree, nothing built', 's', { ours: median(unbuilt), note }),
    benchRow('Start, pages built, no data yet', 's', { ours: median(cold), note }),
    benchRow('Second start', 's', { ours: median(second) }),
  ]
}

if (process.argv[1] === import.meta.filename)
  console.log(JSON.stringify(await timeStart(process.argv[2] ?? '')))
