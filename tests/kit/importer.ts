import { type ChildProcess, fork } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openEngine } from '../../ml/tables/engine.ts'
import type { ImportOptions } from '../../ml/tables/raw.ts'
import { quoteText } from '../../ml/tables/sql.ts'
import type { BrokenFile, ParquetSamples } from './broken-files.ts'

/** What became of a file. */
export type Answer =
  | {
      kind: 'read'
      rows: number
      /** Rows that the written table really has. */
      written: number
      columns: number
      warnings: readonly string[]
      cells: readonly (readonly unknown[])[]
      longest: number
    }
  | { kind: 'refused'; code: string; message: string }
  /** Any other error than DataError. */
  | { kind: 'failed'; message: string }
  | { kind: 'crashed'; reason: string }
  | { kind: 'hung' }

const LIMIT_MS = 300_000
const childFile = join(import.meta.dirname, 'import-child.ts')

export interface Importer extends AsyncDisposable {
  read(file: Pick<BrokenFile, 'bytes' | 'options'>): Promise<Answer>
}

/** Imports files in a process of its own, which is started again where a file has killed it. */
export function openImporter(folder: string): Importer {
  let child: ChildProcess | undefined
  const path = join(folder, 'file')
  const ask = (options: ImportOptions) =>
    new Promise<Answer>((resolve) => {
      const asked = (child ??= fork(childFile, [folder], {
        execArgv: ['--import', 'tsx'],
        serialization: 'advanced',
      }))
      const settle = (answer: Answer) => {
        clearTimeout(timer)
        asked.removeAllListeners('message')
        asked.removeAllListeners('exit')
        if (answer.kind === 'crashed' || answer.kind === 'hung') {
          asked.kill('SIGKILL')
          child = undefined
        }
        resolve(answer)
      }
      const timer = setTimeout(() => settle({ kind: 'hung' }), LIMIT_MS)
      asked.on('message', (message) => settle(message as Answer))
      asked.on('exit', (code, signal) => settle({ kind: 'crashed', reason: signal ?? `exit code ${code}` }))
      asked.send({ path, options })
    })
  return {
    read({ bytes, options }) {
      writeFileSync(path, bytes)
      return ask(options)
    },
    async [Symbol.asyncDispose]() {
      const running = child
      child = undefined
      if (running === undefined) return
      const ended = new Promise((resolve) => running.once('exit', resolve))
      running.kill('SIGKILL')
      await ended
    },
  }
}

/** Makes the sound Parquet files that `brokenFile` spoils. */
export async function makeParquetSamples(folder: string): Promise<ParquetSamples> {
  const [rows, bombRows] = [500, 2_000_000]
  const engine = await openEngine({ threads: 1, memoryMb: 512, tempDir: join(folder, 'samples') })
  const write = async (name: string, select: string): Promise<Buffer> => {
    const path = join(folder, name)
    await engine.run(`COPY (${select}) TO ${quoteText(path)} (FORMAT parquet, COMPRESSION zstd)`)
    return readFileSync(path)
  }
  try {
    return {
      rows,
      bombRows,
      table: await write(
        'table.parquet',
        `SELECT i AS id, 'name ' || i AS name, i / 7.0 AS value, i % 2 = 0 AS even, DATE '2020-01-01' + i::INT AS day FROM range(${rows}) t(i)`,
      ),
      bomb: await write(
        'bomb.parquet',
        `SELECT 0 AS zero, repeat('long text ', 20) AS text FROM range(${bombRows})`,
      ),
    }
  } finally {
    engine.close()
  }
}

const asText = (value: unknown): string =>
  value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value)

const isSameCell = (wanted: string, got: unknown): boolean =>
  typeof got === 'number' ? wanted !== '' && Number(wanted) === got : asText(got) === wanted.slice(0, 500)

/** What is wrong with an answer; null where it is a clear refusal or a right read. */
export function findFault({ expected }: BrokenFile, answer: Answer): string | null {
  if (answer.kind === 'crashed') return `the process ended (${answer.reason})`
  if (answer.kind === 'hung') return `no answer within ${LIMIT_MS / 1000} s`
  if (answer.kind === 'failed') return `an error that is nobody’s: ${answer.message}`
  if (answer.kind === 'refused')
    return /^\S[^]*[.?]$/.test(answer.message) && !/\n\s+at |undefined|\[object/.test(answer.message)
      ? null
      : `refused with “${answer.message}”`
  if (expected.refused) return `read, with ${answer.rows} rows, where it is not sound`
  if (answer.written !== answer.rows) return `${answer.rows} rows promised, ${answer.written} written`
  if (expected.rows !== null && answer.rows !== expected.rows)
    return `${answer.rows} rows instead of ${expected.rows}`
  if (expected.columns !== undefined && answer.columns !== expected.columns)
    return `${answer.columns} columns instead of ${expected.columns}`
  if (expected.longest !== undefined && answer.longest !== expected.longest)
    return `the longest text has ${answer.longest} characters instead of ${expected.longest}`
  if (expected.warned && answer.warnings.length === 0) return 'read without a word of warning'
  const cells = expected.cells?.slice(0, answer.cells.length) ?? []
  for (const [row, wanted] of cells.entries()) {
    const got = answer.cells[row] ?? []
    const at = wanted.findIndex((cell, column) => !isSameCell(cell, got[column]))
    if (at >= 0) return `row ${row}, column ${at}: ${JSON.stringify(got[at])} instead of “${wanted[at]}”`
  }
  return null
}
