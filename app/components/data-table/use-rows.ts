'use client'

import { useQueries } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import { useTRPC } from '../../trpc.tsx'
import type { Sort } from './data-table.tsx'

const PAGE = 200

export interface TablePort {
  runId: string
  nodeId: string
  port: string
}

/** Rows of a table by the page, as they come into sight. */
export function useRows({ runId, nodeId, port }: TablePort, sort: Sort | null) {
  const trpc = useTRPC()
  const [pages, setPages] = useState<readonly number[]>([0])
  const queries = useQueries({
    queries: pages.map((page) =>
      trpc.values.rows.queryOptions(
        { runId, nodeId, port, offset: page * PAGE, limit: PAGE, ...(sort ? { sort } : {}) },
        // What a run made never changes.
        { staleTime: Number.POSITIVE_INFINITY },
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
    () => new Map(pages.map((page, index) => [page, queries[index]?.data])),
    // The queries are new at every render, their data are not.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [pages, ...queries.map((query) => query.data)],
  )
  const known = queries.find((query) => query.data)?.data
  const getRow = useCallback(
    (index: number) => byPage.get(Math.floor(index / PAGE))?.rows[index % PAGE],
    [byPage],
  )
  return {
    getRow,
    onVisibleRows,
    columns: known?.columns,
    total: known?.total,
    error: queries.find((query) => query.error)?.error ?? null,
  }
}
