'use client'

import { useReactFlow } from '@xyflow/react'
import type { Connection, OnConnectEnd } from '@xyflow/react'
import { useCallback } from 'react'
import { definitions } from '../definitions.ts'
import { canConnect } from '../../../nodes/graph/connect.ts'
import type { DocumentEdge } from '../../../nodes/graph/document.ts'
import { toast } from '../../components/toast-store.ts'
import { plainMessage } from '../components/message-text.tsx'
import { connectPorts } from '../store/actions.ts'
import { useCanvasStore } from '../store/context.tsx'
import { connectToCard, refusalAt, startWire } from '../store/loose-wire.ts'

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

const tell = (reason: string | null): void => {
  if (reason) toast(plainMessage(reason), { tone: 'failed', durationMs: 5000 })
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
    (connection: Connection) => tell(connectPorts(store, toEdge(connection))),
    [store],
  )

  const onConnectEnd: OnConnectEnd = useCallback(
    (event, { isValid, fromNode, fromHandle, toNode, toHandle }) => {
      if (isValid || !fromNode || !fromHandle) return
      const { document: drawing, openOverlay } = store.getState()
      const from = { node: fromNode.id, port: fromHandle.id ?? '', side: fromHandle.type }
      const wire = startWire(drawing, from)
      if (!wire) return
      if (toNode && toHandle) {
        tell(refusalAt(drawing, wire, { node: toNode.id, port: toHandle.id ?? '', side: toHandle.type }))
        return
      }
      const screen = pointOf(event)
      const under = document.elementFromPoint(screen.x, screen.y)
      const card = under?.closest<HTMLElement>('.react-flow__node')
      if (card?.dataset.id) tell(connectToCard(store, wire, card.dataset.id))
      else if (under?.closest('.react-flow__pane')) {
        openOverlay({ kind: 'quickAdd', screen, at: screenToFlowPosition(screen), wire })
      }
    },
    [store, screenToFlowPosition],
  )

  return { isValidConnection, onConnect, onConnectEnd }
}
