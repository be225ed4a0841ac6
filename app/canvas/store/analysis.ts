import { definitions as library } from '../../../nodes/definitions.ts'
import type { DocumentNode, PipelineDocument } from '../../../nodes/graph/document.ts'
import type { GraphProblem } from '../../../nodes/graph/plan.ts'
import { outerNodeOf } from '../../../nodes/graph/expand.ts'
import type { NodeSchemas, PropagateOptions, Propagation } from '../../../nodes/graph/propagate.ts'
import { resolveParams } from '../../../nodes/graph/resolve-params.ts'
import type { InputValues } from '../../../nodes/graph/resolve-params.ts'
import { createTopology, topologicalOrder } from '../../../nodes/graph/topology.ts'
import { validate } from '../../../nodes/graph/validate.ts'
import type { TableSchema } from '../../../nodes/kit/columns.ts'
import type { ErrorReport } from '../../../nodes/kit/errors.ts'
import { findIn } from '../../../nodes/graph/registry.ts'
import { slotOf } from '../../../nodes/kit/many.ts'
import { findDefinition, learnDrawing } from '../definitions.ts'
import { fileSourceKey, readsFile } from '../../../nodes/data/file/source-key.ts'
import type { ParseOptions } from '../../../nodes/data/file/source-key.ts'
import { querySourceKey } from '../../../nodes/data/postgres/source-key.ts'

/** What the server found in uploaded files and behind queries, by source key. */
export type FileReadings = Readonly<Record<string, { schema: TableSchema | null; error: ErrorReport | null }>>

/** What is known of a drawing without running it. */
export interface Analysis {
  /** As it is drawn: bypassed nodes stand in it, with what arrives at them. */
  propagation: Propagation
  /** As it runs. */
  effective: Propagation
  problems: readonly GraphProblem[]
  problemsByNode: Readonly<Record<string, readonly GraphProblem[]>>
  /** What the next call compares with. */
  of: Pick<PipelineDocument, 'nodes' | 'edges' | 'inputs' | 'components' | 'ports'> & {
    readings: FileReadings
  }
  options: PropagateOptions
}

const none: readonly GraphProblem[] = []

/** The key under which the columns of a *File* or of a query are known; undefined where there is none of them. */
export function sourceKeyOf(
  node: DocumentNode,
  params: Readonly<Record<string, unknown>>,
): string | undefined {
  if (node.type === 'data.postgres') {
    const { connection, query } = params as { connection: string; query: string }
    return connection === '' || query.trim() === '' ? undefined : querySourceKey({ connection, query })
  }
  if (!readsFile(node.type, params)) return undefined
  return fileSourceKey(params as Partial<ParseOptions> & { source: string })
}

function fileProblems(propagation: Propagation, readings: FileReadings): GraphProblem[] {
  return propagation.drawn.nodes.flatMap((node) => {
    const params = propagation.nodes.get(node.id)?.params
    const key = params && sourceKeyOf(node, params)
    const error = key === undefined ? undefined : readings[key]?.error
    return error
      ? [
          {
            severity: 'error' as const,
            code: error.code,
            message: error.message,
            nodeId: outerNodeOf(node.id),
            ...(outerNodeOf(node.id) === node.id && { field: error.field ?? 'source' }),
          },
        ]
      : []
  })
}

const samePlace = (a: DocumentNode, b: DocumentNode): boolean =>
  a.id === b.id &&
  a.type === b.type &&
  a.version === b.version &&
  a.params === b.params &&
  a.title === b.title &&
  a.note === b.note &&
  a.disabled === b.disabled &&
  a.pin?.runId === b.pin?.runId &&
  a.seedSalt === b.seedSalt

const sameLogic = (document: PipelineDocument, readings: FileReadings, of: Analysis['of']): boolean =>
  of.readings === readings &&
  of.edges === document.edges &&
  of.inputs === document.inputs &&
  of.components === document.components &&
  of.ports === document.ports &&
  (of.nodes === document.nodes ||
    (of.nodes.length === document.nodes.length &&
      document.nodes.every((node, index) => {
        const other = of.nodes[index]
        return other !== undefined && samePlace(node, other)
      })))

/** Whether an input lacks a wire because it is a port of the pipeline: it gets one where that is used as a node. */
const isFedFromOutside = ({ ports }: PipelineDocument, { code, nodeId, port }: GraphProblem): boolean =>
  code === 'input_missing' &&
  ports !== undefined &&
  ports.inputs.some(({ to }) => to.some((end) => end.node === nodeId && end.port === port))

