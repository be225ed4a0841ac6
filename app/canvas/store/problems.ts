import type { Analysis } from './analysis.ts'
import type { LiveRun } from './live-run.ts'
import type { StaleReasons } from './staleness.ts'

export interface ProblemEntry {
  origin: 'drawing' | 'run'
  severity: 'error' | 'warning'
  code: string
  message: string
  nodeId: string | undefined
}

/** Problems of the drawing, then failures of the last run on nodes that have not been edited since. */
export function listProblems(analysis: Analysis, live: LiveRun | null, stale: StaleReasons): ProblemEntry[] {
  const drawn = analysis.problems.map(
    ({ severity, code, message, nodeId }): ProblemEntry => ({
      origin: 'drawing',
      severity,
      code,
      message,
      nodeId,
    }),
  )
  const failed = Object.values(live?.nodes ?? {}).flatMap((node): ProblemEntry[] =>
    node.state === 'failed' &&
    node.error &&
    stale[node.nodeId] === undefined &&
    analysis.propagation.made.has(node.nodeId)
      ? [
          {
            origin: 'run',
            severity: 'error',
            code: node.error.code,
            message: node.error.message,
            nodeId: node.nodeId,
          },
        ]
      : [],
  )
  return [...failed, ...drawn]
}
