'use client'

import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import { useTRPC } from '../../trpc.tsx'
import { useCanvas } from '../store/context.tsx'

/** Keeps the store told which runs the pins of the drawing point to, and which numeric backend computes now. */
export function useRunFacts(): void {
  const trpc = useTRPC()
  const setPins = useCanvas((state) => state.setPins)
  const setBackend = useCanvas((state) => state.setBackend)
  // As text, so that equal lists are equal.
  const list = useCanvas(({ document }) =>
    JSON.stringify(document.nodes.flatMap(({ id, pin }) => (pin ? [{ nodeId: id, runId: pin.runId }] : []))),
  )
  const pins = useMemo(() => JSON.parse(list) as { nodeId: string; runId: string }[], [list])
  const { data: views } = useQuery(trpc.runs.pins.queryOptions({ pins }, { enabled: pins.length > 0 }))
  useEffect(() => {
    setPins(Object.fromEntries((pins.length > 0 ? (views ?? []) : []).map((pin) => [pin.nodeId, pin.number])))
  }, [pins, views, setPins])
  const { data: system } = useQuery(trpc.system.info.queryOptions())
  useEffect(() => setBackend(system?.backend ?? null), [system, setBackend])
}
