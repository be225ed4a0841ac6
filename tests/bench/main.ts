/**
 * `npm run bench`: measures Millrace beside references in the same run, on the same machine, and prints one table; the
 * same goes to `tests/bench/results.json`. `npm run bench -- nodes train --rounds 3` measures only those.
 */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { packageRoot } from '../../server/stack/builds.ts'
import { benchAccuracy, exportSplits } from './accuracy.ts'
import { benchCanvas } from './canvas.ts'
import { type BenchContext, createContext } from './context.ts'
import { benchEndpoint } from './endpoint.ts'
import { benchFeatures } from './features.ts'
import { benchNodes } from './nodes.ts'
import { benchPropagation } from './propagation.ts'
import { installNodeRed } from './node-red.ts'
import { installReferences } from './python.ts'
import { benchScale } from './scale.ts'
import { benchStart } from './start.ts'
import { type BenchRow, formatBench } from './table.ts'
import { benchTrain } from './train.ts'
import { benchTuning } from './tuning.ts'

const benches: Readonly<Record<string, (context: BenchContext) => Promise<BenchRow[]>>> = {
  start: benchStart,
  nodes: benchNodes,
  train: benchTrain,
  accuracy: benchAccuracy,
  endpoint: benchEndpoint,
  canvas: benchCanvas,
  propagation: benchPropagation,
  scale: benchScale,
  tuning: benchTuning,
  features: benchFeatures,
}

const USAGE = `npm run bench -- [${Object.keys(benches).join(' | ')} …] [options]
  --rounds N            measure each figure N times; the median counts (default 5)
  --install-references  put Prefect, Dagster, pandas, scikit-learn, Optuna and Node-RED among temporary files first
  --export-splits FILE  write the splits for make-accuracy.py and measure nothing`

const commitOf = (): string => {
  try {
    const git = (...args: string[]) =>
      execFileSync('git', args, { cwd: packageRoot, encoding: 'utf8' }).trim()
    return `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain') === '' ? '' : ' and changes'}`
  } catch {
    return 'unknown'
  }
}

const machineFacts = () => ({
  processor: cpus()[0]?.model ?? 'unknown',
  cores: availableParallelism(),
  memoryGb: Math.round(totalmem() / 1e9),
  system: `${process.platform} ${process.arch}`,
  node: process.version,
  commit: commitOf(),
  /** Of the last minute, before anything was measured: above the number of cores, others were busy here. */
  load: Number((loadavg()[0] ?? 0).toFixed(2)),
})

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rounds: { type: 'string', default: '5' },
      'install-references': { type: 'boolean', default: false },
      'export-splits': { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  const rounds = Number(values.rounds)
  const unknown = positionals.filter((name) => !Object.hasOwn(benches, name))
  if (values.help || unknown.length > 0 || !Number.isInteger(rounds) || rounds < 1) {
    console.log(USAGE)
    return values.help ? 0 : 1
  }
  if (values['install-references']) await Promise.all([installReferences(), installNodeRed()])
  await using context = createContext(rounds)
  if (values['export-splits'] !== undefined) {
    writeFileSync(values['export-splits'], `${JSON.stringify(await exportSplits(context))}\n`)
    return 0
  }
  const machine = machineFacts()
  const facts = Object.entries(machine).map(([name, value]) => `${name} ${value}`)
  console.log(`${facts.join(' · ')}\n`)
  const results: Record<string, BenchRow[]> = {}
  const failures: Record<string, string> = {}
  for (const name of positionals.length > 0 ? positionals : Object.keys(benches)) {
    console.error(name)
    try {
      results[name] = (await benches[name]?.(context)) ?? []
    } catch (error) {
      failures[name] = error instanceof Error ? error.message : String(error)
    }
  }
  const rows = Object.values(results).flat()
  if (rows.length > 0) console.log(`\n${formatBench(rows)}`)
  for (const [name, message] of Object.entries(failures))
    console.log(`\n${name} could not be measured: ${message}`)
  const at = new Date().toISOString()
  const path = join(import.meta.dirname, 'results.json')
  writeFileSync(path, `${JSON.stringify({ at, machine, rounds, results, failures }, null, 2)}\n`)
  return Object.keys(failures).length === 0 ? 0 : 1
}

process.exitCode = await main()
