import type { Column } from '../../nodes/kit/columns.ts'
import { DataError } from '../errors.ts'
import { byCodeUnit, compileEncoder, type Encoder, EncoderFit } from '../models/encoder.ts'
import type { Task } from '../models/task.ts'
import { type ColumnBatch, columnOfBatch } from '../tables/column-batch.ts'
import type { Engine } from '../tables/engine.ts'
import { inSplit, selectColumns } from '../tables/select-columns.ts'
import { parquet, quoteName } from '../tables/sql.ts'
import type { TrainingRows } from './train-network.ts'

/** A table to learn from: a Parquet file, and which of its columns are what. */
export interface TrainingTable {
  path: string
  inputs: readonly Column[]
  target: Column
  /** The column with `train`, `validation` and `test`; null where all rows are learnt from. */
  split: Column | null
  /** How much each row counts, for families that heed it. */
  weight?: Column | null
}

/** What a table holds for a network. `y` of classes is the index of the class; of numbers the number as it is. */
export interface TrainingData {
  task: Task
  classes: string[] | undefined
  encoder: Encoder
  train: TrainingRows
  validation: TrainingRows | null
  /** Rows of either part that were left out for want of a target. */
  withoutTarget: number
}

/**
 * Reads training and validation rows into matrices: one pass over the training rows fits the encoder, a second one
 * encodes. Rows without a target are left out. Throws DataError for what no model can learn from: `no_training_rows`,
 * `too_few_rows`, `target_one_class`, `target_constant`, `column_all_missing`, `not_finite`, `matrix_too_large`.
 */
export async function readTrainingData(
  engine: Engine,
  table: TrainingTable,
  maxBytes: number,
): Promise<TrainingData> {
  const { path, inputs, target, split } = table
  const query = (part: string) => {
    const present = `NOT (${isMissing(target)})`
    return selectColumns(
      path,
      [...inputs, target],
      split ? `${inSplit(split, part)} AND ${present}` : present,
    )
  }
  const fit = new EncoderFit(inputs)
  const seen = new TargetSummary(target)
  const { sql, types } = query('train')
  await engine.scan(sql, types, (batch) => {
    fit.add(batch)
    seen.add(batch)
  })
  seen.check(split !== null)
  const encoder = fit.finish()
  const classes = seen.classes()
  const counted = await countRows(engine, table)
  const { width } = compileEncoder(encoder)
  const bytes = 4 * width * (seen.rows + counted.validation)
  if (bytes > maxBytes) {
    throw new DataError(
      'matrix_too_large',
      `The training rows would need ${Math.ceil(bytes / 2 ** 20)} MB as numbers (${width} inputs), more than a node may use. Use fewer rows or columns, or raise the memory limit in the settings.`,
    )
  }
  const read = (part: string, rows: number) =>
    readPart(engine, query(part), { encoder, target, classes, rows })
  const train = await read('train', seen.rows)
  const validation = split && counted.validation > 0 ? await read('validation', counted.validation) : null
  return {
    task: taskOf(classes),
    classes,
    encoder,
    train,
    validation: validation && validation.rows > 0 ? validation : null,
    withoutTarget: counted.withoutTarget,
  }
}

/** In SQL. A number that is NaN counts as missing, as everywhere. */
export function isMissing(target: Column): string {
  const name = quoteName(target.name)
  return target.kind === 'number' ? `${name} IS NULL OR isnan(${name}::DOUBLE)` : `${name} IS NULL`
}

export const taskOf = (classes: readonly string[] | undefined): Task =>
  classes === undefined ? 'regression' : classes.length === 2 ? 'binary' : 'multiclass'

export async function countRows(
  engine: Engine,
  { path, target, split }: Pick<TrainingTable, 'path' | 'target' | 'split'>,
): Promise<{ train: number; validation: number; withoutTarget: number }> {
  const missing = isMissing(target)
  const part = split ? quoteName(split.name) : `'train'`
  const row = await engine.row(
    `SELECT count(*) FILTER (${part} = 'train' AND NOT (${missing}))::DOUBLE AS train,
      count(*) FILTER (${part} = 'validation' AND NOT (${missing}))::DOUBLE AS validation,
      count(*) FILTER (${part} IN ('train', 'validation') AND (${missing}))::DOUBLE AS missing
    FROM ${parquet(path)}`,
  )
  return {
    train: Number(row.train),
    validation: Number(row.validation),
    withoutTarget: Number(row.missing),
  }
}

