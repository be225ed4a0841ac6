'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { ErrorNotice } from '../../components/notice.tsx'
import { SectionTitle } from '../../components/page-header.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { StateIcon } from '../../components/state-icon.tsx'
import { errorMessage, useTRPC } from '../../trpc.tsx'
import { modelRemark } from '../models/model-words.ts'
import { useT } from '../../i18n/use-t.ts'

/** What answers requests at the moment. */
export function EndpointOverview() {
  const { t } = useT()
  const trpc = useTRPC()
  const { data, error } = useQuery(trpc.endpoints.list.queryOptions(undefined, { refetchInterval: 15_000 }))
  return (
    <section aria-label={t('Endpoints')}>
      <SectionTitle
        aside={
          <Link href="/endpoints" className="text-accent-ink hover:underline">
            {t('All endpoints')}
          </Link>
        }
      >
        {t('Endpoints')}
      </SectionTitle>
      {error && !data ? (
        <ErrorNotice title={t('The endpoints could not be read.')} detail={errorMessage(error)} />
      ) : data?.length === 0 ? (
        <p className="border-t border-line py-3 text-ink-2">
          {t('None yet. A drawing with a Deploy node makes one; so does Deploy on a run or a model.')}
        </p>
      ) : (
        <ul>
          {data?.slice(0, 6).map((endpoint) => (
            <li
              key={endpoint.name}
              className="relative flex h-8.5 items-center gap-2 border-t border-line hover:bg-surface-2"
            >
              <StateIcon state={endpoint.enabled ? 'done' : 'idle'} size={16} decorative />
              <span className="flex min-w-0 flex-1 items-baseline gap-1.5">
                <Link
                  href={`/endpoints/${endpoint.name}`}
                  className="min-w-0 truncate font-strong after:absolute after:inset-0 after:content-['']"
                >
                  {endpoint.name}
                </Link>
                <span className="shrink-0 text-12 text-ink-2">v{endpoint.version}</span>
              </span>
              <span className="w-20 shrink-0 truncate text-12 text-ink-2">
                {endpoint.enabled ? t('Answers') : t('Switched off')}
              </span>
              <span className="w-[38%] shrink-0 truncate text-right text-12 text-ink-2 max-md:hidden">
                {modelRemark(endpoint.model)}
              </span>
            </li>
          )) ??
            [0, 1, 2].map((index) => (
              <li key={index} className="flex h-8.5 items-center border-t border-line">
                <Skeleton className="h-3 w-2/3" />
              </li>
            ))}
        </ul>
      )}
    </section>
  )
}
