'use client'

import { useReactFlow } from '@xyflow/react'
import type { Connection, FinalConnectionState, OnConnectEnd } from '@xyflow/react'
import { useCallback } from 'react'
import { definitions, findDefinition } from '../../../nodes/definitions.ts'
import { canConnect } from '../../../nodes/graph/connect.ts'
import type { DocumentEdge } from '../../../nodes/graph/document.ts'
import { toast } from '../../components/toast-store.ts'
import { plainMessage } from '../components/message-text.tsx'
import { connectPorts } from '../store/actions.ts'
import { useCanvasStore } from '../store/context.tsx'
import type { LooseWire } from '../store/view-slice.ts'

interface Ends {
  source: string
  target: string
  sourceHandle?: string | null
  targetHandle?: string | null
}

const toEdge = (ends: Ends): DocumentEdge => ({
  from: { node: ends.source, port: ends.sourceHandle ?? '' },
  to: { node: ends.target, port: ends.targetHandle ?? '' },
})

const pointOf = (event: MouseEvent | TouchEvent): { x: number; y: number } => {
  const at = 'changedTouches' in event ? event.changedTouches[0] : event
  return { x: at?.clientX ?? 0, y: at?.clientY ?? 0 }
}

/** What happens when wires are drawn: connected, refused with the reason, or led to the quick-add list. */
export function useConnecting() {
  const store = useCanvasStore()
  const { screenToFlowPosition } = useReactFlow()

  const isValidConnection = useCallback(
    (ends: Ends) => canConnect(store.getState().document, { ...toEdge(ends), replace: true }, definitions).ok,
    [store],
  )

  const onConnect = useCallback(
    (connection: Connection) => {
      const reason = connectPorts(store, toEdge(connection))
      if (reason) toast(plainMessage(reason), { tone: 'failed', durationMs: 5000 })
    },
    [store],
  )

  const onConnectEnd: OnConnectEnd = useCallback(
    (event, state) => {
      if (state.isValid || !state.fromNode || !state.fromHandle) return
      const wire = looseWire(store.getState().document.nodes, state)
      if (!wire) return
      const refused = state.toHandle !== null && state.toNode !== null
      if (refused) {
        const reason =
          state.toHandle && refusalOf(wire, { node: state.toNode?.id ?? '', port: state.toHandle.id ?? '' })
        if (reason) toast(plainMessage(reason), { tone: 'failed', durationMs: 5000 })
        return
      }
      const screen = pointOf(event)
      const under = document.elementFromPoint(screen.x, screen.y)
      const card = under?.closest<HTMLElement>('.react-flow__node')
      if (card?.dataset.id) {
        connectToCard(wire, card.dataset.id)
      } else if (under?.closest('.react-flow__pane')) {
        const at = screenToFlowPosition(screen)
        store.getState().openOverlay({ kind: 'quickAdd', screen, at, wire })
      }
    },
    // The helpers below only use the store.
    [store, screenToFlowPosition],
  )

  function edgeBetween(wire: LooseWire, other: { node: string; port: string }): DocumentEdge {
    const own = { node: wire.node, port: wire.port }
    return wire.side === 'source' ? { from: own, to: other } : { from: other, to: own }
  }

  function refusalOf(wire: LooseWire, other: { node: string; port: string }): string | null {
    if (wire.node === other.node && wire.port === other.port) return null
    const edge = edgeBetween(wire, other)
    const answer = canConnect(store.getState().document, { ...edge, replace: true }, definitions)
    return answer.ok ? null : answer.reason
  }

  /** A wire dropped on a card, not on a port: it goes to the first port that takes it. */
  function connectToCard(wire: LooseWire, nodeId: string): void {
    if (nodeId === wire.node) return
    const node = store.getState().document.nodes.find((candidate) => candidate.id === nodeId)
    const definition = node && findDefinition(node.type)
    const ports = Object.keys((wire.side === 'source' ? definition?.inputs : definition?.outputs) ?? {})
    const fitting = ports.find((port) => refusalOf(wire, { node: nodeId, port }) === null)
    const reason =
      fitting === undefined
        ? ports[0] === undefined
          ? `${definition?.title ?? 'This node'} has no ${wire.side === 'source' ? 'input' : 'output'}.`
          : refusalOf(wire, { node: nodeId, port: ports[0] })
        : connectPorts(store, edgeBetween(wire, { node: nodeId, port: fitting }))
    if (reason) toast(plainMessage(reason), { tone: 'failed', durationMs: 5000 })
  }

  return { isValidConnection, onConnect, onConnectEnd }
}

function looseWire(
  nodes: readonly { id: string; type: string }[],
  state: FinalConnectionState,
): LooseWire | null {
  const { fromNode, fromHandle } = state
  if (!fromNode || !fromHandle?.id) return null
  const node = nodes.find((candidate) => candidate.id === fromNode.id)
  const definition = node && findDefinition(node.type)
  const side = fromHandle.type
  const spec = (side === 'source' ? definition?.outputs : definition?.inputs)?.[fromHandle.id]
  return spec ? { node: fromNode.id, port: fromHandle.id, type: spec.type, side } : null
}
