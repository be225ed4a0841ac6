import { join } from 'node:path'
import { withEngine } from '../../../ml/tables/engine.ts'
import { readRowCodes } from '../../../ml/tables/row-codes.ts'
import { sampleRows, writeTimes } from '../../../ml/tables/take-rows.ts'
import { checkedSchema } from '../../kit/checked-schema.ts'
import { UserError } from '../../kit/errors.ts'
import type { Runner } from '../../kit/runner.ts'
import { findSampleColumn, sample } from './definition.ts'

export const run: Runner<typeof sample> = async ({ inputs, params, ctx }) => {
  const { arriving, leaving } = checkedSchema(sample, inputs, params)
  const column = findSampleColumn(arriving.table, params)
  const path = await ctx.store.pathOf(inputs.table.blob)
  const outPath = join(ctx.tempDir, 'sample.parquet')
  return withEngine(ctx, async (engine) => {
    const { rowIds, codes, training } = await readRowCodes(engine, {
      path,
      schema: arriving.table,
      column,
      as: params.method === 'weighted' ? 'value' : 'class',
    })
    const isDrawn = (row: number) => params.from === 'all' || training[row] === 1
    const positions = Uint32Array.from(rowIds.keys()).filter(isDrawn)
    const pick = (values: Float64Array) => Float64Array.from(positions, (row) => values[row]!)
    const taken = sampleRows({
      method: params.method,
      rowIds: pick(rowIds),
      codes: codes && pick(codes),
      count: (rows) => (params.take === 'share' ? Math.round(rows * params.share) : params.count),
      seed: ctx.seed,
    })
    if (taken.length === 0) {
      throw new UserError('no_rows', 'No row is left to take. Take a larger share, or other rows.', {
        field: 'share',
      })
    }
    const times = new Uint32Array(rowIds.length).map((_, row) => (isDrawn(row) ? 0 : 1))
    for (const at of taken) times[positions[at]!] = 1
    await writeTimes(engine, { path, rowIds, times, outPath })
    ctx.log('info', `Took ${taken.length} of ${positions.length} rows.`)
    return { table: { path: outPath, schema: leaving } }
  })
}
