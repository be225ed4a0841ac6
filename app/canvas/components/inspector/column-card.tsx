'use client'

import { useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { useMemo } from 'react'
import type { ColumnProfile, NumberStatistics } from '../../../../ml/tables/profile.ts'
import type { Column } from '../../../../nodes/kit/columns.ts'
import { BarList } from '../../../components/charts/bar-list.tsx'
import { HistogramChart } from '../../../components/charts/histogram-chart.tsx'
import { ColumnIcon, kindWords } from '../../../components/column-icon.tsx'
import { cellText } from '../../../components/data-table/layout.ts'
import { IconButton } from '../../../components/icon-button.tsx'
import { Skeleton } from '../../../components/skeleton.tsx'
import { useTRPC } from '../../../trpc.tsx'
import { formatBytes, formatCount, formatFigure } from '../../words.ts'
import { useT } from '../../../i18n/use-t.ts'

function Rows({ rows }: { rows: readonly (readonly [string, string])[] }) {
  return (
    <table className="figures">
      <tbody>
        {rows.map(([title, figure]) => (
          <tr key={title}>
            <th scope="row">{title}</th>
            <td className="is-main">{figure}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function NumberPart({ name, statistics }: { name: string; statistics: NumberStatistics }) {
  const { t } = useT()
  const { min, max, mean, std, quantiles, histogram } = statistics
  const bins = useMemo(
    () =>
      histogram.counts.map((rows, index) => ({
        from: histogram.edges[index] ?? 0,
        to: histogram.edges[index + 1] ?? 0,
        rows,
      })),
    [histogram],
  )
  return (
    <>
      <HistogramChart title={t('Distribution')} bins={bins} xLabel={name} height={150} fileName={name} bare />
      <div className="mt-3">
        <Rows
          rows={[
            [t('Mean'), formatFigure(mean)],
            [t('Deviation'), formatFigure(std)],
            [t('Smallest'), formatFigure(min)],
            [t('Lower quarter'), formatFigure(quantiles[1] ?? min)],
            [t('Median'), formatFigure(quantiles[2] ?? mean)],
            [t('Upper quarter'), formatFigure(quantiles[3] ?? max)],
            [t('Largest'), formatFigure(max)],
          ]}
        />
      </div>
    </>
  )
}

function Statistics(props: { profile: ColumnProfile; rows: number; shape: readonly number[] | undefined }) {
  const { profile, rows, shape } = props
  const { t } = useT()
  const { number, top, range, missing, distinct, bytes, values } = profile
  const listed = (top ?? []).reduce((sum, entry) => sum + entry.count, 0)
  const others = rows - missing - listed
  return (
    <>
      <section className="form-section">
        <Rows
          rows={[
            [
              t('Missing'),
              missing === 0
                ? t('none')
                : t('{{part}} of {{whole}}', { part: formatCount(missing), whole: formatCount(rows) }),
            ],
            [t('Different values'), formatCount(distinct)],
            ...(range
              ? ([
                  [t('First'), cellText(range.from, 'datetime')],
                  [t('Last'), cellText(range.to, 'datetime')],
                ] as const)
              : []),
            ...(bytes
              ? ([
                  [t('Smallest'), formatBytes(bytes.min)],
                  [t('Mean'), formatBytes(bytes.mean)],
                  [t('Largest'), formatBytes(bytes.max)],
                ] as const)
              : []),
            ...(shape ? ([[t('Size'), shape.map(formatCount).join(' × ')]] as const) : []),
            ...(values
              ? ([
                  [t('Smallest'), formatFigure(values.min)],
                  [t('Mean'), formatFigure(values.mean)],
                  [t('Largest'), formatFigure(values.max)],
                ] as const)
              : []),
          ]}
        />
      </section>
      {number && (
        <section className="form-section">
          <NumberPart name={profile.name} statistics={number} />
        </section>
      )}
      {top && top.length > 0 && (
        <section className="form-section">
          <h3 className="form-heading">{t('Values')}</h3>
          <BarList
            label={t('Values of {{name}}', { name: profile.name })}
            total={rows}
            items={[
              ...top.map(({ value, count }) => ({
                key: `=${value}`,
                name: value === '' ? t('(empty text)') : value,
                value: count,
              })),
              ...(others > 0 ? [{ key: 'others', name: t('others'), value: others }] : []),
              ...(missing > 0 ? [{ key: 'missing', name: t('missing'), value: missing, warning: true }] : []),
            ]}
          />
        </section>
      )}
    </>
  )
}

interface ColumnCardProps {
  runId: string
  nodeId: string
  port: string
  column: Column
  onClose: () => void
}

/** One column of the table beside it: its kind, its role, and how its values are spread. */
export function ColumnCard({ runId, nodeId, port, column, onClose }: ColumnCardProps) {
  const { t } = useT()
  const trpc = useTRPC()
  const profile = useQuery(
    trpc.values.profile.queryOptions({ runId, nodeId, port }, { staleTime: Number.POSITIVE_INFINITY }),
  )
  const own = profile.data?.columns.find((candidate) => candidate.name === column.name)
  return (
    <aside aria-label={t('Column {{name}}', { name: column.name })} className="column-card">
      <header className="mb-1 flex items-center gap-2">
        <ColumnIcon kind={column.kind} role={column.role} size={16} />
        <h3 className="min-w-0 flex-1 truncate font-mono text-14 font-title">{column.name}</h3>
        <IconButton size="sm" label={t('Close the column')} onClick={onClose}>
          <X aria-hidden />
        </IconButton>
      </header>
      <p className="mb-3 text-12 text-ink-2">
        {t(kindWords[column.kind])}
        {t(', ')}
        {t(column.role)}
      </p>
      {own && profile.data ? (
        <Statistics profile={own} rows={profile.data.rows} shape={column.shape} />
      ) : (
        <Skeleton className="h-40" />
      )}
    </aside>
  )
}
