import type { FeatureColumns } from './features.ts'

/** Words of 32 bits in the set of categories of one question. */
export const SET_WORDS = 8

/**
 * Trees in typed arrays, one after another. A node asks a question of a feature; its children lie side by side. All
 * counts of nodes and leaves run through all trees.
 */
export interface Trees {
  /** Numbers in a leaf: one, or one for every class. */
  outputs: number
  /** The first node of each tree. */
  roots: Uint32Array
  feature: Uint16Array
  /** Values up to it go left. For a category: which set of `sets` goes left. */
  threshold: Float64Array
  /** The left child, the right one being next to it; a leaf n is −1 − n. */
  child: Int32Array
  /** Bit 1: a missing value goes left. Bit 2: the question is one of categories. */
  flags: Uint8Array
  /** Sets of categories, `SET_WORDS` each. */
  sets: Uint32Array
  /** Leaves × outputs. */
  values: Float32Array
  /** Training rows that came by. */
  cover: Float32Array
  /** How much the question lowered the loss. */
  gain: Float32Array
}

export const MISSING_LEFT = 1
export const BY_CATEGORY = 2

/** The arrays in the order of their bytes, those with the largest numbers first, so that each is aligned. */
const layout = [
  ['threshold', Float64Array],
  ['child', Int32Array],
  ['roots', Uint32Array],
  ['sets', Uint32Array],
  ['values', Float32Array],
  ['cover', Float32Array],
  ['gain', Float32Array],
  ['feature', Uint16Array],
  ['flags', Uint8Array],
] as const

/** How many there are of what: with it the bytes of trees can be read. */
export interface TreeCounts {
  trees: number
  nodes: number
  leaves: number
  sets: number
  outputs: number
}

export const countsOf = (trees: Trees): TreeCounts => ({
  trees: trees.roots.length,
  nodes: trees.child.length,
  leaves: trees.values.length / trees.outputs,
  sets: trees.sets.length / SET_WORDS,
  outputs: trees.outputs,
})

const lengthsOf = ({ trees, nodes, leaves, sets, outputs }: TreeCounts) => ({
  threshold: nodes,
  child: nodes,
  roots: trees,
  sets: sets * SET_WORDS,
  values: leaves * outputs,
  cover: nodes,
  gain: nodes,
  feature: nodes,
  flags: nodes,
})

/** Trees as bytes, little-endian. */
export function packTrees(trees: Trees): Uint8Array {
  const parts = layout.map(([name]) => trees[name])
  const packed = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0))
  let offset = 0
  for (const part of parts) {
    packed.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), offset)
    offset += part.byteLength
  }
  return packed
}

/** The trees in bytes that `packTrees` made; undefined where they are not those of `counts`. */
export function unpackTrees(bytes: Uint8Array, counts: TreeCounts): Trees | undefined {
  // `slice` of a Node Buffer copies nothing; this does, and aligns the bytes.
  const { buffer } = new Uint8Array(bytes)
  const lengths = lengthsOf(counts)
  const size = layout.reduce((sum, [name, type]) => sum + lengths[name] * type.BYTES_PER_ELEMENT, 0)
  if (size !== bytes.byteLength) return undefined
  let offset = 0
  const arrays = layout.map(([name, type]) => {
    const array = new type(buffer, offset, lengths[name])
    offset += array.byteLength
    return [name, array]
  })
  return { ...(Object.fromEntries(arrays) as Omit<Trees, 'outputs'>), outputs: counts.outputs }
}

