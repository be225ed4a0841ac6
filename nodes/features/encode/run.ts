import { join } from 'node:path'
import type { Expression } from '../../../ml/expressions/expression.ts'
import { quoteName } from '../../../ml/tables/sql.ts'
import { type Engine, withEngine } from '../../../ml/tables/engine.ts'
import { fitCategories } from '../../../ml/transforms/fit-categories.ts'
import {
  bucketOf,
  codesOf,
  type ValueCodes,
  fitFrequencies,
  fitTargetCodes,
  outOfFold,
  writeFolds,
} from '../../../ml/transforms/fit-encode.ts'
import { type TrainingRelation, trainingRelation } from '../../../ml/transforms/training-rows.ts'
import {
  applySql,
  type KnownValues,
  type Transform,
  type TransformColumn,
} from '../../../ml/transforms/transform.ts'
import { checkedSchema } from '../../kit/checked-schema.ts'
import type { Column, TableSchema } from '../../kit/columns.ts'
import { findByRole } from '../../kit/columns.ts'
import { UserError } from '../../kit/errors.ts'
import { TakenNames } from '../../kit/new-columns.ts'
import type { Runner } from '../../kit/runner.ts'
import { type EncodedColumn, encode, encodedTable, planEncode } from './definition.ts'

/** Most classes of a target: each makes a column. */
const MAX_CLASSES = 100

/** What new columns hold: in training rows, where that is something else, and everywhere else. */
interface Made {
  name: string
  expression: Expression
  training?: Expression
}

export const run: Runner<typeof encode> = async ({ inputs, params, ctx }) => {
  const { arriving } = checkedSchema(encode, inputs, params)
  const source = await ctx.store.pathOf(inputs.table.blob)
  return withEngine(ctx, async (engine) => {
    ctx.progress({ message: 'Learning from the training rows' })
    const relation = trainingRelation(source, arriving.table)
    const table =
      params.method === 'target' ? await withClasses(engine, relation, arriving.table) : arriving.table
    const plan = planEncode(table, params)
    const fold = new TakenNames(table.columns).take('fold')
    let path = source
    let training = relation
    if (params.method === 'target' && plan.target && plan.columns.length > 0) {
      path = join(ctx.tempDir, 'folds.parquet')
      const dealt = {
        path: source,
        target: plan.target,
        fold,
        folds: params.folds,
        seed: ctx.seed,
        outPath: path,
      }
      await writeFolds(engine, relation, dealt)
      training = trainingRelation(path, table)
    }
    const smooth = params.smoothing === 'auto' ? null : params.rows
    const folds = { sql: quoteName(fold), count: params.folds }

    const known: KnownValues[] = []
    const know = (column: Column, { values }: ValueCodes): void => {
      if (column.kind === 'boolean' || known.some((each) => each.column === column.name)) return
      known.push({ column: column.name, values: [...values.keys()].filter((value) => value !== null) })
    }

    async function make(column: Column, each: EncodedColumn): Promise<Made> {
      const { name } = each.made
      if (each.bucket !== undefined)
        return { name, expression: bucketOf(column, each.bucket, params.buckets) }
      if (params.method !== 'target' || !plan.target) {
        const codes = await fitFrequencies(engine, training, column)
        know(column, codes)
        return { name, expression: codesOf(column, codes) }
      }
      const target = { column: plan.target, ...(each.class !== undefined && { class: each.class }) }
      const { all, without } = await fitTargetCodes(engine, training, { column, target, smooth, folds })
      know(column, all)
      const expression = codesOf(column, all)
      const held = without.map((codes) => codesOf(column, codes))
      return { name, expression, training: outOfFold(fold, held, expression) }
    }

    const made: Made[] = []
    for (const { column, made: wanted } of plan.encoded)
      for (const each of wanted ?? []) made.push(await make(column, each))
    const transform: Transform = {
      version: 1,
      columns: made.map(({ name, expression }) => ({ name, expression })),
      known,
    }
    const written = made.map(
      ({ name, expression, training: own }): TransformColumn => ({ name, expression: own ?? expression }),
    )
    ctx.progress({ message: 'Writing the table' })
    const schema = { ...encodedTable(table, plan.encoded), open: false }
    const outPath = join(ctx.tempDir, 'encoded.parquet')
    const kept = schema.columns
      .map(({ name }) => name)
      .filter((name) => table.columns.some((own) => own.name === name))
    await applySql(engine, { version: 1, columns: written }, { path, columns: kept, outPath })
    ctx.log('info', `Made ${made.length} columns of ${plan.columns.length}.`)
    return { table: { path: outPath, schema, transform }, transform: { transform } }
  })
}

/** The table with the classes of its target, where they were not known. */
async function withClasses(
  engine: Engine,
  relation: TrainingRelation,
  table: TableSchema,
): Promise<TableSchema> {
  const target = findByRole(table, 'target')
  if (target?.kind !== 'category') return table
  const categories = target.categories ?? (await fitCategories(engine, relation, { column: target }))
  if (categories.length > MAX_CLASSES) {
    throw new UserError(
      'too_many_classes',
      `The target has more than ${MAX_CLASSES} classes, and the target mean makes a column of each. Take another method.`,
      { field: 'method' },
    )
  }
  if (target.categories) return table
  return {
    ...table,
    columns: table.columns.map((column) => (column === target ? { ...column, categories } : column)),
  }
}
