'use client'

import type { TableSchema } from '../../../nodes/kit/columns.ts'
import type { CanvasState } from '../store/canvas-store.ts'
import { useCanvas } from '../store/context.tsx'

/** The columns at a port: what arrives there, or, for a source, what leaves it. */
export function portSchema({ analysis }: CanvasState, nodeId: string, port: string): TableSchema | undefined {
  const node = analysis.propagation.nodes.get(nodeId)
  const schema = node?.inputs[port] ?? node?.outputs[port]
  return schema && 'columns' in schema ? (schema as TableSchema) : undefined
}

export const usePortSchema = (nodeId: string, port: string): TableSchema | undefined =>
  useCanvas((state) => portSchema(state, nodeId, port))
