'use client'

import type { TableSchema } from '../../../nodes/kit/columns.ts'
import type { CanvasState } from '../store/canvas-store.ts'
import { useCanvas } from '../store/context.tsx'
import { findSource, findValue } from './use-value.ts'

type State = Pick<CanvasState, 'analysis' | 'live'>

/**
 * The columns at a port: what arrives there, or, for a source, what leaves it. Where the drawing can't know all of them
 * (behind *SQL*), those that the run shown has found there.
 */
export function portSchema(state: State, nodeId: string, port: string): TableSchema | undefined {
  const node = state.analysis.propagation.nodes.get(nodeId)
  const side = node?.inputs[port] ? 'input' : 'output'
  const schema = node?.inputs[port] ?? node?.outputs[port]
  if (!schema || !('columns' in schema)) return undefined
  const known = schema as TableSchema
  if (!known.open) return known
  const seen = findValue(state, findSource(state, nodeId, { side, port }))
  return seen?.port === 'table' ? seen.schema : known
}

export const usePortSchema = (nodeId: string, port: string): TableSchema | undefined =>
  useCanvas((state) => portSchema(state, nodeId, port))
