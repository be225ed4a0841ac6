import type { Column } from '../../nodes/kit/columns.ts'
import type { BlobRef, Lineage, LineageStep } from '../../nodes/kit/values.ts'
import { DataError } from '../errors.ts'
import { columnsOfStep, parseStep, partOf, type Step } from './step.ts'

/** The way from the raw row to some columns of a table. */
export interface Slice {
  /** The columns of the request source that are really needed, in its order: what an endpoint asks for. */
  request: Column[]
  /** What makes the needed columns out of the request's, in order; `loadSteps` (ml/models) has them run. */
  steps: Step[]
}

/** Where a slice ends: `needed` columns of the head, made from those of the step `from`, or of the request source. */
interface SliceOptions {
  needed: readonly string[]
  from?: string
}

/**
 * Slices the lineage of a table from `needed` columns back to one request source: the start of the chain, or the
 * output of the last `boundary`; or back to the step `from`. Steps with serve `skip` are left out, and nothing is
 * computed that `needed` does not come from. `load` reads a stored transform as JSON.
 *
 * Throws DataError `lineage_join` where several tables meet on the way, `lineage_column` where a column comes from
 * nowhere, `lineage_elsewhere` where `from` is not on the way, `lineage_broken` for a step that is missing, and what
 * `parseStep` throws.
 */
export async function compileSlice(
  lineage: Lineage,
  load: (transform: BlobRef) => Promise<unknown>,
  { needed, from }: SliceOptions,
): Promise<Slice> {
  const [source, ...chain] = findChain(lineage, from)
  const wanted = new Set(needed)
  const steps: Step[] = []
  for (const { serve, transform } of chain.toReversed()) {
    if (serve !== 'map' || transform === null) continue
    const step = partOf(parseStep(await load(transform)), wanted)
    if (!step) continue
    const { reads, writes } = columnsOfStep(step)
    for (const name of writes) wanted.delete(name)
    for (const name of reads) wanted.add(name)
    steps.unshift(step)
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
  return { request, steps }
}

/** The steps from the request source, or from the step `from`, to the head. */
function findChain({ head, steps }: Lineage, from: string | undefined): [LineageStep, ...LineageStep[]] {
  let id = head
  let first = stepOf(steps, id)
  const after: LineageStep[] = []
  while (id !== from) {
    const [input, another] = new Set(Object.values(first.inputs))
    if (first.serve === 'boundary' || input === undefined) {
      if (from === undefined) break
      throw new DataError('lineage_elsewhere', 'The table is not one that the model’s data come from.')
    }
    if (another !== undefined) {
      throw new DataError(
        'lineage_join',
        `Several tables meet in "${first.nodeType}", and an endpoint can’t put them together out of one row. Train on a table that comes from one source.`,
      )
    }
    after.unshift(first)
    id = input
    first = stepOf(steps, id)
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
