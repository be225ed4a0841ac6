'use client'

import { useQueries } from '@tanstack/react-query'
import { useCallback } from 'react'
import type { ComparedNode } from '../../../../nodes/graph/diff-plans.ts'
import type { ComparedRun } from '../../../../server/views.ts'
import { metricTitle } from '../../../canvas/words.ts'
import { LineChart } from '../../../components/charts/line-chart.tsx'
import { Skeleton } from '../../../components/skeleton.tsx'
import { useT } from '../../../i18n/use-t.ts'
import { useTRPC } from '../../../trpc.tsx'
import { type History, overlayCurves } from './overlay-curves.ts'
import { nameOfRun, nodeRunsOf, reportOf } from './comparison.ts'

const isReport = (value: unknown): value is { history: History } =>
  typeof value === 'object' && value !== null && 'history' in value && Array.isArray(value.history)

/** `Loss` → `loss`; `RMSE` stays. */
const inSentence = (title: string): string => (/^\p{Lu}\p{Ll}/u.test(title) ? title.toLowerCase() : title)

/** The curves of one training node of every run in one picture. */
export function OverlaidCurves({ runs, node }: { runs: readonly ComparedRun[]; node: ComparedNode }) {
  const { t } = useT()
  const trpc = useTRPC()
  const reports = nodeRunsOf(runs, node).map((nodeRun) => reportOf(nodeRun, (kind) => kind === 'training'))
  const several = new Set(runs.map(({ run }) => run.pipelineId)).size > 1
  // Joined, so that a drawing of the page makes no new names: the curves are drawn again when they change only.
  const names = runs.map(({ run }) => nameOfRun(run, several)).join('\n')
  const combine = useCallback(
    (results: readonly { data: unknown; isLoading: boolean }[]) => ({
      waiting: results.some(({ isLoading }) => isLoading),
      families: overlayCurves(
        results.map(({ data }) => (isReport(data) ? data.history : undefined)),
        names.split('\n'),
      ),
    }),
    [names],
  )
  const { waiting, families } = useQueries({
    queries: runs.map(({ run }, at) =>
      trpc.values.report.queryOptions(
        { runId: run.id, nodeId: node.ids[at] ?? '', port: reports[at]?.port ?? '' },
        { enabled: reports[at] !== undefined, staleTime: Number.POSITIVE_INFINITY },
      ),
    ),
    combine,
  })
  if (waiting) return <Skeleton className="h-70" />
  return families
    .filter(({ series }) => series.length > 0)
    .map(({ name, validation, series }) => (
      <LineChart
        key={name}
        title={`${t(node.title)}${t(': ')}${inSentence(metricTitle(name))}`}
        subtitle={validation ? t('by epoch, on validation rows') : t('by epoch, on training rows')}
        series={series}
        xLabel={t('epoch')}
        yLabel={inSentence(metricTitle(name))}
        xDomain={[1, Math.max(2, ...series.map(({ points }) => points.at(-1)?.x ?? 1))]}
        height={256}
        fileName={`compared-${node.key}-${name}`}
      />
    ))
}
