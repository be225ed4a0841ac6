'use client'

import type { LiveRun } from '../../../canvas/store/live-run.ts'
import { formatFigure, metricTitle } from '../../../canvas/words.ts'
import { ListTable, OnlyRow, Row, Td, Th } from '../../../components/list-table.tsx'
import { EmptyState } from '../../../components/notice.tsx'
import { orderFigures } from '../../../components/reports/metric-figures.ts'
import { TrainingCharts } from '../../../components/reports/training-charts.tsx'
import { stepOf } from '../../../components/training-step.ts'
import { useT } from '../../../i18n/use-t.ts'
import { listOutputs } from './run-outputs.ts'

const CHART = 256

/** Every figure that the nodes gave, and the curves of what trains or has trained in this run. */
export function MetricsTab({ live }: { live: LiveRun }) {
  const { t } = useT()
  const given = listOutputs(live, (value) => value.port === 'report')
  const rows = given.flatMap(({ nodeId, title, value }) =>
    value.port !== 'report'
      ? []
      : orderFigures(Object.keys(value.metrics)).map((name) => ({
          nodeId,
          title,
          name,
          figure: value.metrics[name] ?? Number.NaN,
        })),
  )
  const curves = live.planNodes.flatMap((plan) => {
    const points = live.curves[plan.id] ?? []
    return points.length > 0 ? [{ plan, points }] : []
  })
  return (
    <div className="grid gap-5">
      {curves.map(({ plan, points }) => {
        const node = live.nodes[plan.id]
        const total = node?.state === 'running' ? node.progress?.epochs : undefined
        return (
          <section key={plan.id} aria-label={t(plan.title)} className="grid gap-2">
            <h2 className="text-14 font-title">{t(plan.title)}</h2>
            <div className="grid gap-4 md:grid-cols-2">
              <TrainingCharts
                epochs={points}
                step={stepOf(node)}
                height={CHART}
                {...(total === undefined ? {} : { totalEpochs: total })}
                fileName={`run-${live.run.number}-${plan.id}`}
              />
            </div>
          </section>
        )
      })}
      <ListTable
        label={t('Metrics')}
        head={
          <>
            <Th>{t('Node')}</Th>
            <Th>{t('Metric')}</Th>
            <Th right>{t('Value')}</Th>
          </>
        }
      >
        {rows.map(({ nodeId, title, name, figure }) => (
          <Row key={`${nodeId} ${name}`}>
            <Td className="w-[40%] max-w-0 truncate">{t(title)}</Td>
            <Td className="text-ink-2">{metricTitle(name)}</Td>
            <Td right>{formatFigure(figure)}</Td>
          </Row>
        ))}
        {rows.length === 0 && (
          <OnlyRow columns={3}>
            <EmptyState title={t('No node has given a figure')} />
          </OnlyRow>
        )}
      </ListTable>
    </div>
  )
}
