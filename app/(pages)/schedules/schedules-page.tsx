'use client'

import { useQuery } from '@tanstack/react-query'
import { CalendarClock } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import type { ScheduleView } from '../../../server/views.ts'
import { Button } from '../../components/button.tsx'
import { ConfirmDialog } from '../../components/dialog.tsx'
import { ListTable, OnlyRow, Th, WaitingRows } from '../../components/list-table.tsx'
import { EmptyState } from '../../components/notice.tsx'
import { QueryProblem } from '../../components/query-problem.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { ScheduleDialog } from '../../components/schedule/schedule-dialog.tsx'
import { useT } from '../../i18n/use-t.ts'
import { useTRPC } from '../../trpc.tsx'
import { NoteDialog } from '../../components/schedule/note-dialog.tsx'
import { BackfillDialog } from '../../components/schedule/backfill-dialog.tsx'
import { ScheduleRow } from './schedule-row.tsx'
import { useScheduleActions } from './use-schedule-actions.ts'

const COLUMNS = 6

/** What runs by itself, and when. */
export function SchedulesPage() {
  const { t } = useT()
  const trpc = useTRPC()
  const [editing, setEditing] = useState<ScheduleView | null>(null)
  const [noting, setNoting] = useState<ScheduleView | null>(null)
  const [backfilling, setBackfilling] = useState<ScheduleView | null>(null)
  const [removing, setRemoving] = useState<ScheduleView | null>(null)
  // Its next times are soon the last ones.
  const list = useQuery(trpc.schedules.list.queryOptions({}, { refetchInterval: 2_000 }))

  const { update, runNow, remove } = useScheduleActions({ onRemoved: () => setRemoving(null) })

  return (
    <>
      <PageHeader title={t('Schedules')} />
      <QueryProblem query={list} title={t('The schedules could not be read.')} />
      <ListTable
        label={t('Schedules')}
        head={
          <>
            <Th>{t('Schedule')}</Th>
            <Th wide>{t('When')}</Th>
            <Th wide>{t('Next')}</Th>
            <Th wide>{t('Last run')}</Th>
            <Th>{t('On')}</Th>
            <Th>
              <span className="sr-only">{t('Actions')}</span>
            </Th>
          </>
        }
      >
        {list.data?.map((schedule) => (
          <ScheduleRow
            key={schedule.id}
            schedule={schedule}
            onPaused={(paused) => update.mutate({ id: schedule.id, paused })}
            onRunNow={() => runNow.mutate({ id: schedule.id })}
            onNote={() => setNoting(schedule)}
            onBackfill={() => setBackfilling(schedule)}
            onEdit={() => setEditing(schedule)}
            onRemove={() => setRemoving(schedule)}
          />
        ))}
        {list.isPending && <WaitingRows columns={COLUMNS} rows={3} />}
        {list.data?.length === 0 && (
          <OnlyRow columns={COLUMNS}>
            <EmptyState
              icon={<CalendarClock aria-hidden />}
              title={t('Nothing runs by itself yet')}
              action={
                <Button asChild>
                  <Link href="/pipelines">{t('See the pipelines')}</Link>
                </Button>
              }
            >
              {t('Open a pipeline and press the clock beside Run: it can run every night, or every hour.')}
            </EmptyState>
          </OnlyRow>
        )}
      </ListTable>
      {editing && (
        <ScheduleDialog
          pipeline={{ id: editing.pipelineId, name: editing.pipelineName }}
          schedule={editing}
          onClose={() => setEditing(null)}
        />
      )}
      {noting && (
        <NoteDialog
          schedule={noting}
          busy={update.isPending}
          onTurn={(change) =>
            update.mutate({ id: noting.id, ...change }, { onSuccess: () => setNoting(null) })
          }
          onClose={() => setNoting(null)}
        />
      )}
      {backfilling && <BackfillDialog schedule={backfilling} onClose={() => setBackfilling(null)} />}
      <ConfirmDialog
        open={removing !== null}
        onOpenChange={(open) => !open && setRemoving(null)}
        title={t('Delete {{name}}?', { name: removing?.name ?? '' })}
        description={t('It will not run again. The runs that it started stay.')}
        action={t('Delete')}
        busy={remove.isPending}
        onConfirm={() => removing && remove.mutate({ id: removing.id })}
      />
    </>
  )
}
