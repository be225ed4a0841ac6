'use client'

import { useMemo } from 'react'
import { findDefinition } from '../definitions.ts'
import type { DocumentNode } from '../../../nodes/graph/document.ts'
import type { AnyNodeDefinition } from '../../../nodes/kit/define.ts'
import { problemsOf } from '../store/analysis.ts'
import { describeCard } from '../store/card-view.ts'
import type { CardView } from '../store/card-view.ts'
import { useCanvas } from '../store/context.tsx'
import { isRunActive, listAwaited } from '../store/live-run.ts'
import { useT } from '../../i18n/use-t.ts'

export interface Card {
  node: DocumentNode
  definition: AnyNodeDefinition | undefined
  view: CardView
}

/** A node as it stands now; null once it is gone. Drawn again only when something of this node changes. */
export function useCard(id: string): Card | null {
  const node = useCanvas((state) => state.analysis.propagation.made.get(id))
  const params = useCanvas((state) => state.analysis.propagation.nodes.get(id)?.params)
  const problems = useCanvas((state) => problemsOf(state.analysis, id))
  const nodeRun = useCanvas((state) => state.live?.nodes[id])
  const runNumber = useCanvas((state) => state.live?.run.number ?? 0)
  const pipelineName = useCanvas((state) => state.live?.run.pipelineName ?? '')
  const active = useCanvas((state) => state.live !== null && isRunActive(state.live.run))
  const stale = useCanvas((state) => state.stale[id])
  const edited = useCanvas((state) => state.edited[id])
  const outside = useCanvas(({ live }) =>
    live && !live.nodes[id] && (live.run.untilNodeId ?? live.run.fromNodeId) != null
      ? live.run.number
      : undefined,
  )
  const pinnedTo = useCanvas((state) => state.pins[id])
  const awaited = useCanvas((state) =>
    state.live?.nodes[id]?.state === 'queued' ? listAwaited(state.live, id).join('\n') : '',
  )
  const { language } = useT()
  const nowMs = useCanvas(({ live }) => (live?.nodes[id]?.state === 'running' ? live.receivedAtMs : 0))
  return useMemo(() => {
    if (!node) return null
    const definition = findDefinition(node.type)
    const waits = awaited === '' ? [] : awaited.split('\n')
    const view = describeCard({
      node,
      definition,
      params: params ?? null,
      problems,
      run: nodeRun ? { number: runNumber, pipelineName, active, node: nodeRun, awaited: waits } : null,
      stale,
      edited,
      outside,
      pinnedTo,
      nowMs,
    })
    return { node, definition, view }
    // The words of a card are made in the language of the moment.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [
    language,
    node,
    params,
    problems,
    nodeRun,
    runNumber,
    pipelineName,
    active,
    stale,
    edited,
    outside,
    pinnedTo,
    awaited,
    nowMs,
  ])
}
