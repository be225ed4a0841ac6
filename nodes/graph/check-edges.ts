import { circleInWords, nodeTitle, portMismatch, portTypeWords } from './connect.ts'
import type { DocumentEdge, DocumentNode } from './document.ts'
import { edgeKey } from './document.ts'
import type { GraphProblem } from './plan.ts'
import type { Propagation } from './propagate.ts'
import { findIn, findInput, findOutput } from './registry.ts'
import { findPath } from './topology.ts'

const error = (at: Pick<GraphProblem, 'nodeId' | 'edge' | 'port'>, code: string, message: string) =>
  ({ severity: 'error', code, message, ...at }) as const satisfies GraphProblem

/** Problems of the connections: what dangles, doesn't fit, is doubled, goes in a circle, or is missing. */
export function checkEdges(propagation: Propagation): GraphProblem[] {
  const { drawing, made } = propagation
  const problems: GraphProblem[] = []
  const taken = new Map<string, Set<string>>()
  for (const edge of drawing.edges) {
    const from = made.get(edge.from.node)
    const to = made.get(edge.to.node)
    if (!from || !to) {
      const message = 'This connection leads to a node that is gone. Remove it.'
      problems.push(error({ edge: edgeKey(edge) }, 'edge_dangling', message))
      continue
    }
    const problem = checkEdge(edge, { from, to }, propagation) ?? checkTaken(edge, to, taken, propagation)
    if (problem) problems.push(problem)
  }
  return [
    ...problems,
    ...checkCircles(propagation),
    ...checkFailures(propagation),
    ...checkMissing(propagation, taken),
  ]
}

function checkEdge(
  edge: DocumentEdge,
  ends: { from: DocumentNode; to: DocumentNode },
  { options: { definitions } }: Propagation,
): GraphProblem | undefined {
  const at = { edge: edgeKey(edge), nodeId: edge.to.node }
  const source = findIn(definitions, ends.from.type)
  const target = findIn(definitions, ends.to.type)
  // A node of an unknown type has its own problem, and no ports to compare.
  const output = source && findOutput(source, edge.from.port)
  const input = target && findInput(target, edge.to.port)
  const names = { from: nodeTitle(ends.from, definitions), to: nodeTitle(ends.to, definitions) }
  if (source && !output) {
    return error(
      at,
      'port_unknown',
      `*${names.from}* has no output *${edge.from.port}*. Remove the connection.`,
    )
  }
  if (target && !input) {
    return error(at, 'port_unknown', `*${names.to}* has no input *${edge.to.port}*. Remove the connection.`)
  }
  const mismatch = output && input && portMismatch(output, input, names)
  return mismatch ? error({ ...at, port: edge.to.port }, 'port_type', mismatch) : undefined
}

function checkTaken(
  edge: DocumentEdge,
  to: DocumentNode,
  taken: Map<string, Set<string>>,
  { options: { definitions } }: Propagation,
): GraphProblem | undefined {
  const input = findInput(findIn(definitions, to.type), edge.to.port)
  if (!input) return undefined
  const ports = taken.get(to.id) ?? new Set()
  taken.set(to.id, ports)
  if (ports.has(edge.to.port) && !input.many) {
    const message = `*${input.title}* of *${nodeTitle(to, definitions)}* takes one connection and has several. Remove all but one.`
    return error({ edge: edgeKey(edge), nodeId: to.id, port: edge.to.port }, 'port_taken', message)
  }
  const drawn = `${edge.to.port} ${edgeKey(edge)}`
  if (ports.has(drawn)) {
    const message = `*${input.title}* of *${nodeTitle(to, definitions)}* is connected twice to the same output. Remove one of the two.`
    return error({ edge: edgeKey(edge), nodeId: to.id, port: edge.to.port }, 'edge_doubled', message)
  }
  ports.add(edge.to.port).add(drawn)
  return undefined
}

/** One problem for each circle, on its first node in the drawing's order. */
function checkCircles({ cyclicParts, topology, made, options }: Propagation): GraphProblem[] {
  const rank = new Map(topology.ids.map((id, at) => [id, at]))
  return cyclicParts.map((part) => {
    const [first = ''] = part.toSorted((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0))
    const round = findPath(topology, first, first) ?? part
    const names = round.map((id) => {
      const node = made.get(id)
      return node ? nodeTitle(node, options.definitions) : id
    })
    const message = `These go round in a circle: ${circleInWords(names)}. Remove one of the connections.`
    return error({ nodeId: first }, 'cycle', message)
  })
}

const titleIn = ({ drawn, options }: Propagation, id: string): string => {
  const node = drawn.nodes.find((each) => each.id === id)
  return node ? nodeTitle(node, options.definitions) : id
}

/** What waits for the failure of a node that is bypassed. */
function checkFailures(propagation: Propagation): GraphProblem[] {
  return propagation.cut.flatMap(({ edge, by, never }) => {
    if (!never) return []
    const [title, off] = [titleIn(propagation, edge.to.node), titleIn(propagation, by)]
    const message = `*${title}* runs if *${off}* fails, and *${off}* is bypassed. Bypass *${title}*, too, or switch *${off}* on.`
    return [error({ nodeId: edge.to.node, port: edge.to.port }, 'failure_bypassed', message)]
  })
}

/** Required inputs that nothing is connected to. */
function checkMissing(propagation: Propagation, taken: ReadonlyMap<string, ReadonlySet<string>>) {
  const { made, options, cut } = propagation
  const problems: GraphProblem[] = []
  for (const node of made.values()) {
    const definition = findIn(options.definitions, node.type)
    for (const [name, input] of Object.entries(definition?.inputs ?? {})) {
      if (input.optional || taken.get(node.id)?.has(name)) continue
      const title = nodeTitle(node, options.definitions)
      const lost = cut.find(({ edge }) => edge.to.node === node.id && edge.to.port === name)
      const what = `*${title}* needs ${portTypeWords[input.type]} at its input *${input.title}*`
      const off = lost && titleIn(propagation, lost.by)
      const message =
        off === undefined
          ? `${what}. Connect one.`
          : `${what}, and *${off}* is bypassed. Switch *${off}* on, or connect another.`
      problems.push(error({ nodeId: node.id, port: name }, 'input_missing', message))
    }
  }
  return problems
}
