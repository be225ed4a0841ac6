/**
 * `npm run soak`: what `npm test` samples, at full count: processes killed under a run, runs repeated, random drawings,
 * broken files. `npm run soak -- files --count 50 --seed 7` runs one part, shorter or with other draws.
 */
import { parseArgs } from 'node:util'
import { soakDrawings } from './soak/drawings.ts'
import { soakFiles } from './soak/files.ts'
import { soakKills } from './soak/kills.ts'
import { soakLong } from './soak/long.ts'
import { soakRepeats } from './soak/repeats.ts'
import type { Report, Soak } from './soak/soak.ts'

interface Part {
  title: string
  count: number
  run: (soak: Soak) => Promise<Report>
}

const parts: Readonly<Record<string, Part>> = {
  kills: { title: 'R1 processes killed under a run', count: 100, run: soakKills },
  repeats: { title: 'R2 the same drawing again', count: 10, run: soakRepeats },
  long: { title: 'Runs of 2,000 nodes', count: 1, run: soakLong },
  drawings: { title: 'R3 random drawings', count: 10_000, run: soakDrawings },
  files: { title: 'R4 broken files', count: 1_000, run: soakFiles },
}

const USAGE = `npm run soak -- [${Object.keys(parts).join(' | ')} …] [--count N] [--seed N]`

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { count: { type: 'string' }, seed: { type: 'string', default: '1' }, help: { type: 'boolean' } },
  })
  const isNumber = (text: string | undefined) => text === undefined || /^[0-9]+$/.test(text)
  const unknown = positionals.filter((name) => !Object.hasOwn(parts, name))
  if (values.help || unknown.length > 0 || !isNumber(values.count) || !isNumber(values.seed)) {
    console.log(USAGE)
    return values.help ? 0 : 1
  }
  const lines: string[] = []
  let failed = 0
  for (const [name, part] of Object.entries(parts)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue
    console.log(part.title)
    const count = values.count === undefined ? part.count : Number(values.count)
    const { faults, summary } = await part.run({
      count,
      seed: Number(values.seed),
      say: (text) => console.log(`  ${text}`),
    })
    if (faults.length > 0) failed++
    lines.push(
      `${faults.length === 0 ? 'ok  ' : 'FAIL'}  ${part.title}: ${summary}`,
      ...faults.map((fault) => `      ${fault}`),
    )
  }
  console.log(`\n${lines.join('\n')}`)
  return failed === 0 ? 0 : 1
}

process.exitCode = await main()
