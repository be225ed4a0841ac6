import { execFile } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, rmSync } from 'node:fs'
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

/** As another process: the copy's own code. */
async function timeIn(checkout: string, dataDir: string): ReturnType<typeof timeStart> {
  const script = join(checkout, 'tests', 'bench', 'start.ts')
  const args = ['--import', 'tsx', script, dataDir]
  const { stdout } = await execute(process.execPath, args, { cwd: checkout })
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Awaited<ReturnType<typeof timeStart>>
}

/**
 * From the start command to `Ready`: with and without an earlier build, and on a data folder that is there already. All
 * in a copy of the checkout: a build in this one would pull the pages away from a Millrace that runs on it.
 */
export async function benchStart({ rounds, say }: BenchContext): Promise<BenchRow[]> {
  using folder = createTestFolder()
  // Postgres runs as another user where Millrace is started by root, and has to reach its program.
  chmodSync(folder.path, 0o711)
  const checkout = join(folder.path, 'checkout')
  await copyCheckout(checkout)
  const times = { unbuilt: [] as number[], cold: [] as number[], second: [] as number[] }
  let count = 0
  const time = async (kind: keyof typeof times, dataDir: string) => {
    const { seconds, wasBuilt } = await timeIn(checkout, dataDir)
    if (wasBuilt === (kind === 'unbuilt'))
      throw new Error(`the pages were ${wasBuilt ? '' : 'not '}built before`)
    times[kind].push(seconds)
    say(`start, ${kind}: ${seconds.toFixed(1)} s`)
  }
  const newFolder = () => join(folder.path, `data-${count++}`)
  for (let round = 0; round < Math.min(rounds, MOST_BUILDS); round++) {
    rmSync(join(checkout, '.next'), { recursive: true, force: true })
    await time('unbuilt', newFolder())
  }
  for (let round = 0; round < rounds; round++) {
    const dataDir = newFolder()
    await time('cold', dataDir)
    await time('second', dataDir)
  }
  const note = 'Temporal’s program had been fetched before.'
  return [
    benchRow('Start on an installed tree, nothing built', 's', { ours: median(times.unbuilt), note }),
    benchRow('Start, pages built, no data yet', 's', { ours: median(times.cold), note }),
    benchRow('Second start', 's', { ours: median(times.second) }),
  ]
}

if (process.argv[1] === import.meta.filename)
  console.log(JSON.stringify(await timeStart(process.argv[2] ?? '')))
