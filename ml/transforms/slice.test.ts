import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Column } from '../../nodes/kit/columns.ts'
import type { BlobRef, Lineage, LineageStep } from '../../nodes/kit/values.ts'
import { add, column, divide, number } from '../expressions/expression.ts'
import { batches, columnTypes, trees } from '../expressions/testing.ts'
import { loadSteps } from '../models/load-steps.ts'
import { compileSlice } from './slice.ts'
import { compileTransform, type Transform } from './transform.ts'

const transforms = new Map<string, unknown>()
/** JSON loses the sign of zero, which carries no meaning. */
const stored = <T>(json: T): T => JSON.parse(JSON.stringify(json)) as T
const load = async (blob: BlobRef): Promise<unknown> => stored(transforms.get(blob.sha256))

/** What serving does with a lineage: slices it, and has the steps run. */
async function sliceOf(lineage: Lineage, needed: readonly string[]) {
  const { request, steps } = await compileSlice(lineage, load, { needed })
  const { apply } = await loadSteps(steps, () => Promise.reject(new Error('There are no models here')))
  return { request, apply }
}

const columnNamed = (name: string, kind: Column['kind'] = 'number'): Column => ({
  id: name,
  name,
  kind,
  storage: kind === 'number' ? 'double' : kind === 'boolean' ? 'boolean' : 'varchar',
  role: 'feature',
})

interface StepSketch {
  serve?: LineageStep['serve']
  transform?: Transform
  inputs?: Record<string, string>
  columns?: Column[]
}

/** A lineage whose steps follow each other unless they say otherwise; the last is the head. */
function lineageOf(...sketches: StepSketch[]): Lineage {
  const steps: Record<string, LineageStep> = {}
  sketches.forEach(({ serve = 'map', transform, inputs, columns = [] }, index) => {
    const blob = { sha256: `transform ${index}`, sizeBytes: 1, mediaType: 'application/json' }
    transforms.set(blob.sha256, transform)
    steps[`step ${index}`] = {
      nodeId: `n${index}`,
      nodeType: `test.n${index}`,
      nodeVersion: 1,
      params: {},
      serve,
      inputs: inputs ?? (index === 0 ? {} : { table: `step ${index - 1}` }),
      transform: transform ? blob : null,
      schema: { columns, open: false },
    }
  })
  return { head: `step ${sketches.length - 1}`, steps }
}

const raw = { columns: [columnNamed('a'), columnNamed('b'), columnNamed('c'), columnNamed('target')] }
const setting = (name: string, expression: Transform['columns'][number]['expression']): Transform => ({
  version: 1,
  columns: [{ name, expression }],
})
const names = (columns: readonly Column[]) => columns.map(({ name }) => name)

describe('slicing', () => {
  it('asks for what the model needs and no more, in the order of the source', async () => {
    const lineage = lineageOf(
      raw,
      { serve: 'skip' },
      {
        transform: {
          version: 1,
          columns: [
            { name: 'sum', expression: add(column('c'), column('a')) },
            { name: 'unused', expression: divide(column('b'), column('target')) },
          ],
        },
      },
      { transform: setting('a', divide(column('a'), number(2))) },
      {},
    )
    const { request, apply } = await sliceOf(lineage, ['sum', 'a'])
    expect(names(request)).toEqual(['a', 'c'])
    const { rows, columns } = apply({
      rows: 2,
      columns: { a: Float64Array.of(1, 2), c: Float64Array.of(10, Number.NaN) },
    })
    expect(rows).toBe(2)
    expect(columns).toMatchObject({ a: Float64Array.of(0.5, 1), sum: Float64Array.of(11, Number.NaN) })
    expect(columns).not.toHaveProperty('unused')
  })

  it('asks for nothing where nothing is needed', async () => {
    const { request, apply } = await sliceOf(lineageOf(raw, { transform: setting('k', number(7)) }), ['k'])
    expect(request).toEqual([])
    expect(apply({ rows: 3, columns: {} }).columns.k).toEqual(Float64Array.of(7, 7, 7))
  })

  it('leaves out the transform of a step that is absent at serving', async () => {
    const { apply } = await sliceOf(lineageOf(raw, { serve: 'skip', transform: setting('a', number(7)) }), [
      'a',
    ])
    expect(apply({ rows: 1, columns: { a: Float64Array.of(1) } }).columns.a).toEqual(Float64Array.of(1))
  })

  it('starts after the last boundary, whose own work is not repeated', async () => {
    const lineage = lineageOf(
      raw,
      { inputs: { left: 'step 0', right: 'step 9' }, columns: [columnNamed('x')] },
      {
        serve: 'boundary',
        transform: setting('y', number(1)),
        columns: [columnNamed('y'), columnNamed('z')],
      },
      { transform: setting('z', add(column('z'), column('y'))) },
    )
    const { request, apply } = await sliceOf(lineage, ['z'])
    expect(names(request)).toEqual(['y', 'z'])
    const batch = { rows: 1, columns: { y: Float64Array.of(5), z: Float64Array.of(1) } }
    expect(apply(batch).columns.z).toEqual(Float64Array.of(6))
  })

  it.each<[string, Lineage, string]>([
    ['a join', lineageOf(raw, {}, { inputs: { left: 'step 0', right: 'step 1' } }), 'lineage_join'],
    ['a column from nowhere', lineageOf({ columns: [] }, {}), 'lineage_column'],
    ['a lost step', lineageOf({ inputs: { table: 'gone' } }), 'lineage_broken'],
  ])('refuses %s', async (_, lineage, code) => {
    await expect(sliceOf(lineage, ['a'])).rejects.toMatchObject({ kind: 'user', code })
  })

  it('does not take both ends of one table for a join', async () => {
    const lineage = lineageOf(raw, { inputs: { left: 'step 0', right: 'step 0' } })
    expect(names((await sliceOf(lineage, ['b'])).request)).toEqual(['b'])
  })

  it('gives what all steps give, whatever is left out', async () => {
    const kinds = { number: 'number', text: 'category', boolean: 'boolean' } as const
    const entries = Object.entries(columnTypes)
    const source = { columns: entries.map(([name, type]) => columnNamed(name, kinds[type])) }
    // A step keeps the type of a column that it replaces, so that later steps may read any.
    const step = fc
      .tuple(
        ...entries.map(([name, type]) =>
          fc.option(trees(type, 2).map((expression) => ({ name, expression }))),
        ),
      )
      .map((columns): Transform => ({ version: 1, columns: columns.filter((one) => one !== null) }))
    const wanted = fc.subarray(Object.keys(columnTypes))
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 4 }), wanted, batches(8), async (chain, needed, batch) => {
        const lineage = lineageOf(source, ...chain.map((transform) => ({ transform })))
        const { request, apply } = await sliceOf(lineage, needed)
        const sent = {
          rows: batch.rows,
          columns: Object.fromEntries(request.map(({ name }) => [name, batch.columns[name]!])),
        }
        const sliced = apply(sent)
        const every = chain.map((transform) => compileTransform(stored(transform)))
        const whole = every.reduce((columns, transform) => transform(columns), batch)
        for (const name of needed) expect(sliced.columns[name]).toEqual(whole.columns[name])
      }),
      { numRuns: 100 },
    )
  })
})
