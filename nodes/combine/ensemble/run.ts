import { assembleEnsemble, type EnsemblePart } from '../../../ml/ensembles/assemble.ts'
import { fitEnsembleWeights } from '../../../ml/ensembles/fit-ensemble-weights.ts'
import { fitStack } from '../../../ml/ensembles/fit-stack.ts'
import { evaluateModel } from '../../../ml/metrics/evaluate-model.ts'
import { blobPointers } from '../../../ml/models/blob-pointers.ts'
import { type CompositeManifest, parseAnyManifest } from '../../../ml/models/composite-manifest.ts'
import { loadComposite } from '../../../ml/models/load-model.ts'
import type { RowsToAnswer } from '../../../ml/models/scan-answers.ts'
import { type Engine, withEngine } from '../../../ml/tables/engine.ts'
import { inSplit } from '../../../ml/tables/select-columns.ts'
import { compileSlice } from '../../../ml/transforms/slice.ts'
import { type Column, findByRole } from '../../kit/columns.ts'
import { UserError } from '../../kit/errors.ts'
import { loadLineage } from '../../kit/lineage.ts'
import { modelFamily } from '../../kit/model-families.ts'
import { requestColumns } from '../../kit/model-schemas.ts'
import type { RunContext, Runner } from '../../kit/runner.ts'
import type { BlobRef, ModelValue, TableValue } from '../../kit/values.ts'
import type { ensemble, EnsembleMethod } from './definition.ts'

const WEIGHTS = 'application/x-tfjs-weights'

/** What a model's JSON says beside its manifest. */
interface CrossFitted {
  outOfFold?: BlobRef
}

export const run: Runner<typeof ensemble> = async ({ inputs, params, ctx }) => {
  const { models, table } = inputs
  const loaded = await Promise.all(models.map((model, index) => loadPart({ model, table, index }, ctx)))
  const parts = loaded.map(({ part }) => part)
  const base = assembleEnsemble(parts, { method: 'soft', columns: table.schema.columns })
  const method = methodFor(params.method, base)
  const plain = { ...base, method: base.classes ? ('soft' as const) : ('average' as const) }
  return withEngine(ctx, async (engine) => {
    const rows = { path: await ctx.store.pathOf(table.blob), columns: table.schema.columns }
    const split = findByRole(table.schema, 'split') ?? null
    const validation = split && { ...rows, where: inSplit(split, 'validation') }
    const fitting = { engine, table, rows, split, validation, ctx }
    const fitted = await fit(
      { ...plain, method },
      { ...fitting, plain, l2: params.l2, outOfFold: loaded.map((each) => each.outOfFold) },
    )
    const scores = await scoreAll(fitted.manifest, fitting)
    const { manifest } = fitted
    return {
      model: {
        manifest,
        blobs: blobPointers(manifest),
        lineage: table.lineage,
        schema: {
          task: manifest.task,
          target: manifest.target,
          inputs: manifest.inputs,
          request: requestColumns(table.schema),
        },
        metrics: { ...figuresOf(scores?.ensemble), parameters: manifest.parameters },
      },
      report: {
        kind: 'ensemble',
        report: {
          method,
          task: manifest.task,
          target: manifest.target.name,
          classes: manifest.classes ?? null,
          rows: scores?.rows ?? 0,
          metrics: scores?.ensemble ?? null,
          parts: manifest.parts.map(({ title, manifest: part }, index) => ({
            title,
            family: part.family,
            weight: manifest.weights?.[index] ?? null,
            metrics: scores?.parts[index] ?? null,
          })),
          coefficients: fitted.coefficients,
        },
        metrics: figuresOf(scores?.ensemble),
      },
    }
  })
}

/** A model with the way from the table to its inputs. */
async function loadPart(
  { model, table, index }: { model: ModelValue; table: TableValue; index: number },
  ctx: RunContext,
): Promise<{ part: EnsemblePart; outOfFold: BlobRef | undefined }> {
  const readJson = async (blob: BlobRef): Promise<unknown> =>
    JSON.parse(new TextDecoder().decode(await ctx.store.getBytes(blob)))
  const { outOfFold, ...json } = (await readJson(model.blob)) as CrossFitted
  const manifest = parseAnyManifest(json)
  const title = `Model ${index + 1} (${modelFamily(manifest.family).title})`
  const lineage = await loadLineage(ctx.store, model.lineage)
  const needed = manifest.inputs.map(({ name }) => name)
  try {
    const slice = await compileSlice(lineage, readJson, { needed, from: table.lineage.sha256 })
    return { part: { title, manifest, ...slice }, outOfFold }
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'lineage_elsewhere') throw error
    throw new UserError(
      'lineage_elsewhere',
      `${title} was not trained on rows of the table that is connected here. Connect the table where the branches of the models part, usually that of Split.`,
      { cause: error },
    )
  }
}

