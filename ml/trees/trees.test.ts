import { describe, expect, it } from 'vitest'
import type { TreesManifest } from '../models/tree-manifest.ts'
import { packCheckpoint, unpackCheckpoint } from '../training/checkpoint-bytes.ts'
import type { TrainingCheckpoint } from '../training/checkpoint.ts'
import type { CheckpointStore } from '../training/train-network.ts'
import { Generator } from '../training/random.ts'
import { boundBetween, boundsOf } from './bins.ts'
import {
  batchOf,
  boosting,
  cart,
  columnsOf,
  forest,
  learn,
  type Learning,
  readCsv,
  type Rows,
} from './testing.ts'

const generator = Generator.fromSeed(5)
const uniform = (count: number) => Array.from({ length: count }, () => generator.next() / 2 ** 32)

const csv = (id: string, target: string): Learning => {
  const table = readCsv(id)
  const names = Object.keys(table[0] ?? {}).filter((name) => name !== target)
  return {
    rows: columnsOf(table, names),
    target: table.map((row) => (id === 'diabetes' ? Number(row[target]) : (row[target] as string))),
  }
}
const wine = csv('wine', 'cultivar')
const diabetes = csv('diabetes', 'progression')

describe('bins', () => {
  it('give each of up to 255 different values its own', () => {
    expect([...boundsOf(Float64Array.of(3, 1, 1, Number.NaN, 2))]).toEqual([1.5, 2.5])
    expect(boundsOf(Float64Array.from({ length: 255 }, (_, value) => value))).toHaveLength(254)
  })

  it('of more values hold about as many rows each, and a frequent value has its own', () => {
    const values = Float64Array.from({ length: 10_000 }, (_, row) => (row < 4000 ? 7 : row / 10))
    const bounds = boundsOf(values.slice())
    expect(bounds.length).toBeLessThanOrEqual(254)
    const counts = new Map<number, number>()
    for (const value of values) {
      const bin = bounds.filter((bound) => bound < value).length
      counts.set(bin, (counts.get(bin) ?? 0) + 1)
    }
    const sizes = [...counts.values()].sort((a, b) => b - a)
    expect(sizes[0]).toBe(4000)
    expect(sizes[1]).toBeLessThan(60)
  })

  it('lie on one side of a bound as a whole', () => {
    const low = Float64Array.of(0, 2, 6, 10)
    const high = Float64Array.of(1, 5, 7, 11)
    expect(boundBetween({ low, high }, 0, 3)).toEqual({ threshold: 5.5, last: 1 })
    // The bin between holds half way.
    high[1] = 5.8
    expect(boundBetween({ low, high }, 0, 3)).toEqual({ threshold: 1.5, last: 0 })
  })
})

