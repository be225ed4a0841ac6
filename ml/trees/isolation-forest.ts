import { Generator, mix } from '../training/random.ts'
import type { FeatureColumns } from './features.ts'
import { joinTrees, leafOf, MISSING_LEFT, type Trees } from './trees.ts'

export interface IsolationSettings {
  trees: number
  /** Rows that each tree draws without replacement; 256 in the paper. */
  sampleRows: number
  seed: number
}

/** A fitted isolation forest: leaves hold the length of the path to them, with what would follow for their rows. */
export interface IsolationForest {
  trees: Trees
  /** The mean length of a path among as many rows as a tree has drawn: what scores are scaled by. */
  pathLength: number
}

/**
 * Grows an isolation forest (Liu, Ting & Zhou, 2008): columns and thresholds at random, so that rows unlike the others end
 * early. `columns` are numbers, or places of categories, column by column; a missing value goes to a random side.
 * The same seed and rows give the same forest.
 */
export function growIsolationForest(
  columns: FeatureColumns,
  rows: number,
  { trees, sampleRows, seed }: IsolationSettings,
): IsolationForest {
  const sample = Math.min(sampleRows, rows)
  const maxDepth = Math.ceil(Math.log2(Math.max(sample, 2)))
  const grown = Array.from({ length: trees }, (_, tree) => {
    const generator = Generator.fromSeed(mix(seed, tree + 1))
    return isolate(columns, drawSome(rows, sample, generator), { maxDepth, generator })
  })
  return { trees: joinTrees(grown, 1), pathLength: meanPath(sample) }
}

/** Scores of rows, 0…1: above 0.5 a row is easier to set apart than most, near 1 it is an outlier. */
export function isolationScores(
  { trees, pathLength }: IsolationForest,
  columns: FeatureColumns,
  rows: number,
): Float64Array {
  const scores = new Float64Array(rows)
  for (const root of trees.roots) {
    for (let row = 0; row < rows; row++)
      scores[row]! += trees.values[leafOf(trees, columns, row, root)] as number
  }
  return scores.map((sum) => 2 ** (-sum / trees.roots.length / (pathLength || 1)))
}

/** c(n): the mean length of an unsuccessful search in a binary tree of `rows`. */
export function meanPath(rows: number): number {
  if (rows <= 1) return 0
  if (rows === 2) return 1
  return 2 * (Math.log(rows - 1) + EULER) - (2 * (rows - 1)) / rows
}
const EULER = 0.577_215_664_901_532_9

/** So many of the rows, each set as likely as the next (Floyd, 1987). */
function drawSome(rows: number, count: number, generator: Generator): Uint32Array {
  const drawn = new Set<number>()
  for (let last = rows - count; last < rows; last++) {
    const row = generator.below(last + 1)
    drawn.add(drawn.has(row) ? last : row)
  }
  return Uint32Array.from(drawn)
}

function isolate(
  columns: FeatureColumns,
  sample: Uint32Array,
  { maxDepth, generator }: { maxDepth: number; generator: Generator },
): Trees {
  const feature: number[] = []
  const threshold: number[] = []
  const child: number[] = []
  const flags: number[] = []
  const cover: number[] = []
  const values: number[] = []
  const add = () => {
    for (const list of [feature, threshold, child, flags, cover]) list.push(0)
    return child.length - 1
  }
  const open = [{ node: add(), rows: sample, depth: 0 }]
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, rows, depth } = next
    cover[node] = rows.length
    const question = depth < maxDepth && rows.length > 1 ? ask(columns, rows, generator) : null
    if (!question) {
      child[node] = -1 - values.length
      values.push(depth + meanPath(rows.length))
      continue
    }
    feature[node] = question.feature
    threshold[node] = question.threshold
    flags[node] = question.missingLeft ? MISSING_LEFT : 0
    const own = columns[question.feature] as Float64Array
    const isLeft = (row: number) => {
      const value = own[row] as number
      return Number.isNaN(value) ? question.missingLeft : value <= question.threshold
    }
    const left = add()
    add()
    child[node] = left
    open.push({ node: left, rows: rows.filter(isLeft), depth: depth + 1 })
    open.push({ node: left + 1, rows: rows.filter((row) => !isLeft(row)), depth: depth + 1 })
  }
  return {
    outputs: 1,
    roots: Uint32Array.of(0),
    feature: Uint16Array.from(feature),
    threshold: Float64Array.from(threshold),
    child: Int32Array.from(child),
    flags: Uint8Array.from(flags),
    sets: new Uint32Array(),
    values: Float32Array.from(values),
    cover: Float32Array.from(cover),
    gain: new Float32Array(child.length),
  }
}

/** A column that varies among the rows, and a threshold between its ends, both at random; null where none varies. */
function ask(columns: FeatureColumns, rows: Uint32Array, generator: Generator) {
  const order = Array.from(columns.keys())
  for (let at = 0; at < order.length; at++) {
    const other = at + generator.below(order.length - at)
    const feature = order[other] as number
    order[other] = order[at] as number
    const values = columns[feature] as Float64Array
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
    for (const row of rows) {
      const value = values[row] as number
      if (value < low) low = value
      if (value > high) high = value
    }
    if (!(low < high)) continue
    const between = low + (high - low) * (generator.next() / 2 ** 32)
    return { feature, threshold: between < high ? between : low, missingLeft: generator.below(2) === 0 }
  }
  return null
}
