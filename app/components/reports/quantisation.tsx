import { formatBytes, formatCount, formatFigure } from '../../canvas/words.ts'
import { cn } from '../cn.ts'
import { StateIcon } from '../state-icon.tsx'
import { say } from '../../i18n/current.ts'
import { useT } from '../../i18n/use-t.ts'
import { metricFigures } from './metric-figures.ts'
import type { QuantisationReport } from './quantisation-types.ts'
import type { ReportViewProps } from './report-views.tsx'
import { rowsInWords } from './report-types.ts'
import { MessageText } from '../../canvas/components/message-text.tsx'

interface Line {
  title: string
  before: string
  after: string
  change: string
  better: boolean | null
}

/** Figures and bytes before and after, side by side. */
function linesOf({ bytes, comparison }: QuantisationReport): Line[] {
  const before = new Map(metricFigures(comparison?.before ?? {}).map(({ name, text }) => [name, text]))
  const figures = metricFigures(comparison?.after ?? {}, {
    earlier: Object.fromEntries(
      Object.entries(comparison?.before ?? {}).filter(
        (entry): entry is [string, number] => entry[1] !== null,
      ),
    ),
  })
  return [
    ...figures.map(({ name, title, text, comparison: change }) => ({
      title,
      before: before.get(name) ?? '–',
      after: text,
      change: change?.text ?? '',
      better: change?.better ?? null,
    })),
    {
      title: say('Weights'),
      before: formatBytes(bytes.before),
      after: formatBytes(bytes.after),
      change: say('{{share}} % less', { share: Math.round(100 * (1 - bytes.after / bytes.before)) }),
      better: null,
    },
  ]
}

/** What a quantisation cost and what it saved. */
export function QuantisationView({ report: found, place }: ReportViewProps) {
  const { t } = useT()
  const report = found as QuantisationReport
  const { comparison } = report
  return (
    <section
      aria-label={t('Quantisation')}
      className={cn(
        'min-w-0',
        place === 'inspector'
          ? 'mb-4'
          : 'max-w-160 rounded-md border border-line bg-surface px-4 pt-3 pb-3.5',
      )}
    >
      <h3 className="mb-1.5 text-13 font-title">
        {t('Before and after')}{' '}
        <span className="font-text text-ink-3">
          {report.precision === 'int8' ? t('weights in 8 bits') : t('weights in 16 bits')}
          {comparison && t(', on {{rows}}', { rows: rowsInWords(comparison) })}
        </span>
      </h3>
      {comparison && !comparison.heldOut && comparison.note !== null && (
        <p className="mb-1.5 flex items-start gap-1.5 text-12 text-warning">
          <StateIcon state="warning" decorative className="mt-0.5" />
          <MessageText>{comparison.note}</MessageText>
        </p>
      )}
      <table className="w-full text-right text-12 [&_th]:font-text [&_tr>*]:h-6 [&_tr>*+*]:pl-3 [&_tr>*:first-child]:text-left">
        <thead className="text-ink-3">
          <tr>
            <th scope="col">
              <span className="sr-only">{t('Figure')}</span>
            </th>
            <th scope="col">{t('before')}</th>
            <th scope="col">{t('after')}</th>
            <th scope="col">{t('change')}</th>
          </tr>
        </thead>
        <tbody>
          {linesOf(report).map(({ title, before, after, change, better }) => (
            <tr key={title} className="border-t border-line text-ink-2">
              <th scope="row">{title}</th>
              <td className="whitespace-nowrap">{before}</td>
              <td className="font-strong whitespace-nowrap text-ink">{after}</td>
              <td className={better === null ? 'text-ink-3' : better ? 'text-done' : 'text-failed'}>
                {change}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="mt-2 text-12 text-ink-2">
        {comparison
          ? changesInWords(comparison)
          : t('No table is connected, so only the sizes are known. Connect one to see what it costs.')}
      </p>
    </section>
  )
}

function changesInWords({
  of,
  largestChange,
  answersChanged,
  rows,
}: NonNullable<QuantisationReport['comparison']>): string {
  const change = formatFigure(largestChange)
  const largest =
    of === 'probability'
      ? say('The largest change of a probability is {{change}}.', { change })
      : say('The largest change of a predicted number is {{change}}.', { change })
  if (answersChanged === null) return largest
  const changed =
    answersChanged === 0
      ? say('None of {{count}} answers changed.', { count: rows })
      : say('{{changed}} of {{count}} answers changed.', {
          changed: formatCount(answersChanged),
          count: rows,
        })
  return `${largest} ${changed}`
}
