'use client'

import { useStoreApi } from '@xyflow/react'
import { useEffect, useRef } from 'react'
import { flowIdOf, noteIdOf, patchNotes } from '../store/notes.ts'
import { useServices } from '../hooks/services.tsx'
import { useCanvasStore } from '../store/context.tsx'
import { moveNodes } from '../store/document.ts'
import type { Point } from '../store/document.ts'
import { boxAt, farScene } from '../store/far-scene.ts'
import type { FarScene } from '../store/far-scene.ts'
import { paintFar } from './paint-far.ts'

const GRID = 4
const snap = (value: number): number => Math.round(value / GRID) * GRID

/** The bare canvas, rather than a panel over it. */
const isPane = ({ target }: Event): boolean =>
  target instanceof Element && target.classList.contains('react-flow__pane')

/** A hand that moves less than this only points. */
const STILL_PX = 3

/**
 * A large drawing from afar: all of it painted on one canvas, at whatever rate the screen has. Nothing on a card can be
 * read there, and a thousand cards as elements would be too slow to move.
 */
export function FarLayer() {
  const store = useCanvasStore()
  const flow = useStoreApi()
  const { goTo } = useServices()
  const canvas = useRef<HTMLCanvasElement>(null)
  const scene = useRef<FarScene>({ boxes: [], wires: [] })
  const moved = useRef<Point>({ x: 0, y: 0 })
  const repaint = useRef<() => void>(() => {})

  useEffect(() => {
    let frame = 0
    let known: unknown[] = []
    const paint = () => {
      frame = 0
      const state = store.getState()
      const parts = [state.flowNodes, state.flowEdges, state.live, state.stale, state.analysis]
      if (parts.some((part, at) => part !== known[at])) scene.current = farScene(state)
      known = parts
      const { transform, width, height } = flow.getState()
      if (canvas.current)
        paintFar(canvas.current, scene.current, { transform, width, height, moved: moved.current })
    }
    const schedule = () => {
      frame ||= requestAnimationFrame(paint)
    }
    repaint.current = schedule
    schedule()
    const themes = new MutationObserver(schedule)
    themes.observe(document.documentElement, { attributes: true })
    const stops = [store.subscribe(schedule), flow.subscribe(schedule), () => themes.disconnect()]
    return () => {
      cancelAnimationFrame(frame)
      for (const stop of stops) stop()
    }
  }, [store, flow])

  useEffect(() => {
    const frame = canvas.current?.closest<HTMLElement>('.canvas-frame')
    if (!frame) return
    const toDrawing = (event: { clientX: number; clientY: number }): Point => {
      const box = canvas.current?.getBoundingClientRect()
      const [x, y, zoom] = flow.getState().transform
      return {
        x: (event.clientX - (box?.left ?? 0) - x) / zoom,
        y: (event.clientY - (box?.top ?? 0) - y) / zoom,
      }
    }

    const land = (): void => {
      const { x, y } = moved.current
      moved.current = { x: 0, y: 0 }
      const chosen = scene.current.boxes.filter((box) => box.selected)
      const places = chosen.map((box) => [box.id, { x: snap(box.x + x), y: snap(box.y + y) }] as const)
      const notes = chosen.flatMap((box, at) => {
        const id = noteIdOf(box.id)
        const place = places[at]?.[1]
        return id === undefined || !place
          ? []
          : [[id, { ...place, width: box.width, height: box.height }] as const]
      })
      store
        .getState()
        .edit((current) =>
          patchNotes(moveNodes(current, Object.fromEntries(places)), Object.fromEntries(notes)),
        )
    }

    /** A card that is pressed is chosen and may be dragged; anywhere else the view moves, as React Flow does it. */
    const press = (event: MouseEvent): void => {
      const start = toDrawing(event)
      if (event.button !== 0 || !isPane(event)) return
      const hit = boxAt(scene.current, start)
      if (!hit) {
        store.getState().select([])
        return
      }
      event.stopPropagation()
      event.preventDefault()
      const { selection, chosenNotes, select } = store.getState()
      const several = event.metaKey || event.ctrlKey || event.shiftKey
      if (!hit.selected) select(several ? [...selection, ...chosenNotes.map(flowIdOf), hit.id] : [hit.id])
      let dragging = false
      const { clientX, clientY } = event
      const move = (now: MouseEvent) => {
        dragging ||= Math.hypot(now.clientX - clientX, now.clientY - clientY) > STILL_PX
        const at = toDrawing(now)
        if (dragging) moved.current = { x: at.x - start.x, y: at.y - start.y }
        repaint.current()
      }
      const end = () => {
        window.removeEventListener('mousemove', move)
        window.removeEventListener('mouseup', end)
        if (dragging && !store.getState().readOnly) land()
        moved.current = { x: 0, y: 0 }
        repaint.current()
      }
      window.addEventListener('mousemove', move)
      window.addEventListener('mouseup', end)
    }

    const dive = (event: MouseEvent): void => {
      const hit = isPane(event) ? boxAt(scene.current, toDrawing(event)) : undefined
      if (!hit) return
      event.stopPropagation()
      goTo(hit.id)
    }
    frame.addEventListener('mousedown', press, { capture: true })
    frame.addEventListener('dblclick', dive, { capture: true })
    return () => {
      frame.removeEventListener('mousedown', press, { capture: true })
      frame.removeEventListener('dblclick', dive, { capture: true })
    }
  }, [store, flow, goTo])

  return <canvas ref={canvas} className="far-layer" aria-hidden />
}
