'use client'

import { useReactFlow } from '@xyflow/react'
import { useCallback, useMemo, useRef } from 'react'
import type { PointerEvent as ReactPointerEvent } from 'react'
import { NODE_HEIGHT, NODE_WIDTH } from '../node-views.ts'
import { addNode } from '../store/actions.ts'
import { useCanvasStore } from '../store/context.tsx'

const THRESHOLD_PX = 5

/**
 * Drags a node type from the palette onto the canvas by pointer. The card that follows the pointer is moved by hand,
 * outside of React. Returns what a palette entry needs; a press without a drag stays a click.
 */
export function useDragToCanvas() {
  const store = useCanvasStore()
  const { screenToFlowPosition, getZoom } = useReactFlow()
  /** Set for the click that follows a drag, which is none. */
  const dragged = useRef(false)

  const onPointerDown = useCallback(
    (event: ReactPointerEvent<HTMLElement>, type: string) => {
      if (event.button !== 0) return
      const source = event.currentTarget
      const start = { x: event.clientX, y: event.clientY }
      let ghost: HTMLElement | null = null
      dragged.current = false

      const move = (now: PointerEvent): void => {
        if (!ghost && Math.hypot(now.clientX - start.x, now.clientY - start.y) < THRESHOLD_PX) return
        ghost ??= makeGhost(source, getZoom())
        dragged.current = true
        ghost.style.translate = `${now.clientX}px ${now.clientY}px`
        ghost.classList.toggle('is-over', isOverCanvas(now))
      }
      const end = (now: PointerEvent): void => {
        stop()
        if (!ghost || !isOverCanvas(now)) return
        const at = screenToFlowPosition({ x: now.clientX, y: now.clientY })
        const place = { x: at.x - NODE_WIDTH / 2, y: at.y - NODE_HEIGHT / 2 }
        const into = wireAt(now)
        addNode(store, { type, at: place, ...(into === undefined ? {} : { into }) })
      }
      const cancel = (now: KeyboardEvent): void => {
        if (now.key === 'Escape') stop()
      }
      const stop = (): void => {
        ghost?.remove()
        window.removeEventListener('pointermove', move)
        window.removeEventListener('pointerup', end)
        window.removeEventListener('pointercancel', stop)
        window.removeEventListener('keydown', cancel)
      }
      window.addEventListener('pointermove', move)
      window.addEventListener('pointerup', end)
      window.addEventListener('pointercancel', stop)
      window.addEventListener('keydown', cancel)
    },
    [store, screenToFlowPosition, getZoom],
  )

  return useMemo(() => ({ onPointerDown, dragged }), [onPointerDown])
}

/** The wire under the pointer: a node dropped on it is put into it. */
const wireAt = (event: PointerEvent): string | undefined =>
  document.elementFromPoint(event.clientX, event.clientY)?.closest<HTMLElement>('.react-flow__edge')?.dataset
    .id

const isOverCanvas = (event: PointerEvent): boolean =>
  document.elementFromPoint(event.clientX, event.clientY)?.closest('.canvas-frame') != null

/** A copy of the palette entry's face in the size of a card; `document` is the page's. */
function makeGhost(source: HTMLElement, zoom: number): HTMLElement {
  const ghost = document.createElement('div')
  ghost.className = 'palette-ghost'
  ghost.style.scale = String(Math.min(1, zoom))
  const face = source.querySelector('[data-face]')
  if (face) ghost.append(face.cloneNode(true))
  document.body.append(ghost)
  return ghost
}
