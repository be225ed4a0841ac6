'use client'

import { useQueries } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import { useTRPC } from '../../trpc.tsx'
import type { RowsPage } from '../../../server/views.ts'
import type { Sort } from './layout.ts'

const PAGE = 200

export interface TablePort {
  runId: string
  nodeId: string
  port: string
}

type KnownPage = Pick<RowsPage, 'columns' | 'rows'>

/**
 * Rows of a table by the page, as they come into sight. `preview` holds the first rows where the profile has them:
 * they are shown at once, without asking a worker.
 */
export function useRows(
  { runId, nodeId, port }: TablePort,
  sort: Sort | null,
  preview: { page: KnownPage | undefined; isComing: boolean; total: number },
) {
  const trpc = useTRPC()
  const [pages, setPages] = useState<readonly number[]>([0])
  const first =
    sort === null && preview.page && preview.page.rows.length >= Math.min(PAGE, preview.total)
      ? preview.page
      : undefined
  const hasFirst = first !== undefined || (sort === null && preview.isComing)
  const queries = useQueries({
    queries: pages.map((page) =>
      trpc.values.rows.queryOptions(
        { runId, nodeId, port, offset: page * PAGE, limit: PAGE, ...(sort ? { sort } : {}) },
        // What a run made never changes.
        { staleTime: Number.POSITIVE_INFINITY, enabled: page > 0 || !hasFirst },
      ),
    ),
  })
  const onVisibleRows = useCallback((first: number, last: number) => {
    const from = Math.floor(first / PAGE)
    const to = Math.floor(last / PAGE)
    setPages((current) =>
      current[0] === from && current.at(-1) === to
        ? current
        : Array.from({ length: to - from + 1 }, (_, index) => from + index),
    )
  }, [])
  const byPage = useMemo(
    () =>
      new Map<number, KnownPage | undefined>(
        pages.map((page, index) => [page, page === 0 && first ? first : queries[index]?.data]),
      ),
    // The queries are new at every render, their data are not.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [pages, first, ...queries.map((query) => query.data)],
  )
  const known: KnownPage | undefined = queries.find((query) => query.data)?.data ?? first
  const getRow = useCallback(
    (index: number) => byPage.get(Math.floor(index / PAGE))?.rows[index % PAGE],
    [byPage],
  )
  return {
    getRow,
    onVisibleRows,
    columns: known?.columns,
    error: queries.find((query) => query.error)?.error ?? null,
  }
}
