'use client'

import { useQueries } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import { parseOptionsOf } from '../../../nodes/data/file/source-key.ts'
import type { ParseOptions } from '../../../nodes/data/file/source-key.ts'
import { errorMessage, useTRPC } from '../../trpc.tsx'
import { sourceKeyOf } from '../store/analysis.ts'
import type { FileReadings } from '../store/analysis.ts'
import type { CanvasState } from '../store/canvas-store.ts'
import { useCanvas } from '../store/context.tsx'

interface FileSource {
  key: string
  id: string
  options: ParseOptions
}

interface Sources {
  files: FileSource[]
  /** Source keys. */
  queries: string[]
}

/** The files and the queries that the drawing reads, as text, so that equal lists are equal. */
function listSources({ analysis }: CanvasState): string {
  const files = new Map<string, FileSource>()
  const queries = new Set<string>()
  for (const node of analysis.effective.drawn.nodes) {
    const params = analysis.propagation.nodes.get(node.id)?.params
    const key = params && sourceKeyOf(node, params)
    if (key === undefined || !params) continue
    if (node.type === 'data.postgres') {
      queries.add(key)
      continue
    }
    const options = parseOptionsOf(params as unknown as ParseOptions)
    files.set(key, { key, id: String(params.source), options })
  }
  return JSON.stringify({ files: [...files.values()], queries: [...queries] } satisfies Sources)
}

/** Keeps the store told what is in the files and behind the queries that the drawing reads. */
export function useReadings(): void {
  const trpc = useTRPC()
  const list = useCanvas(listSources)
  const setReadings = useCanvas((state) => state.setReadings)
  const { files, queries } = useMemo(() => JSON.parse(list) as Sources, [list])
  const readings = useQueries({
    queries: files.map(({ id, options }) =>
      trpc.datasets.read.queryOptions(
        { id, options: { ...options } },
        { staleTime: Number.POSITIVE_INFINITY },
      ),
    ),
    combine: (results) =>
      JSON.stringify(
        results.map(({ data, error }) => {
          if (data) return { schema: data.schema, error: data.error }
          return error
            ? { schema: null, error: { kind: 'user', code: 'file_unread', message: errorMessage(error) } }
            : null
        }),
      ),
  })
  const described = useQueries({
    queries: queries.map((key) =>
      trpc.connections.reading.queryOptions({ key }, { staleTime: Number.POSITIVE_INFINITY }),
    ),
    combine: (results) =>
      JSON.stringify(results.map(({ data }) => (data ? { schema: data.schema, error: null } : null))),
  })
  useEffect(() => {
    const found = [readings, described].flatMap((list) => JSON.parse(list) as (FileReadings[string] | null)[])
    const keys = [...files.map(({ key }) => key), ...queries]
    const entries = keys.flatMap((key, index) => {
      const reading = found[index]
      return reading ? [[key, reading] as const] : []
    })
    setReadings(Object.fromEntries(entries))
  }, [readings, described, files, queries, setReadings])
}
