import { formatCount, formatFigure, metricTitle } from '../../canvas/words.ts'
import { useT } from '../../i18n/use-t.ts'
import { Coefficients, weightedOutputs } from './coefficients.tsx'
import type { LinearReport } from './linear-types.ts'
import { FigureTable, ReportSection } from './report-section.tsx'
import type { ReportViewProps } from './report-views.tsx'

/** What a linear model reached, and how it weighs its inputs. */
export function LinearView({ report: found, place }: ReportViewProps) {
  const { t } = useT()
  const report = found as LinearReport
  const { figures } = report
  const names = Object.keys(figures).filter((name) => !name.startsWith('val_'))
  const figure = (name: string) => (figures[name] === undefined ? '–' : formatFigure(figures[name]))
  return (
    <ReportSection label={t('Linear model')} place={place}>
      <h3 className="mb-1.5 text-13 font-title">{t('Metrics')}</h3>
      <FigureTable
        head={[t('Figure'), t('train'), t('validation')]}
        rows={[
          ...names.map((name) => ({
            title: metricTitle(name),
            cells: [figure(name), figure(`val_${name}`)],
          })),
          { title: t('Rows'), cells: [formatCount(report.rows), formatCount(report.validationRows)] },
        ]}
      />
      <p className="mt-2 text-12 text-ink-2">
        {t('{{count}} weights, L2 strength {{l2}}.', {
          count: report.parameters,
          l2: formatFigure(report.settings.l2),
        })}{' '}
        {report.iterations === 0
          ? t('Computed in closed form.')
          : report.converged
            ? t('Settled after {{count}} iterations.', { count: report.iterations })
            : t('Not settled after {{count}} iterations.', { count: report.iterations })}
      </p>
      <h3 className="mt-4 mb-1.5 text-13 font-title">
        {t('Weights')}{' '}
        <span className="font-text text-ink-3">
          {t('in colour: what one standard deviation of the input does')}
        </span>
      </h3>
      <Coefficients
        coefficients={report.coefficients}
        outputs={weightedOutputs(report.classes, report.target)}
        inputsCounted={report.inputsCounted}
        narrow={place === 'inspector'}
      />
    </ReportSection>
  )
}