interface Part {
  encoder: Encoder
  target: Column
  classes: readonly string[] | undefined
  rows: number
}

async function readPart(
  engine: Engine,
  { sql, types }: ReturnType<typeof selectColumns>,
  part: Part,
): Promise<TrainingRows> {
  const compiled = compileEncoder(part.encoder)
  const x = new Float32Array(part.rows * compiled.width)
  const y = new Float64Array(part.rows)
  let rows = 0
  await engine.scan(sql, types, (batch) => {
    compiled.encode(batch, x, rows)
    y.set(targetValues(batch, part.target, part.classes), rows)
    rows += batch.rows
  })
  return keepKnown({ rows, x, y }, compiled.width)
}

/** Class indices, or numbers as they are; NaN for a class that is not known. */
export function targetValues(
  batch: ColumnBatch,
  target: Column,
  classes: readonly string[] | undefined,
): Float64Array {
  const data = columnOfBatch(batch, target.name)
  if (data instanceof Float64Array) return data
  const index = new Map((classes ?? []).map((label, k) => [label, k]))
  const values = new Float64Array(batch.rows)
  for (let row = 0; row < batch.rows; row++) {
    const value = data[row]
    values[row] = (value === null ? undefined : index.get(String(value))) ?? Number.NaN
  }
  return values
}

/** Drops rows whose class is not known. */
function keepKnown({ rows, x, y }: TrainingRows, width: number): TrainingRows {
  let kept = 0
  for (let row = 0; row < rows; row++) {
    if (Number.isNaN(y[row])) continue
    if (kept !== row) {
      y[kept] = y[row] as number
      x.copyWithin(kept * width, row * width, (row + 1) * width)
    }
    kept++
  }
  return { rows: kept, x: x.subarray(0, kept * width), y: y.subarray(0, kept) }
}

/** What the training rows hold of the target. */
export class TargetSummary {
  rows = 0
  private readonly target: Column
  private readonly labels = new Set<string>()
  private least = Number.POSITIVE_INFINITY
  private most = Number.NEGATIVE_INFINITY

  constructor(target: Column) {
    this.target = target
  }

  add(batch: ColumnBatch): void {
    this.rows += batch.rows
    const data = columnOfBatch(batch, this.target.name)
    if (data instanceof Float64Array) {
      for (const value of data) {
        if (value < this.least) this.least = value
        if (value > this.most) this.most = value
      }
    } else {
      for (const value of data) if (value !== null) this.labels.add(String(value))
    }
  }

  classes(): string[] | undefined {
    if (this.target.kind === 'number') return undefined
    if (this.target.kind === 'boolean') return ['false', 'true']
    // Those that the table is known to hold, so that the columns of predictions are those announced.
    return [...new Set([...(this.target.categories ?? []), ...this.labels])].sort(byCodeUnit)
  }

  check(hasSplit: boolean): void {
    const { name, kind } = this.target
    if (this.rows === 0) {
      throw new DataError(
        'no_training_rows',
        hasSplit
          ? `No training row has a value in the target "${name}". Give the training part a larger share in Split, or check the target column.`
          : `No row has a value in the target "${name}". Check the target column.`,
      )
    }
    if (this.rows < 2) {
      throw new DataError(
        'too_few_rows',
        `There is one training row only. At least two are needed, and a useful model needs many more.`,
      )
    }
    if (kind === 'number') {
      if (!Number.isFinite(this.least) || !Number.isFinite(this.most)) {
        throw new DataError(
          'not_finite',
          `The target "${name}" contains an infinite value. Remove such rows, or make the value missing.`,
        )
      }
      if (this.least === this.most) {
        throw new DataError(
          'target_constant',
          `The target "${name}" is ${this.least} in every training row: there is nothing to learn. Choose another target at the source.`,
        )
      }
    } else if (this.labels.size < 2) {
      throw new DataError(
        'target_one_class',
        `The target "${name}" has one class only in the training rows ("${[...this.labels][0]}"): there is nothing to tell apart. Choose another target at the source, or split by the stratified method.`,
      )
    }
  }
}
