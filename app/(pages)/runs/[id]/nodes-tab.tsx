'use client'

import { Download } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import type { PortValue } from '../../../../nodes/kit/values.ts'
import type { LiveRun } from '../../../canvas/store/live-run.ts'
import {
  cacheSource,
  capitalise,
  findMainMetric,
  formatCount,
  formatDuration,
  formatFigure,
  metricTitle,
  trainingFigure,
  untilWords,
} from '../../../canvas/words.ts'
import { StateBadge } from '../../../components/badge.tsx'
import { Button } from '../../../components/button.tsx'
import type { NodeTypeViews } from '../../../components/node-types.ts'
import { NodeIcon } from '../../../components/node-icon.tsx'
import { ErrorNotice } from '../../../components/notice.tsx'
import { PortShape } from '../../../components/port-shape.tsx'
import { ProgressBar } from '../../../components/progress-bar.tsx'
import { queueMs } from '../../../components/run-timeline/critical-path.ts'
import { RunTimeline } from '../../../components/run-timeline/run-timeline.tsx'
import { useTimelineDetails } from '../../../components/run-timeline/use-timeline-details.ts'
import { StopTraining } from '../../../components/stop-training.tsx'
import { trainingNotes } from '../../../components/training-words.ts'
import { visualStateOfNode } from '../../../components/states.ts'
import { elapsedMs } from '../../../components/when.ts'
import { useT } from '../../../i18n/use-t.ts'
import { say } from '../../../i18n/current.ts'

interface NodesTabProps {
  live: LiveRun
  now: number
  nodeTypes: NodeTypeViews
}

/** When each node ran, and what is to be said of the chosen one. */
export function NodesTab({ live, now, nodeTypes }: NodesTabProps) {
  const { t } = useT()
  const [chosen, setChosen] = useState<string>()
  const details = useTimelineDetails(live)
  const selected = chosen ?? live.run.error?.nodeId ?? live.planNodes[0]?.id
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_320px]">
      <section
        aria-label={t('Timeline')}
        className="overflow-hidden rounded-md border border-line bg-surface p-2"
      >
        <RunTimeline
          details={details}
          run={live.run}
          planNodes={live.planNodes}
          nodes={live.nodes}
          now={now}
          selected={selected ?? null}
          onSelect={setChosen}
        />
      </section>
      {selected !== undefined && <NodePanel live={live} nodeId={selected} now={now} nodeTypes={nodeTypes} />}
    </div>
  )
}

function NodePanel({ live, nodeId, now, nodeTypes }: NodesTabProps & { nodeId: string }) {
  const { t, message } = useT()
  const plan = live.planNodes.find((node) => node.id === nodeId)
  const node = live.nodes[nodeId]
  if (!plan) return null
  const type = nodeTypes[plan.type]
  const state = visualStateOfNode(node)
  const outputs = Object.entries(node?.outputs ?? {})
  const waited = queueMs(plan, live.nodes, live.run) ?? 0
  return (
    <section
      aria-label={t(plan.title)}
      className="grid gap-3 rounded-md border border-line bg-surface px-4 py-3"
    >
      <header className="flex items-center gap-2">
        <NodeIcon icon={type?.icon ?? ''} category={type?.category ?? 'control'} />
        <h2 className="min-w-0 flex-1 truncate text-14">{t(plan.title)}</h2>
        <StateBadge state={state}>
          {node?.state === 'waiting' && node.progress?.message
            ? t('Waits until {{time}}', { time: untilWords(node.progress.message) })
            : undefined}
        </StateBadge>
      </header>
      {node?.error && <ErrorNotice title={node.error.message} />}
      {state === 'queued' && node?.progress?.message && (
        <p className="text-12 text-ink-2">{message(node.progress.message)}</p>
      )}
      {node && state === 'running' && (
        <div className="grid gap-1 text-12 text-ink-2">
          <span>{node.progress?.message ? message(node.progress.message) : t('At work')}</span>
          <ProgressBar
            value={node.progress?.fraction ?? null}
            label={t('Progress of {{title}}', { title: t(plan.title) })}
          />
          <div className="mt-1 empty:hidden">
            <StopTraining runId={live.run.id} node={node} />
          </div>
        </div>
      )}
      {node &&
        trainingNotes(node, live.run).map((note) => (
          <p key={note} className="text-12 text-ink-2">
            {note}
          </p>
        ))}
      <dl className="grid grid-cols-[96px_minmax(0,1fr)] gap-y-1 text-12">
        <dt className="text-ink-3">{t('Type')}</dt>
        <dd>{t(type?.title ?? plan.type)}</dd>
        {node?.startedAt && (
          <>
            <dt className="text-ink-3">{t('Took')}</dt>
            <dd>{formatDuration(elapsedMs(node.startedAt, node.finishedAt, now))}</dd>
          </>
        )}
        {waited >= 1000 && (
          <>
            <dt className="text-ink-3">{t('Waited')}</dt>
            <dd>{t('{{duration}} for a worker', { duration: formatDuration(waited) })}</dd>
          </>
        )}
        {node && node.attempt > 1 && (
          <>
            <dt className="text-ink-3">{t('Tries')}</dt>
            <dd>
              {node.state === 'running'
                ? t('Attempt {{number}}: the one before was interrupted', { number: node.attempt })
                : node.attempt}
            </dd>
          </>
        )}
        {node?.cachedFrom && (
          <>
            <dt className="text-ink-3">{t('Reused from')}</dt>
            <dd>
              <Link
                href={`/runs/${node.cachedFrom.runId}`}
                className="font-strong text-accent-ink hover:underline"
              >
                {capitalise(cacheSource(node.cachedFrom, live.run))}
              </Link>
            </dd>
          </>
        )}
      </dl>
      {outputs.length > 0 && (
        <ul aria-label={t('What came out')} className="grid gap-1.5 border-t border-line pt-3 text-12">
          {outputs.map(([port, value]) => (
            <li key={port} className="flex items-center gap-2">
              <PortShape type={value.port} />
              <span className="text-ink-2">{t(type?.outputs[port] ?? value.port)}</span>
              <span className="ml-auto min-w-0 truncate">{outputWords(value)}</span>
              {value.port === 'report' && value.kind === 'file' && (
                <Button asChild size="sm">
                  <a href={`/api/v1/runs/${live.run.id}/nodes/${nodeId}/outputs/${port}/file`} download>
                    <Download aria-hidden />
                    {t('Download')}
                  </a>
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function outputWords(value: PortValue): string {
  if (value.port === 'table')
    return say('{{rows}} × {{columns}}', {
      rows: say('{{count}} rows', { count: value.rows }),
      columns: formatCount(value.schema.columns.length),
    })
  if (value.port === 'blueprint') return value.family
  if (value.port !== 'report' && value.port !== 'model') return ''
  if (value.port === 'model' || value.kind === 'training') return trainingFigure(value.metrics)
  const main = findMainMetric(value.metrics)
  if (main) return `${metricTitle(main[0])} ${formatFigure(main[1])}`
  const { rows } = value.metrics
  return rows === undefined ? '' : say('{{count}} rows', { count: rows })
}