const sourcesOf = (readings: FileReadings): Record<string, TableSchema> =>
  Object.fromEntries(Object.entries(readings).flatMap(([key, { schema }]) => (schema ? [[key, schema]] : [])))

function groupByNode(
  problems: readonly GraphProblem[],
  previous: Analysis['problemsByNode'],
): Record<string, readonly GraphProblem[]> {
  const groups: Record<string, GraphProblem[]> = {}
  for (const problem of problems) {
    if (problem.nodeId !== undefined) (groups[problem.nodeId] ??= []).push(problem)
  }
  // Lists that say the same keep their identity, so that their cards are not drawn again.
  return Object.fromEntries(
    Object.entries(groups).map(([id, list]) => {
      const old = previous[id]
      return [id, old && JSON.stringify(old) === JSON.stringify(list) ? old : list]
    }),
  )
}

/** What is known of a drawing, with its bypassed nodes and its cards in their places. */
function asDrawn(document: PipelineDocument, effective: Propagation): Propagation {
  if (effective.drawing === document) return effective
  const topology = createTopology(document)
  const nodes = new Map([...effective.nodes, ...effective.aside])
  for (const { id } of effective.expanded.cards ?? []) {
    const card = document.nodes.find((node) => node.id === id)
    const known = card && schemasOfCard(card, document, effective)
    if (known) nodes.set(id, known)
  }
  return {
    ...effective,
    topology,
    order: topologicalOrder(topology),
    // Where an id is doubled the first of them counts.
    made: new Map(document.nodes.toReversed().map((node) => [node.id, node])),
    nodes,
  }
}

/** What arrives at the ports of a card and leaves them, from the nodes behind it. */
function schemasOfCard(
  node: DocumentNode,
  document: PipelineDocument,
  { expanded, nodes, options }: Propagation,
): NodeSchemas | undefined {
  const definition = findIn(options.definitions, node.type)
  const card = expanded.cards?.find(({ id }) => id === node.id)
  if (!definition || !card) return undefined
  const { params, search, problems } = resolveParams(node, definition, { declared: document.inputs })
  const inputs = Object.entries(card.inputs).map(([name, [end]]) => {
    const slots = nodes.get(end?.node ?? '')?.inputs ?? {}
    return [name, slots[end?.port ?? ''] ?? slots[slotOf(end?.port ?? '', 0)]] as const
  })
  const outputs = Object.entries(card.outputs).map(
    ([name, end]) => [name, nodes.get(end.node)?.outputs[end.port]] as const,
  )
  return {
    definition,
    params,
    search,
    inputs: Object.fromEntries(inputs),
    outputs: Object.fromEntries(outputs),
    problems,
  }
}

/** Columns at every port and problems on every node. Moving cards about costs nothing. */
export function analyse(document: PipelineDocument, readings: FileReadings, previous?: Analysis): Analysis {
  learnDrawing(document)
  if (previous && sameLogic(document, readings, previous.of)) return previous
  const options: PropagateOptions =
    previous?.of.readings === readings
      ? previous.options
      : { definitions: library, context: { sources: sourcesOf(readings) } }
  const { propagation: effective, problems: drawn } = validate(document, options, previous?.effective)
  const problems = [
    ...fileProblems(effective, readings),
    ...drawn.filter((problem) => !isFedFromOutside(document, problem)),
  ]
  return {
    propagation: asDrawn(document, effective),
    effective,
    problems,
    problemsByNode: groupByNode(problems, previous?.problemsByNode ?? {}),
    of: {
      nodes: document.nodes,
      edges: document.edges,
      inputs: document.inputs,
      components: document.components,
      ports: document.ports,
      readings,
    },
    options,
  }
}

export const problemsOf = (analysis: Analysis, nodeId: string): readonly GraphProblem[] =>
  analysis.problemsByNode[nodeId] ?? none

/**
 * A node's parameters with defaults filled in and references followed, with the values given for a run; what they are
 * written as where the type is not known.
 */
export function resolveNode(document: PipelineDocument, node: DocumentNode, values?: InputValues): unknown {
  const definition = findDefinition(node.type)
  return definition
    ? resolveParams(node, definition, { declared: document.inputs, values }).params
    : node.params
}
