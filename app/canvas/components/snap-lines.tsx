'use client'

import { ViewportPortal } from '@xyflow/react'
import { useCanvas } from '../store/context.tsx'

/** Lines along which a card that is being dragged lies with others. */
export function SnapLines() {
  const lines = useCanvas((state) => state.snapLines)
  if (lines.length === 0) return null
  return (
    <ViewportPortal>
      {lines.map(({ axis, at, from, to }) => (
        <div
          key={axis}
          aria-hidden
          className="snap-line"
          style={
            axis === 'x'
              ? { transform: `translate(${at}px, ${from}px)`, width: 1, height: to - from }
              : { transform: `translate(${from}px, ${at}px)`, width: to - from, height: 1 }
          }
        />
      ))}
    </ViewportPortal>
  )
}
