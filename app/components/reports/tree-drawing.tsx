'use client'

import { useMemo } from 'react'
import { formatFigure } from '../../canvas/words.ts'
import { useT } from '../../i18n/use-t.ts'
import { ChartCard } from '../charts/chart-card.tsx'
import { isCut, isQuestion, layOutTree, type PlacedNode } from './tree-layout.ts'
import type { TreeLeaf, TreePicture, TreeQuestion } from './tree-types.ts'

const LEAF_WIDTH = 124
const LEVEL_HEIGHT = 84
const BOX = { width: 114, height: 46 }
/** Letters that a box has room for. */
const LETTERS = 19

const short = (text: string, letters = LETTERS) =>
  text.length > letters ? `${text.slice(0, letters - 1)}…` : text

/** A decision tree: yes to the left, no to the right, what is missing along the dashed line. */
export function TreeDrawing(props: {
  tree: TreePicture
  classes: readonly string[] | null
  fileName: string
  bare: boolean
}) {
  const { tree, classes, fileName, bare } = props
  const { t } = useT()
  const { nodes, width, depth } = useMemo(() => layOutTree(tree), [tree])
  const size = { width: width * LEAF_WIDTH, height: depth * LEVEL_HEIGHT - 24 }
  const cut = nodes.some(({ node }) => isCut(node))
  return (
    <ChartCard
      title={t('The tree')}
      subtitle={t('yes to the left, no to the right; (m): missing values')}
      table={{
        columns: [
          { key: 'where', label: t('Where') },
          { key: 'question', label: t('Question') },
          { key: 'rows', label: t('Rows') },
          { key: 'answer', label: t('Answer') },
        ],
        rows: nodes.map(({ key, node }) => ({
          where: key.slice(1),
          question: isQuestion(node) ? questionText(node) : '',
          rows: node.rows,
          answer: isQuestion(node) ? '' : answerText(node, classes),
        })),
      }}
      height={size.height + 16}
      fileName={fileName}
      bare={bare}
      footer={
        cut ? (
          <p className="mt-1 text-12 text-ink-3">{t('Where it says …, the tree goes on below.')}</p>
        ) : undefined
      }
    >
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- A keyboard scrolls it sideways. */}
      <section className="overflow-x-auto pb-2" tabIndex={0} aria-label={t('The tree')}>
        <svg
          data-chart
          role="img"
          aria-label={t('The tree')}
          width={size.width}
          height={size.height}
          viewBox={`0 0 ${size.width} ${size.height}`}
          fontSize={11}
          className="mx-auto block"
        >
          {nodes.map((placed) => (
            <Branch key={placed.key} placed={placed} />
          ))}
          {nodes.map((placed) => (
            <Box key={placed.key} placed={placed} classes={classes} total={tree.rows} />
          ))}
        </svg>
      </section>
    </ChartCard>
  )
}

function Branch({ placed: { x, y, from } }: { placed: PlacedNode }) {
  const { t } = useT()
  if (!from) return null
  const [x1, y1] = [from.x * LEAF_WIDTH, from.y * LEVEL_HEIGHT + BOX.height]
  const [x2, y2] = [x * LEAF_WIDTH, y * LEVEL_HEIGHT]
  const middle = (y1 + y2) / 2
  return (
    <g>
      <path
        d={`M${x1} ${y1} C${x1} ${middle} ${x2} ${middle} ${x2} ${y2}`}
        fill="none"
        stroke="var(--line-strong)"
        strokeDasharray={from.missing ? '4 3' : undefined}
      />
      <text
        x={x2 + (from.answer === 'yes' ? -4 : 4)}
        y={y2 - 6}
        textAnchor={from.answer === 'yes' ? 'end' : 'start'}
        fill="var(--text-3)"
      >
        {from.answer === 'yes' ? t('yes') : t('no')}
        {from.missing ? ' (m)' : ''}
      </text>
    </g>
  )
}

function Box({
  placed: { node, x, y },
  classes,
  total,
}: {
  placed: PlacedNode
  classes: readonly string[] | null
  total: number
}) {
  const { t } = useT()
  const left = x * LEAF_WIDTH - BOX.width / 2
  const top = y * LEVEL_HEIGHT
  const question = isQuestion(node)
  const lines = question
    ? [short(node.column), short(conditionText(node))]
    : isCut(node)
      ? ['…']
      : answerLines(node as TreeLeaf, classes)
  const rows = t('{{count}} rows', { count: node.rows })
  return (
    <g>
      <title>
        {question ? questionText(node) : answerText(node as TreeLeaf, classes)} · {rows}
      </title>
      <rect
        x={left}
        y={top}
        width={BOX.width}
        height={BOX.height}
        rx={question ? 6 : 14}
        fill={question ? 'var(--surface-2)' : hueOf(node as TreeLeaf, classes)}
        stroke="var(--line)"
      />
      <text textAnchor="middle" fill="var(--text)">
        <tspan x={left + BOX.width / 2} y={top + 14} fontWeight={600}>
          {lines[0]}
        </tspan>
        <tspan x={left + BOX.width / 2} y={top + 27}>
          {lines[1] ?? ''}
        </tspan>
        <tspan x={left + BOX.width / 2} y={top + 40} fill="var(--text-3)" fontSize={10}>
          {rows} · {((node.rows / total) * 100).toFixed(0)} %
        </tspan>
      </text>
    </g>
  )
}

function conditionText({ threshold, categories }: TreeQuestion): string {
  if (categories) return `∈ ${categories.join(', ')}`
  return threshold === null || threshold === undefined ? '≠ ∅' : `≤ ${formatFigure(threshold)}`
}

const questionText = (node: TreeQuestion): string => `${node.column} ${conditionText(node)}?`

function bestClass(answer: readonly number[]): number {
  return answer.reduce((best, share, k) => (share > (answer[best] ?? 0) ? k : best), 0)
}

function answerLines({ answer }: TreeLeaf, classes: readonly string[] | null): string[] {
  if (answer === undefined) return ['…']
  if (typeof answer === 'number') return [formatFigure(answer)]
  const best = bestClass(answer)
  return [short(classes?.[best] ?? ''), `${((answer[best] ?? 0) * 100).toFixed(0)} %`]
}

const answerText = (node: TreeLeaf, classes: readonly string[] | null): string =>
  typeof node.answer === 'object' && classes
    ? classes
        .map((label, k) => `${label} ${((node.answer as readonly number[])[k] ?? 0).toFixed(2)}`)
        .join(', ')
    : answerLines(node, classes).join(' ')

/** The tone of a leaf: its class's, stronger the surer it is. */
function hueOf({ answer }: TreeLeaf, classes: readonly string[] | null): string {
  if (answer === undefined || typeof answer === 'number' || !classes) return 'var(--surface)'
  const best = bestClass(answer)
  const strength = Math.round(10 + 25 * (answer[best] ?? 0))
  return `color-mix(in srgb, var(--ch-${(best % 5) + 1}) ${strength}%, var(--surface))`
}
