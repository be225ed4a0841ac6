'use client'

import { useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import Link from 'next/link'
import { usePathname, useSearchParams } from 'next/navigation'
import { useState } from 'react'
import type { RunComparison, RunSummary } from '../../../../server/views.ts'
import { StateBadge } from '../../../components/badge.tsx'
import { Button } from '../../../components/button.tsx'
import { seriesColour, type SeriesColour } from '../../../components/charts/marks.ts'
import { IconButton } from '../../../components/icon-button.tsx'
import type { NodeTypeViews } from '../../../components/node-types.ts'
import { EmptyState } from '../../../components/notice.tsx'
import { PageHeader, SectionTitle } from '../../../components/page-header.tsx'
import { PageProblem } from '../../../components/page-problem.tsx'
import { Select } from '../../../components/select.tsx'
import { Skeleton } from '../../../components/skeleton.tsx'
import { isLive, visualStateOfRun } from '../../../components/states.ts'
import { Switch } from '../../../components/switch.tsx'
import { useNow } from '../../../components/use-now.ts'
import { formatWhenShort } from '../../../components/when.ts'
import { useT } from '../../../i18n/use-t.ts'
import { useTRPC } from '../../../trpc.tsx'
import { comparability, compareNodes, figuresByNode, MOST_RUNS, nameOfRun } from './comparison.ts'
import { ComparisonTable } from './comparison-table.tsx'
import { factRows, figureGroups, parameterRows, settingGroups, timeRows } from './comparison-rows.tsx'
import { OverlaidCurves } from './overlaid-curves.tsx'

/** Runs side by side; which ones stands in the address. */
export function ComparePage({ nodeTypes }: { nodeTypes: NodeTypeViews }) {
  const { t } = useT()
  const trpc = useTRPC()
  const path = usePathname()
  const params = useSearchParams()
  const ids = [...new Set((params.get('ids') ?? '').split(',').filter(Boolean))].slice(0, MOST_RUNS)
  const choose = (next: readonly string[]): void =>
    history.replaceState(null, '', next.length > 0 ? `${path}?ids=${next.join(',')}` : path)
  const comparison = useQuery(
    trpc.runs.compare.queryOptions(
      { ids },
      {
        enabled: ids.length > 0,
        placeholderData: (before) => before,
        refetchInterval: ({ state }) =>
          state.data?.runs.some(({ run }) => isLive(run.state)) ? 2_000 : false,
      },
    ),
  )
  const header = (
    <PageHeader
      crumbs={[{ title: t('Runs'), href: '/runs' }]}
      title={t('Runs side by side')}
      actions={ids.length < MOST_RUNS ? <AddRun ids={ids} onAdd={(id) => choose([...ids, id])} /> : undefined}
    />
  )
  if (comparison.error && !comparison.data)
    return (
      <PageProblem
        error={comparison.error}
        what="run"
        list={{ href: '/runs', title: t('All runs') }}
        onRetry={() => void comparison.refetch()}
      />
    )
  if (ids.length === 0)
    return (
      <>
        {header}
        <EmptyState
          title={t('No runs chosen')}
          action={
            <Button asChild>
              <Link href="/runs">{t('Choose runs')}</Link>
            </Button>
          }
        >
          {t('Tick two or more in the list of runs, then press Compare.')}
        </EmptyState>
      </>
    )
  return (
    <>
      {header}
      {comparison.data ? (
        <Comparison
          comparison={comparison.data}
          nodeTypes={nodeTypes}
          onRemove={ids.length > 1 ? (id) => choose(ids.filter((other) => other !== id)) : undefined}
        />
      ) : (
        <div aria-busy="true" className="grid gap-4">
          <Skeleton className="h-60" />
          <Skeleton className="h-60" />
        </div>
      )}
    </>
  )
}

interface ComparisonProps {
  comparison: RunComparison
  nodeTypes: NodeTypeViews
  onRemove: ((id: string) => void) | undefined
}

function Comparison({ comparison, nodeTypes, onRemove }: ComparisonProps) {
  const { t } = useT()
  const [all, setAll] = useState(false)
  const { runs, fieldTitles } = comparison
  const now = useNow(runs.some(({ run }) => isLive(run.state)))
  const nodes = compareNodes(runs)
  const comparable = comparability(runs, nodes)
  const several = new Set(runs.map(({ run }) => run.pipelineId)).size > 1
  const trainings = nodes.filter(({ type }) => type === 'train.train')
  const heads = runs.map(({ run }, at) => <RunName key={run.id} run={run} at={at} several={several} />)
  const onlyDiffering = (
    <label className="flex items-center gap-2 text-ink-2">
      {t('Also what is the same')}
      <Switch checked={all} onCheckedChange={setAll} />
    </label>
  )
  return (
    <>
      {comparable !== 'same' && (
        <p className="rounded-md bg-warning-soft px-3 py-2 text-warning" role="note">
          {comparable === 'target'
            ? t('These runs predict different things: their figures can’t be held against each other.')
            : t('Data or split differ: the figures were measured on different rows.')}
        </p>
      )}
      <ComparisonTable
        title={t('Results')}
        heads={runs.map(({ run }, at) => (
          <span key={run.id} className="flex items-start gap-1">
            <span className="grid min-w-0 flex-1 gap-1">
              <RunName run={run} at={at} several={several} />
              <StateBadge state={visualStateOfRun(run)} className="justify-self-start" />
            </span>
            {onRemove && (
              <IconButton
                size="sm"
                label={t('Leave out {{run}}', { run: nameOfRun(run, several) })}
                onClick={() => onRemove(run.id)}
              >
                <X aria-hidden />
              </IconButton>
            )}
          </span>
        ))}
        groups={[
          ...figureGroups(figuresByNode(runs, nodes), comparable),
          { key: 'facts', title: t('Run'), rows: factRows(runs, { now, all }) },
        ]}
      />
      {trainings.length > 0 && (
        <section aria-label={t('Training')} className="mt-5">
          <SectionTitle>{t('Training')}</SectionTitle>
          <div className="grid gap-4 md:grid-cols-2">
            {trainings.map((node) => (
              <OverlaidCurves key={node.key} runs={runs} node={node} />
            ))}
          </div>
        </section>
      )}
      <ComparisonTable
        title={t('Settings')}
        aside={onlyDiffering}
        heads={heads}
        groups={[
          { key: 'parameters', title: t('Parameters of the pipeline'), rows: parameterRows(runs, all) },
          ...settingGroups({ runs, nodes, nodeTypes, fieldTitles, all }),
        ]}
        none={t('All settings are the same.')}
      />
      <ComparisonTable
        title={t('Time')}
        heads={heads}
        groups={[{ key: 'time', rows: timeRows(runs, nodes, now) }]}
      />
    </>
  )
}

function RunName({ run, at, several }: { run: RunSummary; at: number; several: boolean }) {
  return (
    <span className="flex min-w-0 items-center gap-1.5">
      <span
        aria-hidden
        className="size-2 shrink-0 rounded-full"
        style={{ background: seriesColour((at + 1) as SeriesColour) }}
      />
      <Link
        href={`/runs/${run.id}`}
        className="min-w-0 truncate font-strong text-ink hover:text-accent-ink"
        title={run.pipelineName}
      >
        {nameOfRun(run, several)}
      </Link>
    </span>
  )
}

const LISTED = 100

/** One more run to the side of the others. */
function AddRun({ ids, onAdd }: { ids: readonly string[]; onAdd: (id: string) => void }) {
  const { t } = useT()
  const trpc = useTRPC()
  const { data = [] } = useQuery(trpc.runs.list.queryOptions({ limit: LISTED }))
  const others = data.filter(({ id }) => !ids.includes(id))
  if (others.length === 0) return null
  return (
    <Select
      label={t('Add a run')}
      className="w-44"
      placeholder={t('Add a run…')}
      value=""
      onValueChange={onAdd}
      options={others.map((run) => ({
        value: run.id,
        label: `${run.pipelineName} ${run.number}, ${formatWhenShort(run.createdAt)}`,
      }))}
    />
  )
}