/** Trees one after another in one set of arrays. */
export function joinTrees(all: readonly Trees[], outputs: number): Trees {
  const total = { trees: 0, nodes: 0, leaves: 0, sets: 0, outputs }
  for (const each of all) {
    const counts = countsOf(each)
    total.trees += counts.trees
    total.nodes += counts.nodes
    total.leaves += counts.leaves
    total.sets += counts.sets
  }
  const lengths = lengthsOf(total)
  const joined = Object.fromEntries(
    layout.map(([name, type]) => [name, new type(lengths[name])]),
  ) as unknown as Omit<Trees, 'outputs'>
  const at = { trees: 0, nodes: 0, leaves: 0, sets: 0 }
  for (const each of all) {
    const counts = countsOf(each)
    const starts = { ...lengthsOf({ ...at, outputs }) }
    for (const [name] of layout) joined[name].set(each[name], starts[name])
    for (let tree = 0; tree < counts.trees; tree++) joined.roots[at.trees + tree]! += at.nodes
    for (let node = at.nodes; node < at.nodes + counts.nodes; node++) {
      const child = joined.child[node] as number
      joined.child[node] = child < 0 ? child - at.leaves : child + at.nodes
      if (child >= 0 && (joined.flags[node] as number) & BY_CATEGORY) joined.threshold[node]! += at.sets
    }
    at.trees += counts.trees
    at.nodes += counts.nodes
    at.leaves += counts.leaves
    at.sets += counts.sets
  }
  return { ...joined, outputs }
}

/** The first `count` trees. */
export function firstTrees(trees: Trees, count: number): Trees {
  if (count >= trees.roots.length) return trees
  const nodes = trees.roots[count] as number
  let [leaves, sets] = [0, 0]
  for (let node = 0; node < nodes; node++) {
    if ((trees.child[node] as number) < 0) leaves++
    else if ((trees.flags[node] as number) & BY_CATEGORY) sets++
  }
  const lengths = lengthsOf({ trees: count, nodes, leaves, sets, outputs: trees.outputs })
  const arrays = layout.map(([name]) => [name, trees[name].slice(0, lengths[name])])
  return { ...(Object.fromEntries(arrays) as Omit<Trees, 'outputs'>), outputs: trees.outputs }
}

/** The leaf that a row of `columns` reaches in the tree that begins at `node`. */
export function leafOf(trees: Trees, columns: FeatureColumns, row: number, root: number): number {
  const { child, feature, threshold, flags, sets } = trees
  let node = root
  for (;;) {
    const next = child[node] as number
    if (next < 0) return -1 - next
    const value = (columns[feature[node] as number] as Float64Array)[row] as number
    const flag = flags[node] as number
    let left: boolean
    if (Number.isNaN(value)) left = (flag & MISSING_LEFT) !== 0
    else if (flag & BY_CATEGORY) {
      const word = sets[(threshold[node] as number) * SET_WORDS + (value >>> 5)] as number
      left = ((word >>> (value & 31)) & 1) === 1
    } else left = value <= (threshold[node] as number)
    node = left ? next : next + 1
  }
}

/**
 * Adds to `sums` (rows × width) what trees `from`… say of each row. Trees of one output take turns in the columns of
 * `sums`, those of several add to all. Sums of a row run in the order of the trees, so a row alone and one of many
 * come to the same, bit for bit.
 */
export function addTrees(
  trees: Trees,
  columns: FeatureColumns,
  call: { rows: number; sums: Float64Array; width: number; from?: number },
): void {
  const { roots, values, outputs } = trees
  const { rows, sums, width, from = 0 } = call
  for (let tree = from; tree < roots.length; tree++) {
    const root = roots[tree] as number
    const first = outputs === 1 ? tree % width : 0
    for (let row = 0; row < rows; row++) {
      const leaf = leafOf(trees, columns, row, root) * outputs
      const at = row * width + first
      for (let k = 0; k < outputs; k++) sums[at + k]! += values[leaf + k] as number
    }
  }
}

/** Gain and number of questions of each feature. */
export function importanceOf(trees: Trees, features: number): { gain: Float64Array; splits: Uint32Array } {
  const gain = new Float64Array(features)
  const splits = new Uint32Array(features)
  for (let node = 0; node < trees.child.length; node++) {
    if ((trees.child[node] as number) < 0) continue
    const feature = trees.feature[node] as number
    gain[feature]! += trees.gain[node] as number
    splits[feature]!++
  }
  return { gain, splits }
}
