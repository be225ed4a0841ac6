import { join } from 'node:path'
import { type Blueprint, parseBlueprint } from '../../../ml/models/blueprint.ts'
import { networkInputOf } from '../../../ml/models/encoder.ts'
import { openEngine, withEngine } from '../../../ml/tables/engine.ts'
import { gatherRows } from '../../../ml/tables/gather-rows.ts'
import { packCheckpoint, unpackCheckpoint } from '../../../ml/training/checkpoint-bytes.ts'
import type { History } from '../../../ml/training/history.ts'
import type { CheckpointStore } from '../../../ml/training/train-network.ts'
import { readRows, type TrainedModel, trainModel } from '../../../ml/training/train-model.ts'
import { type Column, findByRole, listByRole, type TableSchema } from '../../kit/columns.ts'
import { OperationalError, UserError } from '../../kit/errors.ts'
import { modelFamily } from '../../kit/model-families.ts'
import { networkProblem, networkShapes } from '../../kit/network-shapes.ts'
import { leftOutColumns, leftOutMessage, predictionColumns, requestColumns } from '../../kit/model-schemas.ts'
import type { ModelSchema } from '../../kit/ports.ts'
import type { ContinuedFrom, RunContext, Runner } from '../../kit/runner.ts'
import { TRAINING_STATE } from '../../kit/training-state.ts'
import type { BlobRef } from '../../kit/values.ts'
import type { train } from './definition.ts'

/** A quicker epoch than this shares its checkpoint with the next. */
const CHECKPOINT_INTERVAL_MS = 100
const WEIGHTS = 'application/x-tfjs-weights'
const TREES = 'application/x-millrace-trees'

export const run: Runner<typeof train> = async ({ inputs, ctx }) => {
  const { table } = inputs
  const blueprintBytes = await ctx.store.getBytes(inputs.blueprint.blob)
  const blueprint = parseBlueprint(JSON.parse(new TextDecoder().decode(blueprintBytes)))
  const { target, features } = chooseColumns(table.schema, blueprint.family, ctx)
  const engine = await openEngine({ ...ctx.limits, tempDir: ctx.tempDir })
  let data: Awaited<ReturnType<typeof readRows>>
  try {
    ctx.progress({ message: 'Reading rows' })
    const split = findByRole(table.schema, 'split') ?? null
    const weight = findByRole(table.schema, 'weight') ?? null
    const path = await ctx.store.pathOf(table.blob)
    data = await readRows(
      blueprint.family,
      engine,
      { path, inputs: features, target, split, weight },
      (ctx.limits.memoryMb / 2) * 2 ** 20,
    )
  } finally {
    engine.close()
  }
  if (blueprint.family === 'network' && 'encoder' in data) {
    const shapes = networkShapes(blueprint.layers, networkInputOf(data.encoder), 1)
    const unfit = networkProblem(blueprint.layers, shapes)
    if (unfit !== null) throw new UserError('layer_unfit', unfit)
  }
  if (data.withoutTarget > 0) {
    ctx.log(
      'warn',
      `${data.withoutTarget} rows have no value in the target "${target.name}" and are left out.`,
    )
  }
  ctx.log(
    'info',
    `Learning "${target.name}" from ${features.length} columns of ${data.train.rows} rows, with ${data.validation?.rows ?? 0} validation rows.`,
  )
  // Says that it can be stopped from here on.
  const steps = stepsOf(blueprint)
  if (steps) ctx.progress({ epochs: steps.count, message: `${steps.word} 1 of ${steps.count}` })
  const continued = (await ctx.loadCheckpoint())?.continued
  const trained = await trainModel({
    blueprint,
    data,
    inputs: features,
    target: { ...target, ...(data.classes && { categories: data.classes }) },
    seed: ctx.seed,
    signal: ctx.signal,
    checkpoint: checkpointsOf(ctx),
    stopRequested: ctx.stopRequested,
    onResume: (from) => {
      if (continued) tellContinued(ctx, continued, from)
    },
    log: (level, message) => ctx.log(level, message),
    onIteration: (iteration) => ctx.progress({ message: `Iteration ${iteration}` }),
    onEpoch: ({ epoch, epochs, metrics }) =>
      ctx.progress({
        fraction: epoch / epochs,
        epoch,
        epochs,
        metrics,
        message: `${steps?.word ?? 'Epoch'} ${epoch} of ${epochs}`,
      }),
  })
  const { manifest, weights, end } = trained
  if (trained.stoppedByHand) ctx.progress({ stoppedAfter: end?.epoch ?? trained.figures.rounds })
  const blob = await ctx.store.putBytes(weights, 'trees' in manifest ? TREES : WEIGHTS)
  const state = end && ctx.stopRequested && (await ctx.store.putBytes(packCheckpoint(end), TRAINING_STATE))
  const schema = {
    task: manifest.task,
    target: manifest.target,
    inputs: features,
    request: requestColumns(table.schema),
  }
  const outOfFold = await storeOutOfFold(schema, ctx)
  const metrics = { ...trained.figures, parameters: manifest.parameters }
  return {
    model: {
      manifest: { ...manifest, weights: blob, ...(outOfFold && { outOfFold }) },
      blobs: [blob, ...(outOfFold ? [outOfFold] : []), ...(state ? [state] : [])],
      schema,
      metrics,
    },
    report: { kind: trained.reportKind, report: reportOf(trained), metrics },
  }
}

