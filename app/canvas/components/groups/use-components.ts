'use client'

import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { PipelineComponent } from '../../../../nodes/graph/document.ts'
import type { AnyNodeDefinition } from '../../../../nodes/kit/define.ts'
import { useTRPC } from '../../../trpc.tsx'
import { offerComponents } from '../../definitions.ts'
import { mayUse } from '../../store/components.ts'
import { useCanvas } from '../../store/context.tsx'

const none: readonly PipelineComponent[] = []

/** The newest version of every pipeline that may stand as a node in this one. */
export function useComponents(): readonly PipelineComponent[] {
  const trpc = useTRPC()
  const pipelineId = useCanvas((state) => state.pipelineId)
  const { data = none } = useQuery(
    trpc.pipelines.components.queryOptions(undefined, { staleTime: 10_000, refetchOnWindowFocus: true }),
  )
  return useMemo(() => data.filter((component) => mayUse(component, pipelineId)), [data, pipelineId])
}

/** Their definitions, for lists of node types. */
export function useYourNodes(): readonly AnyNodeDefinition[] {
  const components = useComponents()
  return useMemo(() => offerComponents(components), [components])
}
