import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { answerTable, answerTypes } from '../../../ml/models/answer-table.ts'
import { loadModel } from '../../../ml/models/load-model.ts'
import { openEngine } from '../../../ml/tables/engine.ts'
import { quoteText } from '../../../ml/tables/sql.ts'
import { UserError } from '../../kit/errors.ts'
import type { Runner } from '../../kit/runner.ts'
import type { batch } from './definition.ts'

const formats = {
  csv: { copy: 'FORMAT csv, HEADER', mediaType: 'text/csv' },
  parquet: { copy: 'FORMAT parquet, COMPRESSION zstd', mediaType: 'application/vnd.apache.parquet' },
  jsonl: { copy: 'FORMAT json', mediaType: 'application/x-ndjson' },
} as const

export const run: Runner<typeof batch> = async ({ inputs, params, ctx }) => {
  const { model: modelValue, table } = inputs
  const { columns } = table.schema
  const manifest: unknown = JSON.parse(new TextDecoder().decode(await ctx.store.getBytes(modelValue.blob)))
  const model = await loadModel(manifest, (blob) => ctx.store.getBytes(blob))
  const engine = await openEngine({ ...ctx.limits, tempDir: ctx.tempDir })
  try {
    const added = Object.keys(answerTypes(model))
    const taken = added.find((name) => columns.some((column) => column.name === name))
    if (taken) {
      throw new UserError(
        'column_taken',
        `The table has a column "${taken}" already. Rename or drop it upstream.`,
      )
    }
    const path = await ctx.store.pathOf(table.blob)
    const { sql, rows } = await answerTable(engine, { path, columns }, model)
    const { copy, mediaType } = formats[params.format]
    const file = join(ctx.tempDir, `answers.${params.format}`)
    await engine.run(
      `COPY (SELECT * EXCLUDE _row FROM (${sql}) ORDER BY _row) TO ${quoteText(file)} (${copy})`,
    )
    const sizeBytes = (await stat(file)).size
    const blob = await ctx.store.putFile(file, mediaType, { move: true })
    return {
      report: {
        kind: 'file',
        report: {
          name: `${params.name}.${params.format}`,
          format: params.format,
          rows,
          columns: [...columns.map(({ name }) => name), ...added],
          sizeBytes,
          blob,
        },
        blobs: [blob],
        metrics: { rows, sizeBytes },
      },
    }
  } finally {
    engine.close()
    model.dispose()
  }
}
