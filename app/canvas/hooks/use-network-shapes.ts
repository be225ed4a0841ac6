'use client'

import { useMemo } from 'react'
import { modelFamily } from '../../../nodes/kit/model-families.ts'
import { modelSchemaOf } from '../../../nodes/kit/model-schemas.ts'
import type { NetworkLayer } from '../../../nodes/kit/network-layers.ts'
import {
  type NetworkInput,
  networkInput,
  type NetworkShapes,
  networkShapes,
  outputsFor,
} from '../../../nodes/kit/network-shapes.ts'
import { useCanvas } from '../store/context.tsx'
import { portSchema } from './use-port-schema.ts'

/**
 * The shapes of the layers of a network: as far as they can be known, from the table of the Train that it is connected
 * to. `input` is null where there is none.
 */
export function useNetworkShapes(
  nodeId: string,
  layers: readonly NetworkLayer[],
): { input: NetworkInput | null; shapes: NetworkShapes } {
  const table = useCanvas((state) => {
    const edges = state.analysis.propagation.topology.outgoing.get(nodeId) ?? []
    const train = edges.find(({ to }) => to.port === 'blueprint')
    return train && portSchema(state, train.to.node, 'table')
  })
  return useMemo(() => {
    const model = table && modelSchemaOf(table, modelFamily('network').reads)
    if (!model || model.inputs.length === 0) return { input: null, shapes: nothingKnown(layers) }
    const input = networkInput(model.inputs, table.open)
    return { input, shapes: networkShapes(layers, input, outputsFor(model.target)) }
  }, [table, layers])
}

/** Nothing is known of what arrives, so nothing is wrong yet. */
const nothingKnown = (layers: readonly NetworkLayer[]): NetworkShapes => ({
  layers: layers.map(() => ({ shape: null, parameters: null })),
  output: { shape: null, parameters: null },
  parameters: null,
})
