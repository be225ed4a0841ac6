import { join } from 'node:path'
import { type Engine, openEngine } from '../../../ml/tables/engine.ts'
import { fitPower, logTransform, unitTransform } from '../../../ml/transforms/fit-power.ts'
import { fitScale } from '../../../ml/transforms/fit-scale.ts'
import { type TrainingRelation, trainingRelation } from '../../../ml/transforms/training-rows.ts'
import { applySql, type Transform } from '../../../ml/transforms/transform.ts'
import { UserError } from '../../kit/errors.ts'
import type { Runner } from '../../kit/runner.ts'
import { selectColumns } from '../../kit/table-schemas.ts'
import { scale } from './definition.ts'

interface Wanted {
  names: readonly string[]
  method: 'standard' | 'minmax' | 'robust' | 'power' | 'log' | 'norm'
}

async function fit(
  engine: Engine,
  relation: TrainingRelation,
  { names, method }: Wanted,
): Promise<Transform> {
  if (method === 'log') return logTransform(names)
  if (method === 'norm') return unitTransform(names)
  if (method === 'power') return (await fitPower(engine, relation, names)).transform
  return (await fitScale(engine, relation, { columns: names, method })).transform
}

export const run: Runner<typeof scale> = async ({ inputs: { table }, params, ctx }) => {
  // All columns are known by now. Where they were not before the run, their problems show only here.
  const arriving = { ...table.schema, open: false }
  const { outputs, problems = [] } = scale.schema({
    inputs: { table: arriving },
    params,
    context: { sources: {} },
  })
  const problem = problems.find(({ severity }) => severity === 'error')
  if (problem || !outputs.table) {
    throw new UserError(problem?.code ?? 'columns', problem?.message ?? 'No table arrives here.', {
      field: problem?.field,
    })
  }
  const { columns } = selectColumns(arriving, params.columns, { kinds: ['number'], field: 'columns' })
  const names = columns.map(({ name }) => name)
  const engine = await openEngine({ ...ctx.limits, tempDir: ctx.tempDir })
  try {
    const source = await ctx.store.pathOf(table.blob)
    ctx.progress({ message: 'Learning from the training rows' })
    const transform = await fit(engine, trainingRelation(source, arriving), { names, method: params.method })
    ctx.progress({ message: 'Writing the table' })
    const path = join(ctx.tempDir, 'scaled.parquet')
    await applySql(engine, transform, {
      path: source,
      columns: arriving.columns.map(({ name }) => name),
      outPath: path,
    })
    ctx.log('info', `Scaled ${names.length} columns by the method ${params.method}.`)
    return { table: { path, schema: outputs.table, transform }, transform: { transform } }
  } finally {
    engine.close()
  }
}
