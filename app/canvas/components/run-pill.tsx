'use client'

import Link from 'next/link'
import { useState } from 'react'
import type { RunSummary } from '../../../server/views.ts'
import { Button } from '../../components/button.tsx'
import { PauseButton } from '../../components/pause-button.tsx'
import { ProgressBar } from '../../components/progress-bar.tsx'
import { StateIcon } from '../../components/state-icon.tsx'
import { stateWords, visualStateOf, visualStateOfRun } from '../../components/states.ts'
import { useServices } from '../hooks/services.tsx'
import { useConnectionLost } from '../../components/use-connection.ts'
import { useNow } from '../../components/use-now.ts'
import { useCanvas } from '../store/context.tsx'
import { isRunActive } from '../store/live-run.ts'
import { formatDuration, runFigure } from '../words.ts'
import { useT } from '../../i18n/use-t.ts'
import { say } from '../../i18n/current.ts'

function outcome(run: RunSummary): string {
  const took =
    run.startedAt && run.finishedAt
      ? formatDuration(Date.parse(run.finishedAt) - Date.parse(run.startedAt))
      : ''
  const figure = run.state === 'succeeded' ? runFigure(run) : ''
  return [say(stateWords[visualStateOf(run.state)]), figure, took].filter(Boolean).join(' · ')
}

/** The run shown: its progress and Cancel while it is live, how it ended afterwards. */
export function RunPill() {
  const { t } = useT()
  const run = useCanvas((state) => state.live?.run)
  const { cancelRun } = useServices()
  const [cancelling, setCancelling] = useState<string | null>(null)
  const active = run !== undefined && isRunActive(run)
  const now = useNow(active)
  const lost = useConnectionLost()
  if (!run) return null
  const share = run.nodesTotal === 0 ? 0 : run.nodesDone / run.nodesTotal
  const since = Math.max(0, now - Date.parse(run.startedAt ?? run.createdAt))
  return (
    <section className="run-pill" aria-label={t('Run {{number}}', { number: run.number })}>
      <StateIcon state={visualStateOfRun(run)} size={16} decorative />
      <Link href={`/runs/${run.id}`} className="font-strong text-13 text-ink hover:underline">
        {t('Run {{number}}', { number: run.number })}
      </Link>
      {active ? (
        <>
          <ProgressBar
            className="run-pill-bar"
            value={share}
            label={t('Progress of run {{number}}', { number: run.number })}
          />
          <span className="text-ink-2">
            {lost
              ? t('No connection')
              : run.awaitsApproval
                ? t(stateWords.waiting)
                : t('{{nodesDone}} of {{nodesTotal}} · {{since}}', {
                    nodesDone: run.nodesDone,
                    nodesTotal: run.nodesTotal,
                    since: formatDuration(since),
                  })}
          </span>
          <PauseButton run={run} size="sm" />
          <Button
            size="sm"
            busy={cancelling === run.id}
            onClick={() => {
              setCancelling(run.id)
              void cancelRun().then(() => setTimeout(() => setCancelling(null), 4000))
            }}
          >
            {t('Cancel')}
          </Button>
        </>
      ) : (
        <span className="truncate pr-1.5 text-ink-2">{outcome(run)}</span>
      )}
    </section>
  )
}
