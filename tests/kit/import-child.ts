/** Reads files for `openImporter` in a process of its own, so that a crash is seen and hurts nobody. */
import { join } from 'node:path'
import { DataError } from '../../ml/errors.ts'
import { type Engine, openEngine } from '../../ml/tables/engine.ts'
import { importFile } from '../../ml/tables/import.ts'
import type { ImportOptions } from '../../ml/tables/raw.ts'
import { readRows } from '../../ml/tables/read-rows.ts'
import { quoteName, quoteText } from '../../ml/tables/sql.ts'
import type { Answer } from './importer.ts'

const folder = process.argv[2] ?? ''
const SHOWN = 100

async function longestText(engine: Engine, path: string, names: readonly string[]): Promise<number> {
  if (names.length === 0) return 0
  const lengths = names.map((name) => `coalesce(max(length(${quoteName(name)})), 0)`)
  const row = await engine.row(
    `SELECT greatest(0, ${lengths.join(', ')}) AS longest FROM read_parquet(${quoteText(path)})`,
  )
  return Number(row.longest)
}

async function answer(path: string, options: ImportOptions): Promise<Answer> {
  // As the runner of *CSV/JSON/Parquet file* does it: an engine for each file.
  const engine = await openEngine({ threads: 1, memoryMb: 512, tempDir: join(folder, 'engine') })
  const outPath = join(folder, 'out.parquet')
  try {
    const { schema, rows, warnings } = await importFile(engine, path, { options, outPath })
    const { n } = await engine.row(`SELECT count(*) AS n FROM read_parquet(${quoteText(outPath)})`)
    const isWide = schema.columns.length > 100
    const page = isWide
      ? { rows: [] }
      : await readRows(engine, { path: outPath, schema }, { offset: 0, limit: SHOWN })
    const texts = schema.columns.filter(({ storage }) => storage === 'varchar').map(({ name }) => name)
    return {
      kind: 'read',
      rows,
      written: Number(n),
      columns: schema.columns.length,
      warnings,
      // Without `_row`.
      cells: page.rows.map((row) => row.slice(1)),
      longest: await longestText(engine, outPath, texts.slice(0, 100)),
    }
  } catch (error) {
    if (error instanceof DataError) return { kind: 'refused', code: error.code, message: error.message }
    return {
      kind: 'failed',
      message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    }
  } finally {
    engine.close()
  }
}

process.on('message', (message) => {
  const { path, options } = message as { path: string; options: ImportOptions }
  void answer(path, options).then((result) => process.send?.(result))
})
process.on('disconnect', () => process.exit(0))