describe.each([
  ['a tree', cart],
  ['a forest', { ...forest, trees: 20 }],
  ['boosting', { ...boosting, rounds: 20 }],
] as const)('%s', (_, blueprint) => {
  it('answers one row as it does many, bit for bit', async () => {
    const { model } = await learn(wine, blueprint)
    const all = model.answers(batchOf(wine.rows))
    for (let row = 0; row < wine.target.length; row += 17) {
      const one = Object.fromEntries(
        Object.entries(wine.rows).map(([name, values]) => [name, [values[row] ?? null]]),
      )
      expect(model.answers(batchOf(one))).toEqual(all.slice(row * 3, row * 3 + 3))
    }
  })

  it('is the same again with the same seed', async () => {
    const [first, second] = [await learn(diabetes, blueprint), await learn(diabetes, blueprint)]
    expect(second.trained.weights).toEqual(first.trained.weights)
  })

  it('gives probabilities that sum to one', async () => {
    const { model } = await learn(wine, blueprint)
    const answers = model.answers(batchOf(wine.rows))
    for (let row = 0; row < wine.target.length; row++) {
      expect((answers[row * 3] ?? 0) + (answers[row * 3 + 1] ?? 0) + (answers[row * 3 + 2] ?? 0)).toBeCloseTo(
        1,
        5,
      )
    }
  })

  it('parts by categories, and takes one that it does not know for missing', async () => {
    const colours = ['amber', 'blue', 'cyan', 'green', 'red', 'teal']
    const colour = Array.from({ length: 300 }, (_, row) =>
      row % 10 === 9 ? null : (colours[row % 6] as string),
    )
    const target = colour.map((value) => (value === null ? 5 : colours.indexOf(value) % 2 === 0 ? 1 : 0))
    const { model } = await learn({ rows: { colour }, target }, { ...blueprint, minSamplesLeaf: 2 })
    const asked: Rows = { colour: ['amber', 'blue', 'teal', null, 'mauve'] }
    const [amber, blue, teal, missing, unknown] = model.answers(batchOf(asked, { colour }))
    const tight = blueprint.family === 'boosting' ? 0 : 2
    expect(amber).toBeCloseTo(1, tight)
    expect(blue).toBeCloseTo(0, tight)
    expect(teal).toBeCloseTo(0, tight)
    expect(missing).toBeGreaterThan(4)
    expect(unknown).toBe(missing)
    expect(model.knownCategories.get('colour')?.has('mauve')).toBe(false)
  })

  it('finds the way of missing values', async () => {
    const x = uniform(400).map((value, row) => (row % 4 === 0 ? null : value))
    const target = x.map((value) => (value === null || value > 0.7 ? 'high' : 'low'))
    const { model } = await learn({ rows: { x }, target }, { ...blueprint, minSamplesLeaf: 5 })
    const { prediction } = model.predict(batchOf({ x: [0.1, 0.9, null] }, { x })).columns
    expect(prediction).toEqual(['low', 'high', 'high'])
  })

  it('takes up a checkpoint as if it had never stopped', async () => {
    if (blueprint.family === 'tree') return
    const settings =
      blueprint.family === 'boosting' ? { ...blueprint, rowShare: 0.5, columnShare: 0.5 } : blueprint
    const straight = await learn(wine, settings)
    let saved: TrainingCheckpoint | null = null
    const checkpoint: CheckpointStore = {
      intervalMs: 0,
      load: async () => saved,
      save: async (state) => {
        saved = unpackCheckpoint(packCheckpoint(state))
        if (state.epoch === 7) throw new Error('killed')
      },
    }
    await expect(learn(wine, settings, { checkpoint })).rejects.toThrow('killed')
    const rounds: number[] = []
    const resumed = await learn(wine, settings, {
      checkpoint,
      onEpoch: ({ epoch }) => void rounds.push(epoch),
    })
    expect(rounds[0]).toBe(8)
    expect(resumed.trained.weights).toEqual(straight.trained.weights)
    expect(resumed.trained.figures).toEqual(straight.trained.figures)
  })

  it('ends when it is asked to, and when it is aborted', async () => {
    if (blueprint.family === 'tree') return
    let round = 0
    const { trained } = await learn(wine, blueprint, {
      onEpoch: ({ epoch }) => void (round = epoch),
      stopRequested: () => round === 4,
    })
    expect(trained.stoppedByHand).toBe(true)
    expect((trained.manifest as TreesManifest).training.rounds).toBe(4)
    const controller = new AbortController()
    const aborted = learn(wine, blueprint, {
      signal: controller.signal,
      onEpoch: () => controller.abort(new Error('cancelled')),
    })
    await expect(aborted).rejects.toThrow('cancelled')
  })
})

describe('weights', () => {
  const x = Array.from({ length: 120 }, (_, row) => (row * 37) % 40)
  const noise = uniform(120)
  const target = x.map((value, row) => Math.round(8 * (Math.sin(value / 6) + (noise[row] as number))) / 8)
  const weights = x.map((_, row) => 1 + (row % 3))
  const often = x.flatMap((_, row) => Array.from({ length: 1 + (row % 3) }, () => row))
  const repeated = {
    rows: { x: often.map((row) => x[row] as number) },
    target: often.map((row) => target[row] as number),
  }

  it.each([
    ['a tree', { ...cart, maxDepth: 4 }],
    ['boosting', { ...boosting, minSamplesLeaf: 1, rounds: 10 }],
    [
      'boosting of absolute errors',
      { ...boosting, minSamplesLeaf: 1, rounds: 10, loss: 'absolute' as const },
    ],
  ])('count as rows that come as often: %s', async (_, blueprint) => {
    const weighted = await learn({ rows: { x }, target, weights }, blueprint)
    const plain = await learn(repeated, blueprint)
    const asked = batchOf({ x: Array.from({ length: 40 }, (_, value) => value + 0.2) })
    const [ours, theirs] = [weighted.model.answers(asked), plain.model.answers(asked)]
    ours.forEach((answer, row) => expect(answer).toBeCloseTo(theirs[row] as number, 5))
  })

  it('of classes make the rare one count as much', async () => {
    const rows = { x: uniform(200) }
    const labels = rows.x.map((_, row) => (row % 10 === 0 ? 'rare' : 'usual'))
    const { model } = await learn(
      { rows, target: labels },
      { ...cart, maxLeaves: 1, classWeights: 'balanced' },
    )
    expect([...model.answers(batchOf({ x: [0.5] }))]).toEqual([0.5, 0.5])
  })
})

