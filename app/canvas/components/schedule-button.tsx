'use client'

import { useQuery } from '@tanstack/react-query'
import { CalendarClock } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { IconButton } from '../../components/icon-button.tsx'
import { useT } from '../../i18n/use-t.ts'
import { useTRPC } from '../../trpc.tsx'
import { useServices } from '../hooks/services.tsx'
import { useCanvas } from '../store/context.tsx'

const ScheduleDialog = dynamic(() =>
  import('../../components/schedule/schedule-dialog.tsx').then((module) => module.ScheduleDialog),
)

/** Puts the pipeline on a schedule; says how many it is on. */
export function ScheduleButton() {
  const { t } = useT()
  const trpc = useTRPC()
  const { saveNow } = useServices()
  const [open, setOpen] = useState(false)
  const id = useCanvas((state) => state.pipelineId)
  const name = useCanvas((state) => state.name)
  const { data: schedules = [] } = useQuery(trpc.schedules.list.queryOptions({ pipelineId: id }))
  const count = schedules.filter(({ paused }) => !paused).length
  return (
    <>
      <IconButton
        label={count === 0 ? t('Schedule') : t('Schedule, on {{number}} already', { number: count })}
        // What is not saved yet would not run.
        onClick={() => void saveNow().then(() => setOpen(true))}
      >
        <CalendarClock aria-hidden className={count > 0 ? 'text-accent-ink' : undefined} />
      </IconButton>
      {open && <ScheduleDialog pipeline={{ id, name }} onClose={() => setOpen(false)} />}
    </>
  )
}
