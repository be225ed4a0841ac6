import type { Column } from '../../nodes/kit/columns.ts'
import type { BlobRef, Lineage, LineageStep } from '../../nodes/kit/values.ts'
import { DataError } from '../errors.ts'
import { columnsIn } from '../expressions/expression.ts'
import type { ColumnBatch } from '../tables/column-batch.ts'
import { compileTransform, parseTransform, type Transform } from './transform.ts'

/** The way from the raw row to some columns of a table. */
export interface Slice {
  /** The columns of the request source that are really needed, in its order: what an endpoint asks for. */
  request: Column[]
  /** Makes the needed columns out of the request's. Throws DataError `missing_column` or `wrong_type`. */
  apply: (batch: ColumnBatch) => ColumnBatch
}

/**
 * Slices the lineage of a table from `needed` columns back to one request source: the start of the chain, or the
 * output of the last `boundary`. Steps with serve `skip` are left out, and nothing is computed that `needed` does not
 * come from. `load` reads a stored transform as JSON.
 *
 * Throws DataError `lineage_join` where several tables meet on the way, `lineage_column` where a column comes from
 * nowhere, `lineage_broken` for a step that is missing, and what `parseTransform` throws.
 */
export async function compileSlice(
  lineage: Lineage,
  load: (transform: BlobRef) => Promise<unknown>,
  needed: readonly string[],
): Promise<Slice> {
  const [source, ...steps] = findChain(lineage)
  const wanted = new Set(needed)
  const transforms: Transform[] = []
  for (const step of steps.toReversed()) {
    if (step.serve !== 'map' || step.transform === null) continue
    const transform = parseTransform(await load(step.transform))
    const columns = transform.columns.filter(({ name }) => wanted.has(name))
    for (const { name } of columns) wanted.delete(name)
    for (const { expression } of columns) for (const name of columnsIn(expression)) wanted.add(name)
    if (columns.length > 0) transforms.unshift({ ...transform, columns })
  }
  const request = source.schema.columns.filter(({ name }) => wanted.delete(name))
  const [unknown] = wanted
  if (unknown !== undefined) {
    throw new DataError(
      'lineage_column',
      `Column "${unknown}" does not come from "${source.nodeType}", where the model’s data start, so no request can carry it. Run the pipeline again.`,
      { field: unknown },
    )
  }
  const compiled = transforms.map(compileTransform)
  return { request, apply: (batch) => compiled.reduce((columns, transform) => transform(columns), batch) }
}

/** The steps from the request source to the head. */
function findChain({ head, steps }: Lineage): [LineageStep, ...LineageStep[]] {
  let first = stepOf(steps, head)
  const after: LineageStep[] = []
  while (first.serve !== 'boundary') {
    const [input, another] = new Set(Object.values(first.inputs))
    if (input === undefined) break
    if (another !== undefined) {
      throw new DataError(
        'lineage_join',
        `Several tables meet in "${first.nodeType}", and an endpoint can’t put them together out of one row. Train on a table that comes from one source.`,
      )
    }
    after.unshift(first)
    first = stepOf(steps, input)
  }
  return [first, ...after]
}

function stepOf(steps: Lineage['steps'], id: string): LineageStep {
  const step = Object.hasOwn(steps, id) ? steps[id] : undefined
  if (!step) {
    throw new DataError('lineage_broken', 'A step behind the model is missing. Run the pipeline again.')
  }
  return step
}
