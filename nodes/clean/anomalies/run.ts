import { join } from 'node:path'
import { averagePrecision, rank, rocAuc } from '../../../ml/metrics/ranking.ts'
import { type Engine, withEngine } from '../../../ml/tables/engine.ts'
import { type RowCodes, readRowCodes } from '../../../ml/tables/row-codes.ts'
import { selectColumns } from '../../../ml/tables/select-columns.ts'
import { parquet, quoteName, quotePath } from '../../../ml/tables/sql.ts'
import { type Anomalies, findAnomalies } from '../../../ml/trees/anomalies.ts'
import { checkedSchema } from '../../kit/checked-schema.ts'
import type { Column, TableSchema } from '../../kit/columns.ts'
import { findByRole } from '../../kit/columns.ts'
import { UserError } from '../../kit/errors.ts'
import type { Runner } from '../../kit/runner.ts'
import { anomalies, planAnomalies } from './definition.ts'

/** Rows and values that the report names. */
const SHOWN_ROWS = 10
const SHOWN_VALUES = 3
const BINS = 30

export const run: Runner<typeof anomalies> = async ({ inputs, params, ctx }) => {
  const { arriving, leaving } = checkedSchema(anomalies, inputs, params)
  const { columns, made } = planAnomalies(arriving.table, params)
  const { share, trees, sampleRows, action } = params
  const path = await ctx.store.pathOf(inputs.table.blob)
  const outPath = join(ctx.tempDir, 'anomalies.parquet')
  return withEngine(ctx, async (engine) => {
    ctx.progress({ message: 'Learning from the training rows' })
    const { sql, types } = selectColumns(path, columns)
    const { columns: batch } = await engine.columns(sql, types)
    const values = columns.map(({ name }) => batch[name] as Float64Array)
    const target = classesOf(arriving.table)
    const codes = await readRowCodes(engine, { path, schema: arriving.table, column: target, as: 'class' })
    const isTraining = (row: number) => codes.training[row] === 1
    const count = codes.training.reduce((sum, each) => sum + each, 0)
    if (count < 2) {
      throw new UserError(
        'too_few_rows',
        'There are fewer than two training rows, so none can be told from the others. Give it more rows, or lower the shares in Split.',
        { field: 'columns' },
      )
    }
    const found = findAnomalies(values, isTraining, { share, trees, sampleRows, seed: ctx.seed })
    const isAnomaly = (row: number) => found.scores[row]! > found.threshold
    ctx.progress({ message: 'Writing the table' })
    await write(engine, {
      path,
      outPath,
      made,
      rowIds: codes.rowIds,
      found,
      isDropped: (row) => action === 'drop' && isTraining(row) && isAnomaly(row),
    })
    const training = [...codes.rowIds.keys()].filter(isTraining)
    const marked = training.filter(isAnomaly).length
    ctx.log(
      'info',
      `${marked} of ${count} training rows are anomalies: their score is above ${found.threshold.toFixed(3)}.`,
    )
    const answers = target ? heldAgainst(target, codes, found.scores) : null
    const order = training.toSorted((a, b) => found.scores[b]! - found.scores[a]! || a - b)
    const report = {
      columns: columns.map(({ name }) => name),
      rows: count,
      anomalies: marked,
      threshold: found.threshold,
      histogram: histogram(training.map((row) => found.scores[row]!)),
      top: order.slice(0, SHOWN_ROWS).map((row) => ({
        row: codes.rowIds[row]!,
        score: found.scores[row]!,
        far: found.farthest(row, SHOWN_VALUES).map(({ column, value, deviations }) => ({
          column: columns[column]!.name,
          value,
          deviations,
        })),
      })),
      answers,
    }
    const figures: Record<string, number> = answers
      ? { rocAuc: answers.rocAuc, averagePrecision: answers.averagePrecision }
      : {}
    return {
      table: { path: outPath, schema: leaving },
      report: {
        kind: 'anomalies',
        report,
        metrics: { ...figures, anomalies: marked, threshold: found.threshold },
      },
    }
  })
}

/** The target, if it may have two classes. */
function classesOf(schema: TableSchema): Column | undefined {
  const target = findByRole(schema, 'target')
  const classes = target?.kind === 'boolean' ? 2 : target?.kind === 'category' ? target.categories?.length : 0
  return classes === 2 ? target : undefined
}

interface Write {
  path: string
  outPath: string
  made: readonly Column[]
  rowIds: Float64Array
  found: Anomalies
  isDropped: (row: number) => boolean
}

async function write(
  engine: Engine,
  { path, outPath, made, rowIds, found, isDropped }: Write,
): Promise<void> {
  const kept = Uint32Array.from(rowIds.keys()).filter((row) => !isDropped(row))
  const pick = (values: Float64Array) => Float64Array.from(kept, (row) => values[row]!)
  await engine.load(
    'scored',
    { rows: kept.length, columns: { id: pick(rowIds), score: pick(found.scores) } },
    { id: 'number', score: 'number' },
  )
  const [score, mark] = made
  const added =
    score && mark
      ? `, scored.score AS ${quoteName(score.name)}, scored.score > '${found.threshold}'::DOUBLE AS ${quoteName(mark.name)}`
      : ''
  await engine.run(
    `COPY (SELECT source.*${added} FROM ${parquet(path)} AS source
       JOIN scored ON source._row = CAST(scored.id AS BIGINT) ORDER BY source._row)
     TO ${quotePath(outPath)} (FORMAT parquet, COMPRESSION zstd)`,
  )
}

/** How well the scores tell the rarer of two classes, on test rows where there are any; null where one class is missing. */
function heldAgainst(target: Column, { codes: classes, testing }: RowCodes, scores: Float64Array) {
  const codes = classes ?? new Float64Array()
  const known = [...codes.keys()].filter((row) => !Number.isNaN(codes[row]))
  const tested = known.filter((row) => testing[row] === 1)
  const [on, rows] = tested.length > 0 ? (['test', tested] as const) : (['all', known] as const)
  // Classes are numbered by name; the rarer of all rows is the one looked for.
  const rarer = known.filter((row) => codes[row] === 2).length * 2 <= known.length ? 2 : 1
  const ranking = rank(
    rows.length,
    (at) => scores[rows[at]!]!,
    (at) => codes[rows[at]!] === rarer,
  )
  const [auc, precision] = [rocAuc(ranking), averagePrecision(ranking)]
  if (auc === null || precision === null) return null
  const labels = target.kind === 'boolean' ? ['false', 'true'] : (target.categories ?? [])
  return {
    target: target.name,
    label: labels[rarer - 1] ?? '',
    on,
    rows: rows.length,
    share: ranking.positives / rows.length,
    rocAuc: auc,
    averagePrecision: precision,
  }
}

function histogram(scores: readonly number[]): { from: number; to: number; rows: number }[] {
  const [low, high] = [Math.min(...scores), Math.max(...scores)]
  const width = (high - low) / BINS || 1 / BINS
  const bins = Array.from({ length: BINS }, (_, at) => ({
    from: low + at * width,
    to: low + (at + 1) * width,
    rows: 0,
  }))
  for (const score of scores) bins[Math.min(BINS - 1, Math.floor((score - low) / width))]!.rows++
  return bins
}
