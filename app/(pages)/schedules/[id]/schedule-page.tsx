'use client'

import { useQuery } from '@tanstack/react-query'
import { History, Pause, PencilLine, Play } from 'lucide-react'
import { useState } from 'react'
import { timingWords } from '../../../../nodes/schedules/timing.ts'
import type { ScheduleView } from '../../../../server/views.ts'
import { Button } from '../../../components/button.tsx'
import { PageHeader } from '../../../components/page-header.tsx'
import { LoadedPage } from '../../../components/loaded-page.tsx'
import { BackfillDialog } from '../../../components/schedule/backfill-dialog.tsx'
import { NoteDialog } from '../../../components/schedule/note-dialog.tsx'
import { ScheduleDialog } from '../../../components/schedule/schedule-dialog.tsx'
import { usePageTitle } from '../../../components/use-page-title.ts'
import { useT } from '../../../i18n/use-t.ts'
import { useTRPC } from '../../../trpc.tsx'
import { useScheduleActions } from '../use-schedule-actions.ts'
import { ScheduleFacts } from './schedule-facts.tsx'
import { ScheduleHistory } from './schedule-history.tsx'

/** One schedule: when, how, what it ran and what it left out. */
export function SchedulePage({ id }: { id: string }) {
  const { t } = useT()
  const trpc = useTRPC()
  const query = useQuery(trpc.schedules.get.queryOptions({ id }, { refetchInterval: 2_000 }))
  usePageTitle(query.data?.name)
  return (
    <LoadedPage query={query} what="schedule" list={{ href: '/schedules', title: t('All schedules') }}>
      {(schedule) => <ScheduleDetail schedule={schedule} />}
    </LoadedPage>
  )
}

function ScheduleDetail({ schedule }: { schedule: ScheduleView }) {
  const { t, language } = useT()
  const [asking, setAsking] = useState<'note' | 'backfill' | 'change' | null>(null)
  const actions = useScheduleActions({ onRemoved: () => {} })
  const { id, name, timing, paused, backfill } = schedule
  const close = () => setAsking(null)
  const backfilling = backfill !== null && backfill.endedAt === undefined
  return (
    <>
      <PageHeader
        crumbs={[{ title: t('Schedules'), href: '/schedules' }]}
        title={name}
        description={timingWords(timing, language)}
        actions={
          <>
            <Button onClick={() => setAsking('change')}>
              <PencilLine aria-hidden />
              {t('Change')}
            </Button>
            <Button onClick={() => setAsking('note')}>
              {paused ? <Play aria-hidden /> : <Pause aria-hidden />}
              {paused ? t('Resume') : t('Pause')}
            </Button>
            {timing.kind !== 'data' && (
              <Button disabled={backfilling} onClick={() => setAsking('backfill')}>
                <History aria-hidden />
                {t('Run past times')}
              </Button>
            )}
            <Button
              variant="primary"
              busy={actions.runNow.isPending}
              onClick={() => actions.runNow.mutate({ id })}
            >
              <Play aria-hidden />
              {t('Run now')}
            </Button>
          </>
        }
      />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        <ScheduleHistory schedule={schedule} />
        <ScheduleFacts
          schedule={schedule}
          stopping={actions.stopBackfill.isPending}
          onStopBackfill={() => actions.stopBackfill.mutate({ id })}
        />
      </div>
      {asking === 'note' && (
        <NoteDialog
          schedule={schedule}
          busy={actions.update.isPending}
          onTurn={(change) => actions.update.mutate({ id, ...change }, { onSuccess: close })}
          onClose={close}
        />
      )}
      {asking === 'backfill' && <BackfillDialog schedule={schedule} onClose={close} />}
      {asking === 'change' && (
        <ScheduleDialog
          pipeline={{ id: schedule.pipelineId, name: schedule.pipelineName }}
          schedule={schedule}
          onClose={close}
        />
      )}
    </>
  )
}