/** What a training that goes on step by step counts; null for one that does not. */
function stepsOf(blueprint: Blueprint): { word: string; count: number } | null {
  if (blueprint.family === 'mlp' || blueprint.family === 'network')
    return { word: 'Epoch', count: blueprint.training.epochs }
  if (blueprint.family === 'forest') return { word: 'Tree', count: blueprint.trees }
  return blueprint.family === 'boosting' ? { word: 'Round', count: blueprint.rounds } : null
}

function chooseColumns(
  schema: TableSchema,
  family: string,
  ctx: RunContext,
): { target: Column; features: Column[] } {
  const [target, another] = listByRole(schema, 'target')
  if (!target) {
    throw new UserError(
      'target_missing',
      'No target column arrives here. Choose the target at the source of the data.',
    )
  }
  if (another) {
    throw new UserError(
      'target_many',
      `Several targets arrive here, "${target.name}" and "${another.name}" among them. Leave the role to one.`,
    )
  }
  if (target.kind !== 'number' && target.kind !== 'category' && target.kind !== 'boolean') {
    throw new UserError(
      'target_kind',
      `The target "${target.name}" holds ${target.kind}; a model predicts numbers, categories or yes/no. Set its kind at the source.`,
    )
  }
  const known = modelFamily(family)
  const features = listByRole(schema, 'feature').filter((column) => known.reads.includes(column.kind))
  const leftOut = leftOutColumns(schema, known.reads)
  if (leftOut.length > 0)
    ctx.log(
      'warn',
      leftOutMessage(known, leftOut, ({ name }) => `"${name}"`),
    )
  if (features.length === 0) {
    throw new UserError(
      'features_missing',
      'No feature column arrives here that this kind of model can read.',
    )
  }
  return { target, features }
}

/** Says where the training goes on from, and draws the curves of what came before. */
function tellContinued(
  ctx: RunContext,
  continued: ContinuedFrom,
  from: { epoch: number; history: History },
): void {
  ctx.progress({ continued })
  // It was interrupted since, and has said all this.
  if (from.epoch !== continued.epoch) return
  ctx.log(
    'info',
    `Goes on from epoch ${continued.epoch} of run ${continued.number}, which trained the same for less long.`,
  )
  for (const [index, metrics] of from.history.epochs.entries()) ctx.progress({ epoch: index + 1, metrics })
}

function checkpointsOf(ctx: RunContext): CheckpointStore {
  return {
    intervalMs: CHECKPOINT_INTERVAL_MS,
    async load() {
      const checkpoint = await ctx.loadCheckpoint()
      const blob = checkpoint?.blobs.training
      if (!blob) return null
      try {
        return unpackCheckpoint(await ctx.store.getBytes(blob))
      } catch (error) {
        if (!(error instanceof OperationalError) || error.code !== 'blob_missing') throw error
        ctx.log(
          'warn',
          `The checkpoint of epoch ${checkpoint.epoch} is no longer in the store, so training starts over.`,
        )
        return null
      }
    },
    async save(checkpoint) {
      const blob = await ctx.store.putBytes(packCheckpoint(checkpoint), 'application/octet-stream')
      await ctx.saveCheckpoint({
        epoch: checkpoint.epoch,
        state: { fingerprint: checkpoint.fingerprint },
        blobs: { training: blob },
      })
    },
  }
}

/** What the page shows of a training. */
function reportOf({ manifest, report }: TrainedModel) {
  const { training, family, task, target, classes, parameters, inputs, backend, seed } = manifest
  return {
    family,
    task,
    target: target.name,
    classes: classes ?? null,
    inputs: inputs.map(({ name }) => name),
    ...('layers' in manifest && { layers: manifest.layers }),
    parameters,
    rows: training.rows.train,
    validationRows: training.rows.validation,
    ...report,
    seed,
    backend,
  }
}

/** Stores what the models of the folds say of the rows that they have not seen: null without folds. */
async function storeOutOfFold(model: ModelSchema, ctx: RunContext): Promise<BlobRef | null> {
  const tables = ctx.refits
    .flatMap(({ outputs }) => Object.values(outputs))
    .filter(({ port }) => port === 'table')
  if (tables.length === 0) return null
  const columns = predictionColumns(model).columns.map(({ name }) => name)
  const from = await Promise.all(
    tables.map(async ({ blob }) => ({ path: await ctx.store.pathOf(blob), columns })),
  )
  const into = join(ctx.tempDir, 'out-of-fold.parquet')
  await withEngine(ctx, (engine) => gatherRows(engine, from, { into }))
  return ctx.store.putFile(into, 'application/vnd.apache.parquet', { move: true })
}
