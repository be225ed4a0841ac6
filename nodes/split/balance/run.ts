import { join } from 'node:path'
import { withEngine } from '../../../ml/tables/engine.ts'
import { readRowCodes } from '../../../ml/tables/row-codes.ts'
import { writeSmote } from '../../../ml/tables/smote.ts'
import { balanceRows, writeTimes } from '../../../ml/tables/take-rows.ts'
import { checkedSchema } from '../../kit/checked-schema.ts'
import { UserError } from '../../kit/errors.ts'
import type { Runner } from '../../kit/runner.ts'
import { balance, findClassColumn, mixedColumns } from './definition.ts'

export const run: Runner<typeof balance> = async ({ inputs, params, ctx }) => {
  const { arriving, leaving } = checkedSchema(balance, inputs, params)
  const column = findClassColumn(arriving.table, params)
  const path = await ctx.store.pathOf(inputs.table.blob)
  const outPath = join(ctx.tempDir, 'balanced.parquet')
  return withEngine(ctx, async (engine) => {
    const { rowIds, codes, training } = await readRowCodes(engine, {
      path,
      schema: arriving.table,
      column,
      as: 'class',
    })
    const positions = Uint32Array.from(rowIds.keys()).filter((row) => training[row] === 1)
    const pick = (values: Float64Array) => Float64Array.from(positions, (row) => values[row]!)
    const classes = pick(codes ?? new Float64Array(rowIds.length))
    const different = new Set([...classes].filter((code) => !Number.isNaN(code))).size
    if (different < 2) {
      throw new UserError(
        'one_class',
        'The training rows have fewer than two classes, so there is nothing to balance. Check the column of classes, or give the training part a larger share in Split.',
        { field: 'column' },
      )
    }
    const balanced = balanceRows(
      { rowIds: pick(rowIds), codes: classes, seed: ctx.seed },
      {
        method: params.method === 'under' ? 'under' : 'over',
        ratio: params.ratio,
      },
    )
    const times = new Uint32Array(rowIds.length).fill(1)
    positions.forEach((row, at) => void (times[row] = balanced[at]!))
    const columns = mixedColumns(arriving.table, params)
    if (params.method === 'smote' && columns.length > 0 && codes) {
      const { neighbours } = params
      await writeSmote(engine, {
        path,
        columns,
        rowIds,
        codes,
        training,
        times,
        neighbours,
        seed: ctx.seed,
        outPath,
      })
    } else await writeTimes(engine, { path, rowIds, times, outPath })
    const after = balanced.reduce((sum, each) => sum + each, 0)
    ctx.log('info', `${positions.length} training rows became ${after}.`)
    return { table: { path: outPath, schema: leaving } }
  })
}
