'use client'

import { useMutation } from '@tanstack/react-query'
import { RotateCcw, RotateCw, Square, Workflow } from 'lucide-react'
import Link from 'next/link'
import { usePathname, useRouter, useSearchParams } from 'next/navigation'
import { capitalise } from '../../../canvas/words.ts'
import { pastHref } from '../../../canvas/components/versions/past-href.ts'
import { isRunActive, type LiveRun } from '../../../canvas/store/live-run.ts'
import { Badge, StateBadge } from '../../../components/badge.tsx'
import { Button } from '../../../components/button.tsx'
import { LoadedPage } from '../../../components/loaded-page.tsx'
import type { NodeTypeViews } from '../../../components/node-types.ts'
import { ErrorNotice } from '../../../components/notice.tsx'
import { PauseButton } from '../../../components/pause-button.tsx'
import { PageHeader } from '../../../components/page-header.tsx'
import { ProgressBar } from '../../../components/progress-bar.tsx'
import { RunApprovals } from '../../../components/run-approvals.tsx'
import { visualStateOfRun } from '../../../components/states.ts'
import { TabPanel, Tabs } from '../../../components/tabs.tsx'
import { toast } from '../../../components/toast-store.ts'
import { useNow } from '../../../components/use-now.ts'
import { usePageTitle } from '../../../components/use-page-title.ts'
import { formatWhen } from '../../../components/when.ts'
import { errorMessage, useTRPC } from '../../../trpc.tsx'
import { backendWords, runDuration, triggerWords } from '../run-words.ts'
import { useT } from '../../../i18n/use-t.ts'
import { CompareSelect } from './compare-select.tsx'
import { DataTab } from './data-tab.tsx'
import { DeployRun } from './deploy-run.tsx'
import { EvaluationTab } from './evaluation-tab.tsx'
import { LogsTab } from './logs-tab.tsx'
import { RunParameters } from './run-parameters.tsx'
import { MetricsTab } from './metrics-tab.tsx'
import { NodesTab } from './nodes-tab.tsx'
import { KeepOrDelete } from '../delete-runs.tsx'
import { RunNotStarted } from './run-not-started.tsx'
import { useLiveRun } from './use-live-run.ts'
import { msg } from '../../../i18n/msg.ts'

const tabs = [
  { value: 'evaluation', label: msg('Evaluation') },
  { value: 'metrics', label: msg('Metrics') },
  { value: 'nodes', label: msg('Nodes') },
  { value: 'logs', label: msg('Logs') },
  { value: 'data', label: msg('Data read') },
] as const
type TabName = (typeof tabs)[number]['value']

/** One run: how good it is, what happened when, what it read. */
export function RunPage({ id, nodeTypes }: { id: string; nodeTypes: NodeTypeViews }) {
  const { t } = useT()
  const { live, error, refetch } = useLiveRun(id)
  usePageTitle(live && `${t('Run {{number}}', { number: live.run.number })} · ${live.run.pipelineName}`)
  return (
    <LoadedPage
      query={{ data: live, error, refetch }}
      what="run"
      list={{ href: '/runs', title: t('All runs') }}
    >
      {(known) =>
        known.planNodes.length === 0 ? (
          <RunNotStarted run={known.run} />
        ) : (
          <RunView live={known} nodeTypes={nodeTypes} />
        )
      }
    </LoadedPage>
  )
}

