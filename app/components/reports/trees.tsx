import { formatCount, formatFigure, formatPercent, metricTitle } from '../../canvas/words.ts'
import { useT } from '../../i18n/use-t.ts'
import { ImportanceBars } from './importance-bars.tsx'
import { FigureTable, ReportSection } from './report-section.tsx'
import type { ReportViewProps } from './report-views.tsx'
import { TreeDrawing } from './tree-drawing.tsx'
import type { TreesReport } from './tree-types.ts'

const OUT_OF_BAG = 'out_of_bag_'

/** What a model made of trees reached, which columns matter to it, and the tree itself where it is one. */
export function TreesView({ report: found, place, fileName }: ReportViewProps) {
  const { t } = useT()
  const report = found as TreesReport
  const bare = place === 'inspector'
  return (
    <div className={bare ? 'grid min-w-0 gap-4' : 'grid min-w-0 gap-4 md:grid-cols-2'}>
      <ReportSection label={t('Trees')} place={place}>
        <h3 className="mb-1.5 text-13 font-title">{t('Metrics')}</h3>
        <Figures report={report} />
        <p className="mt-2 text-12 text-ink-2">
          {t('{{count}} trees', { count: report.trees })}
          {' · '}
          {t('{{count}} leaves', { count: report.leaves })}
          {report.family === 'boosting' && (
            <>
              {' · '}
              {t('best round {{best}} of {{rounds}}', { best: report.bestRound, rounds: report.rounds })}
            </>
          )}
        </p>
      </ReportSection>
      <Importance report={report} fileName={`${fileName}-importance`} bare={bare} />
      {report.tree && (
        <div className="min-w-0 md:col-span-2">
          <TreeDrawing
            tree={report.tree}
            classes={report.classes}
            fileName={`${fileName}-tree`}
            bare={bare}
          />
        </div>
      )}
    </div>
  )
}

function Figures({ report: { figures, rows, validationRows, family } }: { report: TreesReport }) {
  const { t } = useT()
  const known = ['loss', 'accuracy', 'rmse']
  const has = (prefix: string) => known.some((name) => figures[prefix + name] !== undefined)
  const columns = [
    ...(family === 'forest' ? [] : [{ title: t('train'), prefix: '', rows }]),
    ...(has(OUT_OF_BAG) ? [{ title: t('out of bag'), prefix: OUT_OF_BAG, rows }] : []),
    ...(has('val_') ? [{ title: t('validation'), prefix: 'val_', rows: validationRows }] : []),
  ]
  const names = known.filter((name) => columns.some(({ prefix }) => figures[prefix + name] !== undefined))
  const figure = (name: string) => (figures[name] === undefined ? '–' : formatFigure(figures[name]))
  return (
    <FigureTable
      head={[t('Figure'), ...columns.map(({ title }) => title)]}
      rows={[
        ...names.map((name) => ({
          title: metricTitle(name),
          cells: columns.map(({ prefix }) => figure(prefix + name)),
        })),
        { title: t('Rows'), cells: columns.map((column) => formatCount(column.rows)) },
      ]}
    />
  )
}

/** The share of each column in all that the questions gained. */
function Importance({ report, fileName, bare }: { report: TreesReport; fileName: string; bare: boolean }) {
  const { t } = useT()
  const used = report.importance.filter(({ splits }) => splits > 0)
  return (
    <ImportanceBars
      subtitle={t('share of the gain')}
      table={{
        columns: [
          { key: 'column', label: t('Column') },
          { key: 'gain', label: t('Gain') },
          { key: 'splits', label: t('Questions') },
        ],
        rows: used.map((each) => ({ ...each })),
      }}
      bars={used.map(({ column, gain, splits }) => ({
        column,
        value: gain,
        text: formatPercent(gain),
        hint: t('{{count}} questions', { count: splits }),
      }))}
      columns={report.importance.length}
      fileName={fileName}
      bare={bare}
    />
  )
}
