/**
 * The chain of the bench `features`, without server and worker: a table is made, then our runners go over it node by
 * node, with and without what a compute child does around each of them, then DuckDB with statements written by hand.
 * `node --import tsx tests/bench/prepare.ts ROWS ROUNDS FOLDER THREADS`; prints JSON. The table stays in FOLDER.
 */
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Engine, openEngine } from '../../ml/tables/engine.ts'
import { parquet, quotePath } from '../../ml/tables/sql.ts'
import { findDefinition, type NodeType } from '../../nodes/definitions.ts'
import type { Column } from '../../nodes/kit/columns.ts'
import type { OutputDrafts, RunContext } from '../../nodes/kit/runner.ts'
import { sampleColumn, splitColumn } from '../../nodes/kit/samples.ts'
import type { TableValue } from '../../nodes/kit/values.ts'
import { loadRunner } from '../../nodes/runners.ts'
import { openFolderStore } from '../../server/storage/folder-store.ts'
import { storeOutputs } from '../../workflows/compute/store-outputs.ts'
import { median } from './table.ts'

export interface PrepareFigures {
  /** Runners alone, each from Parquet to Parquet. */
  runnersMs: number
  /** Whole nodes: runner, profile, digest, artifact. */
  nodesMs: number
  duckdbMs: number
  /** Most memory of this process after the runners' rounds, before DuckDB's own. */
  peakMb: number
  /** Sums of the columns that come out, by name: equal for all who do the same. */
  sums: Record<string, number>
}

const NUMBERS = Array.from({ length: 8 }, (_, at) => `x${at}`)
const BINNED = ['b0', 'b1']
const CATEGORIES: Readonly<Record<string, number>> = { c0: 4, c1: 8, c2: 16, c3: 32 }
const BINS = 10

const labels = (count: number): string[] => Array.from({ length: count }, (_, at) => `v${100 + at}`)
const columns: readonly Column[] = [
  ...[...NUMBERS, ...BINNED].map((name) => sampleColumn(name, 'number')),
  ...Object.entries(CATEGORIES).map(([name, count]) =>
    sampleColumn(name, 'category', { categories: labels(count) }),
  ),
  splitColumn,
]

/** The chain: gaps filled by the mean, scaled, one-hot, binned. */
const chain: readonly (readonly [NodeType, Record<string, unknown>])[] = [
  ['clean.missing', { columns: NUMBERS, numbers: 'mean' }],
  ['features.scale', { columns: NUMBERS }],
  ['features.one-hot', {}],
  ['features.bin', { columns: BINNED, method: 'width', bins: BINS }],
]

/** Numbers in [0, 1) out of a row number: the same each time, whoever computes them. */
const uniform = (salt: number) => `(hash(i * 64 + ${salt}) % 1000003) / 1000003e0`

async function makeTable(engine: Engine, rows: number, path: string): Promise<void> {
  const values = [
    ...NUMBERS.map(
      (name, at) =>
        `CASE WHEN ${uniform(at)} >= 0.1 THEN sqrt(-2 * ln(1 - ${uniform(at + 8)})) * ${at + 1} + ${at} END AS ${name}`,
    ),
    ...BINNED.map((name, at) => `${uniform(at + 16)} * 50 AS ${name}`),
    ...Object.entries(CATEGORIES).map(
      ([name, count], at) =>
        `'v' || (100 + CAST(floor(${uniform(at + 24)} * ${count}) AS BIGINT)) AS ${name}`,
    ),
    "CASE WHEN i % 10 < 6 THEN 'train' WHEN i % 10 < 8 THEN 'validation' ELSE 'test' END AS part",
  ]
  await engine.run(
    `COPY (SELECT i AS _row, ${values.join(', ')} FROM range(${rows}) AS t(i)) TO ${quotePath(path)} (FORMAT parquet, COMPRESSION zstd)`,
  )
}

const scaledBy = (name: string) =>
  `(coalesce(${name}, fit.${name}_mean) - fit.${name}_center) / fit.${name}_scale AS ${name}`

/** What a person would write: one statement that learns, one that applies. */
async function byHand(engine: Engine, path: string, outPath: string): Promise<void> {
  const train = `${parquet(path)} WHERE part = 'train'`
  const filled = NUMBERS.map((name) => `coalesce(t.${name}, m.${name}) AS ${name}`)
  await engine.run(
    `CREATE OR REPLACE TEMP TABLE fit AS
     WITH m AS (SELECT ${NUMBERS.map((name) => `avg(${name}) AS ${name}`).join(', ')} FROM ${train}),
          f AS (SELECT ${filled.join(', ')} FROM (SELECT * FROM ${train}) AS t, m)
     SELECT ${NUMBERS.map(
       (name) =>
         `any_value(m.${name}) AS ${name}_mean, avg(f.${name}) AS ${name}_center, stddev_pop(f.${name}) AS ${name}_scale`,
     ).join(', ')} FROM f, m`,
  )
  await engine.run(
    `CREATE OR REPLACE TEMP TABLE edges AS SELECT ${BINNED.map((name) => `min(${name}) AS ${name}_min, max(${name}) AS ${name}_max`).join(', ')} FROM ${train}`,
  )
  const selected = [
    '_row',
    ...NUMBERS.map(scaledBy),
    ...BINNED.map(
      (name) =>
        `CAST(greatest(0, least(${BINS - 1}, floor((${name} - ${name}_min) / (${name}_max - ${name}_min) * ${BINS}))) AS DOUBLE) AS ${name}`,
    ),
    'part',
    ...Object.entries(CATEGORIES).flatMap(([name, count]) =>
      labels(count).map(
        (label) => `CASE WHEN ${name} = '${label}' THEN 1e0 ELSE 0e0 END AS "${name}=${label}"`,
      ),
    ),
  ]
  await engine.run(
    `COPY (SELECT ${selected.join(', ')} FROM ${parquet(path)}, fit, edges) TO ${quotePath(outPath)} (FORMAT parquet, COMPRESSION zstd)`,
  )
}