function RunView({ live, nodeTypes }: { live: LiveRun; nodeTypes: NodeTypeViews }) {
  const { t, message } = useT()
  const { run } = live
  const params = useSearchParams()
  const path = usePathname()
  const active = isRunActive(run)
  const now = useNow(active)
  const wanted = params.get('tab')
  const fallback: TabName = run.state === 'failed' ? 'nodes' : 'evaluation'
  const tab = tabs.find((one) => one.value === wanted)?.value ?? fallback
  const compareWith = params.get('with') ?? undefined

  const setParam = (name: string, value: string | undefined) => {
    const next = new URLSearchParams(params)
    if (value === undefined) next.delete(name)
    else next.set(name, value)
    history.replaceState(null, '', next.size > 0 ? `${path}?${next}` : path)
  }

  const reused = Object.values(live.nodes).filter((node) => node.state === 'cached').length
  const facts = [
    capitalise(formatWhen(run.createdAt)),
    runDuration(run, now),
    t('drawing v{{version}}', { version: run.version }),
    reused > 0
      ? t('{{nodes}}, {{reused}} reused', { nodes: t('{{count}} nodes', { count: run.nodesTotal }), reused })
      : t('{{count}} nodes', { count: run.nodesTotal }),
    run.backend === null ? null : backendWords(run.backend),
  ]
  const titleOf = (id: string) => t(live.planNodes.find((node) => node.id === id)?.title ?? id)
  const part = run.fromNodeId
    ? t('From {{title}}', { title: titleOf(run.fromNodeId) })
    : run.untilNodeId
      ? t('To {{title}}', { title: titleOf(run.untilNodeId) })
      : null
  const failed =
    run.error?.nodeId === undefined ? undefined : live.planNodes.find((node) => node.id === run.error?.nodeId)

  return (
    <>
      <PageHeader
        crumbs={[
          { title: t('Runs'), href: '/runs' },
          { title: run.pipelineName, href: `/pipelines/${run.pipelineId}` },
        ]}
        title={t('Run {{number}}', { number: run.number })}
        badges={
          <>
            <StateBadge state={visualStateOfRun(run)} />
            <Badge>{triggerWords(run)}</Badge>
            {part !== null && <Badge>{part}</Badge>}
            {run.retryOf && (
              <Link href={`/runs/${run.retryOf.runId}`} className="text-12 text-accent-ink hover:underline">
                {t('Goes on with run {{number}}', { number: run.retryOf.number })}
              </Link>
            )}
          </>
        }
        description={facts.filter(Boolean).join(' · ')}
        actions={<RunActions live={live} active={active} />}
      />
      <RunParameters runId={run.id} />
      <div className="mb-2 h-1">
        {active && (
          <ProgressBar
            value={run.nodesTotal > 0 ? run.nodesDone / run.nodesTotal : null}
            label={t('Nodes finished')}
          />
        )}
      </div>
      {run.error && (
        <ErrorNotice
          className="my-3"
          title={failed ? `${t(failed.title)}${t(': ')}${message(run.error.message)}` : run.error.message}
          detail={
            run.error.kind === 'user'
              ? t('What was finished before it is kept; a new run goes on from there.')
              : t('This is not about your drawing. Run it again; what was finished is reused.')
          }
          action={
            <Button asChild size="sm">
              <Link href={`/pipelines/${run.pipelineId}${failed ? `?node=${failed.id}` : ''}`}>
                {t('Open the node')}
              </Link>
            </Button>
          }
        />
      )}
      <RunApprovals runId={run.id} live={active} />
      <Tabs
        label={t('Parts of the run')}
        value={tab}
        onValueChange={(value) => setParam('tab', value)}
        items={tabs.map((one) => ({ ...one, label: t(one.label) }))}
        listClassName="mb-4 max-md:flex-wrap"
        aside={
          tab === 'evaluation' ? (
            <CompareSelect run={run} value={compareWith} onValueChange={(value) => setParam('with', value)} />
          ) : undefined
        }
      >
        <TabPanel value="evaluation">
          <EvaluationTab live={live} now={now} compareWith={compareWith} />
        </TabPanel>
        <TabPanel value="metrics">
          <MetricsTab live={live} />
        </TabPanel>
        <TabPanel value="nodes">
          <NodesTab live={live} now={now} nodeTypes={nodeTypes} />
        </TabPanel>
        <TabPanel value="logs">
          <LogsTab live={live} />
        </TabPanel>
        <TabPanel value="data">
          <DataTab live={live} nodeTypes={nodeTypes} />
        </TabPanel>
      </Tabs>
    </>
  )
}

function RunActions({ live, active }: { live: LiveRun; active: boolean }) {
  const { t } = useT()
  const { run } = live
  const trpc = useTRPC()
  const router = useRouter()
  const started = {
    onSuccess: ({ runId }: { runId: string }) => router.push(`/runs/${runId}`),
    onError: (error: Parameters<typeof errorMessage>[0]) =>
      toast(t('The run was not started.'), { tone: 'failed', detail: errorMessage(error) }),
  }
  const rerun = useMutation(trpc.runs.rerun.mutationOptions(started))
  const retry = useMutation(trpc.runs.retry.mutationOptions(started))
  const hasFailed = Object.values(live.nodes).some(({ state }) => state === 'failed')
  const cancel = useMutation(
    trpc.runs.cancel.mutationOptions({
      onError: (error) =>
        toast(t('The run could not be cancelled.'), { tone: 'failed', detail: errorMessage(error) }),
    }),
  )
  return (
    <>
      {(active ? hasFailed : run.state !== 'succeeded') && (
        <Button
          busy={retry.isPending}
          title={t('Takes over what finished, and does the rest with the drawing as it is now.')}
          onClick={() => retry.mutate({ id: run.id })}
        >
          {!retry.isPending && <RotateCcw aria-hidden />}
          {t('Retry')}
        </Button>
      )}
      {active && <PauseButton run={run} />}
      {active ? (
        <Button busy={cancel.isPending || cancel.isSuccess} onClick={() => cancel.mutate({ id: run.id })}>
          {!cancel.isPending && !cancel.isSuccess && <Square aria-hidden />}
          {cancel.isPending || cancel.isSuccess ? t('Cancelling') : t('Cancel')}
        </Button>
      ) : (
        <Button
          busy={rerun.isPending}
          title={t('The same version of the drawing, with the same parameters and files.')}
          onClick={() => rerun.mutate({ id: run.id })}
        >
          {!rerun.isPending && <RotateCw aria-hidden />}
          {t('Run again')}
        </Button>
      )}
      <Button asChild>
        <Link href={pastHref(run.pipelineId, { run: run.id })}>
          <Workflow aria-hidden />
          {t('Open the drawing of this run')}
        </Link>
      </Button>
      <DeployRun live={live} />
      <KeepOrDelete key={run.id} run={run} onDeleted={() => router.push('/runs')} />
    </>
  )
}
