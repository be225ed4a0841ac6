import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openEngine } from '../../../ml/tables/engine.ts'
import { quoteName, quotePath, quoteText } from '../../../ml/tables/sql.ts'
import type { Runner } from '../../kit/runner.ts'
import { sourceSchema } from '../../kit/table-schemas.ts'
import { type BuiltinDataset, catalogue, fileOf } from './catalogue.ts'
import type { builtin } from './definition.ts'

/** The data set's columns out of those of its file. */
function selected({ columns, pictures }: BuiltinDataset, held: BuiltinDataset): string {
  const pixels = held.columns.filter(({ role }) => role === 'feature').map(({ name }) => quoteName(name))
  return columns
    .map(({ name }) => {
      if (name !== pictures?.column) return quoteName(name)
      return `[${pixels.map((pixel) => `${pixel} / ${pictures.scale}`).join(', ')}]::FLOAT[] AS ${quoteName(name)}`
    })
    .join(', ')
}

export const run: Runner<typeof builtin> = async ({ params, ctx }) => {
  const dataset = catalogue[params.dataset]
  const held = fileOf(dataset)
  const file = fileURLToPath(new URL(`./data/${held.id}.csv`, import.meta.url))
  const path = join(ctx.tempDir, 'builtin.parquet')
  // The files are our own and their columns are known: nothing has to be found out.
  const columns = held.columns.map(({ name, storage }) => `${quoteText(name)}: ${quoteText(storage)}`)
  const engine = await openEngine({ ...ctx.limits, tempDir: ctx.tempDir })
  try {
    await engine.run(
      `COPY (SELECT row_number() OVER () - 1 AS _row, ${selected(dataset, held)}
         FROM read_csv(${quotePath(file)}, columns = {${columns.join(', ')}}, header = true, delim = ',', quote = '"',
           auto_detect = false, parallel = false))
       TO ${quotePath(path)} (FORMAT parquet, COMPRESSION zstd)`,
    )
    ctx.log('info', `${dataset.title}: ${dataset.rows} rows, ${dataset.licence}`)
  } finally {
    engine.close()
  }
  return { table: { path, schema: sourceSchema(dataset.columns, params.target).schema } }
}
