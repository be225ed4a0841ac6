import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import { DataError } from '../errors.ts'
import { column, type Expression, number, subtract } from '../expressions/expression.ts'
import type { ValueType } from '../tables/column-batch.ts'
import type { Engine } from '../tables/engine.ts'
import { fitMoments, fitRanges, valueOf } from './statistics.ts'
import { completeRows, type TrainingRelation } from './training-rows.ts'

export interface PcaRequest {
  columns: readonly string[]
  /** Divide by the standard deviation first. */
  standardise: boolean
  /** How many components, or the share of the variance (0…1) that they must exceed. */
  wanted: { count: number } | { share: number }
}

/** A direction: its value is Σ weight · (column − center) / scale, over the inputs. */
export interface Component {
  weights: Float64Array
  /** Of the training rows, divided by their number less one. */
  variance: number
  /** Share of the variance of all columns. */
  ratio: number
}

/** What was learnt; weights are in the order of the inputs. */
export interface FittedPca {
  inputs: readonly { name: string; center: number; scale: number }[]
  /** By falling variance. */
  components: readonly Component[]
  /** Training rows that were used, and those left out since a value is missing. */
  rows: number
  incomplete: number
}

/** Most columns: the work grows with their third power. */
const MAX_COLUMNS = 1_000
/** Most weights of all components: what the table's statement and the endpoint can carry. */
const MAX_WEIGHTS = 100_000
/** Columns fitted by one statement. */
const BATCH = 200

/**
 * Principal components of numeric columns, fitted on the training rows that have all of them, as scikit-learn's PCA:
 * eigenvectors of the covariance matrix, the weight of greatest size positive in each. A component along which the
 * training rows do not vary beyond rounding has weights of 0 (scikit-learn gives it an arbitrary direction).
 *
 * The result is the same bit for bit every time: one thread, sums in the order of the rows around their means.
 *
 * Throws DataError `too_wide`, `too_large`, `no_complete_rows`, `no_variance`, and what `fitRanges` throws.
 */
export async function fitPca(
  engine: Engine,
  relation: TrainingRelation,
  request: PcaRequest,
): Promise<FittedPca> {
  const { columns, standardise } = request
  if (columns.length > MAX_COLUMNS)
    throw tooWide(`There are ${columns.length} columns, and at most ${MAX_COLUMNS} can be brought together.`)
  return engine.singleThreaded(async () => {
    const complete = completeRows(relation, columns)
    const { all, rows } = await countRows(engine, { relation, complete, columns })
    const inputs = await fitInputs(engine, complete, { columns, standardise })
    const products = await sumProducts(engine, complete, inputs)
    const components = keep(decompose(products, rows), request.wanted)
    if (components.length * columns.length > MAX_WEIGHTS)
      throw tooWide(`${components.length} components of ${columns.length} columns are too many.`)
    return { inputs, components, rows, incomplete: all - rows }
  })
}

const tooWide = (what: string) =>
  new DataError('too_wide', `${what} Choose fewer columns or fewer components.`, { field: 'columns' })

async function countRows(
  engine: Engine,
  {
    relation,
    complete,
    columns,
  }: { relation: TrainingRelation; complete: TrainingRelation; columns: readonly string[] },
): Promise<{ all: number; rows: number }> {
  const count = async ({ sql }: TrainingRelation) =>
    Number((await engine.row(`SELECT count(*) AS n FROM ${sql}`)).n)
  const [all, rows] = [await count(relation), await count(complete)]
  // A column without any value, and a table without training rows, have messages of their own.
  if (rows === 0) await fitRanges(engine, relation, { columns, purpose: 'find components of' })
  if (rows === 0) {
    throw new DataError(
      'no_complete_rows',
      'No training row has a value in all of the columns. Put *Missing values* before this node, or choose fewer columns.',
      { field: 'columns' },
    )
  }
  return { all, rows }
}

