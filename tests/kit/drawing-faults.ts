import { definitions } from '../../nodes/definitions.ts'
import { type Compilation, compile } from '../../nodes/graph/compile.ts'
import type { PipelineDocument } from '../../nodes/graph/document.ts'
import { edgeKey } from '../../nodes/graph/document.ts'
import { parseDocument } from '../../nodes/graph/parse-document.ts'
import type { GraphProblem, Plan } from '../../nodes/graph/plan.ts'
import { findPlanFault } from '../../nodes/graph/plan-faults.ts'

const LIMIT_MS = 2_000

export interface Compiled {
  fault: string | null
  /** The plan, where there is one. */
  plan: Plan | null
}

/** Compiles a drawing and says what is wrong with the answer itself; null where it is a sound plan or a clear refusal. */
export function findDrawingFault(document: PipelineDocument): Compiled {
  const parsed = parseDocument(JSON.parse(JSON.stringify(document)))
  if (!parsed.ok) return { fault: `it does not parse: ${parsed.message}`, plan: null }
  const since = performance.now()
  let compilation: Compilation
  try {
    compilation = compile(document, { definitions, context: { sources: {} } })
  } catch (error) {
    return { fault: `compile threw ${error instanceof Error ? error.stack : String(error)}`, plan: null }
  }
  const elapsedMs = performance.now() - since
  if (elapsedMs > LIMIT_MS) return { fault: `compile took ${Math.round(elapsedMs)} ms`, plan: null }
  const { plan, problems } = compilation
  const isRefused = problems.some(({ severity }) => severity === 'error')
  if (isRefused === (plan !== null))
    return { fault: `${problems.length} problems, ${plan ? 'and a plan' : 'and no plan'}`, plan }
  const fault = (plan ? findPlanFault(plan, document) : null) ?? problemFault(problems, document)
  return { fault, plan }
}

function problemFault(problems: readonly GraphProblem[], { nodes, edges }: PipelineDocument): string | null {
  const ids = new Set(nodes.map(({ id }) => id))
  const keys = new Set(edges.map(edgeKey))
  const isEmpty = nodes.length === 0 && edges.length === 0
  for (const { nodeId, edge, message } of problems) {
    if (!/\S.*[.?]$/u.test(message) || /undefined|\[object|NaN/u.test(message))
      return `the message “${message}”`
    if (isEmpty) continue
    if (nodeId === undefined && edge === undefined) return `“${message}” stands nowhere`
    if (nodeId !== undefined && !ids.has(nodeId)) return `“${message}” is on ${nodeId}, which is not there`
    if (edge !== undefined && !keys.has(edge)) return `“${message}” is on ${edge}, which is not there`
  }
  return null
}