function methodFor(method: EnsembleMethod, { classes }: CompositeManifest): CompositeManifest['method'] {
  if (method === 'auto') return classes ? 'soft' : 'average'
  if (classes ? method === 'average' : method === 'hard' || method === 'soft') {
    const mend = classes
      ? 'Classes have no average. Choose Soft vote.'
      : 'Numbers have no votes. Choose Average.'
    throw new UserError('method_task', mend, { field: 'method' })
  }
  return method
}

interface Fitting {
  engine: Engine
  table: TableValue
  rows: RowsToAnswer
  split: Column | null
  validation: RowsToAnswer | null
  ctx: RunContext
}

interface Fitted {
  manifest: CompositeManifest
  /** How a stacking model weighs the answers of the parts. */
  coefficients: unknown
}

/** Fits what the method has to fit. */
async function fit(
  manifest: CompositeManifest,
  call: Fitting & { plain: CompositeManifest; l2: number; outOfFold: readonly (BlobRef | undefined)[] },
): Promise<Fitted> {
  const { engine, table, rows, split, validation, ctx } = call
  const target = table.schema.columns.find(({ name }) => name === manifest.target.name)
  if (manifest.method !== 'weighted' && manifest.method !== 'stacking')
    return { manifest, coefficients: null }
  if (!target) {
    throw new UserError(
      'answers_missing',
      `The answers are missing: the models predict "${manifest.target.name}", and this table has no such column.`,
    )
  }
  if (manifest.method === 'weighted') {
    const model = await loadComposite(call.plain, (blob) => ctx.store.getBytes(blob))
    try {
      const weights = validation && (await fitEnsembleWeights(engine, { ...validation, target }, model))
      if (!weights) throw noValidationRows()
      return { manifest: { ...manifest, weights }, coefficients: null }
    } finally {
      model.dispose()
    }
  }
  const refs = call.outOfFold.map((ref, index) => ref ?? notCrossFitted(manifest.parts[index]?.title ?? ''))
  const outOfFold = await Promise.all(refs.map((ref) => ctx.store.pathOf(ref)))
  const { meta, weights, coefficients } = await fitStack(
    engine,
    { path: rows.path, target, split, outOfFold },
    { manifest, l2: call.l2, seed: ctx.seed, signal: ctx.signal, log: (level, text) => ctx.log(level, text) },
  )
  const blob = await ctx.store.putBytes(weights, WEIGHTS)
  return { manifest: { ...manifest, meta: { ...meta, weights: blob } }, coefficients }
}

function notCrossFitted(title: string): never {
  throw new UserError(
    'not_cross_fitted',
    `${title} was trained without cross-fitting, so it has no answers to training rows that it has not seen, and stacking has nothing to learn from. Turn on Cross-fit in every Train before this node, or choose another method.`,
    { field: 'method' },
  )
}

const noValidationRows = () =>
  new UserError(
    'no_validation_rows',
    'Weights are fitted on validation rows, and there are none. Give validation a share in Split, or choose another method.',
    { field: 'method' },
  )

type Metrics = Readonly<Record<string, unknown>>

/** Scores of the whole and of each part on the validation rows; null where there are none. */
async function scoreAll(manifest: CompositeManifest, { engine, validation, ctx }: Fitting) {
  if (!validation) return null
  const score = async (given: CompositeManifest) => {
    const model = await loadComposite(given, (blob) => ctx.store.getBytes(blob))
    try {
      return await evaluateModel(engine, validation, model)
    } finally {
      model.dispose()
    }
  }
  try {
    const { rows, metrics } = await score(manifest)
    const parts: Metrics[] = []
    const { weights: _, meta: __, ...plain } = manifest
    const method = manifest.classes ? 'soft' : 'average'
    for (const part of manifest.parts) {
      parts.push({ ...(await score({ ...plain, method, parts: [part] })).metrics })
    }
    return { rows, ensemble: { ...metrics } as Metrics, parts }
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'no_rows') throw error
    return null
  }
}

/** Figures for cards, named as those of a training. */
function figuresOf(metrics: Metrics | undefined): Record<string, number> {
  const named = { val_loss: metrics?.logLoss, val_accuracy: metrics?.accuracy, val_rmse: metrics?.rmse }
  return Object.fromEntries(
    Object.entries(named).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  )
}
