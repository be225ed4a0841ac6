import { formatCount, formatFigure } from '../../canvas/words.ts'
import { useT } from '../../i18n/use-t.ts'
import { LineChart } from '../charts/line-chart.tsx'
import { ScatterChart } from '../charts/scatter-chart.tsx'
import { FigureTable, ReportSection } from './report-section.tsx'
import type { ReportViewProps } from './report-views.tsx'

/** What *Cluster* found; see nodes/features/cluster. */
interface ClustersReport {
  columns: readonly string[]
  clusters: readonly {
    name: string
    rows: number
    centre: readonly number[]
    apart: readonly number[]
  }[]
  rows: number
  silhouette: number
  elbow: readonly { clusters: number; inertia: number; silhouette: number }[]
  picture: {
    points: readonly { x: number; y: number; cluster: number }[]
    ratios: readonly number[]
  }
  agreement: { target: string; adjustedRand: number } | null
}

const percent = (share: number): string => `${Math.round(share * 100)} %`

/** Clusters on a plane, what sets them apart, and how other numbers of them would do. */
export function ClustersView({ report: found, place, fileName }: ReportViewProps) {
  const { t } = useT()
  const report = found as ClustersReport
  const bare = place === 'inspector'
  const { picture, elbow, silhouette, agreement, clusters } = report
  const telling = tellingColumns(report).slice(0, bare ? 2 : 5)
  const axis = (at: number) =>
    t('component {{number}}, {{share}} of the variance', {
      number: at + 1,
      share: percent(picture.ratios[at] ?? 0),
    })
  return (
    <div className={bare ? 'grid min-w-0 gap-4' : 'grid min-w-0 gap-4 md:grid-cols-2'}>
      <ScatterChart
        title={t('Clusters')}
        subtitle={t('{{part}} of {{whole}}', {
          part: formatCount(picture.points.length),
          whole: t('{{count}} training rows', { count: report.rows }),
        })}
        points={picture.points.map(({ x, y, cluster }) => ({ x, y, group: String(cluster) }))}
        xLabel={axis(0)}
        yLabel={axis(1)}
        ideal="none"
        fileName={`${fileName}-clusters`}
        bare={bare}
      />
      <ReportSection label={t('Centres')} place={place}>
        <h3 className="mb-1.5 text-13 font-title">
          {t('Centres')} <span className="font-text text-ink-3">{t('columns that differ most')}</span>
        </h3>
        <div className="overflow-x-auto">
          <FigureTable
            head={[t('Cluster'), t('rows'), ...telling.map((at) => report.columns[at] ?? '')]}
            rows={clusters.map(({ name, rows, centre }) => ({
              title: name,
              cells: [formatCount(rows), ...telling.map((at) => formatFigure(centre[at] ?? Number.NaN))],
            }))}
          />
        </div>
        <p className="mt-2 text-12 text-ink-2">
          {t('Silhouette')} {silhouette.toFixed(3)}
          {agreement && (
            <>
              {' · '}
              {t('agreement with {{target}}', { target: agreement.target })}{' '}
              {agreement.adjustedRand.toFixed(3)}
            </>
          )}
        </p>
      </ReportSection>
      {(['silhouette', 'inertia'] as const).map((figure) => (
        <LineChart
          key={figure}
          title={figure === 'silhouette' ? t('Silhouette') : t('Elbow')}
          series={[
            {
              name: figure === 'silhouette' ? t('silhouette') : t('squared distance'),
              colour: 1,
              points: elbow.map((each) => ({ x: each.clusters, y: each[figure] })),
            },
          ]}
          xLabel={t('number of clusters')}
          yLabel={figure === 'silhouette' ? t('silhouette') : t('squared distance')}
          fileName={`${fileName}-${figure}`}
          bare={bare}
        />
      ))}
    </div>
  )
}

/** Places of the columns, by how far the centres lie apart in them. */
function tellingColumns({ columns, clusters }: ClustersReport): number[] {
  const spread = columns.map((_, at) => {
    const values = clusters.map(({ apart }) => apart[at] ?? 0)
    return Math.max(...values) - Math.min(...values)
  })
  return [...spread.keys()].toSorted((a, b) => (spread[b] ?? 0) - (spread[a] ?? 0))
}
