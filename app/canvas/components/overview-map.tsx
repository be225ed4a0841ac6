'use client'

import { Panel, useReactFlow, useStoreApi } from '@xyflow/react'
import { useEffect, useRef } from 'react'
import type { PointerEvent } from 'react'
import { useCanvasStore } from '../store/context.tsx'
import { useT } from '../../i18n/use-t.ts'
import { boundsOf } from '../store/flow-nodes.ts'
import { farScene } from '../store/far-scene.ts'
import { paintFar } from './paint-far.ts'

const SIZE = { width: 184, height: 96 } as const
const MARGIN = 4
/** It need not keep up with a hand. */
const EVERY_MS = 120

/** The overview of a large drawing: painted, since thousands of cards as elements would slow every move down. */
export function OverviewMap() {
  const { t } = useT()
  const store = useCanvasStore()
  const flow = useStoreApi()
  const { setCenter } = useReactFlow()
  const canvas = useRef<HTMLCanvasElement>(null)
  const shown = useRef({ x: 0, y: 0, zoom: 1 })

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const paint = () => {
      timer = undefined
      const state = store.getState()
      const bounds = boundsOf(state.flowNodes)
      const room = { width: SIZE.width - 2 * MARGIN, height: SIZE.height - 2 * MARGIN }
      const zoom = Math.min(room.width / (bounds.width || 1), room.height / (bounds.height || 1))
      const x = (SIZE.width - bounds.width * zoom) / 2 - bounds.x * zoom
      const y = (SIZE.height - bounds.height * zoom) / 2 - bounds.y * zoom
      shown.current = { x, y, zoom }
      const element = canvas.current
      if (!element) return
      const scene = { boxes: farScene(state).boxes, wires: [] }
      paintFar(element, scene, { transform: [x, y, zoom], ...SIZE, moved: { x: 0, y: 0 } })
      const [left, top, scale] = flow.getState().transform
      const { width, height } = flow.getState()
      const context = element.getContext('2d')
      if (!context) return
      const ratio = window.devicePixelRatio || 1
      context.setTransform(ratio, 0, 0, ratio, 0, 0)
      context.strokeStyle = getComputedStyle(element).getPropertyValue('--accent')
      context.lineWidth = 1
      context.strokeRect(
        x - (left / scale) * zoom,
        y - (top / scale) * zoom,
        (width / scale) * zoom,
        (height / scale) * zoom,
      )
    }
    const schedule = () => {
      timer ??= setTimeout(paint, EVERY_MS)
    }
    paint()
    const stops = [store.subscribe(schedule), flow.subscribe(schedule)]
    return () => {
      clearTimeout(timer)
      for (const stop of stops) stop()
    }
  }, [store, flow])

  const goThere = (event: PointerEvent<HTMLCanvasElement>): void => {
    if (event.buttons !== 1) return
    const box = event.currentTarget.getBoundingClientRect()
    const { x, y, zoom } = shown.current
    void setCenter((event.clientX - box.left - x) / zoom, (event.clientY - box.top - y) / zoom, {
      zoom: flow.getState().transform[2],
    })
  }

  return (
    <Panel position="bottom-right" className="canvas-minimap">
      <canvas
        ref={canvas}
        // What is painted is a picture.
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
        role="img"
        aria-label={t('Overview of the drawing')}
        style={SIZE}
        onPointerDown={goThere}
        onPointerMove={goThere}
      />
    </Panel>
  )
}
