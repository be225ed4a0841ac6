import { join } from 'node:path'
import { answerTable, answerTypes } from '../../../ml/models/answer-table.ts'
import { loadModel } from '../../../ml/models/load-model.ts'
import { openEngine } from '../../../ml/tables/engine.ts'
import { writeFile } from '../../../ml/tables/write-file.ts'
import { UserError } from '../../kit/errors.ts'
import { fromRawRows } from '../../../ml/models/raw-model.ts'
import { compileSlice, type Slice } from '../../../ml/transforms/slice.ts'
import type { Model } from '../../../ml/models/model.ts'
import { loadLineage } from '../../kit/lineage.ts'
import type { RunContext, Runner } from '../../kit/runner.ts'
import type { BlobRef, ModelValue } from '../../kit/values.ts'
import type { batch } from './definition.ts'

export const run: Runner<typeof batch> = async ({ inputs, params, ctx }) => {
  const { model: modelValue, table } = inputs
  const { columns } = table.schema
  const manifest: unknown = JSON.parse(new TextDecoder().decode(await ctx.store.getBytes(modelValue.blob)))
  const load = (json: unknown) => loadModel(json, (blob) => ctx.store.getBytes(blob))
  const loaded = await load(manifest)
  const model =
    params.rows === 'raw'
      ? await fromRawRows(loaded, await sliceBehind(modelValue, loaded, ctx), load)
      : loaded
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
    const file = join(ctx.tempDir, `answers.${params.format}`)
    const { sizeBytes, mediaType } = await writeFile(engine, {
      relation: `(${sql})`,
      format: params.format,
      outPath: file,
    })
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

/** The fitted steps between the raw rows and what the model reads. */
async function sliceBehind({ lineage }: ModelValue, model: Model, ctx: RunContext): Promise<Slice> {
  const readJson = async (blob: BlobRef): Promise<unknown> =>
    JSON.parse(new TextDecoder().decode(await ctx.store.getBytes(blob)))
  const needed = model.inputs.map(({ name }) => name)
  return compileSlice(await loadLineage(ctx.store, lineage), readJson, { needed })
}
