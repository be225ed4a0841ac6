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

/** The files that the drawing reads, as text, so that equal lists are equal. */
function listSources({ document, analysis }: CanvasState): string {
  const sources = new Map<string, FileSource>()
  for (const node of document.nodes) {
    const params = analysis.propagation.nodes.get(node.id)?.params
    const key = params && sourceKeyOf(node, params)
    if (key === undefined || !params) continue
    const options = parseOptionsOf(params as unknown as ParseOptions)
    sources.set(key, { key, id: String(params.source), options })
  }
  return JSON.stringify([...sources.values()])
}

/** Keeps the store told what is in the files that the drawing reads. */
export function useReadings(): void {
  const trpc = useTRPC()
  const list = useCanvas(listSources)
  const setReadings = useCanvas((state) => state.setReadings)
  const sources = useMemo(() => JSON.parse(list) as FileSource[], [list])
  const readings = useQueries({
    queries: sources.map(({ id, options }) =>
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
  useEffect(() => {
    const found = JSON.parse(readings) as (FileReadings[string] | null)[]
    const entries = sources.flatMap(({ key }, index) => {
      const reading = found[index]
      return reading ? [[key, reading] as const] : []
    })
    setReadings(Object.fromEntries(entries))
  }, [readings, sources, setReadings])
}
