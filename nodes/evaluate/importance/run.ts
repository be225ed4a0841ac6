import { join } from 'node:path'
import { type ModelImportance, modelImportance } from '../../../ml/metrics/model-importance.ts'
import { loadModel } from '../../../ml/models/load-model.ts'
import { loadSteps } from '../../../ml/models/load-steps.ts'
import { type Engine, withEngine } from '../../../ml/tables/engine.ts'
import { inSplit } from '../../../ml/tables/select-columns.ts'
import { quotePath } from '../../../ml/tables/sql.ts'
import { compileSlice, type Slice } from '../../../ml/transforms/slice.ts'
import { findByRole } from '../../kit/columns.ts'
import { loadLineage } from '../../kit/lineage.ts'
import { objectiveOf } from '../../kit/objective.ts'
import { rowScopeWords } from '../../kit/row-scope.ts'
import type { RunContext, Runner } from '../../kit/runner.ts'
import type { BlobRef, Lineage, LineageStep, ModelValue, TableValue } from '../../kit/values.ts'
import { type importance, importanceTable } from './definition.ts'

/** Columns whose figures stand beside the report, for lists and branches. */
const MOST_FIGURES = 200

export const run: Runner<typeof importance> = async ({ inputs, params, ctx }) => {
  const { table } = inputs
  const { repeats, maxRows } = params
  const load = (json: unknown) => loadModel(json, (blob) => ctx.store.getBytes(blob))
  const model = await load(await readJson(ctx, inputs.model.blob))
  try {
    const { manifest } = model
    const needed = new Set([...model.inputs.map(({ name }) => name), manifest.target.name])
    const slice = await sliceFrom(table, inputs.model, [...needed], ctx)
    const steps = await loadSteps(slice.steps, load)
    try {
      const objective = objectiveOf({ [manifest.classes ? 'logLoss' : 'rmse']: 0 }, params.metric)
      const split = findByRole(table.schema, 'split')
      const on = split ? params.on : 'all'
      if (on !== params.on) {
        ctx.log(
          'warn',
          `No Split stands upstream, so there are no ${rowScopeWords[params.on]}: all rows are used.`,
        )
      }
      return await withEngine(ctx, async (engine) => {
        const rows = {
          path: await ctx.store.pathOf(table.blob),
          columns: table.schema.columns,
          ...(split && on !== 'all' && { where: inSplit(split, on) }),
        }
        const found = await modelImportance(
          engine,
          rows,
          { model, request: slice.request, steps },
          { objective, repeats, maxRows, seed: ctx.seed, onColumn: (at, of) => pause(ctx, at / of) },
        )
        const { task, target } = manifest
        logRows(found, target.name, ctx)
        const { columns, score, allRows, leftOut } = found
        return {
          report: {
            kind: 'importance',
            report: {
              ...objective,
              task,
              target: target.name,
              on,
              score,
              rows: found.rows,
              allRows,
              leftOut,
              repeats,
              columns,
            },
            metrics: Object.fromEntries(
              columns.slice(0, MOST_FIGURES).map(({ column, mean }) => [column, mean]),
            ),
          },
          table: { path: await write(engine, found, ctx.tempDir), schema: importanceTable },
        }
      })
    } finally {
      steps.dispose()
    }
  } finally {
    model.dispose()
  }
}

async function readJson({ store }: RunContext, blob: BlobRef): Promise<unknown> {
  return JSON.parse(new TextDecoder().decode(await store.getBytes(blob)))
}

/** The fitted steps between a table and what a model reads; of a table that it doesn't come from, all of them. */
async function sliceFrom(
  table: TableValue,
  model: ModelValue,
  needed: readonly string[],
  ctx: RunContext,
): Promise<Slice> {
  const [lineage, behind] = await Promise.all([
    loadLineage(ctx.store, model.lineage),
    loadLineage(ctx.store, table.lineage),
  ])
  const load = (blob: BlobRef) => readJson(ctx, blob)
  const from = meetingPoint(lineage, behind)
  if (from === undefined) return compileSlice(lineage, load, { needed })
  try {
    return await compileSlice(lineage, load, { needed, from })
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'lineage_elsewhere') throw error
    return compileSlice(lineage, load, { needed })
  }
}

/** The step behind the model whose columns the table has: its own, or one before it with nothing but rows changed since. */
function meetingPoint(model: Lineage, table: Lineage): string | undefined {
  let id: string | undefined = table.head
  while (id !== undefined && !Object.hasOwn(model.steps, id)) {
    const { serve, inputs }: LineageStep = table.steps[id]!
    const before: string[] = Object.values(inputs)
    id = serve === 'skip' && before.length === 1 ? before[0] : undefined
  }
  return id
}

/** Says how far it is, and lets an end be asked for. */
async function pause(ctx: RunContext, fraction: number): Promise<void> {
  ctx.progress({ fraction, message: 'Shuffling columns' })
  await new Promise((resolve) => setImmediate(resolve))
  ctx.signal.throwIfAborted()
}

/** Says which rows were not scored. */
function logRows({ rows, allRows, leftOut }: ModelImportance, target: string, ctx: RunContext): void {
  if (rows + leftOut < allRows)
    ctx.log('info', `${rows + leftOut} of ${allRows} rows were drawn to be scored.`)
  if (leftOut > 0)
    ctx.log(
      'warn',
      `${leftOut} rows are left out: they have no value in "${target}", or one that the model doesn't know.`,
    )
}

async function write(engine: Engine, { columns }: ModelImportance, tempDir: string): Promise<string> {
  const path = join(tempDir, 'importance.parquet')
  const of = (pick: (column: (typeof columns)[number]) => number) => Float64Array.from(columns, pick)
  await engine.load(
    'importances',
    {
      rows: columns.length,
      columns: {
        id: Float64Array.from(columns.keys()),
        column: columns.map(({ column }) => column),
        importance: of(({ mean }) => mean),
        deviation: of(({ std }) => std),
      },
    },
    { id: 'number', column: 'text', importance: 'number', deviation: 'number' },
  )
  await engine.run(
    `COPY (SELECT CAST(id AS BIGINT) AS _row, "column", importance, deviation FROM importances ORDER BY id)
     TO ${quotePath(path)} (FORMAT parquet, COMPRESSION zstd)`,
  )
  return path
}
