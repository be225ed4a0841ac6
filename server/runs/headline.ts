import type { PortValue } from '../../nodes/kit/values.ts'

/** A node of a plan that has scored a model. */
export interface Evaluation {
  outputs: Readonly<Record<string, PortValue>> | null
  /** Its place in the plan. */
  position: number
  title: string
  /** The rows it scored on, as chosen. */
  on: string | null
  /** The titles of the node that its model comes from, and of that node's blueprint. */
  model: string | null
  blueprint: string | null
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
  const namesakes = (part: 'title' | 'model', of: readonly Evaluation[]) =>
    of.filter((other) => other === chosen || other[part] === chosen[part])
  const alike = namesakes('title', evaluations)
  if (alike.length === 1) return { metrics, measuredBy: chosen.title }
  const more = namesakes('model', alike).length === 1 ? chosen.model : (chosen.blueprint ?? chosen.model)
  return { metrics, measuredBy: more === null ? chosen.title : `${chosen.title}, ${more}` }
}
