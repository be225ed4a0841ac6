import type { Column } from '../../nodes/kit/columns.ts'
import type { Objective } from '../../nodes/kit/objective.ts'
import { DataError } from '../errors.ts'
import type { LoadedSteps } from '../models/load-steps.ts'
import type { Model } from '../models/model.ts'
import { matchInput, type RowsToAnswer } from '../models/scan-answers.ts'
import type { ColumnBatch } from '../tables/column-batch.ts'
import type { Engine } from '../tables/engine.ts'
import { selectColumns } from '../tables/select-columns.ts'
import { parquet } from '../tables/sql.ts'
import { sampleRows } from '../tables/take-rows.ts'
import { mix, Generator as RandomGenerator } from '../training/random.ts'
import { targetValues } from '../training/read-training-data.ts'
import { scoreClasses } from './classification.ts'
import { type ColumnImportance, permutationImportance, takeRows } from './permutation-importance.ts'
import { scoreNumbers } from './regression.ts'

/** Rows answered at a time. */
const CHUNK = 4096

/** A model with the way to what it reads: `request` are the columns of the table at the start, the target among them. */
export interface ModelBehind {
  model: Model
  request: readonly Column[]
  steps: Pick<LoadedSteps, 'apply'>
}

interface ImportanceOptions {
  objective: Objective
  repeats: number
  /** Of more, so many are drawn. */
  maxRows: number
  seed: number
  onColumn?: (column: number, columns: number) => Promise<void>
}

export interface ModelImportance {
  score: number
  /** Those that matter most first. */
  columns: ColumnImportance[]
  /** Rows scored. */
  rows: number
  /** Rows that there were. */
  allRows: number
  /** Of the rows drawn, those without an answer, or of a class that the model doesn't know. */
  leftOut: number
}

/**
 * What each column of a table tells a model, through all steps before it; see `permutationImportance`. Rejects with
 * DataError `answers_missing`, `missing_column`, `wrong_type`, `no_rows`, `no_columns` or `no_score`.
 */
export async function modelImportance(
  engine: Engine,
  table: RowsToAnswer,
  { model, request, steps }: ModelBehind,
  { objective, repeats, maxRows, seed, onColumn }: ImportanceOptions,
): Promise<ModelImportance> {
  const { target, classes } = model.manifest
  const isTarget = ({ name, id }: Column) => name === target.name || id === target.id
  const answer = request.find(isTarget)
  if (!answer || !table.columns.some(({ name }) => name === answer.name)) {
    throw new DataError(
      'answers_missing',
      `The answers are missing: the model predicts "${target.name}", and this table has no such column.`,
    )
  }
  const read = request.map((column) => matchInput(column, table.columns))
  const names = read.filter((column) => !isTarget(column)).map(({ name }) => name)
  if (names.length === 0) throw new DataError('no_columns', 'The model reads no column of this table.')

  const { where, allRows } = await drawRows(engine, table, { maxRows, seed })
  const { sql, types } = selectColumns(table.path, read, where)
  const drawn = await engine.columns(sql, types)
  const actual = new Float64Array(drawn.rows)
  for (const { start, part } of chunksOf(drawn))
    actual.set(targetValues(steps.apply(part), target, classes), start)
  const known = Uint32Array.from(actual.keys()).filter((row) => Number.isFinite(actual[row]))
  if (known.length === 0) {
    throw new DataError(
      'no_rows',
      'There is no row to score. Choose other rows, or give this part a larger share in Split.',
      { field: 'on' },
    )
  }
  const batch: ColumnBatch = { rows: known.length, columns: Object.create(null) }
  for (const { name } of read) batch.columns[name] = takeRows(drawn.columns[name]!, known)
  const labels = takeRows(actual, known) as Float64Array

  const found = await permutationImportance({
    batch,
    columns: names,
    repeats,
    permutation: (column, repeat) => {
      const rows = Uint32Array.from(labels.keys())
      RandomGenerator.fromSeed(mix(mix(seed, column + 1), repeat + 1)).shuffle(rows)
      return rows
    },
    direction: objective.direction,
    score: (changed) => {
      const answers = answerAll(changed, { model, steps })
      const scores: object = classes
        ? scoreClasses(
            { rows: changed.rows, classes, labels, probabilities: answers },
            { ranked: objective.metric === 'rocAuc' },
          )
        : scoreNumbers({ rows: changed.rows, actual: labels, predicted: answers })
      const score: unknown = Object.hasOwn(scores, objective.metric)
        ? scores[objective.metric as keyof typeof scores]
        : null
      return typeof score === 'number' ? score : Number.NaN
    },
    ...(onColumn && { onColumn: (column) => onColumn(column, names.length) }),
  })
  if (Number.isNaN(found.score)) {
    throw new DataError(
      'no_score',
      'The metric has no value on these rows, as of a single class or of numbers that are all the same. Choose another metric, or other rows.',
      { field: 'metric' },
    )
  }
  return {
    score: found.score,
    columns: found.columns.toSorted((a, b) => b.mean - a.mean),
    rows: known.length,
    allRows,
    leftOut: drawn.rows - known.length,
  }
}

/** The rows that are used: all, or as many as are wanted, drawn by the seed. */
async function drawRows(
  engine: Engine,
  { path, where }: RowsToAnswer,
  { maxRows, seed }: { maxRows: number; seed: number },
): Promise<{ where: string | undefined; allRows: number }> {
  const relation = `${parquet(path)}${where === undefined ? '' : ` WHERE ${where}`}`
  const { rows } = await engine.row(`SELECT count(*)::DOUBLE AS rows FROM ${relation}`)
  const allRows = Number(rows)
  if (allRows <= maxRows) return { where, allRows }
  const { columns } = await engine.columns(
    `SELECT CAST(_row AS DOUBLE) AS id FROM ${relation} ORDER BY _row`,
    { id: 'number' },
  )
  const rowIds = columns.id as Float64Array
  const taken = sampleRows({ method: 'random', rowIds, codes: null, count: () => maxRows, seed })
  await engine.load(
    'drawn',
    { rows: taken.length, columns: { id: takeRows(rowIds, taken) } },
    { id: 'number' },
  )
  return { where: '_row IN (SELECT CAST(id AS BIGINT) FROM drawn)', allRows }
}

function answerAll(batch: ColumnBatch, { model, steps }: Pick<ModelBehind, 'model' | 'steps'>): Float32Array {
  const width = model.manifest.classes?.length ?? 1
  const answers = new Float32Array(batch.rows * width)
  for (const { start, part } of chunksOf(batch)) answers.set(model.answers(steps.apply(part)), start * width)
  return answers
}

function* chunksOf(batch: ColumnBatch): Generator<{ start: number; part: ColumnBatch }> {
  for (let start = 0; start < batch.rows; start += CHUNK) {
    const rows = Math.min(CHUNK, batch.rows - start)
    const part: ColumnBatch = { rows, columns: Object.create(null) }
    for (const [name, values] of Object.entries(batch.columns))
      part.columns[name] = values.slice(start, start + rows)
    yield { start, part }
  }
}
