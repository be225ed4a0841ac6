import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openEngine } from '../../../ml/tables/engine.ts'
import { importFile } from '../../../ml/tables/import.ts'
import type { Runner } from '../../kit/runner.ts'
import { sourceSchema } from '../../kit/table-schemas.ts'
import { catalogue } from './catalogue.ts'
import type { builtin } from './definition.ts'

export const run: Runner<typeof builtin> = async ({ params, ctx }) => {
  const dataset = catalogue[params.dataset]
  const file = fileURLToPath(new URL(`./data/${dataset.id}.csv`, import.meta.url))
  const path = join(ctx.tempDir, 'builtin.parquet')
  const types = Object.fromEntries(dataset.columns.map(({ name, kind }) => [name, kind]))
  const engine = await openEngine({ ...ctx.limits, tempDir: ctx.tempDir })
  try {
    const options = { format: 'csv', header: 'yes', delimiter: ',', encoding: 'utf-8', types } as const
    const { rows } = await importFile(engine, file, { options, outPath: path })
    ctx.log('info', `${dataset.title}: ${rows} rows, ${dataset.licence}`)
  } finally {
    engine.close()
  }
  return { table: { path, schema: sourceSchema(dataset.columns, params.target).schema } }
}
