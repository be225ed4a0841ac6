import { compareModels } from '../../../ml/metrics/compare-models.ts'
import { evaluateModel } from '../../../ml/metrics/evaluate-model.ts'
import { loadModel } from '../../../ml/models/load-model.ts'
import { quantiseManifest } from '../../../ml/models/quantise.ts'
import { openEngine } from '../../../ml/tables/engine.ts'
import { inSplit } from '../../../ml/tables/select-columns.ts'
import { findByRole } from '../../kit/columns.ts'
import type { RunContext, Runner } from '../../kit/runner.ts'
import type { TableValue } from '../../kit/values.ts'
import type { quantise } from './definition.ts'

type On = 'validation' | 'test' | 'all'

export const run: Runner<typeof quantise> = async ({ inputs, params, ctx }) => {
  const { model, table } = inputs
  const before: unknown = JSON.parse(new TextDecoder().decode(await ctx.store.getBytes(model.blob)))
  const { manifest, replaced, bytes } = await quantiseManifest(before, ctx.store, params.precision)
  const comparison = table && (await compare({ before, after: manifest, table, on: params.on }, ctx))
  return {
    model: {
      manifest,
      blobs: model.blobs.map((blob) => replaced.get(blob.sha256) ?? blob),
      schema: model.schema,
      metrics: model.metrics,
      lineage: model.lineage,
    },
    report: {
      kind: 'quantisation',
      report: {
        precision: params.precision,
        bytes,
        parameters: manifest.parameters,
        ...(comparison && { comparison }),
      },
      metrics: numbersOf({
        ...comparison?.after,
        largestChange: comparison?.largestChange,
        answersChanged: comparison?.answersChanged,
        weightBytes: bytes.after,
        shareOfBytes: bytes.after / bytes.before,
      }),
    },
  }
}

const NO_SPLIT = 'No Split stands upstream, so these rows are those that the model has learnt from.'

/** Figures of both models on the same rows, and how far their answers are apart. */
async function compare(
  call: { before: unknown; after: unknown; table: TableValue; on: On },
  ctx: RunContext,
) {
  const { table } = call
  const split = findByRole(table.schema, 'split')
  const on = split ? call.on : 'all'
  if (!split) ctx.log('warn', NO_SPLIT)
  const rows = {
    path: await ctx.store.pathOf(table.blob),
    columns: table.schema.columns,
    ...(split && on !== 'all' && { where: inSplit(split, on) }),
  }
  const load = (manifest: unknown) => loadModel(manifest, (blob) => ctx.store.getBytes(blob))
  const [before, after] = [await load(call.before), await load(call.after)]
  const engine = await openEngine({ ...ctx.limits, tempDir: ctx.tempDir })
  try {
    const was = await evaluateModel(engine, rows, before)
    const is = await evaluateModel(engine, rows, after)
    const changes = await compareModels(engine, rows, { before, after })
    return {
      ...changes,
      on,
      heldOut: on !== 'all',
      note: split ? null : NO_SPLIT,
      of: after.manifest.classes ? ('probability' as const) : ('number' as const),
      before: was.metrics,
      after: is.metrics,
    }
  } finally {
    engine.close()
    before.dispose()
    after.dispose()
  }
}

/** The figures that are known; one that has no value is left out. */
const numbersOf = (figures: object): Record<string, number> =>
  Object.fromEntries(
    Object.entries(figures).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  )
