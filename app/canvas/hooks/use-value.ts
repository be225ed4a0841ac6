'use client'

import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { TableSchema } from '../../../nodes/kit/columns.ts'
import type { PortSpec } from '../../../nodes/kit/ports.ts'
import type { PortValue } from '../../../nodes/kit/values.ts'
import type { DataColumn } from '../../components/data-table/layout.ts'
import { dataColumns } from '../../components/data-table/profile-columns.ts'
import { useTRPC } from '../../trpc.tsx'
import type { CanvasState } from '../store/canvas-store.ts'
import { useCanvas } from '../store/context.tsx'
import type { PortSide } from '../store/view-slice.ts'

/** A port of a node and where its value lies in the run shown: an input's at the output that feeds it. */
export interface PortSource {
  node: string
  port: string
}

/** The output behind a port; null for an input that nothing is connected to. */
export function findSource(
  { analysis }: Pick<CanvasState, 'analysis'>,
  nodeId: string,
  at: { side: PortSide; port: string },
): PortSource | null {
  if (at.side === 'output') return { node: nodeId, port: at.port }
  const { topology, arriving, expanded } = analysis.effective
  const edges = expanded.cards?.some(({ id }) => id === nodeId)
    ? (analysis.propagation.topology.incoming.get(nodeId) ?? [])
    : (topology.incoming.get(nodeId) ?? arriving.filter((edge) => edge.to.node === nodeId))
  return edges.find((edge) => edge.to.port === at.port)?.from ?? null
}

/** A value of the run shown; undefined where the run has none there (yet). */
export const findValue = (
  { live }: Pick<CanvasState, 'live'>,
  source: PortSource | null,
): PortValue | undefined => (source ? live?.nodes[source.node]?.outputs?.[source.port] : undefined)

const none: Readonly<Record<string, DataColumn>> = {}

/** Columns with their statistics, by name, of the table at a port in the run shown; empty before a run. */
export function useColumnStatistics(
  nodeId: string,
  at: { side: PortSide; port: string },
): Readonly<Record<string, DataColumn>> {
  const trpc = useTRPC()
  const key = useCanvas((state) => {
    const source = findSource(state, nodeId, at)
    return state.live && source && findValue(state, source)?.port === 'table'
      ? `${state.live.run.id} ${source.node} ${source.port}`
      : ''
  })
  const [runId = '', node = '', port = ''] = key.split(' ')
  const value = useCanvas((state) => findValue(state, node === '' ? null : { node, port }))
  const schema: TableSchema | undefined = value?.port === 'table' ? value.schema : undefined
  const profile = useQuery(
    trpc.values.profile.queryOptions(
      { runId, nodeId: node, port },
      { enabled: key !== '', staleTime: Number.POSITIVE_INFINITY },
    ),
  )
  return useMemo(
    () =>
      schema && profile.data
        ? Object.fromEntries(dataColumns(schema.columns, profile.data).map((column) => [column.name, column]))
        : none,
    [schema, profile.data],
  )
}

export interface PortEntry {
  side: PortSide
  port: string
  spec: PortSpec
}
