import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { TreePicture } from './picture.ts'
import { cart, columnsOf, learn, readCsv } from './testing.ts'

/** See tests/fixtures/scikit-learn/make-trees.py. */
interface Case {
  set: string
  target: string
  rows: number
  inputs: string[]
  max_depth?: number
  max_leaf_nodes?: number
  min_samples_leaf: number
  weighted?: boolean
  balanced?: boolean
  holes?: number
  tree: TreePicture
}
const url = new URL('../../tests/fixtures/scikit-learn/trees.json', import.meta.url)
const { structures } = JSON.parse(readFileSync(url, 'utf8')) as { structures: Case[] }

/**
 * Holds our tree against scikit-learn's, whose thresholds are in single precision. Of columns that part the rows
 * equally well, it takes one at random: where `ties` are allowed, the columns may differ, the rows that go either way not.
 */
function compare(
  ours: TreePicture,
  theirs: TreePicture,
  path: string,
  allow: { holes: boolean; ties: boolean },
): void {
  expect(ours.rows, path).toBe(theirs.rows)
  if (!('column' in theirs)) {
    const answers = (tree: TreePicture) => [('answer' in tree && tree.answer) || 0].flat()
    expect('column' in ours, path).toBe(false)
    answers(theirs).forEach((answer, k) => expect(answers(ours)[k], path).toBeCloseTo(answer, 4))
    return
  }
  if (!('column' in ours)) throw new Error(`${path} is a leaf`)
  if (!allow.ties) expect(ours.column, path).toBe(theirs.column)
  if (ours.column === theirs.column) {
    expect((ours.threshold as number) / (theirs.threshold as number), path).toBeCloseTo(1, 5)
  }
  if (allow.holes) expect(ours.missing, path).toBe(theirs.missing)
  compare(ours.yes, theirs.yes, `${path} yes`, allow)
  compare(ours.no, theirs.no, `${path} no`, allow)
}

test.each(structures.map((each, index) => [index + 1, each] as const))(
  'tree %i asks the questions of scikit-learn’s DecisionTree',
  async (_, each) => {
    const rows = readCsv(each.set).slice(0, each.rows)
    const columns = { ...columnsOf(rows, each.inputs) }
    const { holes } = each
    if (holes) columns.bmi = (columns.bmi ?? []).map((value, row) => (row % holes === 0 ? null : value))
    const regression = each.set === 'diabetes'
    const target = rows.map((row) => (regression ? Number(row[each.target]) : (row[each.target] as string)))
    const { trained } = await learn(
      { rows: columns, target, ...(each.weighted && { weights: rows.map((_, row) => 1 + (row % 3)) }) },
      {
        ...cart,
        maxDepth: each.max_depth ?? 0,
        maxLeaves: each.max_leaf_nodes ?? 0,
        minSamplesLeaf: each.min_samples_leaf,
        classWeights: each.balanced ? 'balanced' : 'none',
      },
    )
    compare((trained.report as { tree: TreePicture }).tree, each.tree, 'root', {
      holes: holes !== undefined,
      ties: !regression,
    })
  },
)
