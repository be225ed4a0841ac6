'use client'

import { useInfiniteQuery } from '@tanstack/react-query'
import { Columns2, Play, X } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { Button } from '../../components/button.tsx'
import { ListTable, OnlyRow, Th, WaitingRows } from '../../components/list-table.tsx'
import { EmptyState } from '../../components/notice.tsx'
import { QueryProblem } from '../../components/query-problem.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { isLive } from '../../components/states.ts'
import { useNow } from '../../components/use-now.ts'
import type { RunSummary } from '../../../server/views.ts'
import { useTRPC, useTRPCClient } from '../../trpc.tsx'
import { useT } from '../../i18n/use-t.ts'
import { MOST_RUNS } from './compare/comparison.ts'
import { RunFilters, sinceOf, useRunFilter } from './run-filters.tsx'
import { DeleteRuns } from './delete-runs.tsx'
import { RunRow } from './run-row.tsx'

const PAGE = 50
const COLUMNS = 6

/** All runs, newest first, live; the filter stands in the address, so that it can be sent to someone. */
export function RunsPage() {
  const { t } = useT()
  const trpc = useTRPC()
  const client = useTRPCClient()
  const filter = useRunFilter()
  const { wanted, time, isFiltered } = filter

  const [chosen, setChosen] = useState<readonly string[]>([])
  const list = useInfiniteQuery({
    queryKey: [...trpc.runs.list.queryKey(wanted), time ?? 'any', 'pages'],
    queryFn: ({ pageParam, signal }) =>
      client.runs.list.query(
        { ...wanted, since: sinceOf(time), limit: PAGE, ...(pageParam ? { before: pageParam } : {}) },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: (page) => (page.length === PAGE ? page.at(-1)?.createdAt : undefined),
    refetchInterval: ({ state: { data } }) =>
      data?.pages.some((page) => page.some((run) => isLive(run.state))) ? 1_500 : 10_000,
  })
  const runs = list.data?.pages.flat()
  const now = useNow(runs?.some((run) => isLive(run.state)) ?? false)

  return (
    <>
      <PageHeader
        title={t('Runs')}
        badges={
          wanted.scheduleId !== undefined && (
            <OfSchedule run={runs?.[0]} onShowAll={() => filter.set('schedule', '')} />
          )
        }
        actions={
          <>
            <CompareButton runs={runs ?? []} chosen={chosen} onClear={() => setChosen([])} />
            <DeleteRuns
              runs={(runs ?? []).filter(({ id }) => chosen.includes(id))}
              onDeleted={() => setChosen([])}
            />
          </>
        }
      />
      <RunFilters filter={filter} />
      <QueryProblem query={list} title={t('The runs could not be read.')} />
      <ListTable
        label={t('Runs')}
        head={
          <>
            <Th>{t('Run')}</Th>
            <Th wide>{t('Result')}</Th>
            <Th wide right>
              {t('Nodes')}
            </Th>
            <Th wide right>
              {t('Drawing')}
            </Th>
            <Th right>{t('Took')}</Th>
            <Th right>{t('Started')}</Th>
          </>
        }
      >
        {runs?.map((run) => (
          <RunRow
            key={run.id}
            run={run}
            now={now}
            chosen={chosen.includes(run.id)}
            onChoose={(on) =>
              setChosen((before) => (on ? [...before, run.id] : before.filter((id) => id !== run.id)))
            }
          />
        ))}
        {list.isPending && <WaitingRows columns={COLUMNS} rows={8} />}
        {runs?.length === 0 && (
          <OnlyRow columns={COLUMNS}>
            {isFiltered ? (
              <EmptyState title={t('No run is like this')} action={<ShowAll onClick={filter.clear} />} />
            ) : (
              <EmptyState
                icon={<Play aria-hidden />}
                title={t('Nothing has run yet')}
                action={
                  <Button asChild>
                    <Link href="/">{t('See the templates')}</Link>
                  </Button>
                }
              >
                {t('Open a drawing and press Run. Every run stays here with its data, logs and results.')}
              </EmptyState>
            )}
          </OnlyRow>
        )}
      </ListTable>
      {list.hasNextPage && (
        <div className="mt-3 flex justify-center">
          <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t('Earlier runs')}
          </Button>
        </div>
      )}
    </>
  )
}

/** Leads to the ticked runs side by side, the earliest first. */
function CompareButton({
  runs,
  chosen,
  onClear,
}: {
  runs: readonly RunSummary[]
  chosen: readonly string[]
  onClear: () => void
}) {
  const { t } = useT()
  const ids = runs
    .map(({ id }) => id)
    .filter((id) => chosen.includes(id))
    .toReversed()
  if (ids.length === 0) return null
  const right = ids.length >= 2 && ids.length <= MOST_RUNS
  return (
    <>
      <Button variant="quiet" onClick={onClear}>
        {t('Choose none')}
      </Button>
      {right ? (
        <Button asChild variant="primary">
          <Link href={`/runs/compare?ids=${ids.join(',')}`}>
            <Columns2 aria-hidden />
            {t('Compare {{count}} runs', { count: ids.length })}
          </Link>
        </Button>
      ) : (
        <Button disabled title={t('Two to {{most}} runs fit side by side', { most: MOST_RUNS })}>
          <Columns2 aria-hidden />
          {ids.length < 2 ? t('Compare with another') : t('Too many to compare')}
        </Button>
      )}
    </>
  )
}

const ShowAll = ({ onClick }: { onClick: () => void }) => {
  const { t } = useT()
  return <Button onClick={onClick}>{t('Show all runs')}</Button>
}

/** Says that only the runs of one schedule are shown; a press shows all. */
function OfSchedule({ run, onShowAll }: { run: RunSummary | undefined; onShowAll: () => void }) {
  const { t } = useT()
  const name = run?.schedule?.name
  return (
    <Button size="sm" onClick={onShowAll}>
      {name === undefined ? t('Of a schedule') : t('Of the schedule {{name}}', { name })}
      <X aria-label={t('Show all runs')} />
    </Button>
  )
}
