'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import type { LeftOutTimes } from '../../../../drizzle/schema/schedules.ts'
import type { RunSummary, ScheduleView } from '../../../../server/views.ts'
import { coverLink, ListTable, OnlyRow, Row, Td, Th, WaitingRows } from '../../../components/list-table.tsx'
import { EmptyState } from '../../../components/notice.tsx'
import { formatDue, leftOutWords } from '../../../components/schedule/schedule-words.ts'
import { StateIcon } from '../../../components/state-icon.tsx'
import { isLive, visualStateOfRun } from '../../../components/states.ts'
import { useNow } from '../../../components/use-now.ts'
import { useT } from '../../../i18n/use-t.ts'
import { useTRPC } from '../../../trpc.tsx'
import { runDuration, runRemark } from '../../runs/run-words.ts'

type Entry = { at: string; run: RunSummary } | { at: string; leftOut: LeftOutTimes }

/** Newest first, by the time that each was for. */
const entriesOf = (runs: readonly RunSummary[], leftOut: readonly LeftOutTimes[]): Entry[] =>
  [
    ...runs.map((run) => ({ at: run.schedule?.for ?? run.createdAt, run })),
    ...leftOut.map((times) => ({ at: times.to, leftOut: times })),
  ].toSorted((a, b) => b.at.localeCompare(a.at))

/** The runs of a schedule and the times that it left out, with the reason. */
export function ScheduleHistory({ schedule }: { schedule: ScheduleView }) {
  const { t } = useT()
  const trpc = useTRPC()
  const { timing, leftOut } = schedule
  const { data: runs } = useQuery(
    trpc.runs.list.queryOptions({ scheduleId: schedule.id, limit: 100 }, { refetchInterval: 2_000 }),
  )
  const now = useNow(runs?.some((run) => isLive(run.state)) ?? false)
  const entries = runs && entriesOf(runs, leftOut)
  return (
    <ListTable
      label={t('History')}
      head={
        <>
          <Th>{t('Due')}</Th>
          <Th>{t('Run')}</Th>
          <Th right>{t('Took')}</Th>
        </>
      }
    >
      {entries?.map((entry) =>
        'run' in entry ? (
          <Row key={entry.run.id}>
            <Td>
              <time dateTime={entry.at}>{formatDue(new Date(entry.at), timing)}</time>
            </Td>
            <Td className="w-full max-w-0">
              <span className="flex min-w-0 items-center gap-2">
                <StateIcon state={visualStateOfRun(entry.run)} size={16} />
                <Link href={`/runs/${entry.run.id}`} className={`shrink-0 ${coverLink}`}>
                  {t('Run {{number}}', { number: entry.run.number })}
                </Link>
                <span
                  className={`truncate text-12 ${entry.run.state === 'failed' ? 'text-failed' : 'text-ink-3'}`}
                  title={runRemark(entry.run)}
                >
                  {runRemark(entry.run)}
                </span>
              </span>
            </Td>
            <Td right className="text-ink-2">
              {runDuration(entry.run, now)}
            </Td>
          </Row>
        ) : (
          <Row key={entry.at} className="text-ink-3">
            <Td>
              <time dateTime={entry.leftOut.to}>{formatDue(new Date(entry.leftOut.to), timing)}</time>
            </Td>
            <Td className="w-full max-w-0 truncate">
              <span title={leftOutWords(entry.leftOut)}>
                {leftOutWords(entry.leftOut)}
                {entry.leftOut.count > 1 && ` · ${t('{{count}} times', { count: entry.leftOut.count })}`}
              </span>
            </Td>
            <Td />
          </Row>
        ),
      )}
      {!entries && <WaitingRows columns={3} rows={4} />}
      {entries?.length === 0 && (
        <OnlyRow columns={3}>
          <EmptyState title={t('Not run yet')} />
        </OnlyRow>
      )}
    </ListTable>
  )
}
