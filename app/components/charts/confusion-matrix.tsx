'use client'

import { useState } from 'react'
import { formatCount, formatPercent } from '../../canvas/words.ts'
import { cn } from '../cn.ts'
import { Tooltip } from '../tooltip.tsx'
import { useT } from '../../i18n/use-t.ts'
import { ChartCard } from './chart-card.tsx'

export interface ConfusionCell {
  actual: number
  predicted: number
}

export interface ConfusionMatrixProps {
  subtitle?: string
  classes: readonly string[]
  /** `matrix[actual][predicted]` rows. */
  matrix: readonly (readonly number[])[]
  height?: number
  fileName: string
  bare?: boolean
  /** Opens the rows of a cell. */
  onOpen?: (cell: ConfusionCell) => void
}

const percent = (part: number, whole: number): string => (whole === 0 ? '' : formatPercent(part / whole))

/** Above this many classes cells are squares without words; each still has its tooltip and name. */
const SMALL = 4

/** Actual classes downwards, predicted ones across; a cell is a button, its tint the share of its row. */
export function ConfusionMatrix(props: ConfusionMatrixProps) {
  const { t } = useT()
  const { subtitle, classes, matrix, height = 256, fileName, bare, onOpen } = props
  const [chosen, setChosen] = useState<ConfusionCell | null>(null)
  const totals = matrix.map((row) => row.reduce((sum, count) => sum + count, 0))
  const countOf = (cell: ConfusionCell): number => matrix[cell.actual]?.[cell.predicted] ?? 0
  const nameOf = (index: number): string => classes[index] ?? String(index)
  const big = classes.length <= SMALL

  const table = {
    columns: [
      { key: 'actual', label: t('actual') },
      { key: 'predicted', label: t('predicted') },
      { key: 'rows', label: t('rows'), format: formatCount },
      {
        key: 'share',
        label: t('share of actual'),
        format: formatPercent,
      },
    ],
    rows: classes.flatMap((_, actual) =>
      classes.map((__, predicted) => {
        const rows = countOf({ actual, predicted })
        return {
          actual: nameOf(actual),
          predicted: nameOf(predicted),
          rows,
          share: totals[actual] ? rows / totals[actual] : 0,
        }
      }),
    ),
  }
  const words = (cell: ConfusionCell): string =>
    t('{{part}} of {{whole}} {{actual}} predicted as {{predicted}}', {
      part: formatCount(countOf(cell)),
      whole: formatCount(totals[cell.actual] ?? 0),
      actual: nameOf(cell.actual),
      predicted: nameOf(cell.predicted),
    })

  return (
    <ChartCard
      title={t('Confusion matrix')}
      table={table}
      height={height}
      fileName={fileName}
      picture={false}
      {...(subtitle === undefined ? {} : { subtitle })}
      {...(bare === undefined ? {} : { bare })}
      footer={
        <span className="flex min-h-5 items-center gap-2">
          <span className="min-w-0 flex-1">
            {chosen ? words(chosen) : t('Choose a cell to read it in words.')}
          </span>
          {chosen && onOpen && countOf(chosen) > 0 && (
            <button
              type="button"
              className="font-strong text-accent-ink hover:underline"
              onClick={() => onOpen(chosen)}
            >
              {t('Open these rows')}
            </button>
          )}
        </span>
      }
    >
      <div
        className="grid text-12"
        style={{
          minHeight: height,
          gap: big ? 4 : 2,
          gridTemplateColumns: `minmax(0, ${big ? 84 : 72}px) repeat(${classes.length}, minmax(0, 1fr))`,
          gridTemplateRows: `16px 20px repeat(${classes.length}, minmax(0, 1fr))`,
        }}
      >
        <span />
        <span className="text-center text-ink-3" style={{ gridColumn: `span ${classes.length}` }}>
          {t('predicted')}
        </span>
        <span className="text-ink-3">{t('actual')}</span>
        {classes.map((name) => (
          <span key={name} title={name} className="truncate text-center text-ink-2">
            {name}
          </span>
        ))}
        {classes.map((name, actual) => (
          <Row key={name} title={name} label={name}>
            {classes.map((predictedName, predicted) => {
              const cell = { actual, predicted }
              const share = totals[actual] ? countOf(cell) / totals[actual] : 0
              const on = chosen?.actual === actual && chosen.predicted === predicted
              const button = (
                <button
                  key={predictedName}
                  type="button"
                  aria-pressed={on}
                  onClick={() => setChosen(on ? null : cell)}
                  className={cn(
                    'grid min-w-0 place-content-center border text-center transition-colors hover:border-accent',
                    big ? 'rounded-md' : 'rounded-sm',
                    on ? 'border-accent ring-1 ring-accent' : 'border-transparent',
                  )}
                  style={{
                    // At most 42 %, so that the words on it keep their contrast.
                    background: `color-mix(in srgb, var(--accent) ${Math.round(3 + 39 * share)}%, var(--surface))`,
                  }}
                >
                  <span className="sr-only">{words(cell)}</span>
                  <b aria-hidden className={big ? 'text-20 leading-6 font-title' : 'font-strong'}>
                    {big || countOf(cell) > 0 ? formatCount(countOf(cell)) : '·'}
                  </b>
                  {big && <span aria-hidden>{percent(countOf(cell), totals[actual] ?? 0)}</span>}
                </button>
              )
              return big ? (
                button
              ) : (
                <Tooltip key={predictedName} label={words(cell)}>
                  {button}
                </Tooltip>
              )
            })}
          </Row>
        ))}
      </div>
    </ChartCard>
  )
}

function Row({ label, title, children }: { label: string; title: string; children: React.ReactNode }) {
  return (
    <>
      <span title={title} className="self-center truncate text-ink-2">
        {label}
      </span>
      {children}
    </>
  )
}
