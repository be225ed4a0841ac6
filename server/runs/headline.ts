import type { PortValue } from '../../nodes/kit/values.ts'

/** A node of a plan that has scored a model. */
export interface Evaluation {
  outputs: Readonly<Record<string, PortValue>> | null
  /** Its place in the plan. */
  position: number
  title: string
  /** The rows it scored on, as chosen. */
  on: string | null
  /** The title of the node that its model comes from. */
  model: string | null
}

export interface Headline {
  metrics: Readonly<Record<string, number>>
  measuredBy?: string
}

/**
 * The figures that stand for a run in lists: those of its last evaluation on test rows, else of its last evaluation, in
 * the order of the plan. Where there are others, it says whose they are.
 */
export function headlineOf(evaluations: readonly Evaluation[]): Headline {
  const inOrder = evaluations.toSorted((a, b) => a.position - b.position)
  const chosen = inOrder.findLast(({ on }) => on === 'test') ?? inOrder.at(-1)
  if (!chosen) return { metrics: {} }
  const report = Object.values(chosen.outputs ?? {}).find(({ port }) => port === 'report')
  const metrics = report?.port === 'report' ? report.metrics : {}
  if (evaluations.length === 1) return { metrics }
  const { title, model } = chosen
  const namesake = evaluations.some((other) => other !== chosen && other.title === title)
  return { metrics, measuredBy: namesake && model !== null ? `${title}, ${model}` : title }
}
