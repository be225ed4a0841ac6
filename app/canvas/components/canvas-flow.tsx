'use client'

import { Background, MiniMap, Panel, ReactFlow, SelectionMode, useReactFlow, useStore } from '@xyflow/react'
import type { Edge } from '@xyflow/react'
import { memo, useCallback } from 'react'
import type { MouseEvent, ReactNode } from 'react'
import { useConnecting } from '../hooks/use-connecting.ts'
import { useCanvas, useCanvasStore } from '../store/context.tsx'
import type { FlowNode, WireEdge } from '../store/flow-nodes.ts'
import { changeGroup } from '../store/groups.ts'
import { useT } from '../../i18n/use-t.ts'
import { ConnectionLine } from './connection-line.tsx'
import { FarLayer } from './far-layer.tsx'
import { FlowControls } from './flow-controls.tsx'
import { GroupCard } from './groups/group-card.tsx'
import { GroupFrames } from './groups/group-frames.tsx'
import { MiniNode } from './mini-node.tsx'
import { NodeCard } from './node-card.tsx'
import { NoteNode } from './note-node.tsx'
import { OverviewMap } from './overview-map.tsx'
import { SnapLines } from './snap-lines.tsx'
import { Wire } from './wire.tsx'

const nodeTypes = { card: NodeCard, note: NoteNode, group: GroupCard }
const edgeTypes = { wire: Wire }
const snapGrid: [number, number] = [4, 4]
const minimapSize = { width: 184, height: 96 }
/** From here on only the cards in sight are drawn. */
const MANY_NODES = 60
/** From here on the overview is painted, too. */
const VERY_MANY_NODES = 200
/** Below this zoom nothing on a card can be read: a large drawing is painted instead. */
const FAR = 0.35
const NO_NODES: FlowNode[] = []
const NO_EDGES: WireEdge[] = []
const multiKeys = ['Meta', 'Control', 'Shift']

/** The drawing itself. */
export const CanvasFlow = memo(function CanvasFlow({ children }: { children?: ReactNode }) {
  const { t } = useT()
  const store = useCanvasStore()
  const nodes = useCanvas((state) => state.flowNodes)
  const edges = useCanvas((state) => state.flowEdges)
  const readOnly = useCanvas((state) => state.readOnly)
  const applyNodeChanges = useCanvas((state) => state.applyNodeChanges)
  const applyEdgeChanges = useCanvas((state) => state.applyEdgeChanges)
  const { screenToFlowPosition } = useReactFlow()
  const connecting = useConnecting()
  const far = useStore((state) => state.transform[2] < FAR) && nodes.length > MANY_NODES

  const onDoubleClick = useCallback(
    (event: MouseEvent) => {
      if (!(event.target instanceof Element) || !event.target.classList.contains('react-flow__pane')) return
      const screen = { x: event.clientX, y: event.clientY }
      const at = screenToFlowPosition(screen)
      store.getState().openOverlay({ kind: 'quickAdd', screen, at, wire: null })
    },
    [store, screenToFlowPosition],
  )

  const onNodeContextMenu = useCallback(
    (event: MouseEvent, node: FlowNode) => {
      event.preventDefault()
      if (node.type === 'note') return
      const { selection, select, openOverlay } = store.getState()
      if (!selection.includes(node.id)) select([node.id])
      openOverlay({ kind: 'nodeMenu', nodeId: node.id, screen: { x: event.clientX, y: event.clientY } })
    },
    [store],
  )

  const onNodeDoubleClick = useCallback(
    (_: MouseEvent, node: FlowNode) => {
      if (node.type === 'card') store.getState().showInspector('settings')
      if (node.type === 'group') {
        const { groupId } = node.data
        store.getState().edit((document) => changeGroup(document, groupId, { collapsed: false }))
      }
    },
    [store],
  )

  const onEdgeContextMenu = useCallback(
    (event: MouseEvent, edge: Edge) => {
      event.preventDefault()
      store.getState().openOverlay({ kind: 'insert', edges: [edge.id] })
    },
    [store],
  )

  const onEdgeClick = useCallback(
    (_: MouseEvent, edge: WireEdge) => {
      store.getState().showInspector('data', { side: 'output', port: edge.data?.ends.sourcePort ?? '' })
    },
    [store],
  )

  return (
    // Double click is a shortcut only: the same list opens by key and from the command palette.
    <div className="canvas-frame" onDoubleClick={onDoubleClick}>
      <ReactFlow<FlowNode, WireEdge>
        aria-label={t('Drawing')}
        nodes={far ? NO_NODES : nodes}
        edges={far ? NO_EDGES : edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onNodesChange={applyNodeChanges}
        onEdgesChange={applyEdgeChanges}
        isValidConnection={connecting.isValidConnection}
        onConnect={connecting.onConnect}
        onConnectEnd={connecting.onConnectEnd}
        connectionLineComponent={ConnectionLine}
        connectionRadius={22}
        onNodeContextMenu={onNodeContextMenu}
        onNodeDoubleClick={onNodeDoubleClick}
        onEdgeClick={onEdgeClick}
        onEdgeContextMenu={onEdgeContextMenu}
        onlyRenderVisibleElements={nodes.length > MANY_NODES}
        disableKeyboardA11y
        deleteKeyCode={null}
        multiSelectionKeyCode={multiKeys}
        selectionMode={SelectionMode.Partial}
        edgesFocusable={false}
        nodesDraggable={!readOnly}
        nodesConnectable={!readOnly}
        zoomOnDoubleClick={false}
        snapToGrid
        snapGrid={snapGrid}
        minZoom={0.02}
        maxZoom={2}
        zIndexMode="manual"
        attributionPosition="bottom-left"
      >
        <Background gap={20} size={1.6} color="var(--canvas-dot)" bgColor="var(--canvas)" />
        {far && <FarLayer />}
        {nodes.length > VERY_MANY_NODES ? (
          <OverviewMap />
        ) : (
          <MiniMap
            className="canvas-minimap"
            style={minimapSize}
            ariaLabel={t('Overview of the drawing')}
            nodeComponent={MiniNode}
            pannable
            zoomable
            bgColor="var(--raised)"
            maskColor="color-mix(in srgb, var(--text) 7%, transparent)"
          />
        )}
        <Panel position="bottom-right" className="canvas-controls">
          <FlowControls />
        </Panel>
        <GroupFrames />
        <SnapLines />
        {children}
      </ReactFlow>
    </div>
  )
})
