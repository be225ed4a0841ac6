import { formatFigure } from '../../canvas/words.ts'
import { useT } from '../../i18n/use-t.ts'
import { ImportanceBars } from './importance-bars.tsx'
import { figureText, figureTitle } from './metric-figures.ts'
import type { ReportViewProps } from './report-views.tsx'

/** What *Feature importance* found; see nodes/evaluate/importance. */
interface ImportanceReport {
  metric: string
  on: 'test' | 'validation' | 'train' | 'all'
  score: number
  rows: number
  repeats: number
  columns: readonly { column: string; mean: number; std: number }[]
}

/** What the score loses where a column is shuffled. */
export function ImportanceView({ report: found, place, fileName }: ReportViewProps) {
  const { t } = useT()
  const { metric, on, score, rows, repeats, columns } = found as ImportanceReport
  const count = { count: rows }
  const rowsInWords = {
    test: t('{{count}} test rows', count),
    validation: t('{{count}} validation rows', count),
    train: t('{{count}} training rows', count),
    all: t('{{count}} rows', count),
  }[on]
  return (
    <ImportanceBars
      subtitle={t('{{metric}}, how much worse when shuffled', { metric: figureTitle(metric) })}
      table={{
        columns: [
          { key: 'column', label: t('Column') },
          { key: 'mean', label: t('Mean') },
          { key: 'std', label: t('Deviation') },
        ],
        rows: columns.map((each) => ({ ...each })),
      }}
      bars={columns.map(({ column, mean, std }) => ({
        column,
        value: mean,
        text: formatFigure(mean),
        hint: `${formatFigure(mean)} ± ${formatFigure(std)}`,
      }))}
      columns={columns.length}
      footer={
        <>
          {figureTitle(metric)} {figureText(metric, score)} · {rowsInWords} ·{' '}
          {t('shuffled {{count}} times', { count: repeats })}
        </>
      }
      fileName={fileName}
      bare={place === 'inspector'}
    />
  )
}