async function sumsOf(engine: Engine, path: string): Promise<Record<string, number>> {
  const found = await engine.rows(`DESCRIBE SELECT * EXCLUDE (_row, part) FROM ${parquet(path)}`)
  const sums = found.map(
    ({ column_name }) => `sum(abs("${String(column_name)}")) AS "${String(column_name)}"`,
  )
  return { ...(await engine.row(`SELECT ${sums.join(', ')} FROM ${parquet(path)}`)) } as Record<
    string,
    number
  >
}

export function sameSums(ours: Record<string, number>, theirs: Record<string, number>): void {
  for (const [name, sum] of Object.entries(ours)) {
    const other = theirs[name]
    if (other === undefined || Math.abs(sum - other) > 1e-8 * Math.abs(sum) + 1)
      throw new Error(`column ${name} adds up to ${sum} here and to ${other ?? 'nothing'} there`)
  }
}

async function main([rows, rounds, folder, threads]: [
  number,
  number,
  string,
  number,
]): Promise<PrepareFigures> {
  const limits = { threads, memoryMb: 800 }
  const engine = await openEngine({ ...limits, tempDir: join(folder, 'engine') })
  const source = join(folder, 'table.parquet')
  await makeTable(engine, rows, source)
  const store = openFolderStore(join(folder, 'blobs'))
  const contextIn = (tempDir: string) =>
    ({ store, tempDir, limits, progress: () => {}, log: () => {} }) as unknown as RunContext
  const imported = {
    id: 'source',
    type: 'data.table',
    version: 1,
    params: {},
    serve: 'skip',
    outputs: { table: { type: 'table' } },
  } as const
  const drafts = { table: { path: source, schema: { columns, open: false } } }
  const table = (await storeOutputs(imported, {}, drafts, contextIn(join(folder, 'engine'))))
    .table as TableValue

  const once = async (whole: boolean, round: number): Promise<string> => {
    let value = table
    let path = ''
    for (const [at, [type, given]] of chain.entries()) {
      const tempDir = join(folder, `${whole ? 'whole' : 'bare'}-${round}-${at}`)
      mkdirSync(tempDir)
      const [definition, runner] = [findDefinition(type), await loadRunner(type)]
      if (!definition || !runner) throw new Error(`no runner for ${type}`)
      const params = definition.params.parse(given)
      const ctx = contextIn(tempDir)
      const drafts = (await runner({ inputs: { table: value }, params, ctx })) as {
        table: OutputDrafts['table']
      }
      path = drafts.table.path
      const facts = { id: String(at), ...definition, params }
      value = whole
        ? ((await storeOutputs(facts, { table: value }, drafts, ctx)).table as TableValue)
        : { ...value, schema: drafts.table.schema, blob: await store.putFile(path, table.blob.mediaType) }
    }
    return path
  }
  const timed = async (work: (round: number) => Promise<unknown>): Promise<number> => {
    // The first counts no more than anywhere else: files and code are warm after it.
    await work(0)
    const times: number[] = []
    for (let round = 1; round <= rounds; round++) {
      const since = performance.now()
      await work(round)
      times.push(performance.now() - since)
    }
    return median(times)
  }
  let last = ''
  const runnersMs = await timed(async (round) => {
    last = await once(false, round)
  })
  const nodesMs = await timed((round) => once(true, round))
  const peakMb = process.resourceUsage().maxRSS / 1024
  const byHandPath = join(folder, 'by-hand.parquet')
  const duckdbMs = await timed(() => byHand(engine, source, byHandPath))
  const sums = await sumsOf(engine, last)
  sameSums(sums, await sumsOf(engine, byHandPath))
  engine.close()
  rmSync(join(folder, 'blobs'), { recursive: true })
  return { runnersMs, nodesMs, duckdbMs, peakMb, sums }
}

if (process.argv[1] === import.meta.filename) {
  const [rows, rounds, folder, threads] = process.argv.slice(2)
  console.log(JSON.stringify(await main([Number(rows), Number(rounds), folder ?? '', Number(threads)])))
}
