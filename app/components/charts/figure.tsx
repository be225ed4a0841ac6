'use client'

import type * as PlotModule from '@observablehq/plot'
import { useEffect, useRef, useState } from 'react'
import { Skeleton } from '../skeleton.tsx'

export type Plot = typeof PlotModule
export type PlotOptions = PlotModule.PlotOptions

let loading: Promise<Plot> | undefined
let loaded: Plot | undefined

/** The chart library, fetched when the first chart is drawn. */
function loadPlot(): Promise<Plot> {
  loading ??= import('@observablehq/plot').then((plot) => (loaded = plot))
  return loading
}

export interface FigureProps {
  /** Makes the chart for a width; keep its identity while nothing changes. */
  build: (plot: Plot, width: number) => PlotOptions
  height: number
  /** One sentence on what is to be seen, for those who don't see it. */
  label: string
  maxWidth?: number | undefined
}

/** Draws a chart at the width there is, and again when that changes. */
export function Figure({ build, height, label, maxWidth }: FigureProps) {
  const holder = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(0)
  const [plot, setPlot] = useState<Plot | undefined>(() => loaded)

  useEffect(() => {
    let alive = true
    void loadPlot().then((module) => {
      if (alive) setPlot(() => module)
    })
    return () => {
      alive = false
    }
  }, [])

  useEffect(() => {
    const element = holder.current
    if (!element) return
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setWidth(Math.floor(entry.contentRect.width))
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [])

  useEffect(() => {
    const element = holder.current
    if (!element || !plot || width < 80) return
    const drawn = plot.plot({ ...baseOptions(width, height), ...build(plot, width) })
    drawn.dataset.chart = ''
    drawn.setAttribute('role', 'img')
    // Names of marks (`rule`, `dot`) mean nothing to anyone, and a group may not have any.
    for (const mark of drawn.querySelectorAll('g[aria-label]')) mark.removeAttribute('aria-label')
    drawn.setAttribute('aria-label', label)
    element.replaceChildren(drawn)
    return () => drawn.remove()
  }, [plot, build, width, height, label])

  return (
    <div className="relative mx-auto w-full" style={{ height, maxWidth }}>
      {!plot && <Skeleton className="absolute inset-0 opacity-50" />}
      <div ref={holder} className="size-full" />
    </div>
  )
}

const baseOptions = (width: number, height: number): PlotOptions => ({
  width,
  height,
  style: {
    fontFamily: 'var(--font)',
    fontSize: '12px',
    color: 'var(--text-3)',
    overflow: 'visible',
    '--plot-background': 'var(--raised)',
  } as PlotOptions['style'],
})