describe('boosting', () => {
  const x = uniform(400)
  const other = uniform(400)
  const wavy = x.map((value, row) => 3 * value + Math.sin(value * 25) + (other[row] as number))

  it.each([
    ['increasing', 1],
    ['decreasing', -1],
  ] as const)('keeps the answer %s along a column', async (field, direction) => {
    const target = wavy.map((value) => direction * value)
    const { model } = await learn({ rows: { x, other }, target }, { ...boosting, [field]: ['x'] })
    const grid = Array.from({ length: 200 }, (_, step) => step / 200)
    for (const fixed of [0.1, 0.5, 0.9]) {
      const answers = model.answers(batchOf({ x: grid, other: grid.map(() => fixed) }))
      for (let step = 1; step < grid.length; step++) {
        const rise = (answers[step] as number) - (answers[step - 1] as number)
        expect(direction * rise).toBeGreaterThanOrEqual(-1e-6)
      }
    }
  })

  it('refuses directions that it can not keep, in words', async () => {
    await expect(learn(wine, { ...boosting, increasing: ['alcohol'] })).rejects.toThrow(
      /more.*Clear both fields/,
    )
    await expect(learn(diabetes, { ...boosting, decreasing: ['ageing'] })).rejects.toThrow(
      /"ageing".*Mend the name/,
    )
    await expect(
      learn(
        { ...diabetes, target: diabetes.target.map((y) => -Number(y)) },
        { ...boosting, loss: 'poisson' },
      ),
    ).rejects.toThrow(/below 0 in some rows/)
  })

  it('aims at the median, and is never below 0 for counts', async () => {
    const rows = { x: x.slice(0, 300) }
    const heavy = rows.x.map((value, row) => (row % 5 === 0 ? 1000 : value))
    const medians = await learn({ rows, target: heavy }, { ...boosting, loss: 'absolute' })
    expect(medians.model.answers(batchOf({ x: [0.5] }))[0]).toBeLessThan(2)
    const counts = rows.x.map((value) => (value < 0.5 ? 0 : Math.round(value * 4)))
    const poisson = await learn({ rows, target: counts }, { ...boosting, loss: 'poisson' })
    const answers = poisson.model.answers(batchOf(rows))
    expect(Math.min(...answers)).toBeGreaterThan(0)
    expect(answers[rows.x.findIndex((value) => value > 0.9)]).toBeGreaterThan(2.5)
  })

  it('stops early and keeps the trees of the best round', async () => {
    const [half, rest] = [0, 1].map((part) => ({
      rows: Object.fromEntries(
        Object.entries(diabetes.rows).map(([name, values]) => [
          name,
          values.filter((_, row) => row % 2 === part),
        ]),
      ),
      target: diabetes.target.filter((_, row) => row % 2 === part),
    })) as unknown as [Learning, Learning]
    const { trained, model } = await learn(
      { ...half, validation: rest },
      { ...boosting, rounds: 400, earlyStopping: true, patience: 15 },
    )
    const { training } = trained.manifest as TreesManifest
    expect(training.stoppedEarly).toBe(true)
    expect(training.rounds).toBe(training.bestRound + 15)
    expect((trained.manifest as TreesManifest).trees.trees).toBe(training.bestRound)
    const answers = model.answers(batchOf(rest.rows))
    const rmse = Math.sqrt(
      rest.target.reduce<number>((sum, y, row) => sum + (Number(y) - (answers[row] as number)) ** 2, 0) /
        rest.target.length,
    )
    expect(trained.figures.val_rmse).toBeCloseTo(rmse, 3)
    expect(Math.min(...training.history.epochs.map(({ val_loss = 0 }) => val_loss))).toBe(
      trained.figures.val_loss,
    )
  })
})

it('says which columns matter', async () => {
  const rows = { noise: uniform(300), signal: uniform(300) }
  const { trained } = await learn({ rows, target: rows.signal.map((value) => 10 * value) }, boosting)
  const [first, second] = (trained.manifest as TreesManifest).importance
  expect(first).toMatchObject({ column: 'signal' })
  expect(first?.gain).toBeGreaterThan(0.95)
  expect((first?.gain ?? 0) + (second?.gain ?? 0)).toBeCloseTo(1, 9)
})

it('measures a forest on rows that its trees have not drawn', async () => {
  const { trained } = await learn(wine, forest)
  expect(trained.figures.out_of_bag_accuracy).toBeGreaterThan(0.95)
  expect(trained.figures).toMatchObject({ trees: 100 })
})

it('splits where nothing is gained yet: exclusive or', async () => {
  const rows = { a: [0, 0, 1, 1], b: [0, 1, 0, 1] }
  const { model } = await learn({ rows, target: ['no', 'yes', 'yes', 'no'] }, cart)
  expect(model.predict(batchOf(rows)).columns.prediction).toEqual(['no', 'yes', 'yes', 'no'])
})
