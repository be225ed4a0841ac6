import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { evaluateModel } from '../../ml/metrics/evaluate-model.ts'
import { type Blueprint, parseBlueprint } from '../../ml/models/blueprint.ts'
import { loadModel } from '../../ml/models/load-model.ts'
import { type Engine, openEngine } from '../../ml/tables/engine.ts'
import { inSplit } from '../../ml/tables/select-columns.ts'
import { quoteName, quoteText } from '../../ml/tables/sql.ts'
import { readTrainingData } from '../../ml/training/read-training-data.ts'
import { trainModel } from '../../ml/training/train-model.ts'
import { catalogue } from '../../nodes/data/builtin/catalogue.ts'
import type { Column } from '../../nodes/kit/columns.ts'
import { linear } from '../../nodes/models/linear/definition.ts'
import { mlp } from '../../nodes/models/mlp/definition.ts'
import { createTestFolder } from '../kit/test-folder.ts'

interface Split {
  validation: number[]
  test: number[]
  /** scikit-learn's, on the test rows. */
  accuracy: Record<Family, number>
}
type Family = 'mlp' | 'linear'
const ids = ['penguins', 'wine', 'breast-cancer'] as const
type Id = (typeof ids)[number]
const fixture = JSON.parse(
  readFileSync(new URL('../fixtures/scikit-learn/quality.json', import.meta.url), 'utf8'),
) as { sets: Record<Id, Split[]> }

const folder = createTestFolder()
let engine: Engine
beforeAll(async () => {
  engine = await openEngine({ threads: 2, memoryMb: 512, tempDir: join(folder.path, 'engine') })
})
afterAll(() => {
  engine.close()
  folder[Symbol.dispose]()
})

const split: Column = { id: '_split', name: '_split', storage: 'varchar', kind: 'category', role: 'split' }

/** The data set with its numbers standardised by the training rows. */
async function tableOf(id: Id, { validation, test }: Split): Promise<string> {
  const path = join(folder.path, `${id}.parquet`)
  const csv = join(import.meta.dirname, `../../nodes/data/builtin/data/${id}.csv`)
  const values = catalogue[id].columns.map(({ name, kind }) => {
    const number = `TRY_CAST(${quoteName(name)} AS DOUBLE)`
    const ofTraining = (aggregate: string) => `${aggregate}(${number}) FILTER (_split = 'train') OVER ()`
    const scaled = `(${number} - ${ofTraining('avg')}) / ${ofTraining('stddev_pop')}`
    return `${kind === 'number' ? scaled : quoteName(name)} AS ${quoteName(name)}`
  })
  await engine.run(
    `COPY (SELECT _row, ${values.join(', ')}, _split FROM (
      SELECT n - 1 AS _row, *, CASE WHEN n - 1 IN (${validation.join()}) THEN 'validation'
        WHEN n - 1 IN (${test.join()}) THEN 'test' ELSE 'train' END AS _split
      FROM (SELECT row_number() OVER () AS n, * FROM read_csv(${quoteText(csv)}, all_varchar = true, nullstr = ''))))
      TO ${quoteText(path)} (FORMAT parquet)`,
  )
  return path
}

/** The blueprints that the nodes make when nothing is set. */
function blueprintOf(family: Family): Blueprint {
  if (family === 'linear') return parseBlueprint({ family, ...linear.params.parse({}) })
  const { layers, dropout, l2, ...training } = mlp.params.parse({})
  return parseBlueprint({ family, layers, dropout, l2, training })
}

async function accuracyOf(id: Id, part: Split, { family, seed }: { family: Family; seed: number }) {
  const path = await tableOf(id, part)
  const { columns, target: targetName } = catalogue[id]
  const target = columns.find(({ name }) => name === targetName) as Column
  const inputs = columns.filter((column) => column !== target)
  const data = await readTrainingData(engine, { path, inputs, target, split }, 2 ** 28)
  const { manifest, weights } = await trainModel({
    blueprint: blueprintOf(family),
    data,
    inputs,
    target,
    seed,
  })
  const blob = { sha256: '', sizeBytes: weights.byteLength, mediaType: '' }
  const model = await loadModel({ ...manifest, weights: blob }, async () => weights)
  const table = { path, columns: [...columns, split], where: inSplit(split, 'test') }
  const { metrics, rows } = await evaluateModel(engine, table, model)
  model.dispose()
  expect(rows).toBe(part.test.length)
  return 'accuracy' in metrics ? metrics.accuracy : Number.NaN
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

async function accuraciesOf(id: Id, family: Family): Promise<{ ours: number[]; theirs: number[] }> {
  const splits = fixture.sets[id]
  const ours: number[] = []
  for (const [seed, part] of splits.entries()) ours.push(await accuracyOf(id, part, { family, seed }))
  return { ours, theirs: splits.map(({ accuracy }) => accuracy[family]) }
}

test.each(ids)('the default network is as good on %s as scikit-learn’s on the same splits', async (id) => {
  const { ours, theirs } = await accuraciesOf(id, 'mlp')
  const differences = ours.map((accuracy, index) => accuracy - (theirs[index] as number))
  const spread = Math.sqrt(mean(differences.map((value) => (value - mean(differences)) ** 2)))
  const standardError = Math.max(spread / Math.sqrt(differences.length - 1), 0.002)
  console.log(
    `${id}: ours ${mean(ours).toFixed(4)}, scikit-learn ${mean(theirs).toFixed(4)}, standard error of the difference ${standardError.toFixed(4)}`,
  )
  expect(mean(ours)).toBeGreaterThanOrEqual(mean(theirs) - standardError)
})

// Penguins lack some values, which scikit-learn is given as a category of their own.
test.each(['wine', 'breast-cancer'] as const)(
  'the linear model is right on as many rows of %s as scikit-learn’s, split by split',
  async (id) => {
    const { ours, theirs } = await accuraciesOf(id, 'linear')
    expect(ours).toEqual(theirs)
  },
)
