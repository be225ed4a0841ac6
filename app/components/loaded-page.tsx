'use client'

import type { ReactNode } from 'react'
import { PageProblem } from './page-problem.tsx'
import { Skeleton } from './skeleton.tsx'

interface LoadedPageProps<T> {
  query: {
    data: T | undefined
    error: Parameters<typeof PageProblem>[0]['error'] | null
    refetch: () => unknown
  }
  /** `run`, `model`, … */
  what: string
  /** Where all of them are. */
  list: { href: string; title: string }
  children: (data: T) => ReactNode
}

/** The page of one thing: a sketch of it while it is on its way, and what to do where it can't be had. */
export function LoadedPage<T>({ query, what, list, children }: LoadedPageProps<T>) {
  const { data, error, refetch } = query
  if (data !== undefined) return children(data)
  if (error) return <PageProblem error={error} what={what} list={list} onRetry={() => void refetch()} />
  return (
    <div aria-busy="true">
      <Skeleton className="mb-2 h-4 w-28" />
      <Skeleton className="mb-2 h-7 w-72 max-w-full" />
      <Skeleton className="mb-6 h-4 w-80 max-w-full" />
      <Skeleton className="mb-4 h-32 w-full" />
      <Skeleton className="h-72 w-full" />
    </div>
  )
}
