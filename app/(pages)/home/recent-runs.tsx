'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { StateBadge } from '../../components/badge.tsx'
import { SectionTitle } from '../../components/page-header.tsx'
import { ErrorNotice } from '../../components/notice.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { StateIcon } from '../../components/state-icon.tsx'
import { isLive, visualStateOfRun } from '../../components/states.ts'
import { WaitingRuns } from '../../components/waiting-runs.tsx'
import { useNow } from '../../components/use-now.ts'
import { formatMoment, formatWhenShort } from '../../components/when.ts'
import { errorMessage, useTRPC } from '../../trpc.tsx'
import { runDuration, runRemark } from '../runs/run-words.ts'
import { useT } from '../../i18n/use-t.ts'

const SHOWN = 6

/** The last runs of all pipelines, live ones moving. */
export function RecentRuns() {
  const { t } = useT()
  const trpc = useTRPC()
  const { data, error } = useQuery(
    trpc.runs.list.queryOptions(
      { limit: SHOWN },
      { refetchInterval: ({ state }) => (state.data?.some((run) => isLive(run.state)) ? 1_500 : 15_000) },
    ),
  )
  const now = useNow(data?.some((run) => isLive(run.state)) ?? false)
  return (
    <section aria-label={t('Recent runs')}>
      <SectionTitle
        note={t('all pipelines')}
        aside={
          <>
            <WaitingRuns inWords />
            <Link href="/runs" className="text-accent-ink hover:underline">
              {t('All runs')}
            </Link>
          </>
        }
      >
        {t('Recent runs')}
      </SectionTitle>
      {error && !data ? (
        <ErrorNotice title={t('The runs could not be read.')} detail={errorMessage(error)} />
      ) : data?.length === 0 ? (
        <p className="border-t border-line py-3 text-ink-2">
          {t('None yet. Use a template above and press Run: it takes less than a minute.')}
        </p>
      ) : (
        <ul>
          {data?.map((run) => (
            <li
              key={run.id}
              className="relative flex h-8.5 items-center gap-2 border-t border-line hover:bg-surface-2"
            >
              <StateIcon state={visualStateOfRun(run)} size={16} />
              <span className="flex min-w-0 flex-1 items-baseline gap-1.5">
                <Link
                  href={`/runs/${run.id}`}
                  className="min-w-0 truncate font-strong after:absolute after:inset-0 after:content-['']"
                >
                  {run.pipelineName}
                </Link>
                <span className="shrink-0 text-12 text-ink-2">
                  {t('Run {{number}}', { number: run.number })}
                </span>
              </span>
              <span
                className={`w-[38%] shrink-0 truncate text-12 max-md:hidden ${
                  run.state === 'failed' ? 'text-failed' : 'text-ink-2'
                }`}
              >
                {run.awaitsApproval ? <StateBadge state="waiting" /> : runRemark(run)}
              </span>
              <span className="w-12 shrink-0 text-right text-12 text-ink-2">{runDuration(run, now)}</span>
              <time
                dateTime={run.createdAt}
                title={formatMoment(run.createdAt)}
                className="w-14 shrink-0 text-right text-12 text-ink-3"
              >
                {formatWhenShort(run.createdAt)}
              </time>
            </li>
          )) ??
            Array.from({ length: SHOWN }, (_, index) => (
              // oxlint-disable-next-line react/no-array-index-key
              <li key={index} className="flex h-8.5 items-center border-t border-line">
                <Skeleton className="h-3 w-2/3" />
              </li>
            ))}
        </ul>
      )}
    </section>
  )
}
