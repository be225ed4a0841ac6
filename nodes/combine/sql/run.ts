import { join } from 'node:path'
import { type AnswerColumn, answerColumns } from '../../../ml/tables/answer-columns.ts'
import { countCategories } from '../../../ml/tables/categories.ts'
import { type Engine, withEngine } from '../../../ml/tables/engine.ts'
import { runQuery } from '../../../ml/tables/run-query.ts'
import { parquet, quotePath } from '../../../ml/tables/sql.ts'
import { type Column, ROW_ID } from '../../kit/columns.ts'
import type { Runner } from '../../kit/runner.ts'
import type { sql } from './definition.ts'

const TIMEOUT_MS = 10 * 60_000
/** Most different values, and longest value, of new text that is taken for a category. */
const MAX_CATEGORIES = 50
const MAX_LABEL = 200

export const run: Runner<typeof sql> = async ({ inputs, params, ctx }) => {
  const { table, other } = inputs
  const arriving = [...table.schema.columns, ...(other?.schema.columns ?? [])]
  const tables = {
    input: await ctx.store.pathOf(table.blob),
    ...(other && { other: await ctx.store.pathOf(other.blob) }),
  }
  const answer = join(ctx.tempDir, 'answer.parquet')
  let columns: AnswerColumn[] = []
  let numbered = true
  ctx.progress({ message: 'Running the query' })
  await runQuery(
    { memoryMb: ctx.limits.memoryMb, tempDir: ctx.tempDir },
    { query: params.query, tables, outPath: answer, timeoutMs: TIMEOUT_MS },
    (found) => {
      const held = answerColumns(found, arriving)
      columns = held.columns
      numbered = held.row === undefined
      const row = held.row?.sql ?? 'row_number() OVER () - 1'
      return [{ name: ROW_ID, sql: row }, ...columns]
    },
  )
  return withEngine(ctx, async (engine) => {
    const path =
      numbered || (await hasRowIds(engine, answer)) ? answer : await renumber(engine, answer, ctx.tempDir)
    if (path !== answer)
      ctx.log('warn', 'Some rows have the same _row or none, so all rows are numbered anew.')
    const described: Column[] = []
    const target = arriving.find(({ role }) => role === 'target')
    for (const column of columns) described.push(await describeColumn(engine, path, { column, target }))
    if (isSplit(table.schema.columns) && !isSplit(described))
      ctx.log(
        'warn',
        'The query leaves out the parts that Split made, so all rows count as training rows from here on. Select that column too, or put Split behind this node.',
      )
    const { rows } = await engine.row(`SELECT count(*) AS rows FROM ${parquet(path)}`)
    ctx.log('info', `${Number(rows)} rows, ${described.length} columns.`)
    return { table: { path, schema: { columns: described, open: false, request: described } } }
  })
}

const isSplit = (columns: readonly Column[]): boolean => columns.some(({ role }) => role === 'split')

async function hasRowIds(engine: Engine, path: string): Promise<boolean> {
  const { same } = await engine.row(`SELECT count(*) = count(DISTINCT _row) AS same FROM ${parquet(path)}`)
  return same === true
}

async function renumber(engine: Engine, path: string, folder: string): Promise<string> {
  const outPath = join(folder, 'numbered.parquet')
  await engine.singleThreaded(() =>
    engine.run(
      `COPY (SELECT * REPLACE (row_number() OVER () - 1 AS _row) FROM ${parquet(path)}) TO ${quotePath(outPath)} (FORMAT parquet, COMPRESSION zstd)`,
    ),
  )
  return outPath
}

/** A column of the answer: the one that it goes on from, or a new feature. There is one target at most. */
async function describeColumn(
  engine: Engine,
  path: string,
  { column: { name, storage, kind, like }, target }: { column: AnswerColumn; target: Column | undefined },
): Promise<Column> {
  const role = like?.role === 'target' && like !== target ? 'ignore' : (like?.role ?? 'feature')
  const plain: Column = { id: like?.id ?? name, name, storage, kind, role }
  if (kind === 'boolean') return { ...plain, categories: ['false', 'true'] }
  const mayBeCategory = kind === 'category' || (kind === 'text' && !like)
  if (!mayBeCategory) return { ...plain, ...(like?.shape && { shape: like.shape }) }
  const counts = await countCategories(
    engine,
    parquet(path),
    name,
    kind === 'text' ? MAX_CATEGORIES : undefined,
  )
  if (!counts) return { ...plain, kind: 'text' }
  const categories = [...counts.keys()]
  const isCategory =
    kind === 'category' || (categories.length > 0 && categories.every((label) => label.length <= MAX_LABEL))
  return isCategory ? { ...plain, kind: 'category', categories } : plain
}
