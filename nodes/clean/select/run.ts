import { join } from 'node:path'
import type { Expression } from '../../../ml/expressions/expression.ts'
import { countCategories } from '../../../ml/tables/categories.ts'
import { type Engine, withEngine } from '../../../ml/tables/engine.ts'
import { parquet } from '../../../ml/tables/sql.ts'
import { castExpression, readColumn } from '../../../ml/transforms/cast.ts'
import { applySql, type Transform, type TransformColumn } from '../../../ml/transforms/transform.ts'
import { findUnreadable } from '../../../ml/transforms/unreadable.ts'
import { checkedSchema } from '../../kit/checked-schema.ts'
import type { Column } from '../../kit/columns.ts'
import { UserError } from '../../kit/errors.ts'
import type { RunContext, Runner } from '../../kit/runner.ts'
import { kindTitles } from '../../kit/table-schemas.ts'
import { select, selectedColumns } from './definition.ts'

export const run: Runner<typeof select> = async ({ inputs, params, ctx }) => {
  const { arriving, leaving } = checkedSchema(select, inputs, params)
  const selected = selectedColumns(arriving.table, params)
  const source = await ctx.store.pathOf(inputs.table.blob)
  return withEngine(ctx, async (engine) => {
    const changes: TransformColumn[] = []
    for (const { from, to } of selected) {
      const cast = castExpression(from, to.kind, params)
      if (cast) {
        const read = { from, to, cast: cast.expression, stop: params.unreadable === 'error' }
        await tellUnreadable(engine, source, read, ctx)
        changes.push({ name: to.name, ...cast })
      } else if (to.name !== from.name) {
        changes.push({ name: to.name, expression: handOn(from), as: 'same' })
      }
    }
    const transform: Transform = { version: 1, columns: changes }
    const path = join(ctx.tempDir, 'selected.parquet')
    // A name may be new for one column and old for another: those that change are all written anew.
    await applySql(engine, transform, {
      path: source,
      columns: leaving.columns.map(({ name }) => name),
      outPath: path,
    })
    const columns: Column[] = []
    for (const column of leaving.columns) columns.push(await withCategories(engine, path, column))
    ctx.log(
      'info',
      `${columns.length} of ${arriving.table.columns.length} columns, ${changes.length} changed.`,
    )
    return { table: { path, schema: { ...leaving, columns }, transform } }
  })
}

/** A column under another name. Kinds that no expression reads are handed on by SQL alone. */
const handOn = (column: Column): Expression =>
  column.kind === 'image' || column.kind === 'sequence' || column.kind === 'vector'
    ? { op: 'column', name: column.name, type: 'text' }
    : readColumn(column)

/** The values of a column that has just become a category; of too many, none. */
async function withCategories(engine: Engine, path: string, column: Column): Promise<Column> {
  if (column.kind !== 'category' || column.categories !== undefined) return column
  const counts = await countCategories(engine, parquet(path), column.name)
  return counts ? { ...column, categories: [...counts.keys()] } : column
}

async function tellUnreadable(
  engine: Engine,
  path: string,
  { from, to, cast, stop }: { from: Column; to: Column; cast: Expression; stop: boolean },
  ctx: RunContext,
): Promise<void> {
  const found = await findUnreadable(engine, path, { name: from.name, value: readColumn(from), cast })
  if (!found) return
  const { count, example, row } = found
  const shown = example.length > 40 ? `${example.slice(0, 40)}…` : example
  const what =
    count === 1
      ? `1 value of column "${from.name}" can't be read as ${kindTitles[to.kind]}: "${shown}" in row ${row}.`
      : `${count} values of column "${from.name}" can't be read as ${kindTitles[to.kind]}, the first of them "${shown}" in row ${row}.`
  if (!stop) return ctx.log('warn', `${what} They are missing from here on.`)
  throw new UserError(
    'unreadable_value',
    `${what} Correct the data, choose another kind, or let unreadable values become missing.`,
    { field: 'types' },
  )
}
