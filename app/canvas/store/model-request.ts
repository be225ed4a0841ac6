import type { Column } from '../../../nodes/kit/columns.ts'
import type { ModelSchema, PortSpecs } from '../../../nodes/kit/ports.ts'
import type { CanvasState } from './canvas-store.ts'

/** What an endpoint of a node's model asks for. */
export interface ModelRequest {
  columns: readonly Column[]
  /** Known from a run of the drawing as it is; until then some of the columns may turn out not to be needed. */
  exact: boolean
}

type State = Pick<CanvasState, 'analysis' | 'live' | 'stale'>

const modelPort = (ports: PortSpecs): string | undefined =>
  Object.entries(ports).find(([, { type }]) => type === 'model')?.[0]

/**
 * The raw columns behind the model that a node makes, or that *Deploy* is given; undefined for other nodes, and where
 * nothing is known yet.
 */
export function modelRequest({ analysis, live, stale }: State, nodeId: string): ModelRequest | undefined {
  const node = analysis.propagation.nodes.get(nodeId)
  if (!node) return undefined
  const output = modelPort(node.definition.outputs)
  const input = node.definition.type === 'deploy.deploy' ? modelPort(node.definition.inputs) : undefined
  const port = output ?? input
  if (port === undefined) return undefined
  const edges = analysis.effective.topology.incoming.get(nodeId) ?? []
  const source = output ? { node: nodeId, port } : edges.find(({ to }) => to.port === port)?.from
  const value =
    source && stale[source.node] === undefined ? live?.nodes[source.node]?.outputs?.[source.port] : undefined
  if (value?.port === 'model') return { columns: value.schema.request, exact: true }
  const schema = (output ? node.outputs : node.inputs)[port] as ModelSchema | undefined
  // Without a target the columns that arrive are not known, or the drawing is not ready to be trained.
  return schema?.target ? { columns: schema.request, exact: false } : undefined
}
