import { slotOf } from '../../../nodes/kit/many.ts'
import { useT } from '../../i18n/use-t.ts'
import { msg } from '../../i18n/msg.ts'
import { Coefficients, weightedOutputs } from './coefficients.tsx'
import type { EnsembleReport } from './linear-types.ts'
import { figureText, figureTitle } from './metric-figures.ts'
import { FigureTable, ReportSection } from './report-section.tsx'
import type { ReportViewProps } from './report-views.tsx'
import type { NodeNames } from './tuning-table.ts'

const methodWords: Readonly<Record<EnsembleReport['method'], string>> = {
  hard: msg('hard vote'),
  soft: msg('soft vote'),
  average: msg('average'),
  weighted: msg('weighted'),
  stacking: msg('stacking'),
}

/** The figures that models are compared by: as many as there is room for. */
const compared = {
  inspector: { classes: ['accuracy', 'logLoss'], numbers: ['r2', 'rmse'] },
  page: { classes: ['accuracy', 'f1', 'logLoss'], numbers: ['r2', 'rmse', 'mae'] },
}

/** What the parts are called: the nodes that they come from where those have titles of their own. */
function titlesOf({ parts }: EnsembleReport, nodes: NodeNames, nodeId: string): string[] {
  const inputs = nodes.find(({ id }) => id === nodeId)?.inputs ?? {}
  const titles = parts.map((part, index) => {
    const from = inputs[slotOf('models', index)]?.node
    return nodes.find(({ id }) => id === from)?.title ?? part.title
  })
  return new Set(titles).size === titles.length ? titles : parts.map(({ title }) => title)
}

/** An ensemble beside its parts, on the validation rows. */
export function EnsembleView({ report: found, place, nodes, nodeId }: ReportViewProps) {
  const { t } = useT()
  const report = found as EnsembleReport
  const names = compared[place][report.classes ? 'classes' : 'numbers']
  const titles = titlesOf(report, nodes ?? [], nodeId)
  const isWeighted = report.method === 'weighted'
  const cellsOf = (metrics: EnsembleReport['metrics']) =>
    names.map((name) => (typeof metrics?.[name] === 'number' ? figureText(name, metrics[name]) : '–'))
  return (
    <ReportSection label={t('Ensemble')} place={place}>
      <h3 className="mb-1.5 text-13 font-title">
        {t('Ensemble and parts')}{' '}
        <span className="font-text text-ink-3">
          {t(methodWords[report.method])}
          {report.rows > 0 && t(', on {{count}} validation rows', { count: report.rows })}
        </span>
      </h3>
      <div className="overflow-x-auto">
        <FigureTable
          head={[t('Model'), ...names.map(figureTitle), ...(isWeighted ? [t('Weight')] : [])]}
          rows={[
            {
              title: t('Ensemble'),
              cells: [...cellsOf(report.metrics), ...(isWeighted ? [''] : [])],
              strong: true,
            },
            ...report.parts.map(({ weight, metrics }, index) => ({
              title: titles[index] ?? '',
              cells: [...cellsOf(metrics), ...(isWeighted ? [(weight ?? 0).toFixed(3)] : [])],
            })),
          ]}
        />
      </div>
      {report.rows === 0 && (
        <p className="mt-2 text-12 text-ink-2">
          {t('There are no validation rows, so nothing is scored here.')}
        </p>
      )}
      {report.coefficients && (
        <>
          <h3 className="mt-4 mb-1.5 text-13 font-title">{t('How the answers are stacked')}</h3>
          <Coefficients
            coefficients={report.coefficients.map((each) => ({
              ...each,
              // An answer is called after the number of its model: `2: malignant`.
              input: each.input.replace(/^(\d+): /, (all, part) => {
                const title = titles[Number(part) - 1]
                return title === undefined ? all : `${title}: `
              }),
            }))}
            outputs={weightedOutputs(report.classes, report.target)}
            narrow={place === 'inspector'}
          />
        </>
      )}
    </ReportSection>
  )
}
