'use client'

import { RunTimeline } from '../../../components/run-timeline/run-timeline.tsx'
import { useTimelineDetails } from '../../../components/run-timeline/use-timeline-details.ts'
import { useNow } from '../../../components/use-now.ts'
import { useServices } from '../../hooks/services.tsx'
import { useCanvas } from '../../store/context.tsx'
import { isRunActive } from '../../store/live-run.ts'
import { useT } from '../../../i18n/use-t.ts'

/** The nodes of the run as bars over time. */
export function TimelineView() {
  const { t } = useT()
  const { goTo } = useServices()
  const live = useCanvas((state) => state.live)
  const chosen = useCanvas(({ selection }) => (selection.length === 1 ? selection[0] : undefined))
  const now = useNow(live !== null && isRunActive(live.run))
  const details = useTimelineDetails(live)
  if (!live)
    return <p className="px-4 py-3 text-ink-3">{t('Nothing has run yet. Press Run, or Ctrl Enter.')}</p>
  return (
    <RunTimeline
      details={details}
      run={live.run}
      planNodes={live.planNodes}
      nodes={live.nodes}
      now={now}
      selected={chosen ?? null}
      onSelect={goTo}
      className="min-h-0 flex-1 overflow-y-auto pl-2"
    />
  )
}
