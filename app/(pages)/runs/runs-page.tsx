'use client'

import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Columns2, Play, X } from 'lucide-react'
import Link from 'next/link'
import { usePathname, useSearchParams } from 'next/navigation'
import { useState } from 'react'
import { Button } from '../../components/button.tsx'
import { ListTable, OnlyRow, Th, WaitingRows } from '../../components/list-table.tsx'
import { EmptyState, ErrorNotice } from '../../components/notice.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { Select } from '../../components/select.tsx'
import { isLive, stateWords, visualStateOf } from '../../components/states.ts'
import { useNow } from '../../components/use-now.ts'
import type { RunSummary } from '../../../server/views.ts'
import type { RunState } from '../../../drizzle/schema/runs.ts'
import { errorMessage, useTRPC, useTRPCClient } from '../../trpc.tsx'
import { useT } from '../../i18n/use-t.ts'
import { MOST_RUNS } from './compare/comparison.ts'
import { RunRow } from './run-row.tsx'

const states: readonly RunState[] = ['queued', 'running', 'paused', 'succeeded', 'failed', 'cancelled']
const isRunState = (value: string | null): value is RunState => states.some((state) => state === value)

const PAGE = 50
const COLUMNS = 6

/** All runs, newest first, live; the filter stands in the address, so that it can be sent to someone. */
export function RunsPage() {
  const { t } = useT()
  const trpc = useTRPC()
  const client = useTRPCClient()
  const params = useSearchParams()
  const path = usePathname()
  const wanted = params.get('state')
  const state = isRunState(wanted) ? wanted : undefined
  const pipelineId = params.get('pipeline') ?? undefined
  const scheduleId = params.get('schedule') ?? undefined
  const filter = {
    ...(state ? { state } : {}),
    ...(pipelineId ? { pipelineId } : {}),
    ...(scheduleId ? { scheduleId } : {}),
  }

  const setParam = (name: string, value: string) => {
    const next = new URLSearchParams(params)
    if (value === '') next.delete(name)
    else next.set(name, value)
    history.replaceState(null, '', next.size > 0 ? `${path}?${next}` : path)
  }

  const [chosen, setChosen] = useState<readonly string[]>([])
  const { data: pipelines } = useQuery(trpc.pipelines.list.queryOptions())
  const list = useInfiniteQuery({
    queryKey: [...trpc.runs.list.queryKey(filter), 'pages'],
    queryFn: ({ pageParam, signal }) =>
      client.runs.list.query(
        { ...filter, limit: PAGE, ...(pageParam ? { before: pageParam } : {}) },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: (page) => (page.length === PAGE ? page.at(-1)?.createdAt : undefined),
    refetchInterval: ({ state: { data } }) =>
      data?.pages.some((page) => page.some((run) => isLive(run.state))) ? 1_500 : 10_000,
  })
  const runs = list.data?.pages.flat()
  const now = useNow(runs?.some((run) => isLive(run.state)) ?? false)
  const filtered = state !== undefined || pipelineId !== undefined || scheduleId !== undefined

  return (
    <>
      <PageHeader
        title={t('Runs')}
        badges={
          scheduleId !== undefined && (
            <OfSchedule run={runs?.[0]} onShowAll={() => setParam('schedule', '')} />
          )
        }
        actions={
          <>
            <CompareButton runs={runs ?? []} chosen={chosen} onClear={() => setChosen([])} />
            <Select
              label={t('Pipeline')}
              className="w-52"
              value={pipelineId ?? ''}
              onValueChange={(value) => setParam('pipeline', value)}
              options={[
                { value: '', label: t('All pipelines') },
                ...(pipelines ?? []).map((pipeline) => ({ value: pipeline.id, label: pipeline.name })),
              ]}
            />
            <Select
              label={t('State')}
              className="w-32"
              value={state ?? ''}
              onValueChange={(value) => setParam('state', value)}
              options={[
                { value: '', label: t('All states') },
                ...states.map((one) => ({ value: one, label: t(stateWords[visualStateOf(one)]) })),
              ]}
            />
          </>
        }
      />
      {list.error && !list.data && (
        <ErrorNotice
          className="mb-4"
          title={t('The runs could not be read.')}
          detail={errorMessage(list.error)}
          action={
            <Button size="sm" onClick={() => void list.refetch()}>
              {t('Try again')}
            </Button>
          }
        />
      )}
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
            {filtered ? (
              <EmptyState
                title={t('No run is like this')}
                action={<ShowAll onClick={() => history.replaceState(null, '', path)} />}
              />
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