async function fitInputs(
  engine: Engine,
  relation: TrainingRelation,
  { columns, standardise }: { columns: readonly string[]; standardise: boolean },
): Promise<FittedPca['inputs']> {
  const inputs: { name: string; center: number; scale: number }[] = []
  for (let start = 0; start < columns.length; start += BATCH) {
    const names = columns.slice(start, start + BATCH)
    const ranges = await fitRanges(engine, relation, { columns: names, purpose: 'find components of' })
    const moments = await fitMoments(engine, relation, ranges)
    inputs.push(
      ...ranges.map(({ name, min, max }, index) => {
        const { mean, std } = moments[index]!
        return { name, center: mean, scale: standardise && min < max && std > 0 ? std : 1 }
      }),
    )
  }
  return inputs
}

/** Sums of the products of every two inputs, centred and scaled, over the rows. */
async function sumProducts(
  engine: Engine,
  relation: TrainingRelation,
  inputs: FittedPca['inputs'],
): Promise<Matrix> {
  const products = Matrix.zeros(inputs.length, inputs.length)
  const values = inputs.map(({ name }, at) => `${valueOf(name)} AS c${at}`)
  const types = Object.fromEntries(inputs.map((_, at): [string, ValueType] => [`c${at}`, 'number']))
  await engine.scan(`SELECT ${values.join(', ')} FROM ${relation.sql}`, types, ({ columns, rows }) => {
    const scaled = inputs.map(({ center, scale }, at) =>
      (columns[`c${at}`] as Float64Array).map((value) => (value - center) / scale),
    )
    scaled.forEach((a, i) => {
      for (let j = i; j < scaled.length; j++) {
        const b = scaled[j]!
        let sum = 0
        for (let row = 0; row < rows; row++) sum += a[row]! * b[row]!
        products.set(i, j, products.get(i, j) + sum)
      }
    })
  })
  for (let i = 0; i < inputs.length; i++) {
    for (let j = 0; j < i; j++) products.set(i, j, products.get(j, i))
    if (Number.isFinite(products.get(i, i))) continue
    throw new DataError(
      'too_large',
      `The values of column "${inputs[i]!.name}" are too large. Leave it out of the columns, or bring it to another unit first.`,
      { field: 'columns' },
    )
  }
  return products
}

/** All components, by falling variance. */
function decompose(products: Matrix, rows: number): Component[] {
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(products, {
    assumeSymmetric: true,
  })
  const order = [...realEigenvalues.keys()].sort((a, b) => realEigenvalues[b]! - realEigenvalues[a]! || a - b)
  const greatest = realEigenvalues[order[0]!]!
  if (!(greatest > 0)) {
    throw new DataError(
      'no_variance',
      'None of the columns varies in the training rows, so there are no components. Choose other columns.',
      { field: 'columns' },
    )
  }
  const rounding = greatest * order.length * Number.EPSILON
  const sizes = order.map((at) => (realEigenvalues[at]! > rounding ? realEigenvalues[at]! : 0))
  const total = sizes.reduce((sum, size) => sum + size, 0)
  return order.map((at, place) => ({
    weights: sizes[place] === 0 ? new Float64Array(order.length) : signed(eigenvectorMatrix.getColumn(at)),
    variance: sizes[place]! / Math.max(1, rows - 1),
    ratio: sizes[place]! / total,
  }))
}

/** The vector or its opposite: the weight of greatest size, the first of equals, is positive (scikit-learn's svd_flip). */
function signed(vector: readonly number[]): Float64Array {
  const greatest = vector.reduce((best, weight) => (Math.abs(weight) > Math.abs(best) ? weight : best), 0)
  return Float64Array.from(vector, (weight) => (greatest < 0 ? -weight : weight))
}

function keep(components: readonly Component[], wanted: PcaRequest['wanted']): Component[] {
  if ('count' in wanted) return components.slice(0, wanted.count)
  let held = 0
  const least = components.findIndex(({ ratio }) => (held += ratio) > wanted.share)
  const varying = components.filter(({ variance }) => variance > 0)
  return varying.slice(0, least < 0 ? varying.length : least + 1)
}

/** The value of a component for a row: missing where one of the columns is. */
export function componentValue({ inputs }: FittedPca, { weights }: Component): Expression {
  return {
    op: 'dot',
    args: inputs.map(({ name, center }) => subtract(column(name), number(center))),
    weights: inputs.map(({ scale }, at) => weights[at]! / scale),
  }
}
