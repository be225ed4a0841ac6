import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openEngine } from '../../../ml/tables/engine.ts'
import { quoteName, quotePath, quoteText } from '../../../ml/tables/sql.ts'
import type { Runner } from '../../kit/runner.ts'
import { sourceSchema } from '../../kit/table-schemas.ts'
import { catalogue } from './catalogue.ts'
import type { builtin } from './definition.ts'

export const run: Runner<typeof builtin> = async ({ params, ctx }) => {
  const dataset = catalogue[params.dataset]
  const file = fileURLToPath(new URL(`./data/${dataset.id}.csv`, import.meta.url))
  const path = join(ctx.tempDir, 'builtin.parquet')
  // The files are our own and their columns are known: nothing has to be found out.
  const columns = dataset.columns.map(({ name, storage }) => `${quoteText(name)}: ${quoteText(storage)}`)
  const names = dataset.columns.map(({ name }) => quoteName(name))
  const engine = await openEngine({ ...ctx.limits, tempDir: ctx.tempDir })
  try {
    await engine.run(
      `COPY (SELECT row_number() OVER () - 1 AS _row, ${names.join(', ')}
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
